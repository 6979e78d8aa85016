//! Curves over threads and sizes, as tables.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, number, table};
use crate::card::Card;
use crate::scaling::{SizeCurve, ThreadCurve, curves};
use crate::text::units;

/// The curves on the page, where there are any.
pub(super) fn section(card: &Card) -> Option<PageSection> {
    let curves = curves(card);
    if curves.is_empty() {
        return None;
    }
    let body = html! {
        @if !curves.threads.is_empty() { (threads_on_page(&curves.threads)) }
        @if !curves.sizes.is_empty() { (sizes_on_page(&curves.sizes)) }
    };
    Some(PageSection::new("curves", "Threads and sizes", body))
}

fn threads_on_page(curves: &[ThreadCurve<'_>]) -> Markup {
    let caption = html! { "Over threads: times as fast is beside the fewest threads of the same rung." };
    let headings = [
        Heading::Text("benchmark"),
        Heading::Text("rung"),
        Heading::Number("threads"),
        Heading::Number("median"),
        Heading::Number("times as fast"),
        Heading::Number("CPU/wall"),
    ];
    let rows = html! {
        @for curve in curves { @for point in &curve.points {
            tr {
                td { (curve.benchmark) }
                th scope="row" { (curve.title) }
                (number(Some(f64::from(point.threads)), |threads| format!("{threads:.0}")))
                (number(point.median_ns, units::duration))
                (number(point.times_as_fast.map(|gained| gained.estimate), units::speedup))
                (number(point.cpu_over_wall, |ratio| format!("{ratio:.2}")))
            }
        } }
    };
    table("threads", &caption, &headings, &rows)
}

fn sizes_on_page(curves: &[SizeCurve<'_>]) -> Markup {
    let caption = html! { "Over sizes: what one element takes shows where start-up ends, and where caches do." };
    let headings = [
        Heading::Text("benchmark"),
        Heading::Text("rung"),
        Heading::Number("elements"),
        Heading::Number("median"),
        Heading::Number("an element"),
    ];
    let rows = html! {
        @for curve in curves { @for point in &curve.points {
            tr {
                td { (curve.benchmark) }
                th scope="row" { (curve.title) }
                (number(Some(point.elements), |count| format!("{count:.0}")))
                (number(point.median_ns, units::duration))
                (number(point.element_ns, units::duration))
            }
        } }
    };
    table("sizes", &caption, &headings, &rows)
}
