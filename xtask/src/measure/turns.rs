//! One living runner: its start, its turns and its end.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{SLOW, Settings, Sink, Subject, Work};
use crate::check::{self, Checked, Difference};
use crate::process::Spec;
use crate::results::{Memory, Output, Phase, Record, Sample, Start};
use crate::runner::{Mode, Runner, RunnerError, Timing};

/// An iteration longer than this is no compilation: a second look at it would only cost time.
const SURELY_SLOW: Duration = Duration::from_secs(10);

/// Longer iterations do not feel a stop: cold caches cost them less than one part in a hundred.
const FEELS_NO_STOP: Duration = Duration::from_millis(200);

/// A turn with more than this in it takes one sample.
const LONG_TURN: Duration = Duration::from_millis(500);

/// Warm-up takes this many times the duration of a sample.
const WARM_UP: u32 = 10;

/// No more warm-up samples than this.
const MOST_WARM_UP: u32 = 20;

/// How fast a cell is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    iteration: Duration,
    slow: bool,
}

/// Which cell is visited, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit<'s> {
    pub(super) subject: &'s Subject<'s>,
    pub(super) cell: &'s Checked,
    pub(super) invocation: u32,
    pub(super) first_round: u32,
    pub(super) settings: &'s Settings<'s>,
    pub(super) session: Instant,
}

impl Visit<'_> {
    fn work(&self) -> &Work {
        self.subject.work_of(self.cell)
    }

    /// Where samples before the first round belong.
    fn first_turn(self) -> (u32, u32) {
        (self.first_round, 0)
    }
}

/// Why a cell is not measured any more.
#[derive(Debug)]
pub(super) enum Trouble {
    Runner(RunnerError),
    Disagrees(Difference),
}

impl From<RunnerError> for Trouble {
    fn from(error: RunnerError) -> Trouble {
        Trouble::Runner(error)
    }
}

/// What came of talking to a runner; the outer error is one of writing records.
type Step<T> = anyhow::Result<Result<T, Trouble>>;

/// A runner between its start and its end.
#[derive(Debug)]
pub(super) struct Living<'s> {
    visit: Visit<'s>,
    runner: Runner,
    pace: Pace,
    paused: bool,
}

/// Why a sample is taken.
#[derive(Debug, Clone, Copy)]
struct Purpose {
    phase: Phase,
    slow: bool,
}

impl Purpose {
    /// The one visit of a slow cell.
    const SLOW: Purpose = Purpose { phase: Phase::Measure, slow: true };

    fn of(phase: Phase) -> Purpose {
        Purpose { phase, slow: false }
    }
}

/// What became of a fresh runner.
#[derive(Debug)]
pub(super) enum Begun<'s> {
    /// It is warm and waits for its turns.
    Living(Box<Living<'s>>),
    /// It is slow: its one visit is over.
    Done(Pace, Option<u64>),
}

impl<'s> Living<'s> {
    /// Starts a fresh process, has its first output compared, and warms it up. A slow cell is done after that.
    pub(super) fn begin(
        visit: Visit<'s>,
        core: Option<usize>,
        known: Option<Pace>,
        sink: &mut Sink<'_>,
    ) -> Step<Begun<'s>> {
        let built = visit.cell.built();
        let core = core.filter(|_| built.threads == 1);
        let started = Instant::now();
        let ready = Runner::start(&Spec { core, ..built.runner.clone() }, visit.settings.limit)
            .and_then(|mut runner| runner.prepare(&visit.work().input, Mode::Time).map(|()| runner));
        let runner = match ready {
            Ok(runner) => runner,
            Err(error) => return Ok(Err(error.into())),
        };
        let ready_ns = nanoseconds(started.elapsed());
        let (benchmark, rung) = (visit.subject.id.to_string(), built.rung.to_string());
        sink(Record::Start(Start { benchmark, rung, invocation: visit.invocation, ready_ns, core }))?;
        let pace = known.unwrap_or(Pace { iteration: Duration::ZERO, slow: false });
        let mut living = Living { visit, runner, pace, paused: false };
        if let Err(trouble) = living.first_calls(known.is_none(), sink)? {
            return Ok(Err(trouble));
        }
        if living.pace.slow {
            let pace = living.pace;
            return Ok(living.end(sink)?.map(|peak| Begun::Done(pace, peak)));
        }
        Ok(living.warm_up(known, sink)?.map(|()| Begun::Living(Box::new(living))))
    }

    /// The first iteration of the process; for a slow cell it is all that is measured. Where a cell was never seen, a
    /// second look tells a slow cell from one whose first call compiled.
    fn first_calls(&mut self, unknown: bool, sink: &mut Sink<'_>) -> Step<()> {
        let slow_already = self.pace.slow;
        let is_slow = move |iteration| iteration > SURELY_SLOW && unknown || iteration > SLOW && slow_already;
        let mut pace = Pace { iteration: Duration::ZERO, slow: false };
        for (look, is_slow) in [&is_slow as &dyn Fn(Duration) -> bool, &|iteration| iteration > SLOW].iter().enumerate()
        {
            let fast = if look == 0 { Phase::First } else { Phase::WarmUp };
            let purpose = |iteration| if is_slow(iteration) { Purpose::SLOW } else { Purpose::of(fast) };
            match self.sample(1, 1, self.visit.first_turn(), purpose, sink)? {
                Ok(iteration) => pace = Pace { iteration, slow: is_slow(iteration) },
                Err(trouble) => return Ok(Err(trouble)),
            }
            if pace.slow || !unknown || pace.iteration <= SLOW {
                break;
            }
        }
        self.pace = pace;
        if self.pace.slow { Ok(Ok(())) } else { self.compare(sink) }
    }

    fn warm_up(&mut self, known: Option<Pace>, sink: &mut Sink<'_>) -> Step<()> {
        let enough = self.visit.settings.profile.sample_time * WARM_UP;
        if let Some(known) = known.filter(|known| known.iteration >= enough) {
            // One iteration takes as long as the whole warm-up, so the first call was all of it.
            self.pace.iteration = known.iteration;
            self.pause();
            return Ok(Ok(()));
        }
        let begun = Instant::now();
        for _ in 0..MOST_WARM_UP {
            let purpose = |_| Purpose::of(Phase::WarmUp);
            match self.sample(1, self.batch(), self.visit.first_turn(), purpose, sink)? {
                Ok(iteration) => self.pace.iteration = iteration,
                Err(trouble) => return Ok(Err(trouble)),
            }
            if begun.elapsed() >= enough {
                break;
            }
        }
        self.pause();
        Ok(Ok(()))
    }

    /// One turn in a round: a batch that is not summarised, as what the stop has cooled must get warm again, then those
    /// that are.
    pub(super) fn turn(&mut self, round: u32, turn: u32, sink: &mut Sink<'_>) -> Step<()> {
        self.resume();
        let batch = self.batch();
        if self.pace.iteration < FEELS_NO_STOP
            && let Err(trouble) = self.sample(1, batch, (round, turn), |_| Purpose::of(Phase::Resume), sink)?
        {
            return Ok(Err(trouble));
        }
        let long = self.pace.iteration.saturating_mul(u32::try_from(batch).unwrap_or(u32::MAX)) > LONG_TURN;
        let samples = if long { 1 } else { self.visit.settings.profile.samples };
        let taken = self.sample(samples, batch, (round, turn), |_| Purpose::of(Phase::Measure), sink)?;
        self.pause();
        Ok(taken.map(|iteration| {
            // The fastest counts, so that one disturbed sample does not make the next batch too short.
            self.pace.iteration = self.pace.iteration.min(iteration);
        }))
    }

    /// Has the last output compared, asks for the peak memory and ends the process.
    pub(super) fn end(mut self, sink: &mut Sink<'_>) -> Step<Option<u64>> {
        self.resume();
        if let Err(trouble) = self.compare(sink)? {
            return Ok(Err(trouble));
        }
        let peak_bytes = match self.runner.memory() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error.into())),
        };
        let (benchmark, rung) = self.names();
        sink(Record::Memory(Memory { benchmark, rung, invocation: self.visit.invocation, peak_bytes }))?;
        self.runner.quit();
        Ok(Ok(Some(peak_bytes)))
    }

    pub(super) fn cell(&self) -> &'s Checked {
        self.visit.cell
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    fn names(&self) -> (String, String) {
        (self.visit.subject.id.to_string(), self.visit.cell.built().rung.to_string())
    }

    /// How many iterations make a sample long enough.
    fn batch(&self) -> u64 {
        let wanted = self.visit.settings.profile.sample_time.as_secs_f64();
        (wanted / self.pace.iteration.as_secs_f64().max(1e-9)).ceil().clamp(1.0, 1e9) as u64
    }

    fn pause(&mut self) {
        if !self.paused {
            self.runner.pause();
            self.paused = true;
        }
    }

    fn resume(&mut self) {
        if self.paused {
            self.runner.resume();
            self.paused = false;
        }
    }

    fn compare(&mut self, sink: &mut Sink<'_>) -> Step<()> {
        let output: Value = match self.runner.output() {
            Ok(output) => output,
            Err(error) => return Ok(Err(error.into())),
        };
        if let Err(difference) = check::compare_timed(self.visit.subject.benchmark, &self.visit.work().oracle, &output)
        {
            return Ok(Err(Trouble::Disagrees(difference)));
        }
        let (benchmark, rung) = self.names();
        let sha256 = check::output_sha256(&output);
        sink(Record::Output(Output { benchmark, rung, invocation: self.visit.invocation, sha256 }))?;
        Ok(Ok(()))
    }

    /// Takes samples, hands each over as soon as it is known, and returns what an iteration took in the last one. Its
    /// purpose may depend on how long that was.
    fn sample(
        &mut self,
        samples: u32,
        iterations: u64,
        (round, turn): (u32, u32),
        purpose: impl Fn(Duration) -> Purpose,
        sink: &mut Sink<'_>,
    ) -> Step<Duration> {
        let (benchmark, rung) = self.names();
        let Visit { invocation, session, .. } = self.visit;
        let mut last = Duration::ZERO;
        let mut written = Ok(());
        let taken = self.runner.run(samples, iterations, |Timing { wall_ns, cpu_ns }| {
            last = Duration::from_nanos(wall_ns / iterations.max(1));
            let Purpose { phase, slow } = purpose(last);
            let at_ms = u64::try_from(session.elapsed().as_millis()).unwrap_or(u64::MAX);
            let (benchmark, rung) = (benchmark.clone(), rung.clone());
            let sample =
                Sample { benchmark, rung, invocation, round, turn, phase, iterations, wall_ns, cpu_ns, slow, at_ms };
            if written.is_ok() {
                written = sink(Record::Sample(sample));
            }
        });
        written?;
        Ok(taken.map(|()| last).map_err(Trouble::from))
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
