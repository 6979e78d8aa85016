//! The same texts as GitHub-flavoured Markdown. Nothing wraps, nothing is left out, and colour is no meaning.

use comfy_table::CellAlignment;

use super::table::{Column, row_count};
use super::{Text, Tone};

/// A paragraph of its own; what stands out is a heading.
pub(crate) fn paragraph(text: &Text) -> String {
    let line = escaped(&text.text).replace('\n', "  \n");
    let line = if text.tone == Tone::Strong { format!("#### {line}") } else { line };
    format!("\n{line}\n")
}

/// A table.
pub(crate) fn table(columns: &[Column]) -> String {
    let heads = columns.iter().map(|column| column.head.replace('\n', " "));
    let rules = columns.iter().map(|column| match column.alignment {
        CellAlignment::Right => "---:".to_owned(),
        CellAlignment::Left | CellAlignment::Center => "---".to_owned(),
    });
    let mut lines = vec![row(heads), row(rules)];
    for place in 0..row_count(columns) {
        lines.push(row(columns.iter().map(|column| column.cells.get(place).map_or_else(String::new, cell))));
    }
    format!("\n{}\n", lines.join("\n"))
}

/// A list: what a row begins with stands out.
pub(crate) fn list(rows: &[Vec<Text>]) -> String {
    let items: Vec<String> = rows.iter().filter_map(|row| item(row)).collect();
    format!("\n{}\n", items.join("\n"))
}

fn item(row: &[Text]) -> Option<String> {
    let (first, rest) = row.split_first()?;
    let rest: Vec<String> = rest.iter().map(cell).collect();
    let first = cell(first);
    Some(if rest.is_empty() { format!("- {first}") } else { format!("- **{first}** {}", rest.join(" ")) })
}

/// At most one empty line between two parts, and none around them.
pub(crate) fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines() {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// A text in one line.
fn cell(text: &Text) -> String {
    escaped(&text.text).replace('\n', "<br>")
}

/// What Markdown would take for something else; code in backticks stays as it is.
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for (place, part) in text.split('`').enumerate() {
        if place > 0 {
            shown.push('`');
        }
        for character in part.chars() {
            // A table's cell ends at a stroke, even in code.
            if character == '|' || place % 2 == 0 && matches!(character, '*' | '_' | '<' | '[' | '\\') {
                shown.push('\\');
            }
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::Keep;
    use super::*;

    fn column(head: &str, alignment: CellAlignment, cells: &[&str]) -> Column {
        let cells = cells.iter().map(|text| Text::plain(text)).collect();
        Column { head: head.to_owned(), alignment, keep: Keep::Always, cells }
    }

    #[test]
    fn a_table_has_a_rule_and_every_row() {
        let columns = [
            column("rung", CellAlignment::Left, &["C", "a|b"]),
            column("blog's\ntime", CellAlignment::Right, &["1 ms"]),
        ];
        assert_eq!(table(&columns), "\n| rung | blog's time |\n| --- | ---: |\n| C | 1 ms |\n| a\\|b |  |\n");
    }

    #[test]
    fn what_would_be_markup_is_escaped_outside_of_code() {
        assert_eq!(escaped("** of x_1 <0.1 `a_b*c` \\"), "\\*\\* of x\\_1 \\<0.1 `a_b*c` \\\\");
    }

    #[test]
    fn a_list_sets_off_what_a_row_begins_with() {
        let rows = vec![vec![Text::plain("c"), Text::plain("one\ntwo")], vec![Text::plain("alone")]];
        assert_eq!(list(&rows), "\n- **c** one<br>two\n- alone\n");
    }

    #[test]
    fn parts_are_one_empty_line_apart() {
        let strong = paragraph(&Text::new("head", Tone::Strong));
        let text = [strong, paragraph(&Text::plain("body"))].join("\n\n");
        assert_eq!(tidied(&text), "#### head\n\nbody\n");
    }
}
