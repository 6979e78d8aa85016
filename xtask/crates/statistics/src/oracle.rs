//! The fixture of known answers that `tests/oracle/statistics.py` writes with SciPy and ruptures.

use serde::Deserialize;

use super::*;

/// All known answers.
#[derive(Deserialize)]
struct Known {
    quantiles: Vec<KnownQuantile>,
    intervals: Vec<KnownInterval>,
    differences: Vec<KnownDifference>,
    changepoints: Vec<KnownChangepoints>,
}

#[derive(Deserialize)]
struct KnownQuantile {
    confidence: f64,
    values: usize,
    quantile: f64,
}

#[derive(Deserialize)]
struct KnownInterval {
    values: Vec<f64>,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct KnownDifference {
    before: Vec<f64>,
    after: Vec<f64>,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct KnownChangepoints {
    values: Vec<f64>,
    penalty: f64,
    ends: Vec<usize>,
}

fn known() -> Known {
    serde_json::from_str(include_str!("../tests/oracle/statistics.json")).expect("the fixture")
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

#[test]
fn quantiles_of_students_t_are_those_of_scipy() {
    for KnownQuantile { confidence, values, quantile } in known().quantiles {
        // Of evenly spaced values the standard error is known.
        let sample: Vec<f64> = (0..values).map(|place| place as f64).collect();
        let untrimmed = TrimmedMean::without(&sample, 0).expect("values");
        let interval = untrimmed.interval(confidence).expect("three values or more");
        let middle = (values - 1) as f64 / 2.0;
        let squares: f64 = sample.iter().map(|value| (value - middle).powi(2)).sum();
        let error = (squares / (values - 1) as f64 / values as f64).sqrt();
        let found = (interval.high - interval.low) / 2.0 / error;
        assert!(close(found, quantile), "{confidence} of {values}: {found} is not {quantile}");
    }
}

#[test]
fn intervals_are_those_of_scipy_whatever_the_distribution() {
    for KnownInterval { values, low, high } in known().intervals {
        let interval = interval(&values, 0.95).expect("three values or more");
        assert!(close(interval.low, low) && close(interval.high, high), "{interval:?} is not {low}..{high}");
    }
}

#[test]
fn differences_are_those_of_scipy_trimmed_or_not() {
    for KnownDifference { before, after, low, high } in known().differences {
        let [before, after] = [before, after].map(|values| TrimmedMean::new(&values).expect("values"));
        let interval = before.difference(&after, 0.95).expect("three values or more");
        assert!(close(interval.low, low) && close(interval.high, high), "{interval:?} is not {low}..{high}");
    }
}

#[test]
fn changepoints_are_those_of_an_independent_search() {
    for KnownChangepoints { values, penalty, ends } in known().changepoints {
        let found = steady::changepoints(&values, penalty);
        assert_eq!(found, ends, "penalty {penalty}, {} values", values.len());
    }
}
