//! Text from anywhere, as it can be shown: what steers a terminal, or makes a text look like another one, is taken out. Compilers,
//! runners, manifests and records of others write what they like; a screen is the user's.
//!
//! Every function takes time in proportion to the text, whatever is in it.

use std::sync::OnceLock;

/// What the program is called in its own texts.
const PROGRAM: &str = "cargo xtask";

/// What it is called where it is installed under another name.
static CALLED: OnceLock<&'static str> = OnceLock::new();

/// Has the program be called by another name in all that is shown.
pub fn call_program(name: &'static str) {
    let _ = CALLED.set(name);
}

/// The text with the program's name as its user knows it.
pub fn as_called(text: String) -> String {
    match CALLED.get() {
        Some(name) => text.replace(PROGRAM, name),
        None => text,
    }
}

/// What a tab is shown as.
const TAB: &str = "    ";

/// The text in its lines, without escape sequences, control characters, and what changes the direction of writing or is not
/// seen at all.
pub fn text(text: &str) -> String {
    as_called(cleaned(text, false))
}

/// The same, with the sequences that colour a text: for one that this program has coloured itself.
pub fn coloured(text: &str) -> String {
    as_called(cleaned(text, true))
}

/// The text without single characters that steer; its tabs, and what is printable of an escape sequence, stay. For a document
/// whose own parts must stay as they are.
pub fn without_controls(text: &str) -> String {
    text.chars().filter(|character| !steers(*character)).collect()
}

/// JSON that means the same and has no character in it that steers: JSON can say them in ASCII.
pub fn json(json: &str) -> String {
    use std::fmt::Write as _;
    let mut shown = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, character, after)) = split(rest, |c| c != '\t' && is_special(c)) {
        shown.push_str(before);
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
        rest = after;
    }
    as_called(shown + rest)
}

/// A text that somebody may want to read: so many lines and characters at most, and how much more there was.
pub fn shortened(text: &str) -> String {
    const LINES: usize = 200;
    const CHARACTERS: usize = 10_000;
    let end_of_lines = text.match_indices('\n').nth(LINES - 1).map_or(text.len(), |(at, _)| at);
    let end_of_text = text.char_indices().nth(CHARACTERS).map_or(text.len(), |(at, _)| at);
    match end_of_lines.min(end_of_text) {
        end if end == text.len() => text.to_owned(),
        end => format!("{} … ({} more characters)", &text[..end], text[end..].chars().count()),
    }
}

fn cleaned(text: &str, colours: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, character, after)) = split(rest, is_special) {
        shown.push_str(before);
        let from = &rest[before.len()..];
        rest = match character {
            '\t' => {
                shown.push_str(TAB);
                after
            }
            '\u{2028}' | '\u{2029}' => {
                shown.push('\n');
                after
            }
            _ => {
                let (sequence, after) = from.split_at(sequence(from));
                if colours && is_colour(sequence) {
                    shown.push_str(sequence);
                }
                after
            }
        };
    }
    shown + rest
}

/// What stands before the first such character, the character, and the rest.
fn split(text: &str, is_it: impl Fn(char) -> bool) -> Option<(&str, char, &str)> {
    let at = text.find(is_it)?;
    let character = text[at..].chars().next()?;
    Some((&text[..at], character, &text[at + character.len_utf8()..]))
}

/// Whether a character is not shown as it is.
fn is_special(character: char) -> bool {
    steers(character) || matches!(character, '\t' | '\u{2028}' | '\u{2029}')
}

/// Whether a character steers a terminal, changes the direction of writing, or is never seen.
fn steers(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm, and what went out of use beside them.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => true,
        // The byte order mark, annotations between lines, and tags, which hide a whole text.
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

/// The length of the escape sequence that a text begins with (ECMA-48); of a single character where it is none.
fn sequence(text: &str) -> usize {
    let mut characters = text.chars();
    let first = characters.next().map_or(0, char::len_utf8);
    let rest = &text[first..];
    let (kind, introducer) = match (text.chars().next(), characters.next()) {
        (Some('\u{1b}'), Some(second)) => (second, first + second.len_utf8()),
        // The same as one character each.
        (Some('\u{9b}'), _) => ('[', first),
        (Some('\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}'), _) => (']', first),
        _ => return first,
    };
    match kind {
        '[' => introducer + parameters(&text[introducer..], '@'),
        ']' | 'P' | 'X' | '^' | '_' => introducer + string(&text[introducer..]),
        ' '..='~' => first + parameters(rest, '0'),
        _ => first,
    }
}

/// The length of parameters and of the character from `last` on that ends them.
fn parameters(text: &str, last: char) -> usize {
    let end = text.find(|c: char| !(' '..last).contains(&c)).unwrap_or(text.len());
    match text[end..].chars().next() {
        Some(character) if (last..='~').contains(&character) => end + 1,
        _ => end,
    }
}

/// The length of a string for the terminal with what ends it. Of one that nothing ends in its line there is no more than the
/// introducer: what follows is shown, so that nobody can hide it.
fn string(text: &str) -> usize {
    let end = text.find(|c: char| c == '\n' || c.is_control()).unwrap_or(text.len());
    let rest = &text[end..];
    match rest.chars().next() {
        Some(bell @ ('\u{7}' | '\u{9c}')) => end + bell.len_utf8(),
        Some('\u{1b}') if rest[1..].starts_with('\\') => end + 2,
        _ => 0,
    }
}

/// Whether a sequence colours what follows, and does no more.
fn is_colour(sequence: &str) -> bool {
    let inner = sequence.strip_prefix("\u{1b}[").and_then(|rest| rest.strip_suffix('m'));
    inner.is_some_and(|inner| inner.chars().all(|c| c.is_ascii_digit() || c == ';'))
}

#[cfg(test)]
mod tests;
