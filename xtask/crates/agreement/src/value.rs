//! Results as they are compared: JSON whose integers keep all of their digits.
//!
//! serde_json's own values make doubles of integers beyond 64 bits, take the last of keys that come twice, and end at 128
//! levels. So it is asked for the syntax, and for what escapes stand for; a text whose syntax is right is taken apart here,
//! and what has no one meaning is refused.

use serde::de::IgnoredAny;

use crate::difference::Path;
use crate::quoted::quoted;

/// The most levels of arrays and objects. Every level is read by a function that calls itself, on any thread.
const MOST_LEVELS: usize = 512;

/// How much of a text is shown around the place where it is no JSON, in characters before and after it.
const NEAR: usize = 30;

/// The most characters of a number, a key or a word in a message.
const MOST_SHOWN: usize = 60;

/// A result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without point and exponent, by its digits, which are the same for the same number: minus zero is 0.
    Integer(String),
    /// A number with a point or an exponent: the nearest double, which is finite.
    Float(f64),
    /// A text.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object: its members in their order, each key once.
    Object(Vec<(String, Value)>),
}

/// A text that is no result, or none that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", at(place))]
pub struct UnreadableValue {
    /// Where in the result; empty where that is the whole.
    place: String,
    fault: Fault,
}

fn at(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("at {place}: ") }
}

impl UnreadableValue {
    /// Whether it is a result all the same, as some program wrote it, which has no one meaning here.
    pub fn is_of_a_result(&self) -> bool {
        !matches!(self.fault, Fault::Syntax { .. })
    }
}

/// Why a text is no result that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("no JSON: {reason}, near `{near}`")]
    Syntax { reason: String, near: String },
    #[error("{0} is no number of JSON")]
    NotFinite(String),
    #[error("nested in more than {MOST_LEVELS} levels")]
    TooDeep,
    #[error("the float {0} is beyond what a double holds")]
    TooLarge(String),
    #[error("the float {0} is not 0 and nearer to it than any double")]
    TooSmall(String),
    #[error("a text with a lone surrogate, which is no character: {0}")]
    LoneSurrogate(String),
    #[error("the key {0} comes twice")]
    KeyTwice(String),
}

/// Reads a result.
///
/// # Errors
/// When it is no JSON, or cannot be compared.
pub fn read(text: &str) -> Result<Value, UnreadableValue> {
    // Passes over the whole without calling itself, however deep it is.
    let syntax: Result<IgnoredAny, _> = serde_json::from_str(text);
    syntax.map_err(|error| Path::Whole.fault(syntax_fault(text, &error)))?;
    let mut reader = Reader { text, at: 0, level: 0 };
    reader.skip();
    reader.value(&Path::Whole)
}

impl Path<'_> {
    fn fault(&self, fault: Fault) -> UnreadableValue {
        UnreadableValue { place: self.text(&[]), fault }
    }
}

/// Reads a text that is known to be JSON.
struct Reader<'t> {
    text: &'t str,
    /// The byte to be read next.
    at: usize,
    /// In how many arrays and objects it stands.
    level: usize,
}

impl<'t> Reader<'t> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    /// Passes over what separates values.
    fn skip(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n' | b',' | b':') {
            self.at += 1;
        }
    }

    /// Passes over so many bytes, and returns them.
    fn take(&mut self, bytes: usize) -> &'t str {
        let text = self.text.get(self.at..self.at + bytes).unwrap_or_default();
        self.at += bytes;
        text
    }

    fn value(&mut self, path: &Path<'_>) -> Result<Value, UnreadableValue> {
        match self.byte() {
            b'"' => self.string(path).map(Value::String),
            b'[' => self.array(path),
            b'{' => self.object(path),
            b'-' | b'0'..=b'9' => self.number().map_err(|fault| path.fault(fault)),
            _ => Ok(self.word()),
        }
    }

    fn array(&mut self, path: &Path<'_>) -> Result<Value, UnreadableValue> {
        self.enter()?;
        let mut values = Vec::new();
        while !self.leaves() {
            values.push(self.value(&Path::Index(path, values.len()))?);
        }
        Ok(Value::Array(values))
    }

    fn object(&mut self, path: &Path<'_>) -> Result<Value, UnreadableValue> {
        self.enter()?;
        let mut members = Vec::new();
        while !self.leaves() {
            let key = self.string(path)?;
            self.skip();
            let value = self.value(&Path::Key(path, &key))?;
            members.push((key, value));
        }
        match twice(&members) {
            Some(key) => Err(path.fault(Fault::KeyTwice(shown(&quoted(key))))),
            None => Ok(Value::Object(members)),
        }
    }

    /// Begins an array or an object.
    fn enter(&mut self) -> Result<(), UnreadableValue> {
        self.at += 1;
        self.level += 1;
        if self.level > MOST_LEVELS { Err(Path::Whole.fault(Fault::TooDeep)) } else { Ok(()) }
    }

    /// Goes to the next part of an array or an object, and tells whether there was none, which ends it.
    fn leaves(&mut self) -> bool {
        self.skip();
        let leaves = matches!(self.byte(), b']' | b'}' | 0);
        if leaves {
            self.at += 1;
            self.level -= 1;
        }
        leaves
    }

    fn string(&mut self, path: &Path<'_>) -> Result<String, UnreadableValue> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            end += self.text[end..].find('"').unwrap_or(self.text.len() - end);
            let backslashes = self.text[start..end].bytes().rev().take_while(|&byte| byte == b'\\').count();
            if backslashes.is_multiple_of(2) {
                break;
            }
            end += 1;
        }
        let json = self.take(end + 1 - self.at);
        let text = &self.text[start..end];
        match text.contains('\\') {
            // The syntax is known to be right, so the characters are wrong that the escapes stand for.
            true => serde_json::from_str(json).map_err(|_| path.fault(Fault::LoneSurrogate(shown(json)))),
            false => Ok(text.to_owned()),
        }
    }

    /// An integer as its digits, a float as the nearest double where that is finite, and zero for zero alone.
    fn number(&mut self) -> Result<Value, Fault> {
        let (start, mut is_float) = (self.at, false);
        loop {
            match self.byte() {
                b'0'..=b'9' | b'-' | b'+' => {}
                b'.' | b'e' | b'E' => is_float = true,
                _ => break,
            }
            self.at += 1;
        }
        match &self.text[start..self.at] {
            json if is_float => float(json),
            "-0" => Ok(Value::Integer("0".to_owned())),
            digits => Ok(Value::Integer(digits.to_owned())),
        }
    }

    fn word(&mut self) -> Value {
        let (value, length) = match self.byte() {
            b't' => (Value::Bool(true), 4),
            b'f' => (Value::Bool(false), 5),
            _ => (Value::Null, 4),
        };
        self.at += length;
        value
    }
}

/// A key that comes twice.
fn twice(members: &[(String, Value)]) -> Option<&str> {
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

fn float(json: &str) -> Result<Value, Fault> {
    let float: f64 = json.parse().unwrap_or(f64::INFINITY);
    match float {
        float if float.is_infinite() => Err(Fault::TooLarge(shown(json))),
        0.0 if !is_zero(json) => Err(Fault::TooSmall(shown(json))),
        float => Ok(Value::Float(float)),
    }
}

/// Whether a float is written as zero, whatever its exponent.
fn is_zero(json: &str) -> bool {
    json.bytes().take_while(|byte| !matches!(byte, b'e' | b'E')).all(|byte| !matches!(byte, b'1'..=b'9'))
}

/// What is wrong with the syntax of a text: a number that JSON does not have, or whatever serde_json says.
fn syntax_fault(text: &str, error: &serde_json::Error) -> Fault {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let place = line.char_indices().map(|(start, _)| start).take_while(|&start| start < error.column()).last();
    let (before, after) = line.split_at(place.unwrap_or_default());
    let begun = before.len() - before.trim_end_matches(is_of_word).len();
    let word = &line[before.len() - begun..];
    let word = &word[..word.find(|c| !is_of_word(c)).unwrap_or(word.len())];
    if ["nan", "inf", "infinity"].contains(&word.trim_start_matches('-').to_ascii_lowercase().as_str()) {
        return Fault::NotFinite(word.to_owned());
    }
    let skipped = before.chars().count().saturating_sub(NEAR);
    let near = before.chars().skip(skipped).chain(after.chars().take(NEAR));
    Fault::Syntax { reason: error.to_string(), near: near.flat_map(char::escape_debug).collect() }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '-'
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::canonical;

    /// The canonical text of what was read, or why it cannot be.
    fn of(text: &str) -> String {
        read(text).map_or_else(|error| error.to_string(), |value| canonical(&value))
    }

    fn integer(digits: &str) -> Value {
        Value::Integer(digits.to_owned())
    }

    #[test]
    fn integers_of_any_length_keep_their_digits() {
        let long = "9".repeat(10_000);
        for digits in ["0", "-1", "18446744073709551616", "-9223372036854775809", &long] {
            assert_eq!(read(digits), Ok(integer(digits)));
        }
        assert_eq!(read("-0"), Ok(integer("0")), "there is one zero among integers");
    }

    #[test]
    fn a_point_or_an_exponent_makes_a_float() {
        for (text, float) in
            [("1.0", 1.0), ("1e0", 1.0), ("1E2", 100.0), ("-0.0", -0.0), ("-0e5", -0.0), ("0e999", 0.0)]
        {
            let read = read(text);
            assert!(
                matches!(read, Ok(Value::Float(read)) if f64::to_bits(read) == f64::to_bits(float)),
                "{text}: {read:?}"
            );
        }
    }

    #[test]
    fn floats_that_are_near_no_double_are_refused() {
        assert_eq!(of("[1.7976931348623157e308,5e-324,-2.5e-324]"), "[1.7976931348623157e+308,5e-324,-5e-324]");
        assert_eq!(of("[1,-1e400]"), "at [1]: the float -1e400 is beyond what a double holds");
        assert_eq!(of(&format!("{}.0", "9".repeat(400))).len(), "the float … is beyond what a double holds".len() + 60);
        for small in ["1e-400", "-0.001e-321", "1e-99999999999999999999"] {
            assert_eq!(of(small), format!("the float {small} is not 0 and nearer to it than any double"));
        }
    }

    #[test]
    fn numbers_that_json_has_not_are_named() {
        for (text, word) in [
            ("[NaN, 1.0]", "NaN"),
            ("[1.0, -Infinity]", "-Infinity"),
            ("{\"a\":\n Infinity}", "Infinity"),
            ("nan", "nan"),
            ("-inf", "-inf"),
            ("[-nan]", "-nan"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.to_string(), format!("{word} is no number of JSON"), "{text}");
            assert!(error.is_of_a_result());
        }
    }

    #[test]
    fn what_is_no_json_is_shown_where_it_is_not() {
        for (text, near) in [
            ("", "``"),
            ("[1,,2]", "`[1,,2]`"),
            ("I do not know", "`I do not know`"),
            ("{} {}", "`{} {}`"),
            ("\"\u{1b}\"", "`\\\"\\u{1b}\\\"`"),
            ("[01]", "`[01]`"),
            ("\u{feff}1", "`\\u{feff}1`"),
        ] {
            let error = read(text).expect_err(text);
            assert!(!error.is_of_a_result(), "{error}");
            assert!(error.to_string().ends_with(&format!("near {near}")), "{error}");
        }
        let long = format!("[{}x{}]", "1,".repeat(500), ",2".repeat(500));
        assert!(of(&long).ends_with(&format!("near `{}x{}`", "1,".repeat(15), ",2".repeat(14) + ",")), "{}", of(&long));
    }

    #[test]
    fn a_text_with_half_a_pair_of_surrogates_is_refused() {
        assert_eq!(of(r#"["\ud83d\ude00"]"#), r#"["\ud83d\ude00"]"#);
        for lone in [r"\ud83d", r"\ud83dx", r"\ude00", r"\ude00\ud83d", r"\ud83d\u0041"] {
            let text = format!(r#"{{"a":[0,"{lone}"]}}"#);
            let reason = format!(r#"at a[1]: a text with a lone surrogate, which is no character: "{lone}""#);
            assert_eq!(of(&text), reason);
            assert!(of(&format!(r#"[{{"{lone}":1}}]"#)).starts_with("at [0]: a text with a lone surrogate"));
        }
    }

    #[test]
    fn a_key_that_comes_twice_is_refused_however_it_is_written() {
        assert_eq!(of(r#"{"a":1,"b":{"c":1},"d":[{"c":1}]}"#), r#"{"a":1,"b":{"c":1},"d":[{"c":1}]}"#);
        assert_eq!(of(r#"[{"a":1,"b":2,"a":1}]"#), r#"at [0]: the key "a" comes twice"#);
        assert_eq!(of(r#"{"a":1,"\u0061":2}"#), r#"the key "a" comes twice"#);
        assert!(read(r#"{"a":1,"a":1}"#).expect_err("refused").is_of_a_result());
    }

    #[test]
    fn nesting_is_read_up_to_a_limit_on_any_thread() {
        let nested = |levels: usize| format!("{}{}", r#"{"a":["#.repeat(levels / 2), "]}".repeat(levels / 2));
        // A thread of the harness has two megabytes.
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let deepest = small.spawn(move || {
            let value = read(&nested(MOST_LEVELS)).expect("a value");
            (canonical(&value) == nested(MOST_LEVELS), value.clone() == value)
        });
        assert_eq!(deepest.expect("a thread").join().expect("room on its stack"), (true, true));
        for levels in [MOST_LEVELS + 2, 100_000, 2_000_000] {
            let text = nested(levels);
            assert_eq!(of(&text), "nested in more than 512 levels", "{levels}");
            assert!(!read(&text[1..]).expect_err("refused").is_of_a_result());
        }
        assert_eq!(of(&format!("[\"{}\\\"[\"]", "[{".repeat(1000))), format!("[\"{}\\\"[\"]", "[{".repeat(1000)));
    }
}
