//! Curves: how a rung goes over numbers of threads, and what one element takes over sizes. Computed from the card, and shown as text;
//! the page and JSON have them, too.

use serde::Serialize;

use crate::card::{Card, CellCard};
use crate::text::blocks::{blocks, range};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, table, units};
use crate::wire::Estimate;
use statistics::{Speedup, speedup};

/// The curves of a card.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Curves<'a> {
    /// Over threads.
    pub(crate) threads: Vec<ThreadCurve<'a>>,
    /// Over sizes.
    pub(crate) sizes: Vec<SizeCurve<'a>>,
}

/// A rung on a benchmark over numbers of threads.
#[derive(Debug, Serialize)]
pub(crate) struct ThreadCurve<'a> {
    pub(crate) benchmark: &'a str,
    rung: &'a str,
    #[serde(skip)]
    pub(crate) title: &'a str,
    pub(crate) points: Vec<ThreadPoint>,
}

/// A number of threads.
#[derive(Debug, Serialize)]
pub(crate) struct ThreadPoint {
    pub(crate) threads: u32,
    pub(crate) median_ns: Option<f64>,
    pub(crate) cpu_over_wall: Option<f64>,
    /// How many times as fast as on the fewest threads of the curve.
    #[serde(serialize_with = "estimate")]
    pub(crate) times_as_fast: Option<Speedup>,
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn estimate<S: serde::Serializer>(speedup: &Option<Speedup>, serializer: S) -> Result<S::Ok, S::Error> {
    speedup.map(Estimate::from).serialize(serializer)
}

/// A rung on a benchmark over sizes.
#[derive(Debug, Serialize)]
pub(crate) struct SizeCurve<'a> {
    pub(crate) benchmark: &'a str,
    rung: &'a str,
    #[serde(skip)]
    pub(crate) title: &'a str,
    pub(crate) points: Vec<SizePoint<'a>>,
}

/// A size.
#[derive(Debug, Serialize)]
pub(crate) struct SizePoint<'a> {
    size: &'a str,
    pub(crate) elements: f64,
    pub(crate) median_ns: Option<f64>,
    /// What one element takes.
    pub(crate) element_ns: Option<f64>,
}

impl Curves<'_> {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.threads.is_empty() && self.sizes.is_empty()
    }
}

/// Computes the curves of a card, in its order.
pub(crate) fn curves(card: &Card) -> Curves<'_> {
    let mut curves = Curves::default();
    for cell in card.cells().filter(|cell| cell.timed.is_some()) {
        let of_rung = cell.cell.thread_curve_of.as_deref();
        if let Some(rung) = of_rung {
            let benchmark = cell.cell.benchmark.as_str();
            let known = curves.threads.iter_mut().find(|curve| curve.rung == rung && curve.benchmark == benchmark);
            match known {
                Some(curve) => curve.points.push(ThreadPoint::new(card, cell)),
                None => curves.threads.push(ThreadCurve {
                    benchmark,
                    rung,
                    title: without_threads(&cell.cell.title),
                    points: vec![ThreadPoint::new(card, cell)],
                }),
            }
        }
        if let (Some(benchmark), Some(elements)) = (cell.cell.size_curve_of.as_deref(), cell.cell.elements) {
            let rung = cell.cell.rung.as_str();
            let median_ns = cell.steady().map(|timed| timed.median_ns);
            let element_ns = median_ns.map(|median| median / elements.max(1.0));
            let point = SizePoint { size: &cell.cell.size, elements, median_ns, element_ns };
            match curves.sizes.iter_mut().find(|curve| curve.rung == rung && curve.benchmark == benchmark) {
                Some(curve) => curve.points.push(point),
                None => {
                    curves.sizes.push(SizeCurve { benchmark, rung, title: &cell.cell.title, points: vec![point] });
                }
            }
        }
    }
    curves.threads.iter_mut().for_each(|curve| curve.points.sort_by_key(|point| point.threads));
    curves
}

/// A derived title says the threads last.
fn without_threads(title: &str) -> &str {
    title.rsplit_once(", ").map_or(title, |(before, _)| before)
}

impl ThreadPoint {
    fn new(card: &Card, cell: &CellCard) -> ThreadPoint {
        let of = |other: &&CellCard| {
            other.cell.benchmark == cell.cell.benchmark && other.cell.thread_curve_of == cell.cell.thread_curve_of
        };
        let fewest = card.cells().filter(of).min_by_key(|other| other.cell.threads);
        let pair = fewest.and_then(|fewest| fewest.series.as_ref()).zip(cell.series.as_ref());
        ThreadPoint {
            threads: cell.cell.threads,
            median_ns: cell.steady().map(|timed| timed.median_ns),
            cpu_over_wall: cell.timed.and_then(|timed| timed.cpu_over_wall),
            times_as_fast: pair.and_then(|(fewest, own)| speedup(fewest, own)),
        }
    }
}

impl ThreadCurve<'_> {
    fn gained(&self) -> Vec<f64> {
        self.points.iter().filter_map(|point| Some(point.times_as_fast?.estimate)).collect()
    }
}

impl SizeCurve<'_> {
    fn element_ns(&self) -> Vec<f64> {
        self.points.iter().filter_map(|point| point.element_ns).collect()
    }
}

/// The curves as text, where there are any.
pub(crate) fn text(card: &Card, layout: Layout) -> Option<String> {
    let curves = curves(card);
    let mut parts = Vec::new();
    let heading = |text: &str| paragraph(Text::new(text, Tone::Strong), layout);
    if !curves.threads.is_empty() {
        parts.push(heading("Over threads: median, and how many times as fast as on the fewest"));
        parts.push(table(thread_columns(&curves.threads), layout).0);
    }
    if !curves.sizes.is_empty() {
        parts.push(heading("Over sizes: what one element takes"));
        parts.push(table(size_columns(&curves.sizes), layout).0);
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Each once, in order.
fn distinct<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    values.for_each(|value| {
        if !all.contains(&value) {
            all.push(value);
        }
    });
    all
}

fn thread_columns(curves: &[ThreadCurve<'_>]) -> Vec<Column> {
    let plain = |text: String| Text::plain(&text);
    let mut columns = vec![
        Column::left("benchmark", Keep::Always, curves.iter().map(|curve| Text::plain(curve.benchmark))),
        Column::left("rung", Keep::Always, curves.iter().map(|curve| Text::plain(curve.title))),
    ];
    for threads in distinct(curves.iter().flat_map(|curve| &curve.points).map(|point| point.threads)) {
        let cell = |curve: &ThreadCurve<'_>| {
            let point = curve.points.iter().find(|point| point.threads == threads)?;
            let gained = point.times_as_fast.map(|gained| format!(" ({})", units::speedup(gained.estimate)));
            Some(plain(units::duration(point.median_ns?) + &gained.unwrap_or_default()))
        };
        let cells = curves.iter().map(|curve| cell(curve).unwrap_or_else(Text::none));
        columns.push(Column::right(&threads.to_string(), Keep::Always, cells));
    }
    let drawn = curves.iter().map(|curve| {
        let gained = curve.gained();
        plain(blocks(&gained, range(&gained), gained.len()))
    });
    columns.push(Column::left("curve", Keep::Unless(1), drawn));
    columns
}

fn size_columns(curves: &[SizeCurve<'_>]) -> Vec<Column> {
    let plain = |text: String| Text::plain(&text);
    let mut columns = vec![
        Column::left("benchmark", Keep::Always, curves.iter().map(|curve| Text::plain(curve.benchmark))),
        Column::left("rung", Keep::Always, curves.iter().map(|curve| Text::plain(curve.title))),
    ];
    for size in distinct(curves.iter().flat_map(|curve| &curve.points).map(|point| point.size)) {
        let cell = |curve: &SizeCurve<'_>| {
            let point = curve.points.iter().find(|point| point.size == size)?;
            Some(plain(units::duration(point.element_ns?)))
        };
        let cells = curves.iter().map(|curve| cell(curve).unwrap_or_else(Text::none));
        columns.push(Column::right(size, Keep::Always, cells));
    }
    let drawn = curves.iter().map(|curve| {
        let times = curve.element_ns();
        plain(blocks(&times, range(&times), times.len()))
    });
    columns.push(Column::left("curve", Keep::Unless(1), drawn));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};
    use records::CellRecord;

    #[test]
    fn a_rung_on_several_threads_is_beside_the_fewest() {
        let on = |rung: &str, threads: u32| CellRecord {
            threads,
            title: format!("Rows, {threads} threads"),
            thread_curve_of: Some("rows".to_owned()),
            ..cell(rung)
        };
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), on("rows+1t", 1), on("rows+4t", 4), on("rows+2t", 2)];
        recorded.samples = [
            samples("python", &[50; 6]),
            samples("rows+1t", &[40; 6]),
            samples("rows+2t", &[20; 6]),
            samples("rows+4t", &[16; 6]),
        ]
        .concat()
        .into();
        let card = summarise(&recorded);
        let curves = curves(&card);
        assert_eq!((curves.threads.len(), curves.sizes.len()), (1, 0));
        let rows = &curves.threads[0];
        assert_eq!((rows.rung, rows.title), ("rows", "Rows"));
        let gained: Vec<(u32, f64)> = rows
            .points
            .iter()
            .map(|point| (point.threads, point.times_as_fast.expect("rounds in common").estimate))
            .collect();
        for ((threads, gained), (of, expected)) in gained.iter().zip([(1, 1.0), (2, 2.0), (4, 2.5)]) {
            assert_eq!(*threads, of);
            assert!((gained - expected).abs() < 1e-9, "{gained}");
        }
        let text = crate::terminal(&card, crate::Layout::default());
        assert!(text.contains("Over threads") && text.contains("20.0 ns (2.00x)"), "{text}");
        let json = crate::json(&card).expect("JSON");
        assert!(json.contains("\"curves\"") && json.contains("\"times_as_fast\""));
        assert!(crate::page(&recorded, &card).contains("Threads and sizes"));
    }

    #[test]
    fn what_an_element_takes_is_told_over_sizes() {
        let at = |elements: f64| CellRecord {
            size_curve_of: Some("nbody".to_owned()),
            elements: Some(elements),
            size: format!("{elements}"),
            ..cell("c")
        };
        let mut recorded = recorded();
        let another = |record: CellRecord| CellRecord { benchmark: "nbody+100".to_owned(), ..record };
        recorded.cells = vec![at(10.0), another(at(100.0))];
        let mut far = samples("c", &[500; 6]);
        far.iter_mut().for_each(|sample| sample.benchmark = "nbody+100".to_owned());
        recorded.samples = [samples("c", &[100; 6]), far].concat().into();
        let outputs = recorded.outputs.clone().into_iter();
        recorded.outputs.extend(outputs.map(|output| records::Output { benchmark: "nbody+100".to_owned(), ..output }));
        let card = summarise(&recorded);
        let curves = curves(&card);
        let taken: Vec<Option<f64>> = curves.sizes[0].points.iter().map(|point| point.element_ns).collect();
        assert_eq!(taken, [Some(10.0), Some(5.0)]);
        assert!(crate::terminal(&card, crate::Layout::default()).contains("what one element takes"));
    }
}
