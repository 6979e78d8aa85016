//! The oracle's results against published ones.

use agreement::{Difference, DifferenceKind, Value, canonical, cut};
use manifest::KnownValue;

/// Compares a result with a published one: each part, rounded correctly to as many decimals as were printed.
///
/// # Errors
/// The first part that differs.
pub fn known_matches(known: &KnownValue, output: &Value) -> Result<(), Difference> {
    let parts = if let Value::Array(parts) = output { parts } else { std::slice::from_ref(output) };
    for (index, printed) in known.output.iter().enumerate().filter(|(_, printed)| !printed.is_empty()) {
        let actual = parts.get(index);
        if actual.and_then(|part| rounded_like(printed, part)).as_ref() != Some(printed) {
            let shown = actual.map_or_else(|| "nothing".to_owned(), canonical);
            return Err(Difference {
                path: format!("[{index}]"),
                expected: printed.clone(),
                actual: cut(shown),
                detail: None,
                kind: DifferenceKind::Value,
            });
        }
    }
    Ok(())
}

/// Compares a result with all of its parts as they were printed.
///
/// # Errors
/// The first part that differs, is there and was not printed, or the other way round.
pub fn is_printed_so(known: &KnownValue, output: &Value) -> Result<(), Difference> {
    known_matches(known, output)?;
    let parts = if let Value::Array(parts) = output { parts.len() } else { 1 };
    if parts == known.output.len() {
        return Ok(());
    }
    Err(Difference {
        path: String::new(),
        expected: format!("{} parts", known.output.len()),
        actual: format!("{parts} parts"),
        detail: None,
        kind: DifferenceKind::Value,
    })
}

/// A number with as many decimals as a printed one has; an integer has none.
fn rounded_like(printed: &str, part: &Value) -> Option<String> {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match part {
        Value::Float(float) => Some(format!("{float:.decimals$}")),
        Value::Integer(digits) => Some(digits.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agreement::read;

    fn known(printed: &[&str], output: &str) -> Result<(), String> {
        let known = KnownValue { value: 1, output: printed.iter().map(|&text| text.to_owned()).collect() };
        known_matches(&known, &read(output).expect("JSON")).map_err(|difference| difference.to_string())
    }

    #[test]
    fn published_values_are_compared_as_they_were_printed() {
        let output = "[-0.16907516382852447,-0.16908760523460617]";
        assert_eq!(known(&["-0.169075164", "-0.169087605"], output), Ok(()));
        assert_eq!(known(&["", "-0.169087605"], output), Ok(()));
        assert_eq!(known(&["-0.169075164"], output), Ok(()));
        assert_eq!(
            known(&["-0.169075164", "-0.169087606"], output),
            Err("[1]: expected -0.169087606, got -0.16908760523460617".to_owned())
        );
        assert!(known(&["-0.169075163"], output).is_err(), "cut off instead of rounded");
        assert_eq!(known(&["", "", "1.0"], output), Err("[2]: expected 1.0, got nothing".to_owned()));
    }

    #[test]
    fn published_values_are_rounded_on_the_exact_binary_value() {
        // 0.125 is exact and goes to the even neighbour; 1.005 lies a little below its text, 0.15 a little below, too.
        assert_eq!(known(&["0.12", "1.00", "0.1", "2", "1.000"], "[0.125, 1.005, 0.15, 2.5, 1.0]"), Ok(()));
        assert_eq!(known(&["12", "12"], "[12, 12.0]"), Ok(()));
        assert!(known(&["12.0"], "[12]").is_err());
        assert!(known(&["1.0"], r#"["1.0"]"#).is_err());
        assert_eq!(known(&["1.27"], "1.274"), Ok(()));
    }

    #[test]
    fn a_result_that_is_printed_has_no_other_parts() {
        let known = KnownValue { value: 12, output: vec!["3968050".to_owned(), "65".to_owned()] };
        let said =
            |output: &str| is_printed_so(&known, &read(output).expect("JSON")).map_err(|error| error.to_string());
        assert_eq!(said("[3968050,65]"), Ok(()));
        assert!(said("[3968050,64]").is_err() && said("[3968050]").is_err());
        assert!(said("[3968050,65,1]").is_err_and(|error| error.contains("expected 2 parts, got 3 parts")));
    }

    #[test]
    fn published_integers_of_any_length_are_compared_digit_by_digit() {
        assert_eq!(known(&["18446744073709551617"], "18446744073709551617"), Ok(()));
        assert!(known(&["18446744073709551616"], "18446744073709551617").is_err());
        assert!(known(&["18446744073709551616"], "[-18446744073709551616]").is_err());
    }
}
