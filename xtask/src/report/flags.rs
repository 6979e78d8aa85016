//! Why a timed cell should be doubted, or not be compared without a second thought.
//!
//! A new flag is a `Kind` and a condition in `of`.

use super::summary::Timed;
use crate::results::{CellRecord, Session};
use crate::statistics::{FEWEST, Interval};

/// What a flag stands for. Each is one static; its code is what compares.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
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
    pub kind: &'static Kind,
    /// The particulars of this cell, where there are any.
    pub detail: Option<String>,
}

/// The kernel computes in parallel, unseen.
pub static THREADS: Kind = Kind {
    code: "threads",
    mark: 't',
    meaning: "used more CPU than its declared threads can",
    advice: "declare its threads in ladder.toml or hold it to them; until then read CPU/wall beside the median",
};

/// Too few sets of fresh processes.
pub static FEW_INVOCATIONS: Kind = Kind {
    code: "few-invocations",
    mark: 'i',
    meaning: "fewer than 3 invocations, so there is no interval",
    advice: "measure longer, with a larger --budget",
};

/// Whole invocations were compared instead of rounds.
pub static PAIRED: Kind = Kind {
    code: "paired",
    mark: 'p',
    meaning: "the cell or the baseline is slow, so its speedup pairs invocations instead of rounds",
    advice: "expect a wider interval; a smaller --profile compares within rounds",
};

/// The interpreter lacks optimisation that the baseline's has.
pub static SLOW_BUILD: Kind = Kind {
    code: "slow-build",
    mark: 'b',
    meaning: "its interpreter was built without the optimisation that the baseline's has",
    advice: "do not read it as one version against another; use a build with PGO and LTO",
};

/// The baseline itself should be doubted.
pub static BASELINE_DOUBT: Kind = Kind {
    code: "baseline-doubt",
    mark: 'd',
    meaning: "the baseline is not what it should be",
    advice: "every speedup may be too high; cargo xtask doctor says how to get a better baseline",
};

/// Floating-point operations may be reordered.
pub static FAST_MATH: Kind = Kind {
    code: "fast-math",
    mark: 'f',
    meaning: "may reorder or approximate floating-point operations, which the baseline may not",
    advice: "compare it with rungs that have the same licence",
};

/// Code for this CPU alone.
pub static TARGET_CPU: Kind = Kind {
    code: "target-cpu",
    mark: 'c',
    meaning: "built for a particular CPU",
    advice: "its program may not start on another machine; compare it with rungs built the same way",
};

/// Parallel by declaration.
pub static MULTI_THREADED: Kind = Kind {
    code: "multi-threaded",
    mark: 'm',
    meaning: "uses several threads beside a single-threaded baseline",
    advice: "multiply its median by CPU/wall to see what it costs in CPU time",
};

/// Results never become Python objects.
pub static NATIVE: Kind = Kind {
    code: "native",
    mark: 'n',
    meaning: "returns a native result, no Python object",
    advice: "from Python it would cost the conversion as well; read it as the limit beside the headline",
};

/// Another algorithm.
pub static ALGORITHM: Kind = Kind {
    code: "algorithm",
    mark: 'a',
    meaning: "does not run the oracle's loop",
    advice: "part of its speedup is the algorithm's, which other rungs could use too",
};

/// The best times disagree with the typical ones.
pub static MINIMUM: Kind = Kind {
    code: "minimum",
    mark: 'x',
    meaning: "the best times of both give a speedup outside the interval",
    advice: "something disturbed one of the two more than the other; measure again on a quiet machine",
};

/// Not in its steady state.
pub static DRIFT: Kind = Kind {
    code: "drift",
    mark: 'r',
    meaning: "its speedup moved between the first and the second half of its rounds by more than the interval's width",
    advice: "it may not have reached its steady state; measure with more rounds",
};

/// How much more CPU than declared is still taken for the noise of two clocks.
const CPU_MARGIN: f64 = 1.10;

/// How far the ratio of the minima must lie outside the interval: an interval shrinks as more is measured, and the
/// distance from a median to a minimum does not.
const MINIMUM_MARGIN: f64 = 0.01;

/// The flags of a timed cell.
pub(super) fn of(cell: &CellRecord, timed: &Timed, baseline: Option<&CellRecord>, session: &Session) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut flag = |kind, raised: bool, detail: Option<String>| {
        if raised {
            flags.push(Flag { kind, detail });
        }
    };
    let is_baseline = baseline.is_some_and(|baseline| baseline.rung == cell.rung);
    let beside_optimised = baseline.is_some_and(|baseline| baseline.optimised == Some(true));
    let invocations = timed.speedup.map_or(timed.invocations, |speedup| speedup.invocations);
    let several = cell.threads > 1 && baseline.is_some_and(|baseline| baseline.threads == 1);

    flag(&THREADS, too_much_cpu(cell, timed), None);
    flag(&FEW_INVOCATIONS, invocations < FEWEST, None);
    flag(&PAIRED, timed.speedup.is_some_and(|speedup| speedup.paired), None);
    flag(&SLOW_BUILD, cell.optimised == Some(false) && beside_optimised, None);
    flag(&BASELINE_DOUBT, session.baseline_doubt.is_some() && timed.speedup.is_some(), session.baseline_doubt.clone());
    flag(&FAST_MATH, cell.fast_math, None);
    flag(&TARGET_CPU, cell.target_cpu != "generic", Some(cell.target_cpu.clone()));
    flag(&MULTI_THREADED, several && !is_baseline, Some(cell.threads.to_string()));
    flag(&NATIVE, cell.native, None);
    flag(&ALGORITHM, cell.algorithm != "same loop", Some(cell.algorithm.clone()));
    flag(&MINIMUM, minimum_disagrees(timed), None);
    flag(&DRIFT, drifts(timed), None);
    flags
}

fn too_much_cpu(cell: &CellRecord, timed: &Timed) -> bool {
    let declared = f64::from(cell.threads.max(1));
    timed.cpu_over_wall.is_some_and(|ratio| ratio > declared * CPU_MARGIN)
}

fn minimum_disagrees(timed: &Timed) -> bool {
    let (Some(interval), Some(ratio)) = (interval(timed), timed.minimum_ratio) else {
        return false;
    };
    let wider = Interval { low: interval.low / (1.0 + MINIMUM_MARGIN), high: interval.high * (1.0 + MINIMUM_MARGIN) };
    !wider.contains(ratio)
}

fn drifts(timed: &Timed) -> bool {
    let (Some(interval), Some(drift)) = (interval(timed), timed.drift) else {
        return false;
    };
    drift.abs() > (interval.high / interval.low).ln()
}

fn interval(timed: &Timed) -> Option<Interval> {
    timed.speedup.and_then(|speedup| speedup.interval)
}
