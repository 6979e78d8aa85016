//! The ladder of a benchmark: a row a rung, its speedup on a logarithmic axis.

use maud::{Markup, html};

use super::words::{shortened, width};
use super::{Area, Drawn, number};
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::chart::ladder::{LadderChart, LadderRow};
use crate::text::units::{self, NONE};
use crate::text::{printable, unquoted};

/// A row's height in units of its text.
const ROW: f64 = 1.75;

/// The room between names, axis and figures.
const GAP: f64 = 14.0;

/// Where everything stands.
struct Frame {
    name: f64,
    left: f64,
    axis: f64,
    value: f64,
    top: f64,
    row: f64,
    font: f64,
}

impl Frame {
    fn new(chart: &LadderChart<'_>, area: Area) -> Frame {
        let rows = chart.rows.len() as f64;
        let row = area.height.map_or(area.font * ROW, |height| (height / (rows + 1.0)).min(area.font * ROW));
        let font = (row / 1.25).min(area.font);
        let longest =
            |texts: &mut dyn Iterator<Item = String>| texts.map(|text| width(&text, font)).fold(0.0, f64::max);
        let name = longest(&mut chart.rows.iter().map(|row| unquoted(&row.card.cell.title))).min(area.width * 0.34);
        let value = longest(&mut chart.rows.iter().map(value)).max(font * 3.0);
        let left = name + GAP;
        Frame { name, left, axis: area.width - left - GAP - value, value: area.width, top: font * 1.6, row, font }
    }

    fn x(&self, chart: &LadderChart<'_>, value: f64) -> String {
        number(self.left + self.axis * chart.scale.position(value) / 100.0)
    }
}

pub(super) fn drawn(card: &Card, benchmark: &BenchmarkCard, takes: fn(&CellCard) -> bool, area: Area) -> Option<Drawn> {
    let chart = LadderChart::new(card, benchmark, takes)?;
    let frame = Frame::new(&chart, area);
    let height = frame.top + frame.row * chart.rows.len() as f64;
    let markup = html! {
        @for tick in chart.scale.ticks() {
            @let x = frame.x(&chart, tick);
            line.tick.unit[tick == 1.0] x1=(x) x2=(x) y1=(number(frame.top)) y2=(number(height)) {}
            text.soft x=(x) y=(number(frame.font)) font-size=(number(frame.font * 0.92)) text-anchor="middle" { (tick) "x" }
        }
        @for (place, row) in chart.rows.iter().enumerate() {
            (row_markup(&chart, &frame, row, frame.top + frame.row * (place as f64 + 0.5)))
        }
    };
    let mut keys = vec![(
        html! {
            line.whisker x1="2" x2="26" y1="0" y2="0" {}
            circle.dot cx="14" cy="0" r="4" {}
        },
        "measured here, with its 95 % interval".to_owned(),
    )];
    if let Some(source) = chart.source {
        keys.push((
            html! { circle.mark cx="14" cy="0" r="4.5" {} },
            format!("published: {}", printable(&source.title)),
        ));
    }
    let about = format!(
        "Times as fast as {}, input {}, on a logarithmic axis",
        unquoted(chart.baseline),
        printable(&benchmark.size)
    );
    let described = chart.in_words();
    let source = chart.source.map(|source| {
        format!("Published figures: {}, {}; another machine, and an input of its own", source.title, source.source)
    });
    Some(Drawn { height, markup, about, described, keys, source })
}

fn value(row: &LadderRow<'_>) -> String {
    match row.speedup {
        Some(_) if row.card.is_baseline => "1x".to_owned(),
        Some(speedup) => units::speedup(speedup.estimate),
        None => NONE.to_owned(),
    }
}

fn row_markup(chart: &LadderChart<'_>, frame: &Frame, row: &LadderRow<'_>, y: f64) -> Markup {
    let base = number(y + frame.font * 0.35);
    let (y, size) = (number(y), number(frame.font));
    let spread = row.speedup.as_ref().map_or_else(String::new, |speedup| format!(", {}", units::spread(speedup)));
    html! {
        g {
            title { (unquoted(&row.card.cell.title)) ": " (value(row)) (spread) }
            text.strong[row.card.is_baseline] x=(number(frame.name)) y=(base) font-size=(size) text-anchor="end" {
                (shortened(&unquoted(&row.card.cell.title), frame.name, frame.font))
            }
            @if let Some(published) = row.published {
                circle.mark cx=(frame.x(chart, published)) cy=(y) r="4.5" {}
            }
            @if let Some(interval) = row.speedup.and_then(|speedup| speedup.interval) {
                line.whisker x1=(frame.x(chart, interval.low)) x2=(frame.x(chart, interval.high)) y1=(y) y2=(y) {}
            }
            @if let Some(speedup) = row.speedup {
                circle.dot cx=(frame.x(chart, speedup.estimate)) cy=(y) r="4" {}
            }
            text.figure.strong[row.card.is_baseline] x=(number(frame.value)) y=(base) font-size=(size) text-anchor="end" {
                (value(row))
            }
        }
    }
}
