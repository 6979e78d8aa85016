//! Another baseline than the one that was measured as such: every rung's turns are there, so that any can be 1.

use indexmap::IndexSet;

use records::Recorded;

/// The records with another rung as the baseline, and a word that it was asked for.
///
/// # Errors
/// When the session does not have it, in words for whoever asked.
pub fn rebased(mut recorded: Recorded, rung: &str) -> Result<Recorded, String> {
    let rungs: IndexSet<&str> = recorded.cells.iter().map(|cell| cell.rung.as_str()).collect();
    if !rungs.contains(rung) {
        let meant = suggest::nearest(rung, rungs.iter().copied());
        let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Err(format!("session {} has no rung `{rung}` to be the baseline{meant}", recorded.session.id));
    }
    if recorded.session.baseline.as_deref() == Some(rung) {
        return Ok(recorded);
    }
    let was = recorded.session.baseline.take().unwrap_or_else(|| "none".to_owned());
    recorded.session.baseline_instead = Some(format!("asked for with --baseline; the session's own is {was}"));
    recorded.session.baseline_doubt = None;
    recorded.session.baseline = Some(rung.to_owned());
    Ok(recorded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};

    #[test]
    fn any_rung_can_be_the_baseline_and_it_is_said() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("cython")];
        recorded.samples = [samples("python", &[4_000_000; 6]), samples("cython", &[1_000_000; 6])].concat().into();
        let other = rebased(recorded.clone(), "cython").expect("it has the rung");
        assert!(other.session.baseline_instead.as_deref().is_some_and(|why| why.contains("own is python")));
        let card = summarise(&other);
        let speedups: Vec<f64> = card.cells().filter_map(|cell| Some(cell.speedup()?.estimate)).collect();
        assert!((speedups[0] - 0.25).abs() < 1e-9 && speedups[1] == 1.0, "{speedups:?}");
        assert_eq!(rebased(recorded.clone(), "python").expect("it is the baseline"), recorded);
        let none = rebased(recorded, "cyton").expect_err("no such rung");
        assert!(none.ends_with("has no rung `cyton` to be the baseline; did you mean `cython`?"), "{none}");
    }
}
