//! What becomes of claims.

use super::*;
use records::Sample;

/// What becomes of one claim in a session.
fn claimed(recorded: &Recorded, claim: Claim) -> JudgedClaim {
    let mut recorded = recorded.clone();
    recorded.published[0].claims = vec![claim];
    judge(&fixture::summarise(&recorded)).remove(0).claims.remove(0)
}

#[test]
fn a_claim_holds_where_the_whole_interval_fulfils_it() {
    let known = [
        ((Some(0.9), Some(1.1)), (0.9, 1.1), ClaimVerdict::Holds),
        ((Some(0.9), Some(1.1)), (0.89, 1.0), ClaimVerdict::NotResolved),
        ((Some(0.9), Some(1.1)), (0.5, 2.0), ClaimVerdict::NotResolved),
        ((Some(0.9), Some(1.1)), (1.1, 1.2), ClaimVerdict::NotResolved),
        ((Some(0.9), Some(1.1)), (1.101, 1.2), ClaimVerdict::DoesNotHold),
        ((Some(0.9), Some(1.1)), (0.7, 0.899), ClaimVerdict::DoesNotHold),
        ((Some(1.0), None), (1.0, 1e9), ClaimVerdict::Holds),
        ((Some(1.0), None), (0.98, 1.02), ClaimVerdict::NotResolved),
        ((Some(1.0), None), (0.9, 0.99), ClaimVerdict::DoesNotHold),
        ((None, Some(5.0)), (0.001, 5.0), ClaimVerdict::Holds),
        ((None, Some(5.0)), (5.1, 6.0), ClaimVerdict::DoesNotHold),
    ];
    for ((low, high), (from, to), expected) in known {
        let found = claim_verdict(Interval { low: from, high: to }, &claim("a", "b", low, high));
        assert_eq!(found, expected, "{from}..{to} in {low:?}..{high:?}");
    }
}

#[test]
fn claims_compare_any_two_cells_within_their_rounds() {
    let mut recorded = session();
    recorded.cells.push(cell("faster"));
    // Twice as fast in every round, on a machine whose speed wanders.
    let times = [1000, 3000, 500, 900, 4000, 2000];
    fixture::change_samples(&mut recorded, |samples| samples.retain(|sample| sample.rung != "fast"));
    recorded.samples.extend(samples("fast", &times));
    recorded.samples.extend(samples("faster", &times.map(|time| time / 2)));
    let holds = claimed(&recorded, claim("faster", "fast", Some(1.9), Some(2.1)));
    assert_eq!((holds.outcome, holds.reason), (ClaimVerdict::Holds, None));
    assert_eq!((holds.left.as_deref(), holds.right.as_deref()), (Some("faster/nbody"), Some("fast/nbody")));
    let fails = claimed(&recorded, claim("fast", "faster", Some(1.0), None));
    assert_eq!(fails.outcome, ClaimVerdict::DoesNotHold);
}

#[test]
fn a_claim_across_benchmarks_pairs_invocations() {
    let mut recorded = session();
    recorded.cells.push(CellRecord { benchmark: "parse".to_owned(), ..cell("python") });
    for (invocation, time) in [(0, 8000), (1, 8080), (2, 7920)] {
        let parsed = records::Sample { benchmark: "parse".to_owned(), ..sample("python", invocation, 7, time) };
        recorded.samples.push(&parsed);
    }
    let mut across = claim("python", "python", Some(1.8), Some(2.2));
    across.right.as_mut().expect("a cell").benchmark = "parse".to_owned();
    let found = claimed(&recorded, across);
    assert_eq!(found.outcome, ClaimVerdict::Holds, "{found:#?}");
    assert!(found.measured.is_some_and(|measured| (measured.estimate - 2.0).abs() < 0.02));
}

#[test]
fn a_claim_in_bytes_compares_what_processes_hold_for_each_element() {
    let mut recorded = session();
    let mut known = |peaks: [(u64, u64); 3]| {
        recorded.memory = Vec::new();
        for (invocation, (own, other)) in (0u32..).zip(peaks) {
            recorded.memory.push(fixture::memory("fast", invocation, own));
            recorded.memory.push(fixture::memory("python", invocation, other));
        }
        let bytes = Claim { quantity: Quantity::BytesPerElement, ..claim("fast", "python", Some(31.0), Some(35.0)) };
        claimed(&recorded, bytes)
    };
    // 33,000 elements, so that 33 kB are a byte of each.
    let holds = known([(2_056_000, 1_000_000), (2_056_033, 1_000_000), (2_055_967, 1_000_000)]);
    assert_eq!((holds.outcome, holds.reason.as_deref()), (ClaimVerdict::Holds, None));
    assert!(holds.measured.is_some_and(|measured| (measured.estimate - 32.0).abs() < 1e-9), "{holds:#?}");
    assert_eq!(known([(1_000_000, 1_000_000); 3]).outcome, ClaimVerdict::DoesNotHold, "no more than the other");
    let wide = known([(1_900_000, 1_000_000), (2_056_000, 1_000_000), (2_200_000, 1_000_000)]);
    assert_eq!((wide.outcome, wide.reason), (ClaimVerdict::NotResolved, None), "no time would tell");
    recorded.cells.iter_mut().for_each(|cell| cell.size = "events.json".to_owned());
    let bytes = Claim { quantity: Quantity::BytesPerElement, ..claim("fast", "python", Some(31.0), Some(35.0)) };
    let found = claimed(&recorded, bytes);
    assert_eq!(found.reason.as_deref(), Some("the input events.json is no number of elements"));
}

#[test]
fn a_claim_that_cannot_be_tested_says_why() {
    let mut untestable = claim("a", "b", None, None);
    (untestable.left, untestable.right) = (None, None);
    untestable.absent = Some("no kernel waits".to_owned());
    let found = claimed(&session(), untestable);
    assert_eq!((found.outcome, found.reason.as_deref()), (ClaimVerdict::NotTestable, Some("no kernel waits")));
    let found = claimed(&session(), claim("fast", "lists", Some(1.0), None));
    assert_eq!((found.outcome, found.reason.as_deref()), (ClaimVerdict::NotTestable, Some("lists was not selected")));
}

/// A session whose source did not refuse malformed input, and what it says of that.
fn lax(contract: Option<&str>) -> Recorded {
    let mut recorded = session();
    let contract = contract.map(str::to_owned);
    let conditions = Conditions { validates: false, contract, ..Conditions::default() };
    recorded.published[0].conditions = [("nbody".to_owned(), conditions)].into();
    recorded
}

#[test]
fn a_stricter_contract_forbids_a_claim_unless_it_stands_despite_that_very_contract() {
    let refused = |recorded: &Recorded, claim: Claim, reason: &str| {
        let found = claimed(recorded, claim);
        assert_eq!(found.outcome, ClaimVerdict::NotTestable, "{found:#?}");
        assert_eq!(found.reason.as_deref(), Some(reason));
    };
    let faster = claim("fast", "python", Some(1.0), None);
    let despite = |why: &str| Claim { despite: Some(why.to_owned()), ..faster.clone() };
    refused(&lax(None), faster.clone(), "ours refuses malformed input, which the published one did not");
    let recorded = lax(Some("ours is stricter"));
    refused(&recorded, faster.clone(), "ours is stricter");
    refused(&recorded, despite("it keeps objects"), "ours is stricter");
    refused(&lax(None), despite("it keeps objects"), "ours refuses malformed input, which the published one did not");
    let stands = claimed(&recorded, despite("ours is stricter"));
    assert_eq!((stands.outcome, stands.reason), (ClaimVerdict::Holds, None));
    // One that refuses beside one that does not is no ratio of one contract.
    let mut half = lax(Some("ours is stricter"));
    half.cells[0].validates = false;
    refused(&half, despite("ours is stricter"), "ours is stricter");
}

#[test]
fn a_claim_may_depend_on_the_size_where_other_ratios_do_not() {
    let mut recorded = session();
    let conditions = Conditions { size: Some("500000".to_owned()), any_size: true, ..Conditions::default() };
    recorded.published[0].conditions = [("nbody".to_owned(), conditions)].into();
    let faster = claim("fast", "python", Some(1.0), None);
    assert_eq!(claimed(&recorded, faster.clone()).outcome, ClaimVerdict::Holds);
    let found = claimed(&recorded, Claim { any_size: Some(false), ..faster.clone() });
    let reason = "the published input is 500000, not 33000";
    assert_eq!((found.outcome, found.reason.as_deref()), (ClaimVerdict::NotTestable, Some(reason)));
    recorded.published[0].conditions["nbody"].any_size = false;
    assert_eq!(claimed(&recorded, faster.clone()).outcome, ClaimVerdict::NotTestable);
    assert_eq!(claimed(&recorded, Claim { any_size: Some(true), ..faster }).outcome, ClaimVerdict::Holds);
}

#[test]
fn a_claim_whose_control_is_not_as_fast_is_withdrawn() {
    let mut recorded = session();
    recorded.cells = ["python", "c", "same", "other"].map(cell).into();
    let of = |rung: &str, ms: u64| samples(rung, &[ms; 6]);
    recorded.samples = [of("python", 40), of("c", 10), of("same", 10), of("other", 12)].concat().into();
    let faster = claim("c", "python", Some(2.0), None);
    let with = |rung: &str| Claim { control: Some(records::CellId::new(rung, "nbody".to_owned())), ..faster.clone() };
    assert_eq!(claimed(&recorded, faster.clone()).outcome, ClaimVerdict::Holds);
    let kept = claimed(&recorded, with("same"));
    assert_eq!((kept.outcome, kept.control.map(|control| control.estimate)), (ClaimVerdict::Holds, Some(1.0)));
    let withdrawn = claimed(&recorded, with("other"));
    assert_eq!((withdrawn.outcome, withdrawn.control), (ClaimVerdict::NotResolved, None));
    assert!(withdrawn.reason.is_some_and(|reason| reason.starts_with("withdrawn, as its control is 0.833 times")));
    let absent = claimed(&recorded, with("gone"));
    assert_eq!(absent.outcome, ClaimVerdict::NotResolved);
}

#[test]
fn a_mean_over_benchmarks_is_judged_where_all_of_them_were_timed() {
    let mut recorded = session();
    let on = |benchmark: &str, rung: &str| CellRecord { benchmark: benchmark.to_owned(), ..cell(rung) };
    recorded.cells = ["nbody", "other"].into_iter().flat_map(|id| ["python", "c"].map(|rung| on(id, rung))).collect();
    let of = |benchmark: &str, rung: &str, ms: u64| -> Vec<Sample> {
        let named = |sample: Sample| Sample { benchmark: benchmark.to_owned(), ..sample };
        samples(rung, &[ms; 6]).into_iter().map(named).collect()
    };
    let times = [of("nbody", "python", 160), of("nbody", "c", 40), of("other", "python", 160), of("other", "c", 10)];
    recorded.samples = times.concat().into();
    let over = |ids: &[&str], low: f64| Claim {
        over: ids.iter().map(|id| (*id).to_owned()).collect(),
        ..claim("c", "python", Some(low), None)
    };
    // 4 times and 16 times: the geometric mean is 8, which no benchmark has.
    let found = claimed(&recorded, over(&["nbody", "other"], 7.0));
    assert_eq!(found.outcome, ClaimVerdict::Holds, "{found:#?}");
    assert!(found.measured.is_some_and(|measured| (measured.estimate - 8.0).abs() < 1e-9));
    assert_eq!(claimed(&recorded, over(&["nbody", "other"], 9.0)).outcome, ClaimVerdict::DoesNotHold);
    // An invocation of one of them was cut off and made again.
    let mut resumed = recorded.clone();
    fixture::change_samples(&mut resumed, |samples| {
        let again = samples.iter_mut().filter(|sample| sample.benchmark == "other" && sample.invocation == 1);
        again.for_each(|sample| sample.invocation = 3);
    });
    assert_eq!(claimed(&resumed, over(&["nbody", "other"], 7.0)).outcome, ClaimVerdict::Holds);
    let found = claimed(&recorded, over(&["nbody", "other", "third"], 1.0));
    let reason = "2 of the mean's 3 benchmarks were timed for both: c was not selected";
    assert_eq!((found.outcome, found.reason.as_deref()), (ClaimVerdict::NotTestable, Some(reason)));
}
