//! Texts as Python's `json.dumps` writes them: everything beyond ASCII escaped.

use std::fmt::Write as _;

/// The canonical JSON of a text.
pub(crate) fn quoted(string: &str) -> String {
    let mut text = String::new();
    write_string(&mut text, string);
    text
}

/// Writes a text behind what is written.
pub(crate) fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{c}' => text.push_str("\\f"),
            '\u{8}' => text.push_str("\\b"),
            ' '..='~' => text.push(c),
            _ => write_escaped(text, c),
        }
    }
    text.push('"');
}

/// `\uXXXX`, beyond the basic plane twice.
fn write_escaped(text: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(text, "\\u{unit:04x}");
    }
}
