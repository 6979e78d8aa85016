//! Every flag of a cell: its code, its letter, what it means and what to do about it.

use super::FlagKind;

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
    meaning: "the cell or the baseline is slow, so that each invocation counts as one pair of times",
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

/// More threads than cores.
pub static OVERSUBSCRIBED: FlagKind = FlagKind {
    code: "oversubscribed",
    mark: 'T',
    meaning: "computes on more threads than the session may use cores",
    advice: "they share cores, so its curve has nothing to gain there; measure it on a machine that has as many",
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
    meaning: "the ratio of the two fastest times lies outside the interval",
    advice: "something disturbed one of the two more than the other; measure again on a quiet machine",
};

/// Seldom slow, and then much.
pub static MEAN: FlagKind = FlagKind {
    code: "mean",
    mark: 'M',
    meaning: "its mean and its median differ by more than the interval",
    advice: "some of its iterations take much longer, as when a garbage collector works: for totals take the mean, as advise does; see its percentiles with --cell",
};

/// Not in its steady state.
pub static DRIFT: FlagKind = FlagKind {
    code: "drift",
    mark: 'r',
    meaning: "its speedup moved between the first and the second half of its rounds by more than chance",
    advice: "it may not have reached its steady state; measure with more rounds",
};

/// Still changing when the measuring began.
pub static NO_STEADY_STATE: FlagKind = FlagKind {
    code: "no-steady-state",
    mark: 's',
    meaning: "its time was still changing when its warm-up had to end, so that no single number is right",
    advice: "look at its curve; a larger `warm-up` of the profile in ladder.toml gives it more time",
};

/// Nobody has seen whether it was.
pub static STEADINESS: FlagKind = FlagKind {
    code: "steadiness",
    mark: 'S',
    meaning: "compiles while it runs, and it is not known whether it was steady when its rounds began",
    advice: "give it more time, by a larger --budget or by another session, which goes on with the cells that are not known; or see its curve: cargo xtask warmup",
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

/// A source, an artefact or a tool was edited or replaced.
pub static CHANGED: FlagKind = FlagKind {
    code: "changed",
    mark: 'o',
    meaning: "a file that it is made of was changed while it was measured",
    advice: "its figures are those of what was checked, from before the change; measure again",
};

/// The runner's clock and the harness's do not agree.
pub static CLOCK: FlagKind = FlagKind {
    code: "clock",
    mark: 'y',
    meaning: "its runner says that it computed for a small part of the time alone that its answers took",
    advice: "do not believe its times before you know what the runner does in the rest of the time",
};

/// No clock at all.
pub static SIMULATED: FlagKind = FlagKind {
    code: "simulated",
    mark: 'z',
    meaning: "its times come from a model, which nothing is held against",
    advice: "compare it with other simulated times alone",
};

/// More threads than declared, though they may have shared one core.
pub static BEYOND_THREADS: FlagKind = FlagKind {
    code: "beyond-threads",
    mark: 'g',
    meaning: "computes in more threads than it declares",
    advice: "declare its threads or its helpers in ladder.toml: held to one core they only stand in each other's way",
};

/// Another arithmetic.
pub static SUBNORMALS: FlagKind = FlagKind {
    code: "subnormals",
    mark: 'q',
    meaning: "something that it loads has the processor turn subnormal numbers into zero",
    advice: "its arithmetic is not the baseline's; compare it with rungs that may do so, too",
};

/// A quota of CPU time held the session back.
pub static THROTTLED: FlagKind = FlagKind {
    code: "throttled",
    mark: 'Q',
    meaning: "some of its samples were taken while a CPU quota held the session back, so that their wall time is not its own",
    advice: "raise the quota of the container or service, and measure again; until then a cold cache may be in its CPU time",
};

/// Records of it were damaged.
pub static LINES_LOST: FlagKind = FlagKind {
    code: "lines-lost",
    mark: 'j',
    meaning: "lines of its records were damaged and passed over",
    advice: "its figures may lack samples, or a failure; look at these lines of samples.jsonl, or measure again",
};

/// Every flag of a cell, what is observed before what the ladder declares.
pub(crate) static ALL: [&FlagKind; 30] = [
    &CHANGED,
    &CLOCK,
    &SIMULATED,
    &BEYOND_THREADS,
    &SUBNORMALS,
    &THREADS,
    &WAITED,
    &THROTTLED,
    &FEW_INVOCATIONS,
    &PAIRED,
    &MINIMUM,
    &MEAN,
    &DRIFT,
    &STEADINESS,
    &NO_STEADY_STATE,
    &INCONSISTENT,
    &SLOWDOWN,
    &LINES_LOST,
    &BASELINE_DOUBT,
    &SLOW_BUILD,
    &UNLIKE_BUILD,
    &FAST_MATH,
    &TARGET_CPU,
    &DISPATCH,
    &MULTI_THREADED,
    &OVERSUBSCRIBED,
    &HELPERS,
    &NATIVE,
    &TRUSTS_INPUT,
    &ALGORITHM,
];
