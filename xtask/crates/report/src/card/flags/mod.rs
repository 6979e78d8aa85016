//! Why a timed cell should be doubted, or not be compared without a second thought.
//!
//! A new flag is a `FlagKind` and a condition in `of`; one on a whole session is in `session`.

mod session;

pub(crate) use session::of_session;

use crate::card::summary::CellFigures;
use records::{CellRecord, Session};
use statistics::steady::State;
use statistics::{FEWEST, Interval};

/// What a flag stands for. Each is one static; its code is what compares.
#[derive(Debug, PartialEq, Eq)]
pub struct FlagKind {
    /// The stable name, for programs.
    pub code: &'static str,
    /// The letter in the table.
    pub mark: char,
    /// What was seen or declared, in a sentence.
    pub meaning: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

/// A doubt about one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// What it stands for.
    pub kind: &'static FlagKind,
    /// The particulars of this cell, where there are any.
    pub detail: Option<String>,
}

/// The letters of some flags, as they stand in a table.
pub(crate) fn letters(flags: &[Flag]) -> String {
    let letters: Vec<String> = flags.iter().map(|flag| flag.kind.mark.to_string()).collect();
    letters.join(" ")
}

/// The particulars of a kind that occur, each once.
pub(crate) fn details<'a>(kind: &FlagKind, flags: impl Iterator<Item = &'a Flag>) -> Vec<&'a str> {
    let mut details: Vec<&str> = Vec::new();
    for detail in flags.filter(|flag| flag.kind == kind).filter_map(|flag| flag.detail.as_deref()) {
        if !details.contains(&detail) {
            details.push(detail);
        }
    }
    details
}

/// The kernel computes in parallel, unseen.
pub static THREADS: FlagKind = FlagKind {
    code: "threads",
    mark: 't',
    meaning: "used more CPU than its declared threads can",
    advice: "declare its threads in ladder.toml or hold it to them; until then read CPU/wall beside the median",
};

/// Others had the CPU.
pub static WAITED: FlagKind = FlagKind {
    code: "waited",
    mark: 'w',
    meaning: "waited for the CPU for more than a tenth of its time",
    advice: "its median is too long by that; measure again when nothing else runs, on this machine and on its host",
};

/// Too few sets of fresh processes.
pub static FEW_INVOCATIONS: FlagKind = FlagKind {
    code: "few-invocations",
    mark: 'i',
    meaning: "fewer than 3 invocations, so there is no interval",
    advice: "measure longer, with a larger --budget",
};

/// Whole invocations were compared instead of rounds.
pub static PAIRED: FlagKind = FlagKind {
    code: "paired",
    mark: 'p',
    meaning: "the cell or the baseline is slow, so its speedup pairs invocations instead of rounds",
    advice: "expect a wider interval; a smaller --profile compares within rounds",
};

/// The interpreter lacks optimisation that the baseline's has.
pub static SLOW_BUILD: FlagKind = FlagKind {
    code: "slow-build",
    mark: 'b',
    meaning: "its interpreter was built without the optimisation that the baseline's has",
    advice: "do not read it as one version against another; use a build with PGO and LTO",
};

/// Another builder, or other flags, than the baseline's interpreter.
pub static UNLIKE_BUILD: FlagKind = FlagKind {
    code: "unlike-build",
    mark: 'k',
    meaning: "its interpreter was not built like the baseline's",
    advice: "part of the difference may be the builder's; compare versions that were built alike",
};

/// The baseline itself should be doubted.
pub static BASELINE_DOUBT: FlagKind = FlagKind {
    code: "baseline-doubt",
    mark: 'd',
    meaning: "the baseline is not what it should be",
    advice: "every speedup may be too high; cargo xtask doctor says how to get a better baseline",
};

/// Floating-point operations may be reordered.
pub static FAST_MATH: FlagKind = FlagKind {
    code: "fast-math",
    mark: 'f',
    meaning: "may reorder or approximate floating-point operations, which the baseline may not",
    advice: "compare it with rungs that have the same licence",
};

/// Code for this CPU alone.
pub static TARGET_CPU: FlagKind = FlagKind {
    code: "target-cpu",
    mark: 'c',
    meaning: "its code is made for this very CPU, that of the others for any of its architecture",
    advice: "part of its lead may be newer instructions; compare it with rungs built the same way",
};

/// Code for this CPU among others.
pub static DISPATCH: FlagKind = FlagKind {
    code: "dispatch",
    mark: 'e',
    meaning: "chooses newer instructions at run time where the processor has them, which the code of most others does not",
    advice: "part of its lead may be those instructions, on processors like this one; compare it with rungs that have them, too",
};

/// Parallel by declaration.
pub static MULTI_THREADED: FlagKind = FlagKind {
    code: "multi-threaded",
    mark: 'm',
    meaning: "uses several threads beside a single-threaded baseline",
    advice: "multiply its median by CPU/wall to see what it costs in CPU time",
};

/// The runtime has threads of its own.
pub static HELPERS: FlagKind = FlagKind {
    code: "helpers",
    mark: 'h',
    meaning: "its runtime has threads of its own beside the kernel's",
    advice: "on one core they take time from the kernel, on others CPU time that CPU/wall shows: see it pinned and unpinned",
};

/// Results never become Python objects.
pub static NATIVE: FlagKind = FlagKind {
    code: "native",
    mark: 'n',
    meaning: "returns a native result, no Python object",
    advice: "from Python it would cost the conversion as well; read it as the limit beside the headline",
};

/// Malformed input goes through.
pub static TRUSTS_INPUT: FlagKind = FlagKind {
    code: "trusts-input",
    mark: 'u',
    meaning: "does not refuse malformed input, as the others must",
    advice: "part of its speedup is the work it leaves out; it was checked on good inputs alone",
};

/// Another algorithm.
pub static ALGORITHM: FlagKind = FlagKind {
    code: "algorithm",
    mark: 'a',
    meaning: "does not run the oracle's loop",
    advice: "part of its speedup is the algorithm's, which other rungs could use too",
};

/// The best times disagree with the typical ones.
pub static MINIMUM: FlagKind = FlagKind {
    code: "minimum",
    mark: 'x',
    meaning: "the best times of both give a speedup outside the interval",
    advice: "something disturbed one of the two more than the other; measure again on a quiet machine",
};

/// Not in its steady state.
pub static DRIFT: FlagKind = FlagKind {
    code: "drift",
    mark: 'r',
    meaning: "its speedup moved between the first and the second half of its rounds by more than the interval's width",
    advice: "it may not have reached its steady state; measure with more rounds",
};

/// Still changing when the measuring began.
pub static NO_STEADY_STATE: FlagKind = FlagKind {
    code: "no-steady-state",
    mark: 's',
    meaning: "its time was still changing when its warm-up had to end, so that no single number is right",
    advice: "look at its curve; a larger `warm-up` of the profile in ladder.toml gives it more time",
};

/// Fresh processes behave differently.
pub static INCONSISTENT: FlagKind = FlagKind {
    code: "inconsistent",
    mark: 'v',
    meaning: "some of its processes get faster and others slower, so that no single number is right",
    advice: "look at its curves; measure more invocations on a quiet machine",
};

/// Slower in the end than before.
pub static SLOWDOWN: FlagKind = FlagKind {
    code: "slowdown",
    mark: 'l',
    meaning: "its processes become slower after they have been faster",
    advice: "its number is that of the slower, later state; look at its curve",
};

/// Every flag of a cell, what is observed before what the ladder declares.
pub(crate) static ALL: [&FlagKind; 20] = [
    &THREADS,
    &WAITED,
    &FEW_INVOCATIONS,
    &PAIRED,
    &MINIMUM,
    &DRIFT,
    &NO_STEADY_STATE,
    &INCONSISTENT,
    &SLOWDOWN,
    &BASELINE_DOUBT,
    &SLOW_BUILD,
    &UNLIKE_BUILD,
    &FAST_MATH,
    &TARGET_CPU,
    &DISPATCH,
    &MULTI_THREADED,
    &HELPERS,
    &NATIVE,
    &TRUSTS_INPUT,
    &ALGORITHM,
];

/// How much more CPU than declared is still taken for the noise of two clocks.
const CPU_MARGIN: f64 = 1.10;

/// The share of its time that a busy kernel gets on a quiet machine, the noise of two clocks deducted.
const CPU_SHARE: f64 = 0.90;

/// A disagreement below this share is no reason for a doubt, however narrow the interval: an interval shrinks as more
/// is measured, and what separates a minimum from a median does not.
const NEGLIGIBLE: f64 = 0.01;

/// The flags of a timed cell, what was observed before what the ladder declares.
pub(crate) fn of(
    cell: &CellRecord,
    timed: &CellFigures,
    baseline: Option<&CellRecord>,
    session: &Session,
) -> Vec<Flag> {
    let mut flags = observed(cell, timed);
    if let (Some(_), Some(doubt)) = (timed.speedup, &session.baseline_doubt) {
        flags.push(Flag { kind: &BASELINE_DOUBT, detail: Some(doubt.clone()) });
    }
    flags.extend(declared(cell, baseline));
    flags
}

fn observed(cell: &CellRecord, timed: &CellFigures) -> Vec<Flag> {
    let pairs = timed.speedup.is_some_and(|speedup| speedup.paired);
    let raised = [
        (&THREADS, too_much_cpu(cell, timed)),
        (&WAITED, timed.cpu_over_wall.is_some_and(|ratio| ratio < CPU_SHARE)),
        (&FEW_INVOCATIONS, invocations(timed) < FEWEST),
        (&PAIRED, pairs),
        (&MINIMUM, minimum_disagrees(timed)),
        (&DRIFT, drifts(timed)),
        (&NO_STEADY_STATE, timed.state == Some(State::Unsettled)),
        (&INCONSISTENT, timed.state == Some(State::Inconsistent)),
        (&SLOWDOWN, timed.state == Some(State::Slowdown)),
    ];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(kind, _)| Flag { kind, detail: None }).collect()
}

fn declared(cell: &CellRecord, baseline: Option<&CellRecord>) -> Vec<Flag> {
    let beside =
        |is: fn(&CellRecord) -> bool| baseline.is_some_and(|baseline| baseline.rung != cell.rung && is(baseline));
    let beside_optimised = beside(|baseline| baseline.optimised == Some(true));
    let beside_single_threaded = beside(|baseline| baseline.threads == 1);
    let slow_build = cell.optimised == Some(false) && beside_optimised;
    let raised = [
        (&SLOW_BUILD, slow_build, cell.build_kind.clone()),
        (&FAST_MATH, cell.fast_math, None),
        (&TARGET_CPU, !["generic", "dispatch"].contains(&cell.target_cpu.as_str()), Some(cell.target_cpu.clone())),
        (&DISPATCH, cell.target_cpu == "dispatch", None),
        (&MULTI_THREADED, cell.threads > 1 && beside_single_threaded, Some(format!("{} threads", cell.threads))),
        (&HELPERS, cell.helpers.is_some(), cell.helpers.clone()),
        (&NATIVE, cell.native, None),
        (&TRUSTS_INPUT, !cell.validates, None),
        (&ALGORITHM, cell.algorithm != "same loop", Some(cell.algorithm.clone())),
    ];
    let raised = raised.into_iter().filter(|(_, raised, _)| *raised).map(|(kind, _, detail)| Flag { kind, detail });
    unlike_build(cell, baseline).filter(|_| !slow_build).into_iter().chain(raised).collect()
}

/// What is known to be slower is said to be that instead.
fn unlike_build(cell: &CellRecord, baseline: Option<&CellRecord>) -> Option<Flag> {
    let (own, other) = (cell.build_kind.as_ref()?, baseline?.build_kind.as_ref()?);
    (own != other).then(|| Flag { kind: &UNLIKE_BUILD, detail: Some(format!("{own}, the baseline's: {other}")) })
}

/// The invocations behind the number that matters: the speedup, where there is one.
fn invocations(timed: &CellFigures) -> usize {
    timed.speedup.map_or(timed.invocations, |speedup| speedup.invocations)
}

fn too_much_cpu(cell: &CellRecord, timed: &CellFigures) -> bool {
    let declared = f64::from(cell.threads.max(1));
    cell.helpers.is_none() && timed.cpu_over_wall.is_some_and(|ratio| ratio > declared * CPU_MARGIN)
}

fn minimum_disagrees(timed: &CellFigures) -> bool {
    let (Some(interval), Some(ratio)) = (interval(timed), timed.minimum_ratio) else {
        return false;
    };
    let wider = Interval { low: interval.low / (1.0 + NEGLIGIBLE), high: interval.high * (1.0 + NEGLIGIBLE) };
    !wider.contains(ratio)
}

/// Asks that the drift be more than the interval admits, and more than chance: the former alone would flag one cell in
/// ten where processes are alike.
fn drifts(timed: &CellFigures) -> bool {
    let (Some(interval), Some(drift)) = (interval(timed), timed.drift) else {
        return false;
    };
    let width = (interval.high / interval.low).ln().max(NEGLIGIBLE);
    drift.midpoint().abs() > width && !drift.contains(0.0)
}

fn interval(timed: &CellFigures) -> Option<Interval> {
    timed.speedup.and_then(|speedup| speedup.interval)
}

#[cfg(test)]
mod tests;
