//! The flags that the harness's own look at runners raises: what they were, beside what they said.

use super::{BEYOND_THREADS, CHANGED, CLOCK, Flag, FlagKind, SIMULATED, SUBNORMALS};
use records::{CellRecord, ClockComparison, Failure, Memory};

/// An honest runner's batches take more of the time than this, in the least disturbed of its answers.
const HONEST_SHARE: f64 = 0.7;

/// The flags of a timed cell that come from what was seen of its runners, and from a change that ended its measuring.
pub(crate) fn witnessed_flags(cell: &CellRecord, runners: &[&Memory], changed: Option<&Failure>) -> Vec<Flag> {
    let flag = |kind: &'static FlagKind, detail: Option<String>| Flag { kind, detail };
    let oddities = || runners.iter().filter_map(|runner| runner.oddities.as_ref());
    let mut flags = Vec::new();
    if let Some(change) = changed {
        flags.push(flag(&CHANGED, Some(change.message.clone())));
    }
    if let Some(share) = least_share(runners).filter(|share| *share < HONEST_SHARE) {
        flags.push(flag(&CLOCK, Some(format!("{:.1} % at best", share * 100.0))));
    }
    if cell.simulated {
        flags.push(flag(&SIMULATED, None));
    }
    let beyond = oddities().filter_map(|oddities| oddities.beyond_threads);
    if let Some(share) = beyond.max_by(f64::total_cmp) {
        flags.push(flag(&BEYOND_THREADS, Some(format!("{:.0} % of its CPU time", share * 100.0))));
    }
    if oddities().any(|oddities| oddities.flushes_subnormals) {
        flags.push(flag(&SUBNORMALS, None));
    }
    flags
}

/// Of each process the best share of the time that it says it computed; of all the least, as one that lies is enough.
fn least_share(runners: &[&Memory]) -> Option<f64> {
    let shares = runners.iter().filter_map(|runner| runner.clock);
    shares.map(|ClockComparison { best_share, .. }| best_share).min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, failure, memory};
    use records::{ProcessOddities, Standing};

    fn codes(cell: &CellRecord, runners: &[Memory], changed: Option<&Failure>) -> Vec<&'static str> {
        let runners: Vec<&Memory> = runners.iter().collect();
        witnessed_flags(cell, &runners, changed).iter().map(|flag| flag.kind.code).collect()
    }

    fn with_share(best_share: f64) -> Memory {
        let clock = ClockComparison { said_ns: 1, passed_ns: 2, best_share };
        Memory { clock: Some(clock), ..memory("c", 0, 1) }
    }

    #[test]
    fn one_process_whose_times_are_too_short_is_enough() {
        assert!(codes(&cell("c"), &[memory("c", 0, 1)], None).is_empty(), "an older record says nothing");
        assert!(codes(&cell("c"), &[with_share(0.8), with_share(1.0)], None).is_empty());
        assert_eq!(codes(&cell("c"), &[with_share(0.9), with_share(0.5)], None), ["clock"]);
        assert!(codes(&cell("c"), &[with_share(f64::NAN)], None).is_empty());
    }

    #[test]
    fn what_was_noticed_of_processes_is_flagged_once_with_the_worst() {
        let odd = |beyond_threads, flushes_subnormals| {
            let oddities = ProcessOddities { flushes_subnormals, beyond_threads };
            Memory { oddities: Some(oddities), ..memory("c", 0, 1) }
        };
        let runners = [odd(Some(0.2), false), odd(Some(0.5), true)];
        assert_eq!(codes(&cell("c"), &runners, None), ["beyond-threads", "subnormals"]);
        let runners: Vec<&Memory> = runners.iter().collect();
        let flags = witnessed_flags(&cell("c"), &runners, None);
        assert_eq!(flags[0].detail.as_deref(), Some("50 % of its CPU time"));
    }

    #[test]
    fn a_change_and_a_model_are_said() {
        let simulated = CellRecord { simulated: true, ..cell("c") };
        let changed = failure("c", Standing::Failed, "`c.c` was changed");
        assert_eq!(codes(&simulated, &[], Some(&changed)), ["changed", "simulated"]);
    }
}
