//! The same texts as GitHub-flavoured Markdown. Nothing wraps, nothing is left out, and colour is no meaning.

use std::collections::HashMap;

use comfy_table::CellAlignment;

use super::table::{Column, row_count};
use super::{Text, Tone};

/// A paragraph of its own; what stands out is a heading, which has one line.
pub(crate) fn paragraph(text: &Text) -> String {
    let lines: Vec<String> = text.text.lines().map(escaped_line).collect();
    match text.tone {
        Tone::Strong => format!("\n#### {}\n", lines.join(" ")),
        _ => format!("\n{}\n", lines.join("  \n")),
    }
}

/// A table.
pub(crate) fn table(columns: &[Column]) -> String {
    let heads = columns.iter().map(|column| escaped(&column.head.replace('\n', " ")));
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
    Some(if rest.is_empty() {
        format!("- {}", at_the_beginning(&first))
    } else {
        format!("- **{first}** {}", rest.join(" "))
    })
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
    text.text.lines().map(escaped).collect::<Vec<String>>().join("<br>")
}

/// A line in which nothing is markup but code in backquotes. What begins and ends with as many backquotes is code, as CommonMark
/// has it; backquotes without a fellow are text, so that no text can open what another one closes.
fn escaped(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut from = 0;
    let runs = runs(line);
    for (place, run) in runs.iter().enumerate() {
        if run.start < from {
            continue; // It lies in code.
        }
        escape(&mut shown, &line[from..run.start]);
        match run.closing(&runs[place..]) {
            Some(end) => {
                // A table's cell ends at a stroke, even in code.
                shown.push_str(&line[run.start..end].replace('|', "\\|"));
                from = end;
            }
            None => {
                shown.push_str(&"\\`".repeat(run.length));
                from = run.start + run.length;
            }
        }
    }
    escape(&mut shown, &line[from..]);
    shown
}

fn escaped_line(line: &str) -> String {
    at_the_beginning(&escaped(line.trim_start()))
}

/// An escaped line that stands at the beginning of one: nothing makes a list, a heading, a quotation or a rule of it.
fn at_the_beginning(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let sign = rest.chars().next().unwrap_or_default();
    let ends = rest.trim_start_matches(sign).is_empty() || rest[sign.len_utf8()..].starts_with(' ');
    let is_markup = match sign {
        '.' | ')' => ends && digits > 0,
        '#' | '-' | '+' | '=' => (ends || rest[1..].starts_with(sign)) && digits == 0,
        '>' => digits == 0,
        _ => false,
    };
    if is_markup { format!("{number}\\{rest}") } else { line.to_owned() }
}

/// Adds a text in which every character that markup may begin with stands for itself.
fn escape(shown: &mut String, text: &str) {
    for (at, character) in text.char_indices() {
        let is_markup = match character {
            '|' | '*' | '_' | '<' | '[' | '\\' => true,
            // Two strike through what stands between them and two more, and three begin a block of code.
            '~' => text[at + 1..].starts_with('~') || text[..at].ends_with('~'),
            // `&lt;` would be shown as another text.
            '&' => text[at + 1..].starts_with(|next: char| next == '#' || next.is_ascii_alphabetic()),
            _ => false,
        };
        if is_markup {
            shown.push('\\');
        }
        shown.push(character);
    }
}

/// Backquotes side by side.
struct Run {
    start: usize,
    length: usize,
    /// How many runs further on the next one of this length is.
    next_alike: Option<usize>,
}

impl Run {
    /// Where code ends that begins with the first of these runs.
    fn closing(&self, from_here: &[Run]) -> Option<usize> {
        let closing = from_here.get(self.next_alike?)?;
        Some(closing.start + closing.length)
    }
}

/// All backquotes of a line.
fn runs(line: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, _) in line.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.start + run.length == at => run.length += 1,
            _ => runs.push(Run { start: at, length: 1, next_alike: None }),
        }
    }
    let mut later: HashMap<usize, usize> = HashMap::new();
    for place in (0..runs.len()).rev() {
        let next = later.insert(runs[place].length, place);
        runs[place].next_alike = next.map(|next| next - place);
    }
    runs
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
        assert_eq!(escaped("~5 ~~x~~ R&D &lt; ![a](b)"), "~5 \\~\\~x\\~\\~ R\\&D \\&lt; !\\[a](b)");
    }

    #[test]
    fn code_is_what_begins_and_ends_with_as_many_backquotes() {
        for (text, shown) in [
            ("`a|b<c>`", "`a\\|b<c>`"),
            ("``a`b`` <i>", "``a`b`` \\<i>"),
            ("an odd ` <i>", "an odd \\` \\<i>"),
            ("`foo' <T> `` <i>", "\\`foo' \\<T> \\`\\` \\<i>"),
            ("\\`a` <i>", "\\\\`a` \\<i>"),
            ("`a\\` <i>`", "`a\\` \\<i>\\`"),
            ("``` x", "\\`\\`\\` x"),
        ] {
            assert_eq!(escaped(text), shown, "{text}");
        }
    }

    #[test]
    fn code_does_not_reach_from_one_line_or_cell_into_another() {
        let text = Text::plain("` one\n\n<i>two</i> `");
        assert_eq!(paragraph(&text), "\n\\` one  \n  \n\\<i>two\\</i> \\`\n");
        assert_eq!(cell(&text), "\\` one<br><br>\\<i>two\\</i> \\`");
        let heads = [column("a ` b", CellAlignment::Left, &["` <i>"]), column("<i>", CellAlignment::Left, &["`"])];
        assert!(table(&heads).contains("| a \\` b | \\<i> |\n") && table(&heads).contains("| \\` \\<i> | \\` |"));
    }

    #[test]
    fn no_line_becomes_a_block_of_another_kind() {
        let shown = |text: &str| paragraph(&Text::plain(text)).trim().to_owned();
        for (text, expected) in [
            ("# a", "\\# a"),
            ("a\n---", "a  \n\\---"),
            ("a\n===", "a  \n\\==="),
            ("> a", "\\> a"),
            ("12. a", "12\\. a"),
            ("1.5 times", "1.5 times"),
            ("-3 %", "-3 %"),
            ("- -", "\\- -"),
            ("", ""),
            ("7", "7"),
            ("a\n    b", "a  \nb"),
            ("~~~", "\\~\\~\\~"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert_eq!(list(&[vec![Text::plain("- a")]]), "\n- \\- a\n");
        let heading = paragraph(&Text::new("a\nb", Tone::Strong));
        assert_eq!(heading, "\n#### a b\n");
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
