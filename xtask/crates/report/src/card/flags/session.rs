//! Why all figures of a session should be doubted.

use super::cell::lines;
use super::{Flag, FlagKind};
use crate::card::CpuShares;
use crate::text::units::elapsed;
use records::Recorded;

/// The mark of flags that stand above the tables and not in them.
const NO_MARK: char = '!';

/// The hypervisor gave the cores to somebody else.
pub static STEAL: FlagKind = FlagKind {
    code: "steal",
    mark: NO_MARK,
    meaning: "the host gave a part of this machine's time to other machines",
    advice: "medians may be too long by that; measure again when the host is quiet",
};

/// Other processes of this machine worked, too.
pub static OTHERS: FlagKind = FlagKind {
    code: "others",
    mark: NO_MARK,
    meaning: "other processes used a part of this machine's time",
    advice: "end them and measure again, or expect wider intervals and longer medians",
};

/// The harness itself used too much.
pub static HARNESS: FlagKind = FlagKind {
    code: "harness",
    mark: NO_MARK,
    meaning: "the harness itself used more than a hundredth of the session's CPU time",
    advice: "report it: it should not; until then prefer a machine with more cores",
};

/// The groups of the harness may use a part of the machine's time alone.
pub static QUOTA: FlagKind = FlagKind {
    code: "quota",
    mark: NO_MARK,
    meaning: "a CPU quota limits what this session may use",
    advice: "raise or remove it: what was held back meanwhile counts by its CPU time, or not at all",
};

/// The machine slept.
pub static SUSPENDED: FlagKind = FlagKind {
    code: "suspended",
    mark: NO_MARK,
    meaning: "the machine was suspended while the session measured",
    advice: "no time of a sample has it, but what comes first after it is slower; measure again where a figure matters",
};

/// Nothing was pinned.
pub static UNPINNED: FlagKind = FlagKind {
    code: "unpinned",
    mark: NO_MARK,
    meaning: "runners were not pinned to a core, as this system offers no way",
    advice: "expect intervals several times as wide: cores differ; Linux pins",
};

/// It went on with something that was not as it had been.
pub static WENT_ON: FlagKind = FlagKind {
    code: "went-on",
    mark: NO_MARK,
    meaning: "the session went on although something was not as it had been",
    advice: "what was measured before and after need not be alike; measure again in one go",
};

/// Records were damaged, and nobody knows whose.
pub static RECORDS_LOST: FlagKind = FlagKind {
    code: "records-lost",
    mark: NO_MARK,
    meaning: "lines of the records were damaged and passed over, of which nobody knows what they said",
    advice: "any figure may lack samples; look at these lines of samples.jsonl, or measure again",
};

/// A share of the machine's time that is no longer noise.
const STOLEN: f64 = 0.01;

/// Housekeeping of a quiet system stays well below.
const BUSY_OTHERS: f64 = 0.05;

/// What the harness may use of the session's CPU time.
const FRUGAL: f64 = 0.01;

/// CPU time that decides nothing yet: the shares of a session of milliseconds are chance.
const SHORT_MS: u64 = 10_000;

/// The flags of a session.
pub(crate) fn session_flags(recorded: &Recorded, shares: CpuShares) -> Vec<Flag> {
    let is_long = recorded.loads.last().is_some_and(|load| load.at_ms >= SHORT_MS);
    let shares =
        [(&STEAL, shares.stolen, STOLEN), (&OTHERS, shares.others, BUSY_OTHERS), (&HARNESS, shares.harness, FRUGAL)];
    let above = shares.into_iter().filter_map(|(kind, share, most)| {
        let share = share.filter(|share| is_long && *share > most)?;
        Some(Flag { kind, detail: Some(format!("{:.1} %", share * 100.0)) })
    });
    let unpinned = is_unpinned(recorded).then_some(Flag { kind: &UNPINNED, detail: None });
    above
        .chain(quota(recorded))
        .chain(suspended(recorded))
        .chain(unpinned)
        .chain(changed(recorded))
        .chain(lost(recorded))
        .collect()
}

/// The smallest quota, and for how long it was felt.
fn quota(recorded: &Recorded) -> Option<Flag> {
    let least = recorded.loads.iter().filter_map(|load| load.quota).reduce(f64::min)?;
    let grown = recorded.loads_by_sitting().filter_map(|loads| {
        let mut told = loads.iter().filter_map(|load| load.throttled_ms);
        let first = told.next()?;
        Some(told.next_back()?.saturating_sub(first))
    });
    let felt = match grown.sum::<u64>() {
        0 => "which was not felt".to_owned(),
        ms => format!("which held it back for {:.1} s, all processors together", ms as f64 / 1e3),
    };
    Some(Flag { kind: &QUOTA, detail: Some(format!("{least:.2} processors, {felt}")) })
}

/// For how long the machine was suspended, in all sittings: each record has what its own came to so far.
fn suspended(recorded: &Recorded) -> Option<Flag> {
    let of_sitting = |loads: &[records::Load]| loads.iter().filter_map(|load| load.suspended_ms).max();
    let ms = recorded.loads_by_sitting().filter_map(of_sitting).fold(0, u64::saturating_add);
    (ms > 0).then(|| Flag { kind: &SUSPENDED, detail: Some(format!("for {}", elapsed(ms as f64 / 1e3))) })
}

/// What had changed when the session went on, each once.
fn changed(recorded: &Recorded) -> Option<Flag> {
    let mut changes: Vec<&str> = Vec::new();
    for change in recorded.resumed.iter().flat_map(|resumed| &resumed.changed) {
        if !changes.contains(&change.as_str()) {
            changes.push(change);
        }
    }
    (!changes.is_empty()).then(|| Flag { kind: &WENT_ON, detail: Some(changes.join("; ")) })
}

/// The lines that are lost and may have been about any cell.
fn lost(recorded: &Recorded) -> Option<Flag> {
    let lost: Vec<String> =
        recorded.lost.iter().filter(|lost| lost.cells.is_empty()).map(|lost| lost.line.to_string()).collect();
    (!lost.is_empty()).then(|| Flag { kind: &RECORDS_LOST, detail: Some(lines(&lost)) })
}

/// Whether no runner of a rung with one thread was pinned.
fn is_unpinned(recorded: &Recorded) -> bool {
    let single: Vec<&str> =
        recorded.cells.iter().filter(|cell| cell.threads == 1).map(|cell| cell.rung.as_str()).collect();
    let mut pinnable = recorded.starts.iter().filter(|start| single.contains(&start.rung.as_str())).peekable();
    pinnable.peek().is_some() && pinnable.all(|start| start.core.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, start};
    use records::{CellId, CellRecord, Load, LostLine, Resumed};

    fn codes(recorded: &Recorded, shares: CpuShares) -> Vec<(&'static str, Option<String>)> {
        session_flags(recorded, shares).into_iter().map(|flag| (flag.kind.code, flag.detail)).collect()
    }

    fn after(at_ms: u64) -> Recorded {
        let load = Load {
            at_ms,
            steal_ms: None,
            busy_ms: None,
            cores: 2,
            harness_cpu_ms: None,
            runners_cpu_ms: None,
            left_ms: None,
            quota: None,
            throttled_ms: None,
            suspended_ms: None,
            goes_on: false,
        };
        Recorded { loads: vec![load], ..recorded() }
    }

    #[test]
    fn who_else_had_the_cpu_is_flagged_with_the_share() {
        let shares = CpuShares { stolen: Some(0.02), others: Some(0.31), harness: Some(0.012) };
        let per_cent = |text: &str| Some(text.to_owned());
        let expected = [("steal", per_cent("2.0 %")), ("others", per_cent("31.0 %")), ("harness", per_cent("1.2 %"))];
        assert_eq!(codes(&after(60_000), shares), expected);
        assert!(codes(&after(900), shares).is_empty(), "too short to tell");
        let quiet = CpuShares { stolen: Some(0.005), others: Some(0.04), harness: Some(0.009) };
        assert!(codes(&after(60_000), quiet).is_empty());
        assert!(codes(&after(60_000), CpuShares::default()).is_empty());
    }

    #[test]
    fn what_was_slept_is_added_up_over_sittings() {
        let slept = |suspended_ms| Load { suspended_ms, ..after(0).loads.remove(0) };
        let session = |loads: &[Option<u64>], sittings: &[usize]| {
            let loads = loads.iter().copied().map(slept).collect();
            Recorded { loads, sittings: sittings.to_vec(), ..recorded() }
        };
        let said = |recorded: &Recorded| codes(recorded, CpuShares::default());
        let (quiet, once) = (session(&[None, None], &[]), session(&[None, Some(60_000), Some(61_000)], &[]));
        let twice = session(&[None, Some(61_000), None, Some(59_000)], &[2]);
        assert_eq!(said(&quiet), []);
        assert_eq!(said(&once), [("suspended", Some("for 1 min 1 s".to_owned()))]);
        assert_eq!(said(&twice), [("suspended", Some("for 2 min 0 s".to_owned()))]);
        assert_eq!(said(&session(&[Some(u64::MAX)], &[])).len(), 1, "absurd, and no panic");
    }

    #[test]
    fn a_session_in_which_nothing_was_pinned_is_flagged() {
        let session = |core, threads| {
            let wide = CellRecord { threads, ..cell("c") };
            Recorded { cells: vec![wide], starts: vec![start("c", 0, core)], ..recorded() }
        };
        assert_eq!(codes(&session(None, 1), CpuShares::default()), [("unpinned", None)]);
        assert!(codes(&session(Some(1), 1), CpuShares::default()).is_empty());
        assert!(codes(&session(None, 2), CpuShares::default()).is_empty(), "rungs with several threads are not pinned");
        assert!(codes(&recorded(), CpuShares::default()).is_empty());
    }

    #[test]
    fn what_had_changed_and_what_is_lost_without_a_name_is_flagged() {
        let resumed = |changed: &[&str]| Resumed {
            at: String::new(),
            at_ms: 0,
            seed: 1,
            budget_s: 1.0,
            cut_off: Vec::new(),
            changed: changed.iter().map(ToString::to_string).collect(),
        };
        let lost = |line, cells| LostLine { line, reason: "damaged".to_owned(), cells };
        let session = Recorded {
            resumed: vec![resumed(&[]), resumed(&["a", "b"]), resumed(&["b"])],
            lost: vec![lost(7, Vec::new()), lost(8, vec![CellId::new("c", "nbody")]), lost(9, Vec::new())],
            ..recorded()
        };
        let said = |text: &str| Some(text.to_owned());
        let expected = [("went-on", said("a; b")), ("records-lost", said("lines 7, 9"))];
        assert_eq!(codes(&session, CpuShares::default()), expected);
        let unchanged = Recorded { resumed: vec![resumed(&[])], ..recorded() };
        assert!(codes(&unchanged, CpuShares::default()).is_empty());
    }

    #[test]
    fn every_flag_of_a_session_is_described_in_the_formats() {
        for kind in [&STEAL, &OTHERS, &HARNESS, &QUOTA, &SUSPENDED, &UNPINNED, &WENT_ON, &RECORDS_LOST] {
            let row = format!("\n| `{}` | – | ", kind.code);
            assert!(include_str!("../../../../../../docs/json.md").contains(&row), "docs/json.md lacks {row}");
        }
    }
}
