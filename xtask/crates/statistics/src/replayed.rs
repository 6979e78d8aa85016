//! The estimators held to real noise, without a clock: comparisons of identical programs of four kinds, drawn from turns that were
//! recorded side by side (`ladder.copies.toml`, `xtask/selftest/copies.py`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};

use super::*;

const COPIES: &str = include_str!("../tests/copies.tsv");

/// As the profiles have them.
const INVOCATIONS: usize = 3;

/// Processes of the baseline beside five other copies, and beside some fifteen rungs.
const PROCESSES: usize = 3;

/// The turns of an invocation: rounds, copies.
type Invocation = Vec<Vec<f64>>;

/// What was recorded, by kind.
fn recorded() -> BTreeMap<&'static str, Vec<Invocation>> {
    let mut kinds: BTreeMap<&str, Vec<Invocation>> = BTreeMap::new();
    for line in COPIES.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let kind = kinds.entry(fields.next().expect("a kind")).or_default();
        if fields.nth(1) == Some("0") {
            kind.push(Vec::new());
        }
        let times = fields.map(|time| time.parse().expect("a time")).collect();
        kind.last_mut().expect("an invocation").push(times);
    }
    kinds
}

/// A comparison of a copy with another one, whose times are multiplied: over invocations drawn without putting back, with so many
/// processes of the first, and all others beside them.
fn drawn(dice: &mut StdRng, invocations: &[Invocation], processes: usize, slower: f64) -> Speedup {
    let chosen: Vec<&Invocation> = invocations.sample(dice, INVOCATIONS).collect();
    let copies = chosen[0][0].len();
    // One process by itself, as it was before; else the model of all.
    let cells = if processes > 1 { copies - processes } else { 1 };
    let mut timings = vec![Vec::new(); cells + 1];
    for (invocation, rounds) in (0..).zip(chosen) {
        let mut order: Vec<usize> = (0..copies).collect();
        order.shuffle(dice);
        for (round, times) in (0..).zip(rounds) {
            for (place, copy) in order.iter().enumerate().take(processes + cells) {
                let (cell, process) = if place < processes { (0, place) } else { (place - processes + 1, 0) };
                let time = times[*copy] * if cell == 1 { slower } else { 1.0 };
                let process = u32::try_from(process).expect("few");
                timings[cell].push(Timing { invocation, round, process, time });
            }
        }
    }
    let mut series: Vec<Series> = timings.into_iter().map(|timings| Series::new(timings, false)).collect();
    if let Some(fits) = joint::fit(&series.iter().collect::<Vec<_>>()) {
        series.iter_mut().zip(fits).for_each(|(series, fit)| series.take(fit));
    }
    speedup(&series[0], &series[1]).expect("a speedup")
}

/// Of comparisons: how many call the two different, how many find the second one slower, and the median half-width.
fn judged(invocations: &[Invocation], processes: usize, slower: f64, draws: u32) -> (f64, f64, f64) {
    let mut dice = StdRng::seed_from_u64(20_261_129);
    let (mut different, mut found, mut widths) = (0, 0, Vec::new());
    for _ in 0..draws {
        let speedup = drawn(&mut dice, invocations, processes, slower);
        let interval = speedup.interval.expect("an interval");
        different += u32::from(!interval.contains(1.0));
        found += u32::from(interval.high < 1.0);
        widths.extend(speedup.half_width());
    }
    (f64::from(different) / f64::from(draws), f64::from(found) / f64::from(draws), median(&widths).expect("widths"))
}

#[test]
fn four_kinds_of_programs_were_recorded() {
    let recorded = recorded();
    assert_eq!(recorded.keys().copied().collect::<Vec<_>>(), ["c", "garbage", "interpreter", "jit"]);
    for (kind, invocations) in recorded {
        assert!(invocations.len() >= 6, "{kind}: {} invocations", invocations.len());
        assert!(invocations.iter().all(|rounds| rounds.len() >= 3 && rounds.iter().all(|times| times.len() == 8)));
    }
}

/// What was slowed down by so much more work.
const SLOWER: [f64; 3] = [1.02, 1.05, 1.1];

/// Of one kind, with one process of each and with several of the baseline: how often identical programs are called different, the
/// median half-width, and how often slower ones are found.
struct Kind {
    name: &'static str,
    invocations: usize,
    alarms: f64,
    width: f64,
    found: [f64; 3],
}

impl Kind {
    fn new(name: &'static str, invocations: &[Invocation], processes: usize) -> Kind {
        let (alarms, _, width) = judged(invocations, processes, 1.0, DRAWS);
        let found = SLOWER.map(|slower| judged(invocations, processes, slower, DRAWS).1);
        Kind { name, invocations: invocations.len(), alarms, width, found }
    }

    /// The row of METHODOLOGY.md: with one process, then with several.
    fn row([one, several]: &[Kind; 2]) -> String {
        let title = match one.name {
            "c" => "C",
            "garbage" => "CPython, much garbage",
            "interpreter" => "CPython",
            "jit" => "PyPy",
            other => other,
        };
        let found = |kind: &Kind| kind.found.map(|found| format!("{:.0}", found * 100.0)).join(", ");
        let alarms = format!("{:.1}, {:.1} %", one.alarms * 100.0, several.alarms * 100.0);
        let widths = format!("±{:.1}, ±{:.1} %", one.width * 100.0, several.width * 100.0);
        format!("| {title} | {} | {alarms} | {widths} | {}; {} % |", one.invocations, found(one), found(several))
    }
}

/// How many comparisons are drawn.
const DRAWS: u32 = 1000;

/// All of them, which the tests below look at; the row with one process first, as it was before.
static KINDS: LazyLock<Vec<[Kind; 2]>> = LazyLock::new(|| {
    let kinds = recorded().into_iter();
    kinds.map(|(name, invocations)| [1, PROCESSES].map(|processes| Kind::new(name, &invocations, processes))).collect()
});

#[test]
fn identical_programs_of_each_kind_are_called_different_about_one_time_in_twenty() {
    for [_, Kind { name, alarms, .. }] in KINDS.iter() {
        assert!(*alarms <= 0.08, "{name}: {alarms}");
    }
}

#[test]
fn several_processes_of_the_baseline_narrow_the_interval_and_find_no_fewer_slowdowns() {
    for [before, after] in KINDS.iter() {
        let name = before.name;
        assert!(after.width < 0.75 * before.width, "{name}: {} and {}", before.width, after.width);
        for (before, after) in before.found.into_iter().zip(after.found) {
            assert!(after >= before - 0.02, "{name}: {before} and {after}");
        }
    }
}

#[test]
fn methodology_says_what_each_kind_comes_to() {
    let rows: Vec<String> = KINDS.iter().map(Kind::row).collect();
    let document = include_str!("../../../../METHODOLOGY.md");
    let missing: Vec<&String> = rows.iter().filter(|row| !document.lines().any(|line| line == *row)).collect();
    assert!(missing.is_empty(), "METHODOLOGY.md has not all of these rows:\n{}", rows.join("\n"));
}
