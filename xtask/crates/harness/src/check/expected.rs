//! What must come of a check input: a result, or a refusal at a place.

use serde::Deserialize;

use agreement::{Difference, DifferenceKind, UnreadableValue, Value, cut, read};

/// What must come of a check input.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// This result.
    Output(Value),
    /// A refusal of the input, at this place if one is stated.
    Error(Option<Refusal>),
}

/// The place in an input that a kernel refuses. Absent parts must be absent from the kernel's answer, too.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The index of the offending event.
    #[serde(default)]
    pub index: Option<u64>,
    /// The offending field.
    #[serde(default)]
    pub field: Option<String>,
}

/// An expectation that nothing can be compared with.
#[derive(Debug, thiserror::Error)]
pub enum ExpectedError {
    /// It is none.
    #[error("neither the JSON of a result nor `error`, or `error` and an object with `index` and `field`: {0}")]
    Unknown(String),
    /// It is a result, as some program wrote it, that cannot be compared.
    #[error("it cannot be compared: {0}")]
    Incomparable(UnreadableValue),
}

impl From<UnreadableValue> for ExpectedError {
    fn from(error: UnreadableValue) -> ExpectedError {
        if error.is_of_a_result() {
            ExpectedError::Incomparable(error)
        } else {
            ExpectedError::Unknown(error.to_string())
        }
    }
}

/// Reads an expectation, as docs/manifest.md describes it.
///
/// # Errors
/// When it is neither JSON nor `error`, or JSON that cannot be compared.
pub fn parse_expected(text: &str) -> Result<Expected, ExpectedError> {
    let text = text.trim();
    match text.strip_prefix("error") {
        Some("") => Ok(Expected::Error(None)),
        Some(place) if place.starts_with([' ', '\t']) => match serde_json::from_str(place) {
            Ok(place) => Ok(Expected::Error(Some(place))),
            Err(error) => Err(ExpectedError::Unknown(error.to_string())),
        },
        _ => Ok(Expected::Output(read(text)?)),
    }
}

/// Compares the place that a kernel names in its refusal with the one that it must name, if any.
///
/// # Errors
/// When the index, or then the field, is another one.
pub fn compare_error(place: Option<&Refusal>, index: Option<u64>, field: Option<&str>) -> Result<(), Difference> {
    let Some(place) = place else { return Ok(()) };
    let differ = |path: &str, expected: Option<String>, actual: Option<String>| {
        let shown = |part: Option<String>| cut(part.unwrap_or_else(|| "none".to_owned()));
        Err(Difference {
            path: path.to_owned(),
            expected: shown(expected),
            actual: shown(actual),
            detail: None,
            kind: DifferenceKind::Value,
        })
    };
    if place.index != index {
        return differ("the index in the error", place.index.map(|i| i.to_string()), index.map(|i| i.to_string()));
    }
    if place.field.as_deref() != field {
        return differ("the field in the error", place.field.clone(), field.map(str::to_owned));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_results_or_errors_with_or_without_a_place() {
        let good = |text| parse_expected(text).expect("an expectation");
        assert_eq!(good("{\"a\":1}\n"), Expected::Output(read("{\"a\":1}").expect("JSON")));
        assert_eq!(good("error"), Expected::Error(None));
        assert_eq!(good("error\r\n"), Expected::Error(None));
        let place = Refusal { index: Some(3), field: Some("metadata.page".to_owned()) };
        assert_eq!(good("error {\"index\":3,\"field\":\"metadata.page\"}\n"), Expected::Error(Some(place)));
        let nowhere = Expected::Error(Some(Refusal { index: None, field: None }));
        assert_eq!(good("error {\"index\":null,\"field\":null}"), nowhere);
        assert_eq!(good("error {}"), nowhere);
        // A result may be the text "error".
        assert_eq!(good("\"error\""), Expected::Output(Value::String("error".to_owned())));
        for bad in [
            "",
            "errors",
            "error{}",
            "error 3",
            "error {\"index\":-1}",
            "error {\"line\":1}",
            "{",
            "{} {}",
            "error {\"index\":1,\"index\":1}",
        ] {
            assert!(matches!(parse_expected(bad), Err(ExpectedError::Unknown(_))), "{bad}");
        }
    }

    #[test]
    fn results_that_cannot_be_compared_are_told_from_what_is_none() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in ["NaN", "[1,Infinity]", "1e400", r#""\ud800""#, r#"{"a":1,"a":1}"#, &deep] {
            assert!(matches!(parse_expected(text), Err(ExpectedError::Incomparable(_))), "{text:.20}");
        }
    }

    #[test]
    fn a_refusal_must_name_the_stated_place() {
        let place = Refusal { index: Some(3), field: Some("timestamp".to_owned()) };
        let compared =
            |index, field| compare_error(Some(&place), index, field).map_err(|difference| difference.to_string());
        assert_eq!(compared(Some(3), Some("timestamp")), Ok(()));
        assert_eq!(compared(Some(4), Some("user_id")), Err("the index in the error: expected 3, got 4".to_owned()));
        assert_eq!(compared(None, Some("timestamp")), Err("the index in the error: expected 3, got none".to_owned()));
        assert_eq!(compared(Some(3), None), Err("the field in the error: expected timestamp, got none".to_owned()));
        assert!(compare_error(None, Some(9), None).is_ok());
        assert!(compare_error(Some(&Refusal { index: None, field: None }), Some(0), None).is_err());
    }
}
