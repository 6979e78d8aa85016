//! The oracle's results against published ones.

use serde_json::{Number, Value};

use super::agreement::float;
use super::canonical::canonical;
use super::difference::{Difference, cut};
use manifest::KnownValue;

/// Compares a result with a published one: each part, rounded correctly to as many decimals as were printed.
///
/// # Errors
/// The first part that differs.
pub fn known_matches(known: &KnownValue, output: &Value) -> Result<(), Difference> {
    let parts = output.as_array().map_or_else(|| std::slice::from_ref(output), Vec::as_slice);
    for (index, printed) in known.output.iter().enumerate().filter(|(_, printed)| !printed.is_empty()) {
        let actual = parts.get(index);
        if actual.and_then(|part| rounded_like(printed, part)).as_ref() != Some(printed) {
            let shown = actual.map_or_else(|| "nothing".to_owned(), canonical);
            return Err(Difference {
                path: format!("[{index}]"),
                expected: printed.clone(),
                actual: cut(shown),
                detail: None,
            });
        }
    }
    Ok(())
}

/// A number with as many decimals as a printed one has; an integer has none.
fn rounded_like(printed: &str, part: &Value) -> Option<String> {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match float(part) {
        Some(float) => Some(format!("{float:.decimals$}")),
        None => part.as_number().map(Number::to_string),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known(printed: &[&str], output: Value) -> Result<(), String> {
        let known = KnownValue { value: 1, output: printed.iter().map(|&text| text.to_owned()).collect() };
        known_matches(&known, &output).map_err(|difference| difference.to_string())
    }

    #[test]
    fn published_values_are_compared_as_they_were_printed() {
        let output = json!([-0.16907516382852447, -0.169_087_605_234_606_17]);
        assert_eq!(known(&["-0.169075164", "-0.169087605"], output.clone()), Ok(()));
        assert_eq!(known(&["", "-0.169087605"], output.clone()), Ok(()));
        assert_eq!(known(&["-0.169075164"], output.clone()), Ok(()));
        assert_eq!(
            known(&["-0.169075164", "-0.169087606"], output.clone()),
            Err("[1]: expected -0.169087606, got -0.16908760523460617".to_owned())
        );
        assert!(known(&["-0.169075163"], output.clone()).is_err(), "cut off instead of rounded");
        assert_eq!(known(&["", "", "1.0"], output), Err("[2]: expected 1.0, got nothing".to_owned()));
    }

    #[test]
    fn published_values_are_rounded_on_the_exact_binary_value() {
        // 0.125 is exact and goes to the even neighbour; 1.005 lies a little below its text, 0.15 a little below, too.
        assert_eq!(known(&["0.12", "1.00", "0.1", "2", "1.000"], json!([0.125, 1.005, 0.15, 2.5, 1.0])), Ok(()));
        assert_eq!(known(&["12", "12"], json!([12, 12.0])), Ok(()));
        assert!(known(&["12.0"], json!([12])).is_err());
        assert!(known(&["1.0"], json!(["1.0"])).is_err());
        assert_eq!(known(&["1.27"], json!(1.274)), Ok(()));
    }
}
