//! The answer in lines: what a report ends with, a row a benchmark.

use super::{BenchmarkAnswer, FastestRung, answers};
use crate::card::Card;
use crate::card::flags::letters;
use crate::text::{Column, Keep, Layout, Text, Tone, left_out_note, paragraph, table, units};

/// The table; none where no benchmark has a baseline.
pub(crate) fn render(card: &Card, layout: Layout) -> Option<String> {
    let answers = answers(card);
    if answers.is_empty() {
        return None;
    }
    let column =
        |head, keep, text: &dyn Fn(&BenchmarkAnswer<'_>) -> Text| Column::left(head, keep, answers.iter().map(text));
    let mut columns = vec![
        column("in short", Keep::Always, &|answer| Text::new(&answer.benchmark.benchmark, Tone::Strong)),
        column("baseline", Keep::Unless(3), &|answer| {
            Text::plain(&format!("{} {}", answer.baseline.cell.title, units::duration(answer.baseline_ns)))
        }),
        column("without a new line", Keep::Unless(1), &|answer| best(answer, answer.unwritten.as_ref())),
        column("with Python objects", Keep::Always, &|answer| best(answer, answer.hosted.as_ref())),
    ];
    if answers.iter().any(BenchmarkAnswer::has_a_faster_native) {
        columns.push(column("of all", Keep::Unless(2), &|answer| best(answer, answer.fastest.as_ref())));
    }
    let has_rivals = answers.iter().any(|answer| answer.ways().any(|rung| !rung.rivals.is_empty()));
    let note = has_rivals.then(|| paragraph(Text::new(RIVALS, Tone::Faint), layout));
    let (text, left_out) = table(columns, layout);
    let left_out = left_out_note(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout));
    Some([Some(text), left_out, note].into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// What `+ 2` behind a rung means.
const RIVALS: &str = "+ 2: two more are perhaps as fast";

/// A rung with its speedup, its marks and how many may be as fast. The baseline is no way to be faster.
fn best(answer: &BenchmarkAnswer<'_>, rung: Option<&FastestRung<'_>>) -> Text {
    let Some(rung) = rung.filter(|rung| rung.card.cell.rung != answer.baseline.cell.rung) else {
        return Text::none();
    };
    if rung.rivals.iter().any(|rival| rival.is_baseline) {
        return Text::plain("none is surely faster");
    }
    let marks = if rung.card.flags.is_empty() { String::new() } else { format!(" {}", letters(&rung.card.flags)) };
    let rivals = if rung.rivals.is_empty() { String::new() } else { format!(" + {}", rung.rivals.len()) };
    Text::plain(&format!("{} {}{marks}{rivals}", rung.card.cell.title, units::speedup(rung.speedup.estimate)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};
    use records::CellRecord;

    #[test]
    fn it_has_a_line_a_benchmark_and_names_what_may_be_as_fast() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("cython"), cell("numba"), CellRecord { native: true, ..cell("c") }];
        recorded.samples = [
            samples("python", &[4_000_000; 6]),
            samples("cython", &[1_000_000, 1_100_000, 1_000_000, 1_050_000, 1_010_000, 1_000_000]),
            samples("numba", &[1_040_000, 1_000_000, 1_090_000, 1_000_000, 1_000_000, 1_060_000]),
            samples("c", &[500_000; 6]),
        ]
        .concat()
        .into();
        let text = render(&summarise(&recorded), Layout::default()).expect("an answer");
        assert!(text.contains("nbody     python 4.00 ms  –") && text.contains("c 8.00x n"), "{text}");
        assert!(text.contains(" + 1") && text.ends_with(RIVALS), "{text}");
        recorded.samples = samples("cython", &[1_000_000; 6]).into();
        assert_eq!(render(&summarise(&recorded), Layout::default()), None);
    }
}
