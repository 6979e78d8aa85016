//! What the TOML parser could not read, in the words of the other mistakes.

use toml::de::Error;

use crate::diagnostics::{Mistake, Mistakes, Span, Text};

/// Notes what the parser could not read. Says whether the document is beyond use.
///
/// A key that is given twice leaves a document behind that can be judged. Any other fault leaves the parser's guess, and
/// a table that is opened twice a mixture of two: whoever judges those invents mistakes that nobody made.
pub(crate) fn note(mistakes: &Mistakes, text: &Text, errors: Vec<Error>) -> bool {
    let (twice, faults): (Vec<Error>, Vec<Error>) =
        errors.into_iter().partition(|error| error.message() == "duplicate key");
    for (span, message, help) in independent(text, &faults) {
        let mistake = Mistake::new(span, format!("this is not TOML: {message}"));
        mistakes.add(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }
    let mixed = note_twice(mistakes, text, &twice);
    mixed || !faults.is_empty()
}

/// Notes keys and tables that are given twice. Says whether there is such a table.
fn note_twice(mistakes: &Mistakes, text: &Text, errors: &[Error]) -> bool {
    let mut mixed = false;
    let mut mixed_until = 0;
    for error in errors {
        let span = place(text, error);
        let name = text.at(span.clone());
        if text.line_before(span.start).starts_with('[') {
            mixed = true;
            let rest = text.rest(span.start);
            mixed_until = span.start + rest.find("\n[").unwrap_or(rest.len());
            let mistake = Mistake::new(span, format!("the table `{name}` is opened twice"));
            mistakes.add(mistake.help("give one of them another name, or make one of the two"));
        } else if span.start >= mixed_until {
            let mistake = Mistake::new(span, format!("`{name}` is given twice"));
            mistakes.add(mistake.help("remove one of the two"));
        }
    }
    mixed
}

/// The faults that are no consequence of earlier ones: the first of each line and, when a bracket is not closed, none
/// after the first element that does not fit.
fn independent<'e>(text: &Text, faults: &'e [Error]) -> Vec<(Span, &'e str, Option<String>)> {
    let open = faults.iter().any(|error| {
        let message = error.message();
        message.starts_with("unclosed array,") || message.starts_with("unclosed inline table")
    });
    let mut faults: Vec<(Span, &str)> = faults.iter().map(|error| (place(text, error), error.message())).collect();
    faults.sort_by_key(|(span, _)| span.start);
    faults.dedup_by_key(|(span, _)| span.start - text.line_before(span.start).len());
    let mut independent = Vec::new();
    for (span, message) in faults {
        let unclosed = open && message.starts_with("missing comma between");
        let help = if unclosed {
            Some("close the bracket before it, or write the comma".to_owned())
        } else {
            unquoted(text, &span)
        };
        independent.push((span, message, help));
        if unclosed {
            break;
        }
    }
    independent
}

/// Help for the commonest fault: a string without its quotes.
fn unquoted(text: &Text, span: &Span) -> Option<String> {
    let before = text.line_before(span.start).trim_end();
    let value = text.rest(span.start).lines().next()?.split('#').next()?.trim_end();
    let bare = value.starts_with(|c: char| c.is_alphabetic()) && !value.contains(['"', '\'']);
    (before.ends_with('=') && bare).then(|| format!("write a string in quotes: `{before} \"{value}\"`"))
}

fn place(text: &Text, error: &Error) -> Span {
    error.span().map_or_else(|| text.end(), |span| text.span(span))
}
