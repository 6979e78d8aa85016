//! A chart as a picture of its own: SVG, whose text can be selected, in light and in the dark by what its reader prefers, with
//! the source and the session in small print; as large as it needs, or a slide of 16:9.
//!
//! Lengths are in the picture's own units; a program that shows it wide shows it large. `words` says how long a text is, as
//! nothing here can measure one. A file a chart.

pub(crate) mod effort;
mod ladder;
mod words;

use maud::{Markup, PreEscaped, html};

use crate::answer::BenchmarkAnswer;
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::card_text::header;
use crate::text::{printable, units, unquoted};
use words::{shortened, wrapped};

/// Which chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// Speedups, a row a rung.
    Ladder,
    /// New lines of code against speedups.
    Effort,
}

/// What a picture shows, and in which form.
#[derive(Debug, Clone, Copy)]
pub struct PictureForm {
    /// The chart.
    pub kind: PictureKind,
    /// A slide of 16:9, with what was found in large print; of the headline alone.
    pub slide: bool,
    /// Only rungs of the headline, where the session says which these are.
    pub headline: bool,
}

/// How wide a picture is that is no slide.
const WIDTH: f64 = 960.0;

/// A slide.
const SLIDE: (f64, f64) = (1280.0, 720.0);

/// Where a chart may be, and how large its text is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) width: f64,
    /// None where it may be as high as it needs.
    pub(crate) height: Option<f64>,
    pub(crate) font: f64,
}

/// A chart, drawn from 0, 0 on.
struct Drawn {
    height: f64,
    markup: Markup,
    /// What it shows, in a sentence below the title.
    about: String,
    /// The same in words, for who cannot see it.
    described: String,
    /// What its signs stand for.
    keys: Vec<(Markup, String)>,
    /// Where figures beside those of the session come from.
    source: Option<String>,
}

/// Light, and the same classes in the dark. Colours are those of the page.
const STYLE: &str = "\
text{fill:#1b1f24;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',Helvetica,Arial,sans-serif}\
.paper{fill:#fdfcf9}.soft{fill:#575f6a}.strong{font-weight:700}.figure{font-variant-numeric:tabular-nums}\
.tick{stroke:#ddd7c9}.unit{stroke:#575f6a;stroke-width:1.5}.front{stroke:#0b5fa5;stroke-width:1.5;stroke-dasharray:1 4;stroke-linecap:round}\
.whisker{stroke:#0b5fa5;stroke-width:2.5;stroke-linecap:round}.dot,.best{fill:#0b5fa5}\
.mark{fill:#fdfcf9;stroke:#a8480a;stroke-width:2}.point{fill:#fdfcf9;stroke:#575f6a;stroke-width:1.5}\
.leader{stroke:#575f6a;stroke-width:.75}.halo{stroke:#fdfcf9;stroke-width:3.5;stroke-linejoin:round}\
@media (prefers-color-scheme:dark){text{fill:#e9e6df}.paper{fill:#15181c}.soft{fill:#a9b0ba}.tick{stroke:#353b43}\
.unit{stroke:#a9b0ba}.front{stroke:#74b6f4}.whisker{stroke:#74b6f4}.dot,.best{fill:#74b6f4}.mark{fill:#15181c;stroke:#f0a566}\
.point{fill:#15181c;stroke:#a9b0ba}.leader{stroke:#a9b0ba}.halo{stroke:#15181c}}";

/// A chart of one benchmark as SVG, ending in a line feed.
///
/// # Errors
/// Why there is none, in words for whoever asked.
pub fn render(card: &Card, benchmark: &BenchmarkCard, form: PictureForm) -> Result<String, String> {
    let area = match form.slide {
        false => Area { width: WIDTH - 2.0 * EDGE, height: None, font: 13.0 },
        true => Area { width: SLIDE.0 - 2.0 * SLIDE_EDGE, height: Some(SLIDE_CHART), font: 18.0 },
    };
    // Older records do not say which rungs are of the headline.
    let is_known = benchmark.cells.iter().any(|cell| cell.cell.headline);
    let takes: fn(&CellCard) -> bool = match (form.headline || form.slide) && is_known {
        true => |cell| cell.cell.headline,
        false => |_| true,
    };
    let drawn = match form.kind {
        PictureKind::Ladder => ladder::drawn(card, benchmark, takes, area),
        PictureKind::Effort => effort::drawn(benchmark, takes, area),
    };
    let drawn = drawn.ok_or_else(|| format!("{} has nothing for this chart", benchmark.benchmark))?;
    let picture = if form.slide { slide(card, benchmark, &drawn) } else { sheet(card, benchmark, &drawn) };
    Ok(plain::without_controls(&picture.into_string()) + "\n")
}

/// The room around a picture.
const EDGE: f64 = 24.0;

/// How high a line of small print is.
const SMALL: f64 = 15.0;

fn sheet(card: &Card, benchmark: &BenchmarkCard, drawn: &Drawn) -> Markup {
    let width = WIDTH - 2.0 * EDGE;
    let small = small_print(card, drawn, width / 11.0);
    let (chart, foot) = (96.0, 96.0 + drawn.height + 26.0);
    let height = foot + SMALL * (small.len() as f64 - 1.0) + EDGE - 4.0;
    let content = html! {
        text.strong x=(EDGE) y="42" font-size="20" { (title(benchmark)) }
        text.soft x=(EDGE) y="64" font-size="13" { (shortened(&drawn.about, width, 13.0)) }
        (keys(&drawn.keys, EDGE, 84.0, 12.0))
        g transform={ "translate(" (EDGE) " " (chart) ")" } { (drawn.markup) }
        @for (line, text) in small.iter().enumerate() {
            text.soft x=(EDGE) y=(foot + SMALL * line as f64) font-size="11" { (text) }
        }
    };
    document((WIDTH, height), benchmark, drawn, &content)
}

/// The room around what is on a slide, and the height of its chart.
const SLIDE_EDGE: f64 = 56.0;
const SLIDE_CHART: f64 = 440.0;

fn slide(card: &Card, benchmark: &BenchmarkCard, drawn: &Drawn) -> Markup {
    let width = SLIDE.0 - 2.0 * SLIDE_EDGE;
    let small = small_print(card, drawn, width / 11.0);
    let foot = SLIDE.1 - 24.0 - SMALL * (small.len() as f64 - 1.0);
    let content = html! {
        text.strong x=(SLIDE_EDGE) y="70" font-size="38" { (title(benchmark)) }
        @if let Some(found) = found(benchmark) {
            text x=(SLIDE_EDGE) y="106" font-size="21" { (shortened(&found, width, 21.0)) }
        }
        text.soft x=(SLIDE_EDGE) y="136" font-size="16" { (shortened(&drawn.about, width, 16.0)) }
        (keys(&drawn.keys, SLIDE_EDGE, 162.0, 15.0))
        g transform={ "translate(" (SLIDE_EDGE) " 184)" } { (drawn.markup) }
        @for (line, text) in small.iter().enumerate() {
            text.soft x=(SLIDE_EDGE) y=(foot + SMALL * line as f64) font-size="11.5" { (text) }
        }
    };
    document(SLIDE, benchmark, drawn, &content)
}

fn document((width, height): (f64, f64), benchmark: &BenchmarkCard, drawn: &Drawn, content: &Markup) -> Markup {
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height)
            role="img" aria-labelledby="title about" {
            title id="title" { (title(benchmark)) ": " (printable(&drawn.about)) }
            desc id="about" { (printable(&drawn.described)) }
            style { (PreEscaped(STYLE)) }
            rect.paper width="100%" height="100%" rx="8" {}
            (content)
        }
    }
}

fn title(benchmark: &BenchmarkCard) -> String {
    unquoted(&benchmark.title)
}

/// The answer in a line: the baseline's time, and the fastest rungs.
fn found(benchmark: &BenchmarkCard) -> Option<String> {
    let answer = BenchmarkAnswer::new(benchmark)?;
    let unwritten = answer.unwritten.filter(|rung| !rung.card.is_baseline);
    let ways =
        [("fastest", answer.fastest), ("without a new line", unwritten)].into_iter().filter_map(|(what, rung)| {
            let rung = rung?;
            Some(format!("{what}: {} {}", unquoted(&rung.card.cell.title), units::speedup(rung.speedup.estimate)))
        });
    let base = format!("{} {}", unquoted(&answer.baseline.cell.title), units::duration(answer.baseline_ns));
    Some([base].into_iter().chain(ways).collect::<Vec<_>>().join("  ·  "))
}

/// Signs with what they stand for, in a row.
fn keys(keys: &[(Markup, String)], from: f64, y: f64, font: f64) -> Markup {
    let mut x = from;
    let placed: Vec<(f64, &(Markup, String))> = keys
        .iter()
        .map(|key| {
            let at = x;
            x += 34.0 + words::width(&key.1, font) + 24.0;
            (at, key)
        })
        .collect();
    html! {
        @for (x, (sign, meaning)) in placed {
            g transform={ "translate(" (number(x)) " " (number(y - font * 0.35)) ")" } { (sign) }
            text.soft x=(number(x + 34.0)) y=(number(y)) font-size=(number(font)) { (meaning) }
        }
    }
}

/// Where all of it is from, in lines of so many characters.
fn small_print(card: &Card, drawn: &Drawn, width: f64) -> Vec<String> {
    let session = &card.session;
    let ended = card.end.as_ref().map(|end| end.ended.split('T').next().unwrap_or_default().to_owned());
    let parts = [
        Some(format!("Optimization Ladder {}", env!("CARGO_PKG_VERSION"))),
        Some(format!("session {}, profile {}", session.id, session.profile)),
        header::machine(card.environment.as_ref()),
        ended,
    ];
    let made = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    // A letter of small print takes some 6 of 11 units.
    let letters = (width * 11.0 / 6.2) as usize;
    let doubts = card.flags.iter().map(|flag| format!("Flagged: {}.", flag.kind.meaning));
    let lines = [Some(made), drawn.source.clone()].into_iter().flatten().chain(doubts);
    lines.flat_map(|line| wrapped(&printable(&line), letters)).collect()
}

/// A length as an attribute has it.
pub(crate) fn number(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests;
