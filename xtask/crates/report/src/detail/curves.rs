//! The curves of cells for people: a row of blocks a process, and when it was steady. Formats, and computes nothing but
//! widths and sums.

use super::terminal::{process_name, state_word};
use super::{Detail, ProcessTimes};
use crate::card_text::absent::with_fix;
use crate::text::blocks::{blocks, range};
use crate::text::{Layout, Text, Tone, paragraph, prose, units};
use statistics::steady::State;

/// The widest curve.
const WIDEST: u16 = 80;

/// What stands left of a curve.
const BESIDE: u16 = 14;

/// The curves of all cells that have any, and the reasons of the others, ending in a line feed.
pub fn render(details: &[Detail<'_>], layout: Layout) -> String {
    let parts: Vec<String> = details.iter().map(|detail| curves_of_cell(detail, layout)).collect();
    parts.join("\n\n") + "\n"
}

fn curves_of_cell(detail: &Detail<'_>, layout: Layout) -> String {
    let cell = &detail.card.cell;
    let title = format!("{} · {} · {}", cell.id(), cell.title, detail.benchmark.size);
    let heading = paragraph(Text::new(&title, Tone::Strong), layout);
    if detail.processes.is_empty() {
        let reason = detail.card.reason.as_deref().unwrap_or("no iteration was seen");
        let reason = Text::plain(&with_fix(reason, detail.card));
        return [heading, prose(vec![vec![reason]], layout)].join("\n");
    }
    let range = range(detail.processes.iter().flat_map(|process| &process.times_ns));
    let width = usize::from(layout.width.saturating_sub(BESIDE).clamp(10, WIDEST));
    let mut rows: Vec<Vec<Text>> = detail.processes.iter().map(|process| process_row(process, range, width)).collect();
    let (low, high) = (units::duration(range.0), units::duration(range.1));
    rows.push(row("scale", &format!("{low} to {high}, logarithmic; the first block is the first call"), Tone::Faint));
    let (text, tone) = together(detail);
    rows.push(row("together", &text, tone));
    [heading, prose(rows, layout)].join("\n")
}

fn row(head: &str, text: &str, tone: Tone) -> Vec<Text> {
    vec![Text::new(head, Tone::Faint), Text::new(text, tone)]
}

fn process_row(process: &ProcessTimes, range: (f64, f64), width: usize) -> Vec<Text> {
    let text = format!("{}\n{}", blocks(&process.times_ns, range, width), when_steady(process));
    row(&process_name(process), &text, Tone::Plain)
}

/// When a process was steady, and at what.
fn when_steady(process: &ProcessTimes) -> String {
    let count = process.times_ns.len();
    let Some(curve) = &process.curve else {
        return format!("{count} iterations: too few to judge; a smaller --profile has shorter ones");
    };
    let level = curve.segments.last().map(|last| units::duration(last.level)).unwrap_or_default();
    let before: f64 = process.times_ns.iter().take(curve.steady_from).sum();
    let word = state_word(curve.state);
    match (curve.state, curve.steady_from) {
        (State::Unsettled, _) => format!("{word}: still changing at {level} after {count} iterations"),
        (_, 0) => format!("{word}: {level} from the first of {count} iterations"),
        (_, from) => {
            let before = units::duration(before);
            format!("{word}: {level} from iteration {} of {count}, after {before} of calls", from + 1)
        }
    }
}

fn together(detail: &Detail<'_>) -> (String, Tone) {
    match detail.state {
        Some(state) if state.has_one_number() => (state_word(state).to_owned(), Tone::Good),
        Some(state) => (format!("{}: no single number is right", state_word(state)), Tone::Bad),
        None => ("too little is known".to_owned(), Tone::Plain),
    }
}
