//! What the samples of one cell say by themselves, and beside the baseline's.

use super::InvocationFigures;
use super::figures::{CellFigures, Percentiles};
use super::observed::CellObservations;
use super::start::{Beginning, BreakEven, Steady};
use records::{CellRecord, CountedSamples, Standing, Steadiness};
use statistics::steady::State;
use statistics::{self, Drifts, Series, Speedup, Timing};

/// What the samples of one cell say by themselves.
pub(super) struct CellMeasurements {
    pub(super) series: Series,
    pub(super) beginning: Beginning,
    median_ns: f64,
    mean_ns: f64,
    percentiles: Percentiles,
    fastest_ns: f64,
    cpu_over_wall: Option<f64>,
    steadiness: Option<Steadiness>,
    not_steady: usize,
    build_ns: f64,
    invocations: usize,
    samples: usize,
}

impl CellMeasurements {
    /// None for a cell that may not be reported, or has nothing to report.
    pub(super) fn new(cell: &CellRecord, observed: &CellObservations, counted: &CountedSamples) -> Option<Self> {
        if cell.standing != Standing::Ready || observed.failure.is_some() {
            return None;
        }
        let samples = &counted.measured;
        let times = counted.times_ns();
        let median_ns = statistics::median(&times)?;
        let mean_ns = counted.mean_ns().filter(|mean| mean.is_finite())?;
        Some(CellMeasurements {
            series: series(counted),
            beginning: Beginning::new(&observed.starts, &counted.early, samples, Steady { median_ns, mean_ns }),
            median_ns,
            mean_ns,
            percentiles: Percentiles::of(&times),
            fastest_ns: times.iter().copied().fold(f64::INFINITY, f64::min),
            cpu_over_wall: counted.cpu_over_wall(),
            steadiness: observed.steadiness().filter(|_| cell.compiles),
            not_steady: observed.not_steady,
            build_ns: cell.build_s.unwrap_or_default() * 1e9,
            invocations: counted.invocations().len(),
            samples: samples.len(),
        })
    }

    /// Whether one number can stand for the cell.
    pub(super) fn has_one_number(&self) -> bool {
        self.beginning.state.is_none_or(State::has_one_number)
    }

    /// The cell's numbers; those that compare are to the baseline, if there is one.
    pub(super) fn figures(
        &self,
        baseline: Option<&CellMeasurements>,
        is_baseline: bool,
        drifts: Option<Drifts>,
    ) -> CellFigures {
        let another = baseline.filter(|_| !is_baseline);
        let speedup = if is_baseline { Some(Speedup::unit(self.invocations)) } else { self.speedup(baseline) };
        // What is not surely faster is not known to pay anything back.
        let pays = !speedup.and_then(|speedup| speedup.interval).is_some_and(|interval| interval.low <= 1.0);
        CellFigures {
            median_ns: self.median_ns,
            mean_ns: self.mean_ns,
            percentiles: self.percentiles,
            comparison: None,
            cpu_over_wall: self.cpu_over_wall,
            speedup,
            minimum_ratio: baseline
                .filter(|_| self.fastest_ns > 0.0)
                .map(|baseline| baseline.fastest_ns / self.fastest_ns),
            drift: baseline.and_then(|baseline| statistics::drift(&baseline.series, &self.series, drifts)),
            spread: another.and_then(|baseline| statistics::spread(&baseline.series, &self.series)),
            start_costs: self.beginning.costs,
            break_even: another
                .filter(|_| self.has_one_number() && pays)
                .and_then(|baseline| BreakEven::new(&baseline.beginning, &self.beginning, self.build_ns)),
            state: self.beginning.state,
            steadiness: self.steadiness,
            not_steady: self.not_steady,
            invocations: self.invocations,
            samples: self.samples,
        }
    }

    fn speedup(&self, baseline: Option<&CellMeasurements>) -> Option<Speedup> {
        statistics::speedup(&baseline.filter(|_| self.has_one_number())?.series, &self.series)
    }

    /// What each invocation says, in their order.
    pub(super) fn by_invocation(&self, baseline: Option<&CellMeasurements>) -> Vec<InvocationFigures> {
        let ratios = baseline.map(|baseline| statistics::ratios(&baseline.series, &self.series)).unwrap_or_default();
        let times = self.series.times().into_iter();
        times
            .map(|(invocation, time_ns)| InvocationFigures {
                invocation,
                time_ns,
                ratio: ratios.get(&invocation).copied(),
            })
            .collect()
    }
}

fn series(counted: &CountedSamples) -> Series {
    let timings = counted.measured.iter().map(|sample| Timing {
        invocation: sample.invocation,
        round: sample.round,
        process: sample.process,
        time: sample.iteration_ns(),
    });
    Series::new(timings, counted.is_slow())
}
