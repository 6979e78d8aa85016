//! What is asked of all samples of a cell: here, as this crate is compiled with optimisation.

use std::collections::BTreeSet;

use crate::sample::{Phase, Sample};
use crate::store::CellSamples;

/// The samples of a cell that count: those of invocations whose output agreed, but those taken right after a stop, which do
/// not say how fast a cell is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountedSamples<'s> {
    /// Those of the rounds.
    pub measured: Vec<Sample<&'s str>>,
    /// Those taken before the first round, the first call among them, in their order.
    pub early: Vec<Sample<&'s str>>,
    /// How many of the measured ones stand with their CPU time, as their group was held back meanwhile.
    pub by_cpu_time: usize,
    /// How many of those of the rounds are left out, as their group was held back meanwhile and CPU time does not tell.
    pub left_out: usize,
}

/// What a sample says that was taken while its group was held back by its CPU quota: its wall time is not the kernel's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Throttled {
    /// Its CPU time is: the kernel computes in one thread, and nothing beside it.
    #[default]
    ByCpuTime,
    /// Nothing.
    LeftOut,
}

/// The times of one process, from its first call on; those taken right after a stop are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IterationTimes {
    /// Of one iteration each, in nanoseconds.
    pub times_ns: Vec<f64>,
    /// How many of them come before the first round.
    pub before_rounds: usize,
    /// The shortest time of those behind.
    pub fastest_ns: Option<f64>,
}

impl<'s> CellSamples<'s> {
    /// The samples that count, of the invocations whose output agreed.
    pub fn counted(&self, agreed: &[u32], throttled: Throttled) -> CountedSamples<'s> {
        let mut counted = CountedSamples::default();
        for invocation in agreed {
            for mut sample in self.of_invocation(*invocation).filter(|sample| sample.iterations > 0) {
                let in_round = usize::from(sample.phase == Phase::Measure);
                match throttled {
                    _ if !sample.throttled => {}
                    Throttled::ByCpuTime if sample.cpu_ns > 0 => {
                        sample.wall_ns = sample.wall_ns.min(sample.cpu_ns);
                        counted.by_cpu_time += in_round;
                    }
                    Throttled::ByCpuTime | Throttled::LeftOut => {
                        counted.left_out += in_round;
                        continue;
                    }
                }
                match sample.phase {
                    Phase::Measure => counted.measured.push(sample),
                    Phase::First | Phase::WarmUp => counted.early.push(sample),
                    Phase::Resume => {}
                }
            }
        }
        counted
    }

    /// The processes that have a sample: each as its invocation and its place among the cell's processes in it, in order.
    pub fn processes(&self) -> BTreeSet<(u32, u32)> {
        let mut processes = BTreeSet::new();
        let mut last = None;
        for sample in self.iter() {
            let process = (sample.invocation, sample.process);
            if last.replace(process) != Some(process) {
                processes.insert(process);
            }
        }
        processes
    }

    /// The times of one process of an invocation. What was taken while its group was held back has none.
    pub fn times_of(&self, invocation: u32, process: u32) -> IterationTimes {
        let mut times = IterationTimes::default();
        let own = self.of_invocation(invocation).filter(|sample| sample.process == process && !sample.throttled);
        for sample in own.filter(|sample| sample.iterations > 0) {
            let time = sample.iteration_ns();
            match sample.phase {
                Phase::Resume => continue,
                Phase::Measure => times.fastest_ns = Some(times.fastest_ns.map_or(time, |known| known.min(time))),
                Phase::First | Phase::WarmUp => times.before_rounds += 1,
            }
            times.times_ns.push(time);
        }
        times
    }
}

impl CountedSamples<'_> {
    /// The measured times of one iteration, in nanoseconds.
    pub fn times_ns(&self) -> Vec<f64> {
        self.measured.iter().map(Sample::iteration_ns).collect()
    }

    /// The mean of the measured times of all iterations, in nanoseconds; none where there was none.
    pub fn mean_ns(&self) -> Option<f64> {
        let sum = |part: fn(&Sample<&str>) -> u64| self.measured.iter().map(|sample| part(sample) as f64).sum::<f64>();
        let iterations = sum(|sample| sample.iterations);
        (iterations > 0.0).then(|| sum(|sample| sample.wall_ns) / iterations)
    }

    /// The invocations with a measured sample.
    pub fn invocations(&self) -> BTreeSet<u32> {
        let mut invocations: Vec<u32> = self.measured.iter().map(|sample| sample.invocation).collect();
        invocations.dedup();
        invocations.into_iter().collect()
    }

    /// CPU time of all measured samples over their wall time, but of those taken while their group was held back; none where
    /// they took no time.
    pub fn cpu_over_wall(&self) -> Option<f64> {
        let free = || self.measured.iter().filter(|sample| !sample.throttled);
        let sum = |part: fn(&Sample<&str>) -> u64| free().map(|sample| part(sample) as f64).sum::<f64>();
        let wall = sum(|sample| sample.wall_ns);
        (wall > 0.0).then(|| sum(|sample| sample.cpu_ns) / wall)
    }

    /// Whether the cell is slow: visited once per invocation.
    pub fn is_slow(&self) -> bool {
        self.measured.iter().any(|sample| sample.slow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Samples;

    fn sample(invocation: u32, phase: Phase, iterations: u64, wall_ns: u64) -> Sample<&'static str> {
        let (benchmark, rung) = ("nbody", "c");
        let cpu_ns = 2 * wall_ns;
        Sample {
            benchmark,
            rung,
            invocation,
            round: 0,
            turn: 0,
            phase,
            iterations,
            wall_ns,
            cpu_ns,
            slow: false,
            at_ms: 0,
            process: 0,
            throttled: false,
        }
    }

    fn samples() -> Samples {
        let taken = [
            sample(0, Phase::First, 1, 90),
            sample(0, Phase::WarmUp, 1, 50),
            sample(0, Phase::Resume, 1, 70),
            sample(0, Phase::Measure, 2, 60),
            sample(0, Phase::Measure, 0, 60),
            sample(1, Phase::Measure, 1, 20),
            sample(2, Phase::Measure, 1, 10),
        ];
        taken.into_iter().collect()
    }

    #[test]
    fn only_invocations_that_agreed_count_and_no_sample_behind_a_stop() {
        let samples = samples();
        let counted = samples.cells().next().expect("a cell").counted(&[0, 1], Throttled::LeftOut);
        assert_eq!(counted.times_ns(), [30.0, 20.0]);
        assert_eq!(counted.early.len(), 2);
        assert_eq!(counted.invocations(), BTreeSet::from([0, 1]));
        assert_eq!(counted.cpu_over_wall(), Some(2.0));
        assert!(!counted.is_slow());
        assert_eq!(CountedSamples::default().cpu_over_wall(), None);
    }

    #[test]
    fn the_times_of_a_process_begin_with_its_first_call() {
        let samples = samples();
        let times = samples.cells().next().expect("a cell").times_of(0, 0);
        assert_eq!(
            times,
            IterationTimes { times_ns: vec![90.0, 50.0, 30.0], before_rounds: 2, fastest_ns: Some(30.0) }
        );
    }

    #[test]
    fn what_was_held_back_counts_by_its_cpu_time_or_not_at_all() {
        let free = sample(0, Phase::Measure, 1, 20);
        let held = Sample { throttled: true, wall_ns: 90, cpu_ns: 19, ..free };
        let without = Sample { cpu_ns: 0, ..held };
        let samples: Samples = [free, held, without].into_iter().collect();
        let cell = samples.cells().next().expect("a cell");
        let by_cpu = cell.counted(&[0], Throttled::ByCpuTime);
        assert_eq!((by_cpu.times_ns(), by_cpu.by_cpu_time, by_cpu.left_out), (vec![20.0, 19.0], 1, 1));
        let left_out = cell.counted(&[0], Throttled::LeftOut);
        assert_eq!((left_out.times_ns(), left_out.by_cpu_time, left_out.left_out), (vec![20.0], 0, 2));
        assert_eq!(by_cpu.cpu_over_wall(), Some(2.0), "of what was free");
        assert_eq!(cell.times_of(0, 0).times_ns, [20.0]);
        assert_eq!(cell.times_of(0, 1).times_ns, [0.0; 0]);
    }
}
