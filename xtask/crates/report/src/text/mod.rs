//! Text in columns, at most as wide as the terminal, or the same as Markdown. Knows nothing of what it lays out.

pub(crate) mod curve;
mod markdown;
pub(crate) mod units;

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Row, Table};
use comfy_table::{TableStyle, Width};

/// A whole document as it is laid out: Markdown without needless empty lines, anything else as it is.
pub fn laid_out(text: String, layout: Layout) -> String {
    if layout.markdown { markdown::tidied(&text) } else { text }
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

/// Text from anywhere as it can be shown: lines are kept, escape sequences and other control characters are not.
pub(crate) fn printable(text: &str) -> String {
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
pub(crate) enum Keep {
    /// It stays as it is.
    Always,
    /// It is left out before those of a lower number are.
    Unless(u8),
    /// It wraps down to `NARROWEST`, and is then left out before all others.
    Wrapped,
}

/// A column with its heading, which may have two lines.
pub(crate) struct Column<'h> {
    pub(crate) head: &'h str,
    pub(crate) alignment: CellAlignment,
    pub(crate) keep: Keep,
    pub(crate) cells: Vec<Text>,
}

/// Prose narrower than this is harder to read than to miss.
const NARROWEST: u16 = 20;

/// Blanks between columns.
const GAP: u16 = 2;

/// A table under headings, with a rule between. The first column wraps if nothing else helps. Also the headings of the
/// columns that had to be left out.
pub(crate) fn table<'h>(mut columns: Vec<Column<'h>>, layout: Layout) -> (String, Vec<&'h str>) {
    if layout.markdown {
        return (markdown::table(&columns), Vec::new());
    }
    let left_out = leave_out(&mut columns, layout);
    let headings = headings(&columns);
    let rows = with_headings(&headings, &columns);
    let mut table = bare();
    table.set_header(cells(&rows[0]));
    table.add_rows(rows[1..].iter().map(|row| cells(row)));
    let rooms = rooms(&columns, layout);
    for (place, (column, room)) in columns.iter().zip(rooms).enumerate() {
        let Some(laid_out) = table.column_mut(place) else {
            continue;
        };
        let gap = if place + 1 == columns.len() { 0 } else { GAP };
        laid_out.set_padding((0, gap)).set_cell_alignment(column.alignment);
        laid_out.set_constraint(ColumnConstraint::Absolute(Width::Fixed(room.saturating_add(gap))));
    }
    (drawn(table, &rows, layout), left_out)
}

/// Removes columns until the others fit, and names them.
fn leave_out<'h>(columns: &mut Vec<Column<'h>>, layout: Layout) -> Vec<&'h str> {
    let mut left_out = Vec::new();
    while spare(columns, &content_widths(columns), layout) < 0 {
        let optional = columns.iter().enumerate().filter(|(_, column)| column.keep > Keep::Always);
        let Some((place, _)) = optional.max_by_key(|(_, column)| column.keep) else {
            break;
        };
        left_out.push(columns.remove(place).head);
    }
    left_out
}

/// The width of each column's content.
fn rooms(columns: &[Column], layout: Layout) -> Vec<u16> {
    let widths = content_widths(columns);
    let spare = spare(columns, &widths, layout);
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

/// The headings, single lines at the foot of double ones.
fn headings(columns: &[Column]) -> Vec<Text> {
    let lines = |column: &Column| column.head.lines().count();
    let most = columns.iter().map(lines).max().unwrap_or(1);
    let heading = |column: &Column| {
        let text = "\n".repeat(most - lines(column)) + column.head;
        Text { text, tone: Tone::Strong }
    };
    columns.iter().map(heading).collect()
}

/// The headings and the rows below them.
fn with_headings<'t>(headings: &'t [Text], columns: &'t [Column]) -> Vec<Vec<&'t Text>> {
    let count = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let row = |place: usize| columns.iter().filter_map(|column| column.cells.get(place)).collect();
    std::iter::once(headings.iter().collect()).chain((0..count).map(row)).collect()
}

fn cells(row: &[&Text]) -> Row {
    row.iter().map(|text| Cell::new(&text.text)).collect::<Vec<Cell>>().into()
}

/// The width of each column's longest line, heading included.
fn content_widths(columns: &[Column]) -> Vec<u16> {
    let headings = headings(columns);
    let mut table = Table::new();
    table.add_rows(with_headings(&headings, columns).iter().map(|row| cells(row)));
    table.column_max_content_widths()
}

/// How much wider the terminal is than the columns need at least.
fn spare(columns: &[Column], widths: &[u16], layout: Layout) -> i32 {
    let needed = |(column, width): (&Column, &u16)| match column.keep {
        Keep::Wrapped => i32::from(*width.min(&NARROWEST)),
        Keep::Always | Keep::Unless(_) => i32::from(*width),
    };
    let gaps = columns.len().saturating_sub(1) as i32 * i32::from(GAP);
    i32::from(layout.width) - columns.iter().zip(widths).map(needed).sum::<i32>() - gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_cell_has_its_tone_and_the_blanks_around_it_have_none() {
        let columns = || {
            let cells = |texts: [&str; 2], tone| texts.map(|text| Text::new(text, tone)).to_vec();
            let column = |head, alignment, keep, cells| Column { head, alignment, keep, cells };
            vec![
                column("rung", CellAlignment::Left, Keep::Always, cells(["rust", "c"], Tone::Plain)),
                column("its\nratio", CellAlignment::Right, Keep::Always, cells(["2x", ""], Tone::Good)),
                column("why", CellAlignment::Left, Keep::Wrapped, cells(["one two three four five", ""], Tone::Faint)),
            ]
        };
        let layout = Layout { width: 33, colour: true, markdown: false };
        let (text, _) = table(columns(), layout);
        let lines = [
            "        \u{1b}[1mits\u{1b}[0m",
            "\u{1b}[1mrung\u{1b}[0m  \u{1b}[1mratio\u{1b}[0m  \u{1b}[1mwhy\u{1b}[0m",
            "─────────────────────────────────",
            "rust     \u{1b}[38;5;2m2x\u{1b}[39m  \u{1b}[2mone two three four\u{1b}[0m",
            "             \u{1b}[2mfive\u{1b}[0m",
            "c",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
        let (plain, _) = table(columns(), Layout { colour: false, ..layout });
        assert_eq!(plain, printable(&format!("|{text}"))[1..], "colour moves nothing");
    }
}
