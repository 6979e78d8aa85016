//! The curves of cells for people: a row of blocks a process, and when it was steady. Formats, and computes nothing but
//! widths and sums.

use super::terminal::word;
use super::{Detail, ProcessTimes};
use crate::text::blocks::{blocks, range};
use crate::text::units;
use crate::text::{Layout, Text, Tone, paragraph, prose};
use statistics::steady::State;

/// The widest curve.
const WIDEST: u16 = 80;

/// What stands left of a curve.
const BESIDE: u16 = 14;

/// The curves of all cells that have any, and the reasons of the others, ending in a line feed.
pub fn render(details: &[Detail<'_>], layout: Layout) -> String {
    let parts: Vec<String> = details.iter().map(|detail| one(detail, layout)).collect();
    parts.join("\n\n") + "\n"
}

fn one(detail: &Detail<'_>, layout: Layout) -> String {
    let cell = &detail.card.cell;
    let title = format!("{}/{} · {} · {}", cell.rung, cell.benchmark, cell.title, detail.benchmark.size);
    let heading = paragraph(Text::new(&title, Tone::Strong), layout);
    if detail.courses.is_empty() {
        let reason = detail.card.reason.as_deref().unwrap_or("no iteration was seen");
        let fix = detail.card.fix.iter().map(|fix| format!("\nfix: {fix}")).collect::<String>();
        return [heading, prose(vec![vec![Text::plain(&(reason.to_owned() + &fix))]], layout)].join("\n");
    }
    let range = range(detail.courses.iter().flat_map(|course| &course.times_ns));
    let width = usize::from(layout.width.saturating_sub(BESIDE).clamp(10, WIDEST));
    let mut rows: Vec<Vec<Text>> = detail.courses.iter().map(|course| process(course, range, width)).collect();
    let (low, high) = (units::duration(range.0), units::duration(range.1));
    rows.push(row("scale", &format!("{low} to {high}, logarithmic; the first block is the first call"), Tone::Faint));
    let (text, tone) = together(detail);
    rows.push(row("together", &text, tone));
    [heading, prose(rows, layout)].join("\n")
}

fn row(head: &str, text: &str, tone: Tone) -> Vec<Text> {
    vec![Text::new(head, Tone::Faint), Text::new(text, tone)]
}

fn process(course: &ProcessTimes, range: (f64, f64), width: usize) -> Vec<Text> {
    let text = format!("{}\n{}", blocks(&course.times_ns, range, width), settled(course));
    row(&format!("process {}", course.invocation + 1), &text, Tone::Plain)
}

/// When a process was steady, and at what.
fn settled(course: &ProcessTimes) -> String {
    let count = course.times_ns.len();
    let Some(curve) = &course.curve else {
        return format!("{count} iterations: too few to judge; a smaller --profile has shorter ones");
    };
    let level = curve.segments.last().map(|last| units::duration(last.level)).unwrap_or_default();
    let before: f64 = course.times_ns.iter().take(curve.steady_from).sum();
    match (curve.state, curve.steady_from) {
        (State::Unsettled, _) => format!("{}: still changing at {level} after {count} iterations", word(curve.state)),
        (_, 0) => format!("{}: {level} from the first of {count} iterations", word(curve.state)),
        (_, from) => format!(
            "{}: {level} from iteration {} of {count}, after {} of calls",
            word(curve.state),
            from + 1,
            units::duration(before)
        ),
    }
}

fn together(detail: &Detail<'_>) -> (String, Tone) {
    match detail.state {
        Some(state) if state.has_one_number() => (word(state).to_owned(), Tone::Good),
        Some(state) => (format!("{}: no single number is right", word(state)), Tone::Bad),
        None => ("too little is known".to_owned(), Tone::Plain),
    }
}
