//! Sessions in a list.

use crate::text::{Column, Keep, Layout, Text, Tone, table};
use records::{End, Revision, Session, Stop};

/// A session in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionLine {
    /// The name of its folder.
    pub name: String,
    /// Its first record.
    pub session: Option<Session>,
    /// Its last one, where it has come to an end.
    pub end: Option<End>,
    /// Why it cannot be read.
    pub fault: Option<String>,
}

/// A line a session, ending in a line feed.
pub fn session_lines(lines: &[SessionLine], layout: Layout) -> String {
    let of = |text: fn(&SessionLine) -> Text| lines.iter().map(text);
    let columns = vec![
        Column::left("session", Keep::Always, of(|line| Text::plain(&line.name))),
        Column::left("commit", Keep::Always, of(commit)),
        Column::left(
            "branch",
            Keep::Unless(1),
            of(|line| optional(revision(line).and_then(|own| own.branch.as_deref()))),
        ),
        Column::left(
            "label",
            Keep::Always,
            of(|line| optional(line.session.as_ref().and_then(|own| own.label.as_deref()))),
        ),
        Column::left(
            "baseline",
            Keep::Unless(2),
            of(|line| optional(line.session.as_ref().and_then(|own| own.baseline.as_deref()))),
        ),
        Column::left("ended", Keep::Wrapped, of(ended)),
    ];
    table(columns, layout).0 + "\n"
}

fn revision(line: &SessionLine) -> Option<&Revision> {
    line.session.as_ref()?.revision.as_ref()
}

/// The commit in short, with a star where files were changed since.
fn commit(line: &SessionLine) -> Text {
    let Some(own) = revision(line) else { return Text::none() };
    let short: String = own.commit.chars().take(10).collect();
    Text::plain(&if own.dirty == Some(true) { format!("{short}*") } else { short })
}

fn optional(text: Option<&str>) -> Text {
    text.map_or_else(Text::none, Text::plain)
}

fn ended(line: &SessionLine) -> Text {
    if let Some(fault) = &line.fault {
        return Text::new(&format!("cannot be read: {fault}"), Tone::Bad);
    }
    match line.end.as_ref().map(|end| end.stop) {
        None => Text::new("no: under way, or killed", Tone::Bad),
        Some(Stop::Interrupted) => Text::plain("interrupted"),
        Some(Stop::Budget) => Text::plain("with its budget"),
        Some(Stop::Narrow) => Text::plain("narrow enough"),
        Some(Stop::Complete) => Text::plain("complete"),
        Some(Stop::Nothing) => Text::plain("nothing was left to measure"),
    }
}
