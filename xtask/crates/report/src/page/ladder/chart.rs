//! The ladder drawn: a row a rung, its speedup on a logarithmic axis with the interval, and what was published beside
//! it.
//!
//! Names and figures are text, so that they can be read, found and followed on any screen; the axis behind the rows is
//! the picture, and says in words what it shows.

use maud::{Markup, html};

use super::super::parts::{cell_id, key, speedup_words, spread_words};
use super::super::plot::{LogScale, percent};
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::text::units::{self, NONE};
use records::published::with_column;
use statistics::Speedup;

/// A rung that has something to show.
struct ChartRow<'a> {
    card: &'a CellCard,
    speedup: Option<Speedup>,
    published: Option<f64>,
}

/// The chart; nothing where no rung has a speedup.
pub(super) fn chart(card: &Card, benchmark: &BenchmarkCard) -> Markup {
    let rows: Vec<ChartRow> = benchmark.cells.iter().map(ChartRow::new).filter(ChartRow::shows_something).collect();
    let has_speedups = rows.iter().any(|row| row.speedup.is_some());
    let Some(scale) = LogScale::around(rows.iter().flat_map(ChartRow::values).chain([1.0])).filter(|_| has_speedups)
    else {
        return html! {};
    };
    let published = rows.iter().any(|row| row.published.is_some());
    let source = with_column(&card.published).filter(|_| published).map(|source| source.title.as_str());
    html! {
        figure {
            figcaption {
                (key(&html! {
                    line.whisker x1="10%" x2="90%" y1="50%" y2="50%" {}
                    circle.dot cx="50%" cy="50%" r="4" {}
                }, "measured here, with its 95 % interval"))
                @if let Some(source) = source {
                    (key(&html! { circle.mark cx="50%" cy="50%" r="4.5" {} }, &format!("published: {source}")))
                }
                "Times as fast as " (baseline(card, benchmark)) ", on a logarithmic axis."
            }
            div.chart {
                (axis(&scale, benchmark, &rows))
                ol.rows { @for row in &rows { (row.markup(&scale)) } }
            }
        }
    }
}

fn baseline<'a>(card: &'a Card, benchmark: &'a BenchmarkCard) -> &'a str {
    let title = benchmark.baseline().map(|card| card.cell.title.as_str());
    title.or(card.session.baseline.as_deref()).unwrap_or(NONE)
}

fn axis(scale: &LogScale, benchmark: &BenchmarkCard, rows: &[ChartRow<'_>]) -> Markup {
    let id = format!("chart-{}", benchmark.benchmark);
    html! {
        svg.axis role="img" aria-labelledby={ (id) "-title " (id) "-about" } {
            title id={ (id) "-title" } { "Speedups: " (benchmark.title) }
            desc id={ (id) "-about" } { (about(rows)) }
            @for tick in scale.ticks() {
                @let x = percent(scale.position(tick));
                line.tick.unit[tick == 1.0] x1=(x) x2=(x) y1="22" y2="100%" {}
                text x=(x) y="14" text-anchor="middle" { (tick) "x" }
            }
        }
    }
}

/// The picture in words.
fn about(rows: &[ChartRow<'_>]) -> String {
    let mut measured: Vec<(&CellCard, Speedup)> =
        rows.iter().filter_map(|row| Some((row.card, row.speedup?))).collect();
    let count = measured.len();
    measured.sort_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate));
    let ends = measured
        .first()
        .zip(measured.last())
        .map(|(slowest, fastest)| format!(", from {} to {}", title_and_speedup(slowest), title_and_speedup(fastest)));
    format!(
        "{count} speedups with their intervals on a logarithmic axis{}. The table below has the same figures.",
        ends.unwrap_or_default()
    )
}

fn title_and_speedup((card, speedup): &(&CellCard, Speedup)) -> String {
    format!("{} at {}", card.cell.title, units::speedup(speedup.estimate))
}

impl<'a> ChartRow<'a> {
    fn new(card: &'a CellCard) -> ChartRow<'a> {
        let published = card.printed.and_then(|printed| printed.speedup);
        ChartRow { card, speedup: card.speedup(), published }
    }

    /// Whether it was timed, or something was published that could have been.
    fn shows_something(&self) -> bool {
        self.card.timed.is_some() || self.published.is_some()
    }

    fn values(&self) -> impl Iterator<Item = f64> + use<> {
        let ends = self.speedup.and_then(|speedup| speedup.interval).map(|interval| [interval.low, interval.high]);
        ends.into_iter().flatten().chain(self.speedup.map(|speedup| speedup.estimate)).chain(self.published)
    }

    fn markup(&self, scale: &LogScale) -> Markup {
        let card = self.card;
        let target = if card.timed.is_some() { cell_id(card) } else { format!("absent-{}", cell_id(card)) };
        html! {
            li data-row data-headline[card.cell.headline] {
                span.name { a href={ "#" (target) } { (card.cell.title) } }
                svg.strip aria-hidden="true" {
                    @if let Some(published) = self.published {
                        circle.mark cx=(percent(scale.position(published))) cy="50%" r="4.5" {}
                    }
                    @if let Some(interval) = self.speedup.and_then(|speedup| speedup.interval) {
                        @let (low, high) = (scale.position(interval.low), scale.position(interval.high));
                        line.whisker x1=(percent(low)) x2=(percent(high)) y1="50%" y2="50%" {}
                    }
                    @if let Some(speedup) = self.speedup {
                        circle.dot cx=(percent(scale.position(speedup.estimate))) cy="50%" r="4" {}
                    }
                }
                @match &self.speedup {
                    Some(speedup) => {
                        span.value {
                            (speedup_words(card, speedup)) span.unseen { ", " (spread_words(card, speedup)) }
                        }
                    }
                    None => { span.value.none { (NONE) } }
                }
            }
        }
    }
}
