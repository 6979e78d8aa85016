//! What a runner may answer, and how it is read: within bounds, whatever it says.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::BatchTiming;

/// How much of an unexpected line is shown.
const SHOWN: usize = 200;

/// How much of an error's message is kept, in characters: an exception may quote all of its input.
const LONGEST_MESSAGE: usize = 2000;

/// A runner's `error` answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ErrorReply {
    /// See docs/runner-protocol.md.
    pub kind: String,
    /// The index of the offending event.
    #[serde(default)]
    pub index: Option<u64>,
    /// The offending field.
    #[serde(default)]
    pub field: Option<String>,
    /// For people. It may quote the input, and so have a lone surrogate in it, which is shown as no character.
    #[serde(default, deserialize_with = "lossy")]
    pub message: String,
}

/// A text, whatever its escapes stand for.
fn lossy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_bytes(Lossy)
}

struct Lossy;

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E>(self, text: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

/// What a runner says of its process: what its interpreter and its processor are set to, and what it was loaded from.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct ProcessState {
    /// What is so, by the names that a probe of its toolchain uses.
    #[serde(default)]
    pub facts: BTreeMap<String, Value>,
    /// The sources that it has loaded; none where it does not tell.
    #[serde(default)]
    pub files: Option<Vec<String>>,
}

/// An answer that the protocol knows.
pub(super) enum Answer {
    Ready(Option<ProcessState>),
    Sample(BatchTiming),
    Done,
    Output(String),
    Memory(u64),
    Profile(String),
    Types(String),
    State(ProcessState),
    Error(ErrorReply),
}

/// The beginning of a line, with its control characters shown.
pub(super) fn cut(line: &str) -> String {
    let mut text: String = line.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if line.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}

/// A line as an answer, if it is one.
pub(super) fn parse(line: &str) -> Option<Answer> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "ready" if rest.is_empty() => Some(Answer::Ready(None)),
        "ready" => state(rest).map(|state| Answer::Ready(Some(state))),
        "done" if rest.is_empty() => Some(Answer::Done),
        "sample" => {
            let (wall, cpu) = rest.split_once(' ')?;
            Some(Answer::Sample(BatchTiming { wall_ns: number(wall)?, cpu_ns: number(cpu)? }))
        }
        "output" => Some(Answer::Output(rest.to_owned())),
        "profile" => Some(Answer::Profile(rest.to_owned())),
        "types" => Some(Answer::Types(rest.to_owned())),
        "memory" => number(rest).map(Answer::Memory),
        "state" => state(rest).map(Answer::State),
        "error" => serde_json::from_str(rest).ok().map(|reply| Answer::Error(bounded(reply))),
        _ => None,
    }
}

/// Whether a line that is no answer was meant for one: no text before the protocol begins so.
pub(super) fn is_torn(line: &str) -> bool {
    ["ready {", "error {"].iter().any(|beginning| line.starts_with(beginning))
}

/// Digits and nothing else: no sign, no blank.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn state(text: &str) -> Option<ProcessState> {
    text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
}

/// An error of which no part is longer than anybody reads.
fn bounded(reply: ErrorReply) -> ErrorReply {
    let ErrorReply { kind, index, field, message } = reply;
    let message = shortened(message, LONGEST_MESSAGE);
    ErrorReply { kind: shortened(kind, SHOWN), index, field: field.map(|field| shortened(field, SHOWN)), message }
}

/// A text that is cut after so many characters, and says so.
fn shortened(mut text: String, most: usize) -> String {
    if let Some((place, _)) = text.char_indices().nth(most) {
        let left_out = text[place..].chars().count();
        text.truncate(place);
        text += &format!("… ({left_out} more characters)");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_recognised_and_anything_else_is_not() {
        assert!(matches!(parse("ready"), Some(Answer::Ready(None))));
        assert!(matches!(parse("sample 12 13"), Some(Answer::Sample(BatchTiming { wall_ns: 12, cpu_ns: 13 }))));
        assert!(matches!(parse("output [1.0]"), Some(Answer::Output(_))));
        assert!(matches!(
            parse(r#"error {"kind":"input","index":3}"#),
            Some(Answer::Error(ErrorReply { index: Some(3), .. }))
        ));
        for line in [
            "",
            "ready now",
            "sample 12",
            "sample -1 2",
            "sample 1.5 2",
            "sample +5 5",
            "sample 5 +5",
            "sample  5 5",
            "sample 18446744073709551616 1",
            "memory x",
            "memory +1",
            "memory ",
            "ready [1]",
            "state",
            "hello",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_message_may_have_half_a_pair_of_surrogates_in_it() {
        let message = |line: &str| match parse(line) {
            Some(Answer::Error(reply)) => Some(reply.message),
            _ => None,
        };
        let lone = message(r#"error {"kind":"input","index":3,"message":"'\ud800' is \u00e9"}"#).expect("an error");
        assert!(lone.starts_with("'\u{fffd}") && lone.ends_with("' is é"), "{lone}");
        assert_eq!(message(r#"error {"kind":"input","message":"\ud83d\ude00"}"#), Some("😀".to_owned()));
        for none in ["error {}", r#"error {"kind":"input","message":3}"#, r#"error {"kind":"input","kind":"usage"}"#] {
            assert_eq!(message(none), None, "{none}");
        }
    }

    #[test]
    fn an_error_is_kept_as_far_as_somebody_may_read_it() {
        let long = format!(
            r#"error {{"kind":"{}","field":"{}","message":"{}"}}"#,
            "k".repeat(999),
            "f".repeat(999),
            "é".repeat(1 << 20)
        );
        let Some(Answer::Error(ErrorReply { kind, field, message, .. })) = parse(&long) else { panic!("an error") };
        assert!(kind.chars().count() < 300 && field.is_some_and(|field| field.chars().count() < 300));
        assert!(message.starts_with("éé") && message.ends_with("… (1046576 more characters)"), "{message}");
        let short = "é".repeat(LONGEST_MESSAGE);
        assert_eq!(shortened(short.clone(), LONGEST_MESSAGE), short);
    }

    #[test]
    fn what_a_process_is_like_is_said_beside_ready_and_by_itself() {
        let text = r#"{"facts":{"gil":false},"files":["a.py"],"more":1}"#;
        let said = ProcessState {
            facts: BTreeMap::from([("gil".to_owned(), Value::Bool(false))]),
            files: Some(vec!["a.py".to_owned()]),
        };
        assert!(matches!(parse(&format!("ready {text}")), Some(Answer::Ready(Some(state))) if state == said));
        assert!(matches!(parse(&format!("state {text}")), Some(Answer::State(state)) if state == said));
        assert!(matches!(parse("state {}"), Some(Answer::State(ProcessState { files: None, .. }))));
    }

    #[test]
    fn a_long_unexpected_line_is_cut_short_and_control_characters_are_shown() {
        assert_eq!(cut("a\u{1b}b"), "a\\u{1b}b");
        assert_eq!(cut(&"x".repeat(300)).chars().count(), SHOWN + 1);
    }
}
