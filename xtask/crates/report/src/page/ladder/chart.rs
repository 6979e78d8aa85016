//! The ladder drawn: a row a rung, its speedup on a logarithmic axis with the interval, and what was published beside
//! it.
//!
//! Names and figures are text, so that they can be read, found and followed on any screen; the axis behind the rows is
//! the picture, and says in words what it shows.

use maud::{Markup, html};

use super::super::parts::{cell_id, key, marks, speedup_words, spread_words};
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::chart::ladder::{LadderChart, LadderRow};
use crate::chart::plot::{LogScale, percent};
use crate::text::units::NONE;

/// The chart; nothing where no rung has a speedup.
pub(super) fn chart(card: &Card, benchmark: &BenchmarkCard) -> Markup {
    let Some(chart) = LadderChart::new(card, benchmark, |_| true) else {
        return html! {};
    };
    figure(&chart, benchmark, "chart", &html! {})
}

/// So many rows are seen at once beside what else there is at a glance.
const OVERVIEW: usize = 11;

/// The chart in short, for the first screen: the headline, or as many of it as are fastest.
pub(crate) fn overview(card: &Card, benchmark: &BenchmarkCard) -> Markup {
    let is_known = benchmark.cells.iter().any(|cell| cell.cell.headline);
    let takes: fn(&CellCard) -> bool = if is_known { |cell| cell.cell.headline } else { |_| true };
    let Some(mut chart) = LadderChart::new(card, benchmark, takes) else {
        return html! {};
    };
    let all = benchmark.timed().count();
    chart.keep_fastest(OVERVIEW);
    let more = html! {
        @if chart.rows.len() < all {
            " " a href={ "#ladder-" (benchmark.benchmark) } { "All " (all) " rungs of " (benchmark.title) } "."
        }
    };
    html! { h3 { (benchmark.title) } (figure(&chart, benchmark, "overview", &more)) }
}

fn figure(chart: &LadderChart<'_>, benchmark: &BenchmarkCard, kind: &str, more: &Markup) -> Markup {
    html! {
        figure.ladder {
            figcaption {
                (key(&html! {
                    line.whisker x1="10%" x2="90%" y1="50%" y2="50%" {}
                    circle.dot cx="50%" cy="50%" r="4" {}
                }, "measured here, with its 95 % interval"))
                @if let Some(source) = chart.source {
                    (key(&html! { circle.mark cx="50%" cy="50%" r="4.5" {} }, &format!("published: {}", source.title)))
                }
                span { "Times as fast as " (chart.baseline) ", on a logarithmic axis." (more) }
            }
            div.chart {
                (axis(chart, benchmark, kind))
                ol.rows { @for row in &chart.rows { (row_markup(row, &chart.scale)) } }
            }
        }
    }
}

fn axis(chart: &LadderChart<'_>, benchmark: &BenchmarkCard, kind: &str) -> Markup {
    let id = format!("{kind}-{}", benchmark.benchmark);
    html! {
        svg.axis role="img" aria-labelledby={ (id) "-title " (id) "-about" } {
            title id={ (id) "-title" } { "Speedups: " (benchmark.title) }
            desc id={ (id) "-about" } { (chart.in_words()) " The table below has the same figures." }
            @for tick in chart.scale.ticks() {
                @let x = percent(chart.scale.position(tick));
                line.tick.unit[tick == 1.0] x1=(x) x2=(x) y1="22" y2="100%" {}
                text x=(x) y="14" text-anchor="middle" { (tick) "x" }
            }
        }
    }
}

fn row_markup(row: &LadderRow<'_>, scale: &LogScale) -> Markup {
    let card = row.card;
    let target = if card.timed.is_some() { cell_id(card) } else { format!("absent-{}", cell_id(card)) };
    html! {
        li data-row data-rung=(card.cell.rung) data-headline[card.cell.headline] {
            span.name {
                a href={ "#" (target) } { (card.cell.title) }
                @if !card.flags.is_empty() { " " span.flags { (marks(&card.flags)) } }
            }
            svg.strip aria-hidden="true" {
                @if let Some(published) = row.published {
                    circle.mark cx=(percent(scale.position(published))) cy="50%" r="4.5" {}
                }
                @if let Some(interval) = row.speedup.and_then(|speedup| speedup.interval) {
                    @let (low, high) = (scale.position(interval.low), scale.position(interval.high));
                    line.whisker x1=(percent(low)) x2=(percent(high)) y1="50%" y2="50%" {}
                }
                @if let Some(speedup) = row.speedup {
                    circle.dot cx=(percent(scale.position(speedup.estimate))) cy="50%" r="4" {}
                }
            }
            @match &row.speedup {
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
