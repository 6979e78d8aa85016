//! The geometric mean of a rung's speedups over the benchmarks of a group, for who wants one number in spite of what it hides.
//!
//! A rung has one where it has a speedup on each of them. Invocations are paired: of each, the mean of the logarithms of its
//! ratios on all benchmarks; these are independent values, one an invocation, from which the mean and its interval come. So what
//! an invocation's benchmarks have in common makes the interval as wide as it needs. A benchmark that is a part of another one
//! counts once, as the whole.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde::Serialize;

use crate::card::{BenchmarkCard, Card, CellCard};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table, units};
use crate::wire::Estimate;

/// Why nobody should believe it without the rows that it is made of.
pub(crate) const CAUTION: &str = "This mean weighs each of these benchmarks alike, whatever your program does. A rung that is fast on \
one and slow on another has a mean that no program sees. Look at the benchmark that is like your work first.";

/// How it is made.
pub(crate) const METHOD: &str = "Invocations are paired: the interval is that of the means over benchmarks, one for each invocation that \
all of them have. It needs 3 of them.";

/// The means of a group of benchmarks.
#[derive(Debug, Serialize)]
pub(crate) struct GroupMeans<'a> {
    pub(crate) group: &'a str,
    /// What the means are over.
    pub(crate) benchmarks: Vec<&'a str>,
    pub(crate) rungs: Vec<RungMean<'a>>,
    /// The rungs that lack a speedup on one of them.
    pub(crate) left_out: Vec<&'a str>,
}

/// The mean of a rung.
#[derive(Debug, Serialize)]
pub(crate) struct RungMean<'a> {
    pub(crate) rung: &'a str,
    pub(crate) title: &'a str,
    #[serde(flatten)]
    pub(crate) mean: Estimate,
    /// The invocations that all benchmarks have.
    pub(crate) invocations: usize,
}

/// Those of every group with two benchmarks or more, the highest first.
pub(crate) fn means(card: &Card) -> Vec<GroupMeans<'_>> {
    let groups: IndexSet<&str> = card.benchmarks.iter().map(BenchmarkCard::group).collect();
    groups.into_iter().filter_map(|group| means_of(card, group)).collect()
}

fn means_of<'a>(card: &'a Card, group: &'a str) -> Option<GroupMeans<'a>> {
    let counts = |benchmark: &&BenchmarkCard| {
        let is_part = benchmark.cells.iter().any(|cell| cell.cell.part_of.is_some());
        benchmark.group() == group && benchmark.has_baseline && !is_part
    };
    let benchmarks: Vec<&BenchmarkCard> = card.benchmarks.iter().filter(counts).collect();
    let timed: IndexSet<&str> =
        benchmarks.iter().flat_map(|benchmark| benchmark.timed()).map(|(cell, _)| cell.cell.rung.as_str()).collect();
    let (mut rungs, mut left_out) = (Vec::new(), Vec::new());
    for rung in timed {
        let cells: Vec<&CellCard> = benchmarks.iter().filter_map(|benchmark| cell_of(benchmark, rung)).collect();
        match mean_of(&cells).filter(|_| cells.len() == benchmarks.len()) {
            Some(mean) => rungs.push(mean),
            None => left_out.extend(cells.first().map(|cell| cell.cell.title.as_str())),
        }
    }
    rungs.sort_by(|one, other| other.mean.estimate.total_cmp(&one.mean.estimate));
    let benchmarks: Vec<&str> = benchmarks.iter().map(|benchmark| benchmark.benchmark.as_str()).collect();
    (benchmarks.len() > 1 && rungs.len() > 1).then_some(GroupMeans { group, benchmarks, rungs, left_out })
}

fn cell_of<'a>(benchmark: &'a BenchmarkCard, rung: &str) -> Option<&'a CellCard> {
    benchmark.cells.iter().find(|cell| cell.cell.rung == rung && cell.speedup().is_some())
}

fn mean_of<'a>(cells: &[&'a CellCard]) -> Option<RungMean<'a>> {
    let first = cells.first()?;
    let mut logs: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for cell in cells {
        for invocation in &cell.by_invocation {
            let ratio = if cell.is_baseline { Some(1.0) } else { invocation.ratio };
            if let Some(ratio) = ratio {
                logs.entry(invocation.invocation).or_default().push(ratio.ln());
            }
        }
    }
    let common = logs.values().filter(|logs| logs.len() == cells.len());
    let means: Vec<f64> = common.filter_map(|logs| Some(statistics::mean(logs)?.exp())).collect();
    let (estimate, interval) = statistics::typical(&means)?;
    let mean = Estimate::new(estimate, interval);
    Some(RungMean { rung: &first.cell.rung, title: &first.cell.title, mean, invocations: means.len() })
}

/// So many of the rungs that lack one are named.
const MOST_NAMED: usize = 6;

/// The tables as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let mut parts = vec![paragraph(Text::new(&format!("session {}", card.session.id), Tone::Strong), layout)];
    let all = means(card);
    parts.extend(all.iter().map(|group| section(group, layout)));
    match all.is_empty() {
        true => parts.push("there are no two benchmarks of a group on which two rungs were timed".to_owned()),
        false => parts.push(prose(vec![vec![Text::plain(CAUTION)], vec![Text::plain(METHOD)]], layout)),
    }
    parts.join("\n\n") + "\n"
}

fn section(group: &GroupMeans<'_>, layout: Layout) -> String {
    let title = format!("geometric mean of the speedups on {}", group.benchmarks.join(", "));
    let cells = |text: fn(&RungMean<'_>) -> String| group.rungs.iter().map(move |rung| Text::plain(&text(rung)));
    let columns = vec![
        Column::left("rung", Keep::Always, cells(|rung| rung.title.to_owned())),
        Column::right("mean", Keep::Always, cells(|rung| units::speedup(rung.mean.estimate))),
        Column::right("interval", Keep::Always, cells(interval)),
        Column::right("n", Keep::Always, cells(|rung| rung.invocations.to_string())),
    ];
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout), table(columns, layout).0];
    if !group.left_out.is_empty() {
        let more = group.left_out.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let named: Vec<&str> = group.left_out.iter().take(MOST_NAMED).copied().collect();
        let text = format!("without a speedup on one of them: {}{more}", named.join("; "));
        parts.push(paragraph(Text::new(&text, Tone::Faint), layout));
    }
    parts.join("\n")
}

/// The ends of the interval.
pub(crate) fn interval(rung: &RungMean<'_>) -> String {
    let ends = rung.mean.low.zip(rung.mean.high);
    ends.map_or_else(
        || units::NONE.to_owned(),
        |(low, high)| format!("{}..{}", units::significant(low), units::significant(high)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};
    use records::{CellRecord, Recorded, Sample};

    /// Two benchmarks: on the second, the rung `cython` is sixteen times as fast instead of four times.
    fn two_benchmarks() -> Recorded {
        let mut recorded = recorded();
        let on = |benchmark: &str, rung: &str| CellRecord { benchmark: benchmark.to_owned(), ..cell(rung) };
        recorded.cells = ["nbody", "other"]
            .into_iter()
            .flat_map(|benchmark| ["python", "cython", "c"].map(|rung| on(benchmark, rung)))
            .collect();
        let of = |benchmark: &str, rung: &str, ns: u64| -> Vec<Sample> {
            let named = |sample: Sample| Sample { benchmark: benchmark.to_owned(), ..sample };
            samples(rung, &[ns; 6]).into_iter().map(named).collect()
        };
        recorded.samples = [
            of("nbody", "python", 16_000_000),
            of("nbody", "cython", 4_000_000),
            of("nbody", "c", 1_000_000),
            of("other", "python", 16_000_000),
            of("other", "cython", 1_000_000),
        ]
        .concat()
        .into();
        recorded
    }

    #[test]
    fn it_is_over_all_benchmarks_and_of_rungs_that_have_all() {
        let recorded = two_benchmarks();
        let card = summarise(&recorded);
        let all = means(&card);
        assert_eq!((all.len(), &all[0].benchmarks[..]), (1, &["nbody", "other"][..]));
        let rungs: Vec<(&str, f64)> = all[0].rungs.iter().map(|rung| (rung.rung, rung.mean.estimate)).collect();
        assert_eq!((rungs[0].0, rungs[1]), ("cython", ("python", 1.0)));
        assert!((rungs[0].1 - 8.0).abs() < 1e-9, "{rungs:?}");
        assert_eq!((all[0].left_out.clone(), all[0].rungs[0].invocations), (vec!["c"], 3));
        assert!(all[0].rungs[0].mean.low.is_some_and(|low| (low - 8.0).abs() < 1e-9));
    }

    #[test]
    fn its_text_says_how_it_is_made_and_why_it_may_mislead() {
        let text = render(&summarise(&two_benchmarks()), Layout::default());
        for part in ["8.00x", "8.00..8.00", "no program sees", "Invocations are paired", "one of them: c"] {
            assert!(text.contains(part), "no `{part}` in\n{text}");
        }
        let mut one = two_benchmarks();
        one.cells.truncate(3);
        assert!(render(&summarise(&one), Layout::default()).contains("there are no two benchmarks"));
    }
}
