//! What goes into a store comes out of it.

use super::*;

fn sample(rung: &str, number: u64) -> Sample<&str> {
    let small = number as u32;
    Sample {
        benchmark: "nbody",
        rung,
        invocation: small % 3,
        round: small / 5,
        turn: small,
        phase: PHASES[(number % 4) as usize],
        iterations: 1 + number % 2,
        wall_ns: number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        cpu_ns: number.wrapping_mul(0xbf58_476d_1ce4_e5b9),
        slow: number.is_multiple_of(7),
        at_ms: number.wrapping_mul(3_000_000_000_000_000_000),
        process: small / 40,
        throttled: number.is_multiple_of(11),
    }
}

#[test]
fn what_goes_in_comes_out_cell_by_cell() {
    let taken: Vec<Sample<&str>> = (0..500).map(|number| sample(["c", "rust"][number as usize % 2], number)).collect();
    let samples: Samples = taken.iter().copied().collect();
    assert_eq!(samples.len(), 500);
    let ids: Vec<&str> = samples.cells().map(|cell| cell.id().rung).collect();
    assert_eq!(ids, ["c", "rust"]);
    for id in ids {
        let of_cell = samples.of(CellId { rung: id, benchmark: "nbody" }).expect("a cell");
        let expected: Vec<Sample<&str>> = taken.iter().copied().filter(|sample| sample.rung == id).collect();
        assert_eq!(of_cell.iter().collect::<Vec<_>>(), expected);
        assert_eq!(of_cell.invocations().len(), 3);
        let of_invocation = expected.iter().copied().filter(|sample| sample.invocation == 1);
        assert_eq!(of_cell.of_invocation(1).collect::<Vec<_>>(), of_invocation.collect::<Vec<_>>());
    }
    assert!(samples.of(CellId { rung: "c", benchmark: "other" }).is_none());
    assert_eq!(samples.iter().count(), 500);
}

#[test]
fn the_largest_numbers_keep_their_value() {
    let high = Sample {
        invocation: u32::MAX,
        round: u32::MAX,
        turn: u32::MAX,
        process: u32::MAX,
        iterations: u64::MAX,
        wall_ns: u64::MAX,
        cpu_ns: 0,
        at_ms: u64::MAX,
        ..sample("c", 1)
    };
    let low = Sample { wall_ns: 0, cpu_ns: u64::MAX, at_ms: 0, ..high };
    let taken = [high, low, high];
    let samples: Samples = taken.into_iter().collect();
    assert_eq!(samples.iter().collect::<Vec<_>>(), taken);
}

#[test]
fn a_sample_like_the_one_before_it_takes_few_bytes() {
    let like = |number: u64| Sample {
        wall_ns: 20_000_000 + number,
        cpu_ns: 19_990_000,
        at_ms: 20 * number,
        turn: 3,
        round: 2,
        invocation: 1,
        phase: Phase::Measure,
        slow: false,
        throttled: false,
        process: 0,
        iterations: 40,
        ..sample("c", 0)
    };
    let samples: Samples = (0..1000).map(like).collect();
    let bytes: usize = samples.cells.values().map(|stream| stream.bytes.len()).sum();
    assert!(bytes < 10_000, "{bytes} bytes");
}
