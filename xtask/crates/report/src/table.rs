//! Text in columns, at most as wide as the terminal, or the same as Markdown. Knows nothing of what it lays out.

mod markdown;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Row, Table};
use comfy_table::{LineStyle, TableStyle, Width};

/// A whole document as it is laid out: Markdown without needless empty lines, anything else as it is.
pub fn laid_out(text: String, look: Look) -> String {
    if look.markdown { markdown::tidied(&text) } else { text }
}

/// How text for people is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The terminal's columns.
    pub width: u16,
    /// Whether escape sequences for colour may be written.
    pub colour: bool,
    /// Whether it is no terminal at all, but a Markdown document, whose lines have any length.
    pub markdown: bool,
}

impl Default for Look {
    /// Where no terminal is: a width that a page can show, and nothing but text.
    fn default() -> Self {
        Look { width: 120, colour: false, markdown: false }
    }
}

/// What a text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Good,
    Bad,
    Faint,
}

/// The content of one place in a table.
#[derive(Debug, Clone)]
pub(super) struct Text {
    text: String,
    tone: Tone,
}

impl Text {
    /// Text from anywhere, such as a compiler's messages.
    pub(super) fn new(text: &str, tone: Tone) -> Self {
        Text { text: printable(text), tone }
    }

    pub(super) fn plain(text: &str) -> Self {
        Text::new(text, Tone::Plain)
    }

    fn cell(&self) -> Cell {
        let cell = Cell::new(&self.text);
        match self.tone {
            Tone::Plain => cell,
            Tone::Strong => cell.add_attribute(Attribute::Bold),
            Tone::Good => cell.fg(Color::DarkGreen),
            Tone::Bad => cell.fg(Color::DarkRed),
            Tone::Faint => cell.add_attribute(Attribute::Dim),
        }
    }
}

/// Text from anywhere as it can be shown: lines are kept, escape sequences and other control characters are not.
pub(super) fn printable(text: &str) -> String {
    let text = without_escapes(text.trim()).replace('\t', "    ");
    text.chars().filter(|character| *character == '\n' || !character.is_control()).collect()
}

/// The text without its terminal escape sequences (ECMA-48: `ESC [`, parameters, one final character).
fn without_escapes(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character| matches!(character, '@'..='~')).map_or(part.len(), |end| end + 1);
        kept.push_str(&part[end..]);
    }
    kept
}

/// What may happen to a column in a narrow terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keep {
    /// It stays as it is.
    Always,
    /// It is left out before those of a lower number are.
    Unless(u8),
    /// It wraps down to `NARROWEST`, and is then left out before all others.
    Wrapped,
}

/// A column with its heading, which may have two lines.
pub(super) struct Column<'h> {
    pub(super) head: &'h str,
    pub(super) alignment: CellAlignment,
    pub(super) keep: Keep,
    pub(super) cells: Vec<Text>,
}

/// Prose narrower than this is harder to read than to miss.
const NARROWEST: u16 = 20;

/// Blanks between columns.
const GAP: u16 = 2;

/// A table under headings, with a rule between. The first column wraps if nothing else helps. Also the headings of the
/// columns that had to be left out.
pub(super) fn table<'h>(mut columns: Vec<Column<'h>>, look: Look) -> (String, Vec<&'h str>) {
    if look.markdown {
        return (markdown::table(&columns), Vec::new());
    }
    let left_out = leave_out(&mut columns, look);
    let mut table = bare(look);
    table.style_mut().header_separator = LineStyle::none().fill('─');
    table.set_header(headings(&columns));
    table.add_rows(rows(&columns));
    let rooms = rooms(&columns, look);
    for (place, (column, room)) in columns.iter().zip(rooms).enumerate() {
        let Some(laid_out) = table.column_mut(place) else {
            continue;
        };
        let gap = if place + 1 == columns.len() { 0 } else { GAP };
        laid_out.set_padding((0, gap)).set_cell_alignment(column.alignment);
        laid_out.set_constraint(ColumnConstraint::Absolute(Width::Fixed(room.saturating_add(gap))));
    }
    (table.trim_fmt(), left_out)
}

/// Removes columns until the others fit, and names them.
fn leave_out<'h>(columns: &mut Vec<Column<'h>>, look: Look) -> Vec<&'h str> {
    let mut left_out = Vec::new();
    while spare(columns, &content_widths(columns), look) < 0 {
        let optional = columns.iter().enumerate().filter(|(_, column)| column.keep > Keep::Always);
        let Some((place, _)) = optional.max_by_key(|(_, column)| column.keep) else {
            break;
        };
        left_out.push(columns.remove(place).head);
    }
    left_out
}

/// The width of each column's content.
fn rooms(columns: &[Column], look: Look) -> Vec<u16> {
    let widths = content_widths(columns);
    let spare = spare(columns, &widths, look);
    let room = |(place, (column, width)): (usize, (&Column, &u16))| {
        let room = match (column.keep, place) {
            (Keep::Wrapped, _) => i32::from(NARROWEST) + spare,
            (_, 0) => (i32::from(*width) + spare.min(0)).max(i32::from(NARROWEST / 2)),
            _ => i32::from(*width),
        };
        room.clamp(1, i32::from((*width).max(1))) as u16
    };
    columns.iter().zip(&widths).enumerate().map(room).collect()
}

/// Rows without headings, indented; the last column takes what is left of the width and wraps.
pub(super) fn prose(rows: Vec<Vec<Text>>, look: Look) -> String {
    if look.markdown {
        return markdown::list(&rows);
    }
    let mut table = bare(look);
    let columns = rows.first().map_or(0, Vec::len);
    table.add_rows(rows.iter().map(|row| row.iter().map(Text::cell).collect::<Vec<Cell>>()));
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
    table.trim_fmt()
}

/// A paragraph, wrapped.
pub(super) fn paragraph(text: Text, look: Look) -> String {
    if look.markdown {
        return markdown::paragraph(&text);
    }
    let mut table = bare(look);
    table.add_row(vec![text.cell()]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    table.trim_fmt()
}

/// A table without a line anywhere.
fn bare(look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width);
    table.force_no_tty();
    if look.colour {
        table.enforce_styling();
        table.style_text_only();
    }
    table
}

/// The headings, single lines at the foot of double ones.
fn headings(columns: &[Column]) -> Row {
    let lines = |column: &Column| column.head.lines().count();
    let most = columns.iter().map(lines).max().unwrap_or(1);
    let heading = |column: &Column| {
        let text = "\n".repeat(most - lines(column)) + column.head;
        Text { text, tone: Tone::Strong }.cell().set_alignment(column.alignment)
    };
    columns.iter().map(heading).collect::<Vec<Cell>>().into()
}

fn rows(columns: &[Column]) -> Vec<Vec<Cell>> {
    let count = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let row = |place: usize| columns.iter().filter_map(|column| column.cells.get(place)).map(Text::cell).collect();
    (0..count).map(row).collect()
}

/// The width of each column's longest line, heading included.
fn content_widths(columns: &[Column]) -> Vec<u16> {
    let mut table = Table::new();
    table.set_header(headings(columns));
    table.add_rows(rows(columns));
    table.column_max_content_widths()
}

/// How much wider the terminal is than the columns need at least.
fn spare(columns: &[Column], widths: &[u16], look: Look) -> i32 {
    let needed = |(column, width): (&Column, &u16)| match column.keep {
        Keep::Wrapped => i32::from(*width.min(&NARROWEST)),
        Keep::Always | Keep::Unless(_) => i32::from(*width),
    };
    let gaps = columns.len().saturating_sub(1) as i32 * i32::from(GAP);
    i32::from(look.width) - columns.iter().zip(widths).map(needed).sum::<i32>() - gaps
}
