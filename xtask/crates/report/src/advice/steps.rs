//! The way up: which rungs are worth their effort, one after another, and where to stop.
//!
//! Computes, and prints nothing.

use super::{RungAdvice, Saving};
use records::Effort;

/// A rung on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct ClimbStep {
    /// Its place among the rungs.
    pub rung: usize,
    /// What is saved beyond the step before, or the baseline.
    pub gain: Saving,
    /// Rungs that are no less to write, and of which nobody can tell whether they save more or less.
    pub alike: Vec<usize>,
}

/// What decides between two rungs: a new language is more to write than any number of lines, and these are more than
/// packages that somebody else has written.
fn ease(effort: &Effort) -> (usize, u64, usize) {
    (effort.languages.len(), effort.lines_added.saturating_add(effort.lines_removed), effort.dependencies.len())
}

/// The rungs that surely save more than every one that is less to write. Those that nobody would want, and those whose effort
/// is unknown, are no steps.
pub(super) fn steps(rungs: &[RungAdvice<'_>]) -> Vec<ClimbStep> {
    let mut candidates: Vec<((usize, u64, usize), usize)> = Vec::new();
    for (place, rung) in rungs.iter().enumerate().filter(|(_, rung)| rung.unusable.is_none()) {
        candidates.extend(rung.effort().map(|effort| (ease(effort), place)));
    }
    // Of those that are equally easy, the one that saves most comes first: rungs are in the order of what they save.
    candidates.sort_unstable();
    let mut steps: Vec<ClimbStep> = Vec::new();
    for (_, place) in candidates {
        let rung = &rungs[place];
        let gain = match steps.last() {
            Some(step) => rungs[step.rung].to(rung),
            None => rung.saved_s,
        };
        if gain.surely() {
            steps.push(ClimbStep { rung: place, gain, alike: Vec::new() });
        } else if let Some(step) = steps.last_mut().filter(|_| !gain.surely_not()) {
            step.alike.push(place);
        }
    }
    steps
}

/// How many of the steps to climb: one more as long as some later step saves at least `enough_s` beyond the last one.
pub(super) fn worth(steps: &[ClimbStep], enough_s: f64) -> usize {
    let mut climbed = 0;
    let mut saved = 0.0;
    for (place, step) in steps.iter().enumerate() {
        saved += step.gain.estimate;
        if saved >= enough_s && saved > 0.0 {
            (climbed, saved) = (place + 1, 0.0);
        }
    }
    climbed
}
