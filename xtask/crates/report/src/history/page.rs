//! A history as a page that needs nothing else: a chart a series, with every session to point at, and a table of changes.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{HistoryRow, HistorySeries, LevelChange};
use crate::page::{STYLE, as_written, style_policy};
use crate::text::printable;

/// How high and wide a chart is, in its own units.
const SIZE: (f64, f64) = (720.0, 180.0);

/// The room around it.
const EDGE: f64 = 12.0;

/// The whole page, ending in a line feed.
pub fn render(series: &[HistorySeries]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(style_policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Optimization Ladder, history" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                div.frame {
                    header.top {
                        h1 { "History" }
                        p { "How long cells take relative to the baseline, session by session, and where their level changed. "
                            "Sessions of unlike machines, profiles, inputs or baselines are in series of their own." }
                    }
                    main { @for (number, series) in series.iter().enumerate() { (section(number, series)) } }
                }
            }
        }
    };
    as_written(&page.into_string()) + "\n"
}

fn section(number: usize, series: &HistorySeries) -> Markup {
    let head = series.head();
    let id = format!("series-{number}");
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (printable(&head.rung)) "/" (printable(&head.benchmark)) }
            p.note {
                (printable(&head.machine)) "; profile " (printable(&head.profile)) ", input " (printable(&head.size)) ", against "
                (printable(&head.baseline)) "; " (series.rows.len()) " sessions"
            }
            (chart(series))
            @if series.changes.is_empty() { p { "No change of level." } }
            @else { ul { @for change in &series.changes { (item(series, change)) } } }
        }
    }
}

fn item(series: &HistorySeries, change: &LevelChange) -> Markup {
    let (before, after) = (&series.rows[change.place - 1], &series.rows[change.place]);
    let share = (change.change.estimate - 1.0) * 100.0;
    html! {
        li {
            strong.good[share < 0.0].bad[share > 0.0] {
                @if share > 0.0 { "slower" } @else { "faster" } (format!(" by {:.1} %", share.abs()))
            }
            " from " (name(after)) " on, " (name(before)) " is the last before"
            @if !change.besides.is_empty() { "; what else changed: " (printable(&change.besides.join("; "))) }
        }
    }
}

fn name(row: &HistoryRow) -> Markup {
    let known = [row.commit_in_short(), row.label.clone()];
    html! {
        code { (printable(&row.session)) }
        @for known in known.into_iter().flatten() { " " code { (printable(&known)) } }
    }
}

/// Points and intervals, with an upright line before each change.
fn chart(series: &HistorySeries) -> Markup {
    let rows = &series.rows;
    let ends =
        |row: &HistoryRow| [row.high, Some(row.speedup), row.low].into_iter().flatten().map(|speedup| 1.0 / speedup);
    let all = rows.iter().flat_map(|row| ends(row).collect::<Vec<f64>>());
    let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)));
    let span = (high / low).max(1.02).ln();
    let (width, height) = SIZE;
    let x = |place: f64| EDGE + (width - 2.0 * EDGE) * (place + 0.5) / rows.len() as f64;
    let y = |value: f64| height - EDGE - (height - 2.0 * EDGE) * (value / low).ln() / span;
    let shown = |number: f64| format!("{number:.1}");
    let title = format!("{} sessions, from {low:.3} to {high:.3} of the baseline's time", rows.len());
    html! {
        svg.history viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(title) {
            @for change in &series.changes {
                @let at = x(change.place as f64 - 0.5);
                line.turn x1=(shown(at)) x2=(shown(at)) y1="0" y2=(height) {}
            }
            @for (place, row) in rows.iter().enumerate() {
                @let at = x(place as f64);
                g {
                    title {
                        (printable(&row.session)) @if let Some(commit) = row.commit_in_short() { ", " (printable(&commit)) }
                        (format!(": {:.4} of the baseline's time", row.relative()))
                    }
                    @if let Some((low, high)) = row.low.zip(row.high) {
                        line.span x1=(shown(at)) x2=(shown(at)) y1=(shown(y(1.0 / low))) y2=(shown(y(1.0 / high))) {}
                    }
                    circle.point cx=(shown(at)) cy=(shown(y(row.relative()))) r="3" {}
                }
            }
        }
    }
}
