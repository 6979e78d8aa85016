//! One living runner: its start, its turns and its end.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::agreed::{Agreed, Expectation};
use super::{SLOW, Ledger, Settings, Subject, TimedInput};
use crate::check::{self, Checked, Difference};
use manifest::Profile;
use records::{CellId, Memory, Output, Phase, Record, Sample, Start};
use statistics::steady::{self, State};
use system::process::Spec;
use system::runner::{Mode, Runner, RunnerError, Timing};

/// An iteration longer than this is no compilation: a second look at it would only cost time.
const SURELY_SLOW: Duration = Duration::from_secs(10);

/// Longer iterations do not feel a stop: cold caches cost them less than one part in a hundred.
const FEELS_NO_STOP: Duration = Duration::from_millis(200);

/// A turn with more than this in it takes one sample.
const LONG_TURN: Duration = Duration::from_millis(500);

/// Warm-up takes this many times the duration of a sample.
const WARM_UP: u32 = 10;

/// No more warm-up samples than this.
const MOST_WARM_UP: usize = 500;

/// No more samples in a turn than this, however short they are.
const MOST_SAMPLES: u32 = 50;

/// No more visits in a turn than this: each begins with a batch that does not count.
const MOST_VISITS: u32 = 4;

/// Two iterations whose times differ by no more than this share are alike.
const ALIKE: f64 = 0.1;

/// No more looks than this at a cell that seems slow, to see whether it gets faster.
const MOST_LOOKS: usize = 10;

/// How fast a cell is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    iteration: Duration,
    slow: bool,
    /// The calls that it took to tell, from the first one on.
    looks: usize,
}

/// What the first calls of a process say of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is worth a warm-up and rounds.
    Fast,
    /// The latest call is all that is measured in this invocation.
    Slow,
    /// It may have compiled: the next call will tell.
    Unclear,
}

/// Judges a cell by the durations of the first calls of its process, and by what is known from earlier invocations. A
/// runtime that has `helpers` may interpret all through its first call, while they compile.
fn verdict(calls: &[Duration], known: Option<Pace>, helpers: bool) -> Verdict {
    let Some((&last, before)) = calls.split_last() else { return Verdict::Unclear };
    let gets_faster = before.last().is_some_and(|previous| last < previous.mul_f64(1.0 - ALIKE));
    match known {
        _ if last <= SLOW => Verdict::Fast,
        Some(known) if !known.slow => Verdict::Fast,
        Some(known) if calls.len() >= known.looks => Verdict::Slow,
        Some(_) => Verdict::Unclear,
        None if before.is_empty() && last > SURELY_SLOW && !helpers => Verdict::Slow,
        None if before.is_empty() || gets_faster && calls.len() < MOST_LOOKS => Verdict::Unclear,
        None => Verdict::Slow,
    }
}

/// Whether a process has been warmed up: after `enough` time once its times do not change any more, after `most` in any
/// case. The times are those of its calls so far, one iteration each or as means of batches.
fn is_warm(times: &[f64], spent: Duration, enough: Duration, most: Duration) -> bool {
    if spent >= most || times.len() >= MOST_WARM_UP {
        return true;
    }
    let settled = || match (steady::classify(times), times) {
        (Some(curve), _) => curve.state != State::Unsettled,
        (None, [.., previous, last]) => alike(*previous, *last),
        _ => false,
    };
    spent >= enough && settled()
}

/// A turn that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    /// Samples that are still to be taken.
    samples: u32,
    /// In so many visits.
    visits: u32,
}

impl Turn {
    /// A turn of so many samples, with no fewer than `least` in a stay.
    fn of(samples: u32, least: u32) -> Turn {
        Turn { samples, visits: (samples / least.max(1)).clamp(1, MOST_VISITS) }
    }

    /// How many samples the next visit takes: as many as any other, as far as they can be shared out.
    fn next(&mut self) -> u32 {
        let samples = self.samples.div_ceil(self.visits.max(1));
        *self = Turn { samples: self.samples - samples, visits: self.visits.saturating_sub(1) };
        samples
    }
}

fn alike(one: f64, other: f64) -> bool {
    (one / other - 1.0).abs() <= ALIKE
}

/// Which process of which cell, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay<'s> {
    pub(super) subject: &'s Subject<'s>,
    pub(super) cell: &'s Checked,
    pub(super) invocation: u32,
    pub(super) first_round: u32,
    pub(super) settings: &'s Settings<'s>,
    pub(super) session: Instant,
}

impl Stay<'_> {
    fn work(&self) -> &TimedInput {
        self.subject.work_of(self.cell)
    }

    fn expectation(&self) -> Expectation {
        let rung = &self.cell.built().rung;
        (self.subject.id.clone(), self.subject.other_work.contains_key(rung).then(|| rung.clone()))
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
    stay: Stay<'s>,
    runner: Runner,
    pace: Pace,
    paused: bool,
    learnt: Duration,
    turn: Turn,
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
        stay: Stay<'s>,
        core: Option<usize>,
        known: Option<Pace>,
        agreed: &mut Agreed,
        ledger: &mut dyn Ledger,
    ) -> Step<Begun<'s>> {
        let built = stay.cell.built();
        let core = core.filter(|_| built.threads == 1 && built.pinned);
        let started = Instant::now();
        let ready = Runner::start(stay.settings.spawner, &Spec { core, ..built.runner.clone() }, stay.settings.limit)
            .and_then(|mut runner| runner.prepare(&stay.work().input, Mode::Time).map(|()| runner));
        let runner = match ready {
            Ok(runner) => runner,
            Err(error) => return Ok(Err(error.into())),
        };
        let ready_ns = nanoseconds(started.elapsed());
        let CellId { rung, benchmark } = stay.cell.id();
        ledger.record(Record::Start(Start { benchmark, rung, invocation: stay.invocation, ready_ns, core }))?;
        let pace = known.unwrap_or_default();
        let mut living = Living { stay, runner, pace, paused: false, learnt: Duration::ZERO, turn: Turn::of(0, 1) };
        let first = match living.first_calls(known, ledger)? {
            Ok(first) => first,
            Err(trouble) => return Ok(Err(trouble)),
        };
        if living.pace.slow {
            let pace = living.pace;
            return Ok(living.end(agreed, ledger)?.map(|peak| Begun::Done(pace, peak)));
        }
        if let Err(trouble) = living.compare(agreed, ledger)? {
            return Ok(Err(trouble));
        }
        Ok(living.warm_up(known, first, ledger)?.map(|()| Begun::Living(Box::new(living))))
    }

    /// The first calls of the process, until it is clear whether its cell is slow; for a slow cell the last of them is all
    /// that is measured. Returns their times in seconds.
    fn first_calls(&mut self, known: Option<Pace>, ledger: &mut dyn Ledger) -> Step<Vec<f64>> {
        let mut calls: Vec<Duration> = Vec::new();
        let with = |calls: &[Duration], next: Duration| [calls, &[next]].concat();
        let helpers = self.stay.cell.built().helpers;
        loop {
            let early = if calls.is_empty() { Phase::First } else { Phase::WarmUp };
            let purpose = |call| match verdict(&with(&calls, call), known, helpers) {
                Verdict::Slow => Purpose::SLOW,
                Verdict::Fast | Verdict::Unclear => Purpose::of(early),
            };
            match self.sample(1, 1, self.stay.first_turn(), purpose, ledger)? {
                Ok(call) => calls = with(&calls, call),
                Err(trouble) => return Ok(Err(trouble)),
            }
            let verdict = verdict(&calls, known, helpers);
            if verdict != Verdict::Unclear {
                let iteration = calls.last().copied().unwrap_or_default();
                self.pace = Pace { iteration, slow: verdict == Verdict::Slow, looks: calls.len() };
                return Ok(Ok(calls.iter().map(Duration::as_secs_f64).collect()));
            }
        }
    }

    /// Has the process iterate until its times do not change any more, as far as the profile gives it time.
    fn warm_up(&mut self, known: Option<Pace>, first: Vec<f64>, ledger: &mut dyn Ledger) -> Step<()> {
        let profile = self.stay.settings.profile;
        let enough = profile.sample_time * WARM_UP;
        let last = first.last().copied().unwrap_or_default();
        let is_usual = |known: &Pace| known.iteration >= enough && alike(last, known.iteration.as_secs_f64());
        if known.is_some_and(|known| is_usual(&known)) {
            // One iteration takes as long as the whole warm-up, and this one took what they take: it was all of it.
            self.pause();
            return Ok(Ok(()));
        }
        let mut times = first;
        let begun = Instant::now();
        let longest = self.stay.cell.built().warm_up.map_or(profile.warm_up, |own| own.max(profile.warm_up));
        while !is_warm(&times, begun.elapsed(), enough, longest) {
            let purpose = |_| Purpose::of(Phase::WarmUp);
            match self.sample(1, self.batch(), self.stay.first_turn(), purpose, ledger)? {
                Ok(iteration) => {
                    times.push(iteration.as_secs_f64());
                    self.pace.iteration = iteration;
                }
                Err(trouble) => return Ok(Err(trouble)),
            }
        }
        if known.is_none() && self.pace.iteration >= enough {
            self.learnt = begun.elapsed();
        }
        self.pause();
        Ok(Ok(()))
    }

    /// Begins a turn, and tells in how many visits it is made.
    pub(super) fn begin_turn(&mut self) -> u32 {
        let batch = u32::try_from(self.batch()).unwrap_or(u32::MAX);
        let samples = self.samples(self.pace.iteration.saturating_mul(batch));
        self.turn = Turn::of(samples, self.stay.settings.profile.samples);
        self.turn.visits
    }

    /// One visit of a turn: a batch that is not summarised, as what the stop has cooled must get warm again, then samples
    /// that are.
    pub(super) fn visit(&mut self, round: u32, turn: u32, ledger: &mut dyn Ledger) -> Step<()> {
        self.resume();
        let batch = self.batch();
        if self.pace.iteration < FEELS_NO_STOP
            && let Err(trouble) = self.sample(1, batch, (round, turn), |_| Purpose::of(Phase::Resume), ledger)?
        {
            return Ok(Err(trouble));
        }
        let samples = self.turn.next();
        let taken = self.sample(samples, batch, (round, turn), |_| Purpose::of(Phase::Measure), ledger)?;
        self.pause();
        Ok(taken.map(|iteration| {
            // The fastest counts, so that one disturbed sample does not make the next batch too short.
            self.pace.iteration = self.pace.iteration.min(iteration);
        }))
    }

    /// Has the last output compared, asks for the peak memory and ends the process.
    pub(super) fn end(mut self, agreed: &mut Agreed, ledger: &mut dyn Ledger) -> Step<Option<u64>> {
        self.resume();
        if let Err(trouble) = self.compare(agreed, ledger)? {
            return Ok(Err(trouble));
        }
        let peak_bytes = match self.runner.memory() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error.into())),
        };
        let CellId { rung, benchmark } = self.id();
        ledger.record(Record::Memory(Memory { benchmark, rung, invocation: self.stay.invocation, peak_bytes }))?;
        // How it ends, the check has seen.
        let _ = self.runner.quit(Duration::from_secs(1));
        Ok(Ok(Some(peak_bytes)))
    }

    /// What the warm-up took that a later process is spared, as it is known by then what one iteration takes.
    pub(super) fn learnt(&self) -> Duration {
        self.learnt
    }

    pub(super) fn cell(&self) -> &'s Checked {
        self.stay.cell
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    fn id(&self) -> CellId {
        self.stay.cell.id()
    }

    /// How many samples of this duration a turn takes: as many as the profile says, more of short ones until the turn is
    /// long enough, one of long ones.
    fn samples(&self, sample: Duration) -> u32 {
        let Profile { samples, turn_time, .. } = *self.stay.settings.profile;
        if sample > LONG_TURN {
            return 1;
        }
        let fitting = (turn_time.as_secs_f64() / sample.as_secs_f64().max(1e-9)).ceil();
        samples.max(fitting.min(f64::from(MOST_SAMPLES)) as u32)
    }

    /// How many iterations make a sample long enough.
    fn batch(&self) -> u64 {
        let wanted = self.stay.settings.profile.sample_time.as_secs_f64();
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

    /// Has the last output compared with the oracle's.
    fn compare(&mut self, agreed: &mut Agreed, ledger: &mut dyn Ledger) -> Step<()> {
        let sha256 = match self.agreement(agreed) {
            Ok(sha256) => sha256,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let CellId { rung, benchmark } = self.id();
        ledger.record(Record::Output(Output { benchmark, rung, invocation: self.stay.invocation, sha256 }))?;
        Ok(Ok(()))
    }

    /// The SHA-256 of the last output's canonical JSON, if it agrees.
    fn agreement(&mut self, agreed: &mut Agreed) -> Result<String, Trouble> {
        let text = self.runner.output_text()?;
        let expectation = self.stay.expectation();
        if let Some(sha256) = agreed.sha256(&expectation, &text) {
            return Ok(sha256);
        }
        let output: Value = self.runner.parsed(&text)?;
        check::compare_timed(self.stay.subject.benchmark, &self.stay.work().oracle, &output)
            .map_err(Trouble::Disagrees)?;
        let sha256 = check::output_sha256(&output);
        agreed.add(expectation, text, sha256.clone());
        Ok(sha256)
    }

    /// Takes samples, hands each over as soon as it is known, and returns what an iteration took in the last one. Its
    /// purpose may depend on how long that was.
    fn sample(
        &mut self,
        samples: u32,
        iterations: u64,
        (round, turn): (u32, u32),
        purpose: impl Fn(Duration) -> Purpose,
        ledger: &mut dyn Ledger,
    ) -> Step<Duration> {
        let CellId { rung, benchmark } = self.id();
        let Stay { invocation, session, .. } = self.stay;
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
                written = ledger.record(Record::Sample(sample));
            }
        });
        written?;
        Ok(taken.map(|()| last).map_err(Trouble::from))
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(calls: &[f64]) -> Vec<Duration> {
        calls.iter().copied().map(Duration::from_secs_f64).collect()
    }

    #[test]
    fn a_turn_of_many_samples_is_made_in_several_visits_that_are_alike() {
        let visits = |samples, least| {
            let mut turn = Turn::of(samples, least);
            (0..turn.visits).map(|_| turn.next()).collect::<Vec<_>>()
        };
        assert_eq!(visits(13, 3), [4, 3, 3, 3]);
        assert_eq!(visits(5, 2), [3, 2]);
        assert_eq!(visits(5, 3), [5]);
        assert_eq!(visits(1, 3), [1]);
        assert_eq!(visits(50, 1), [13, 13, 12, 12], "a visit has its price");
    }

    fn judged(calls: &[f64], known: Option<Pace>) -> Verdict {
        verdict(&seconds(calls), known, false)
    }

    #[test]
    fn a_cell_is_slow_when_no_further_look_makes_it_faster() {
        assert_eq!(judged(&[0.5], None), Verdict::Fast);
        assert_eq!(judged(&[3.0], None), Verdict::Unclear, "it may have compiled");
        assert_eq!(judged(&[3.0, 0.1], None), Verdict::Fast);
        assert_eq!(judged(&[3.0, 2.9], None), Verdict::Slow);
        assert_eq!(judged(&[9.0, 6.0], None), Verdict::Unclear, "it is getting faster");
        assert_eq!(judged(&[9.0, 6.0, 5.9], None), Verdict::Slow);
        assert_eq!(judged(&[12.0], None), Verdict::Slow, "another look would take as long");
        let helped = |calls: &[f64]| verdict(&seconds(calls), None, true);
        assert_eq!(helped(&[12.0]), Verdict::Unclear, "it may have been interpreted while others compiled it");
        assert_eq!(helped(&[12.0, 11.9]), Verdict::Slow);
    }

    #[test]
    fn what_is_known_of_a_slow_cell_saves_looks() {
        let slow = |looks| Some(Pace { iteration: Duration::from_secs(3), slow: true, looks });
        assert_eq!(judged(&[3.0], slow(1)), Verdict::Slow);
        assert_eq!(judged(&[5.0], slow(2)), Verdict::Unclear, "its first call compiles");
        assert_eq!(judged(&[5.0, 3.0], slow(2)), Verdict::Slow);
        assert_eq!(judged(&[1.0], slow(1)), Verdict::Fast, "it was disturbed then");
        let fast = Some(Pace { iteration: Duration::from_millis(5), slow: false, looks: 1 });
        assert_eq!(judged(&[4.0], fast), Verdict::Fast, "the first call alone is slow");
    }

    #[test]
    fn a_process_is_warm_once_its_times_have_settled() {
        let (enough, most) = (Duration::from_millis(100), Duration::from_secs(2));
        let warm = |times: &[f64], ms: u64| is_warm(times, Duration::from_millis(ms), enough, most);
        assert!(!warm(&[1.0; 30], 99), "however settled, it takes a while");
        assert!(warm(&[1.0; 30], 100));
        assert!(warm(&[1.0, 1.05], 500), "long iterations are compared with each other");
        assert!(!warm(&[1.5, 1.0], 500));
        assert!(!warm(&[1.0], 500), "one call says nothing");
        let falling: Vec<f64> = (0..40).map(|place| if place < 30 { 3.0 } else { 1.0 }).collect();
        assert!(!warm(&falling, 500), "the last level is young");
        assert!(warm(&falling, 2000), "there is an end to patience");
    }
}
