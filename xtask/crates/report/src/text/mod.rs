//! Text for people: how it is laid out, at most as wide as the terminal, or the same as Markdown. Knows nothing of what it
//! lays out.

pub(crate) mod blocks;
mod markdown;
pub(crate) mod table;
pub(crate) mod units;

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Row, Table};
use comfy_table::{TableStyle, Width};

pub(crate) use table::{Column, Keep, left_out_note, table};

/// A whole document as it is laid out: Markdown without needless empty lines.
pub fn laid_out(text: String, layout: Layout) -> String {
    let shown = if layout.colour { plain::coloured(&text) } else { plain::text(&text) };
    if layout.markdown { markdown::tidied(&shown) } else { shown }
}

/// How text for people is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The terminal's columns.
    pub width: u16,
    /// Whether escape sequences for colour may be written.
    pub colour: bool,
    /// Whether it is no terminal at all, but a Markdown document, whose lines have any length.
    pub markdown: bool,
}

impl Default for Layout {
    /// Where no terminal is: a width that a page can show, and nothing but text.
    fn default() -> Self {
        Layout { width: 120, colour: false, markdown: false }
    }
}

/// What a text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Strong,
    Good,
    Bad,
    Faint,
}

/// The content of one place in a table.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    text: String,
    tone: Tone,
}

impl Text {
    /// Text from anywhere, such as a compiler's messages.
    pub(crate) fn new(text: &str, tone: Tone) -> Self {
        Text { text: printable(text), tone }
    }

    pub(crate) fn plain(text: &str) -> Self {
        Text::new(text, Tone::Plain)
    }

    /// What stands where there is no number.
    pub(crate) fn none() -> Self {
        Text::new(units::NONE, Tone::Faint)
    }

    /// Whether there is a number.
    pub(crate) fn is_known(&self) -> bool {
        self.text != units::NONE
    }
}

impl Tone {
    /// The escape sequences before and after a text.
    fn escapes(self) -> Option<(&'static str, &'static str)> {
        match self {
            Tone::Plain => None,
            Tone::Strong => Some(("\u{1b}[1m", "\u{1b}[0m")),
            Tone::Good => Some(("\u{1b}[38;5;2m", "\u{1b}[39m")),
            Tone::Bad => Some(("\u{1b}[38;5;1m", "\u{1b}[39m")),
            Tone::Faint => Some(("\u{1b}[2m", "\u{1b}[0m")),
        }
    }

    /// A line of a laid-out cell in this tone; the blanks around its text stay as they are.
    fn painted(self, line: &str) -> String {
        let text = line.trim_matches(' ');
        match (self.escapes(), line.split_once(text)) {
            (Some((before, after)), Some((left, right))) if !text.is_empty() => {
                format!("{left}{before}{text}{after}{right}")
            }
            _ => line.to_owned(),
        }
    }
}

/// Text from anywhere as it can be shown: its lines, as far as somebody may want to read them, and nothing that steers a screen.
pub(crate) fn printable(text: &str) -> String {
    plain::shortened(&plain::text(text.trim()))
}

/// A title as it stands where nothing marks code: without the strokes that mark it in documents.
pub(crate) fn unquoted(title: &str) -> String {
    printable(title).replace('`', "")
}

/// Blanks between columns.
const GAP: u16 = 2;

/// Rows without headings, indented; the last column takes what is left of the width and wraps.
pub(crate) fn prose(rows: Vec<Vec<Text>>, layout: Layout) -> String {
    if layout.markdown {
        return markdown::list(&rows);
    }
    let rows: Vec<Vec<&Text>> = rows.iter().map(|row| row.iter().collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let mut table = bare();
    table.add_rows(rows.iter().map(|row| cells(row)));
    for place in 0..columns {
        let Some(column) = table.column_mut(place) else {
            continue;
        };
        let indent = if place == 0 { GAP } else { 0 };
        if place + 1 < columns {
            column.set_padding((indent, GAP));
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(30)));
        } else {
            column.set_padding((indent, 0));
        }
    }
    drawn(table, &rows, layout)
}

/// A paragraph, wrapped.
pub(crate) fn paragraph(text: Text, layout: Layout) -> String {
    if layout.markdown {
        return markdown::paragraph(&text);
    }
    let row = vec![&text];
    let mut table = bare();
    table.add_row(cells(&row));
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    drawn(table, &[row], layout)
}

/// What stands between two cells of a line, and what fills the line between two rows, until a table is drawn. No text
/// has such characters.
const BETWEEN_CELLS: char = '\u{1f}';
const BETWEEN_ROWS: char = '\u{1e}';

/// A table whose rows and cells can be told apart once they are laid out.
fn bare() -> Table {
    let cells = ContentLineStyle::none().junction(BETWEEN_CELLS);
    let rows = LineStyle::none().fill(BETWEEN_ROWS).junction(BETWEEN_CELLS);
    let style = TableStyle::new().header_lines(cells).content_lines(cells).header_separator(rows).row_separator(rows);
    let mut table = Table::new();
    table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// The lines of a table in the tones of its cells, with a rule below the headings.
fn drawn(mut table: Table, rows: &[Vec<&Text>], layout: Layout) -> String {
    // What stands between cells takes room while it is laid out, and none on the terminal.
    let between = table.column_count().saturating_sub(1) as u16;
    table.set_width(layout.width.saturating_add(between));
    let mut row = 0;
    let mut lines = Vec::new();
    for line in table.lines() {
        let filled = line.matches(BETWEEN_ROWS).count();
        if filled == 0 {
            let row = rows.get(row).map_or(&[][..], Vec::as_slice);
            lines.push(painted(&line, row, layout).trim_end().to_owned());
            continue;
        }
        if row == 0 && table.header().is_some() {
            lines.push("─".repeat(filled));
        }
        row += 1;
    }
    lines.join("\n")
}

/// A line of a row, its cells side by side.
fn painted(line: &str, row: &[&Text], layout: Layout) -> String {
    let tones = row.iter().map(|text| text.tone).chain(std::iter::repeat(Tone::Plain));
    let cells = line.split(BETWEEN_CELLS).zip(tones);
    cells.map(|(cell, tone)| if layout.colour { tone.painted(cell) } else { cell.to_owned() }).collect()
}

fn cells(row: &[&Text]) -> Row {
    row.iter().map(|text| Cell::new(in_pieces(&text.text))).collect::<Vec<Cell>>().into()
}

/// The longest word that is wrapped: the time for that grows with the square of its length.
const LONGEST_WORD: usize = 1000;

/// The text with line feeds in words that are too long.
fn in_pieces(text: &str) -> String {
    let mut pieces = String::with_capacity(text.len());
    let mut length = 0;
    for character in text.chars() {
        length = if character.is_whitespace() { 0 } else { length + 1 };
        if length > LONGEST_WORD {
            pieces.push('\n');
            length = 1;
        }
        pieces.push(character);
    }
    pieces
}
