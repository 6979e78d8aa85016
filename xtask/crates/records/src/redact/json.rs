//! The strings of a JSON text, one by one. Everything between them stays as it is, byte for byte: a number that was read
//! and written again might look different.

use std::ops::Range;

use serde_json::Error;

/// A string in a JSON text.
pub(super) struct Found<'a> {
    /// Where it stands, quotes included.
    place: Range<usize>,
    /// What it says.
    pub(super) text: String,
    /// The key whose value it is, or in whose array it stands; none for a key itself.
    pub(super) key: Option<&'a str>,
}

/// Every string of a JSON text that is known to be one, keys included, in order.
///
/// # Errors
/// When a string is none that JSON allows.
pub(super) fn strings(json: &str) -> Result<Vec<Found<'_>>, Error> {
    let mut found = Vec::new();
    let (mut at, mut key) = (0, "");
    while let Some(start) = json[at..].find('"').map(|offset| at + offset) {
        let end = end_of_string(json, start);
        let text: String = serde_json::from_str(&json[start..end])?;
        let is_key = json[end..].trim_start().starts_with(':');
        if is_key {
            key = &json[start + 1..end - 1];
        }
        found.push(Found { place: start..end, text, key: (!is_key).then_some(key) });
        at = end;
    }
    Ok(found)
}

/// The text with other words in some of its strings: `replaced` gives them, or nothing where a string stays.
///
/// # Errors
/// As for [`strings`].
pub(super) fn map(json: &str, mut replaced: impl FnMut(&Found<'_>) -> Option<String>) -> Result<String, Error> {
    let mut text = String::with_capacity(json.len());
    let mut at = 0;
    for found in strings(json)? {
        text.push_str(&json[at..found.place.start]);
        match replaced(&found) {
            Some(new) => text.push_str(&serde_json::to_string(&new)?),
            None => text.push_str(&json[found.place.clone()]),
        }
        at = found.place.end;
    }
    text.push_str(&json[at..]);
    Ok(text)
}

/// Behind the closing quote of the string that begins at `start`; the end of the text where it is not closed.
fn end_of_string(json: &str, start: usize) -> usize {
    let mut escaped = false;
    for (offset, byte) in json.as_bytes()[start + 1..].iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return start + 1 + offset + 1,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_with_their_keys_and_everything_else_is_kept_to_the_byte() {
        let json = r#"{ "a" : "x\"y\\", "b":[1.50, 1e5, "z", {"c" :null}],"d": "\u00e9" }"#;
        let told: Vec<(String, Option<&str>)> =
            strings(json).expect("strings").into_iter().map(|found| (found.text, found.key)).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(told[0], (text("a"), None));
        assert_eq!(told[1], (text("x\"y\\"), Some("a")));
        assert_eq!(told[3], (text("z"), Some("b")));
        assert_eq!(told[6], (text("é"), Some("d")));
        assert_eq!(map(json, |_| None).expect("JSON"), json);
        let changed = map(json, |found| (found.text == "z").then(|| "\"\n".to_owned())).expect("JSON");
        assert_eq!(changed, json.replace("\"z\"", r#""\"\n""#));
    }

    #[test]
    fn a_string_that_is_not_closed_is_an_error() {
        assert!(strings("{\"a").is_err() && strings("\"\\").is_err());
    }
}
