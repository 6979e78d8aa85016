//! Columns of text under headings. In a narrow terminal some columns are left out, and are named.

use comfy_table::{CellAlignment, ColumnConstraint, Table, Width};

use super::{GAP, Layout, Text, Tone, bare, cells, drawn, markdown, printable};

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
pub(crate) struct Column {
    pub(crate) head: String,
    pub(crate) alignment: CellAlignment,
    pub(crate) keep: Keep,
    pub(crate) cells: Vec<Text>,
}

impl Column {
    /// A column of words.
    pub(crate) fn left(head: &str, keep: Keep, cells: impl Iterator<Item = Text>) -> Column {
        Column { head: printable(head), alignment: CellAlignment::Left, keep, cells: cells.collect() }
    }

    /// A column of figures.
    pub(crate) fn right(head: &str, keep: Keep, cells: impl Iterator<Item = Text>) -> Column {
        Column { alignment: CellAlignment::Right, ..Column::left(head, keep, cells) }
    }
}

/// Prose narrower than this is harder to read than to miss.
const NARROWEST: u16 = 20;

/// A table under headings, with a rule between. The first column wraps if nothing else helps. Also the headings of the
/// columns that had to be left out.
pub(crate) fn table(mut columns: Vec<Column>, layout: Layout) -> (String, Vec<String>) {
    if layout.markdown {
        return (markdown::table(&columns), Vec::new());
    }
    let left_out = leave_out(&mut columns, layout);
    let headings = headings(&columns);
    let rows = with_headings(&headings, &columns);
    let mut table = bare();
    table.set_header(cells(&rows[0]));
    table.add_rows(rows[1..].iter().map(|row| cells(row)));
    for (place, (column, width)) in columns.iter().zip(column_widths(&columns, layout)).enumerate() {
        let Some(laid_out) = table.column_mut(place) else {
            continue;
        };
        let gap = if place + 1 == columns.len() { 0 } else { GAP };
        laid_out.set_padding((0, gap)).set_cell_alignment(column.alignment);
        laid_out.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(gap))));
    }
    (drawn(table, &rows, layout), left_out)
}

/// A note of the columns that had no room: nothing is left out in silence.
pub(crate) fn left_out_note(left_out: &[String]) -> Option<String> {
    let names: Vec<String> = left_out.iter().map(|head| head.replace('\n', " ")).collect();
    (!names.is_empty()).then(|| format!("left out for want of width: {}", names.join(", ")))
}

/// Removes columns until the others fit, and names them.
fn leave_out(columns: &mut Vec<Column>, layout: Layout) -> Vec<String> {
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

/// How wide each column is shown.
fn column_widths(columns: &[Column], layout: Layout) -> Vec<u16> {
    let widths = content_widths(columns);
    let spare = spare(columns, &widths, layout);
    let columns = columns.iter().zip(widths).enumerate();
    columns.map(|(place, (column, width))| column_width(place, column, width, spare)).collect()
}

fn column_width(place: usize, column: &Column, content: u16, spare: i32) -> u16 {
    let width = match (column.keep, place) {
        (Keep::Wrapped, _) => i32::from(NARROWEST) + spare,
        (_, 0) => (i32::from(content) + spare.min(0)).max(i32::from(NARROWEST / 2)),
        _ => i32::from(content),
    };
    width.clamp(1, i32::from(content.max(1))) as u16
}

/// The headings, single lines at the foot of double ones.
fn headings(columns: &[Column]) -> Vec<Text> {
    let lines = columns.iter().map(|column| column.head.lines().count()).max().unwrap_or(1);
    columns.iter().map(|column| heading(column, lines)).collect()
}

/// A heading, filled up to so many lines.
fn heading(column: &Column, lines: usize) -> Text {
    let text = "\n".repeat(lines - column.head.lines().count()) + &column.head;
    Text { text, tone: Tone::Strong }
}

/// The headings and the rows below them.
fn with_headings<'t>(headings: &'t [Text], columns: &'t [Column]) -> Vec<Vec<&'t Text>> {
    let rows = (0..row_count(columns)).map(|place| row(columns, place));
    std::iter::once(headings.iter().collect()).chain(rows).collect()
}

fn row(columns: &[Column], place: usize) -> Vec<&Text> {
    columns.iter().filter_map(|column| column.cells.get(place)).collect()
}

/// The rows of the longest column.
pub(super) fn row_count(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.cells.len()).max().unwrap_or(0)
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
    let needed: i32 = columns.iter().zip(widths).map(|(column, width)| least_width(column, *width)).sum();
    let gaps = columns.len().saturating_sub(1) as i32 * i32::from(GAP);
    i32::from(layout.width) - needed - gaps
}

fn least_width(column: &Column, content: u16) -> i32 {
    match column.keep {
        Keep::Wrapped => i32::from(content.min(NARROWEST)),
        Keep::Always | Keep::Unless(_) => i32::from(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_cell_has_its_tone_and_the_blanks_around_it_have_none() {
        let columns = || {
            let cells = |texts: [&str; 2], tone| texts.map(|text| Text::new(text, tone)).into_iter();
            vec![
                Column::left("rung", Keep::Always, cells(["rust", "c"], Tone::Plain)),
                Column::right("its\nratio", Keep::Always, cells(["2x", ""], Tone::Good)),
                Column::left("why", Keep::Wrapped, cells(["one two three four five", ""], Tone::Faint)),
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
