//! What a profile means, in sentences.

use harness::check::CallProfile;

/// Where this share of the time is spent outside of what a rung could make faster, no rung is worth much.
const MOSTLY: f64 = 0.5;

/// A share below this is not named.
const NAMED: f64 = 0.01;

/// Where the time goes, and what follows from it: the line of shares, the functions that take most, and warnings. `share` is
/// that of the function in its program.
pub fn where_the_time_goes(profile: &CallProfile, share: f64) -> Vec<String> {
    let shares = shares(profile);
    let told = if shares.is_empty() { "a call is too short to tell" } else { &shares };
    let mut lines = vec![format!("where its time goes: {told}")];
    let most: Vec<String> = profile
        .functions
        .iter()
        .take(4)
        .map(|hotspot| {
            let line = hotspot.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            format!("{} {}{line}", percent(hotspot.share), hotspot.name)
        })
        .collect();
    if most.len() > 1 {
        lines.push(format!("most of it in: {}", most.join(", ")));
    }
    let (outside, names) = outside(profile);
    if outside >= MOSTLY {
        lines.push(format!(
            "{} of its time is spent in {names}, which no rung makes faster: it can become at most {} as fast",
            percent(outside),
            times(1.0 / outside)
        ));
    }
    if share < 1.0 {
        let limit = 1.0 / (1.0 - share + share * outside);
        lines.push(format!(
            "with {} of the program's time in it, the program can become at most {} as fast",
            percent(share),
            times(limit)
        ));
    }
    if profile.changes_arguments {
        lines
            .push("it changes its arguments, so every timed call gets a copy, made before the clock starts".to_owned());
    }
    if !profile.remembers.is_empty() {
        let names = profile.remembers.join(", ");
        lines.push(format!("{names} keeps its results: from the second call on, what is timed is the look-up"));
    }
    lines
}

fn shares(profile: &CallProfile) -> String {
    let busy = 1.0 - profile.waiting;
    let named = profile.shares.iter().filter_map(|(kind, share)| Some((word(kind), share.as_f64()? * busy)));
    let mut parts: Vec<(String, f64)> = named.collect();
    parts.push(("waiting".to_owned(), profile.waiting));
    parts.retain(|(_, share)| *share >= NAMED);
    parts.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    parts.iter().map(|(kind, share)| format!("{} {kind}", percent(*share))).collect::<Vec<_>>().join(", ")
}

fn word(kind: &str) -> String {
    match kind {
        "own" => "own code".to_owned(),
        "built in" => "what is built into Python".to_owned(),
        library => format!("the library {library}"),
    }
}

/// The share that stays as it is whatever runs the function, and where that is spent.
fn outside(profile: &CallProfile) -> (f64, String) {
    if profile.waiting >= MOSTLY {
        return (profile.waiting, "waiting".to_owned());
    }
    let in_c = profile.shares.iter().filter_map(|(kind, share)| Some((kind.strip_suffix(" in C")?, share.as_f64()?)));
    let in_c: Vec<(&str, f64)> = in_c.filter(|(_, share)| *share >= NAMED).collect();
    let names: Vec<&str> = in_c.iter().map(|(library, _)| *library).collect();
    (in_c.iter().map(|(_, share)| share).sum(), format!("the C code of {}", names.join(" and ")))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn times(factor: f64) -> String {
    if factor < 10.0 { format!("{factor:.1}x") } else { format!("{factor:.0}x") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::check::Hotspot;

    fn profile(shares: &[(&str, f64)], waiting: f64) -> CallProfile {
        CallProfile {
            uses: Vec::new(),
            seconds: 0.01,
            waiting,
            shares: shares.iter().map(|(kind, share)| ((*kind).to_owned(), (*share).into())).collect(),
            functions: vec![
                Hotspot { name: "f".to_owned(), kind: "own".to_owned(), line: Some(3), share: 0.4, calls: 1 },
                Hotspot { name: "min".to_owned(), kind: "built in".to_owned(), line: None, share: 0.3, calls: 9 },
            ],
            changes_arguments: false,
            files: Vec::new(),
            remembers: Vec::new(),
        }
    }

    #[test]
    fn own_code_may_become_as_fast_as_it_likes() {
        let lines = where_the_time_goes(&profile(&[("own", 0.7), ("built in", 0.3)], 0.0), 1.0);
        assert_eq!(
            lines,
            [
                "where its time goes: 70 % own code, 30 % what is built into Python",
                "most of it in: 40 % f (line 3), 30 % min"
            ]
        );
    }

    #[test]
    fn of_a_call_that_a_profiler_does_not_see_nothing_is_told() {
        let lines = where_the_time_goes(&CallProfile { functions: Vec::new(), ..profile(&[], 0.0) }, 1.0);
        assert_eq!(lines, ["where its time goes: a call is too short to tell"]);
    }

    #[test]
    fn what_is_spent_in_a_library_or_in_waiting_bounds_every_rung() {
        let said = |profile| where_the_time_goes(&profile, 1.0).join("; ");
        assert!(said(profile(&[("re in C", 0.7), ("own", 0.3)], 0.0)).contains("70 % of its time is spent in the C code of re, which no rung makes faster: it can become at most 1.4x as fast"));
        assert!(
            said(profile(&[("time in C", 0.9), ("own", 0.1)], 0.95)).contains("95 % of its time is spent in waiting")
        );
    }

    #[test]
    fn the_share_of_the_program_bounds_the_program() {
        let lines = where_the_time_goes(&profile(&[("own", 1.0)], 0.0), 0.5);
        assert!(
            lines
                .join("; ")
                .contains("with 50 % of the program's time in it, the program can become at most 2.0x as fast")
        );
    }
}
