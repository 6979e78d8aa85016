//! One living runner: its start, its turns and its end.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::Ledger;
use super::agreed::Agreed;
use super::clock::Request;
use super::pace::{Pace, SpeedClass, alike, is_warm, speed_class};
use super::runner_slot::RunnerSlot;
use super::throttle::Throttle;
use super::turn::{self, Purpose, Turn};
use super::warming::{Call, Warming};
use super::watch::Watch;
use crate::build::Built;
use crate::cell::Absent;
use crate::check::{self, Checked};
use crate::limits;
use manifest::Profile;
use records::{CellId, ClockComparison, Counted, Memory, Phase, ProcessOddities, Record, Sample, Start};
use system::machine::CpuQuota;
use system::process::{Counters, Counts, Spec};
use system::runner::{BatchTiming, Mode, Runner};

/// Longer iterations do not feel a stop: cold caches cost them less than one part in a hundred.
const FEELS_NO_STOP: Duration = Duration::from_millis(200);

/// A turn with more than this in it takes one sample.
const LONG_TURN: Duration = Duration::from_millis(500);

/// Warm-up takes this many times the duration of a sample.
const WARM_UP: u32 = 10;

/// No more samples in a turn than this, however short they are.
const MOST_SAMPLES: u32 = 50;

/// What came of talking to a runner, or why its cell is not measured any more; the outer error is one of writing records.
pub(super) type Attempt<T> = anyhow::Result<Result<T, Absent>>;

/// A runner between its start and its end.
#[derive(Debug)]
pub(super) struct LiveRunner<'s> {
    pub(super) slot: RunnerSlot<'s>,
    pub(super) runner: Runner,
    watch: Watch<'s>,
    pub(super) pace: Pace,
    paused: bool,
    pub(super) learnt: Duration,
    /// How long it took to begin.
    ready: Duration,
    turn: Turn,
    quota: Rc<CpuQuota>,
    /// The calls before its rounds.
    pub(super) early: Vec<Call>,
    /// Whether it was warmed up as what compiles while it runs.
    pub(super) is_steadied: bool,
    counters: Counters,
    /// What they counted in its rounds, and in how many iterations.
    counted: Option<(Counts, u64)>,
}

/// What became of a fresh runner.
#[derive(Debug)]
pub(super) enum Started<'s> {
    /// It is warm and waits for its turns.
    Live(Box<LiveRunner<'s>>),
    /// It is slow: its one visit is over.
    Done(Pace, Option<u64>),
}

impl<'s> LiveRunner<'s> {
    /// Starts a fresh process, has its first output compared, and warms it up. A slow cell is done after that.
    pub(super) fn start(
        slot: RunnerSlot<'s>,
        core: Option<usize>,
        known: Option<Pace>,
        quota: Rc<CpuQuota>,
        agreed: &mut Agreed,
        warming: &mut Warming,
        ledger: &mut dyn Ledger,
    ) -> Attempt<Started<'s>> {
        let built = slot.cell.built();
        let core = core.filter(|_| built.threads == 1 && built.pinned);
        let started = Instant::now();
        let limits = slot.settings.limits.with(built.limits);
        let ready = Runner::start(slot.settings.spawner, &Spec { core, ..built.runner.clone() }, limits)
            .and_then(|mut runner| runner.prepare(&slot.work().input, Mode::Time).map(|state| (runner, state)));
        let (runner, state) = match ready {
            Ok(ready) => ready,
            Err(error) => return Ok(Err(error.into())),
        };
        let counters = runner.counters();
        let ready = started.elapsed();
        let ready_ns = nanoseconds(ready);
        runner.settle();
        let watch = match Watch::begin(built, state) {
            Ok(watch) => watch,
            Err(absent) => return Ok(Err(absent)),
        };
        let CellId { rung, benchmark } = slot.cell.id();
        let RunnerSlot { invocation, process, .. } = slot;
        ledger.record(Record::Start(Start { benchmark, rung, invocation, ready_ns, core, process }))?;
        let pace = known.unwrap_or_default();
        let (turn, learnt) = (Turn::new(0, 1), Duration::ZERO);
        let (paused, early, is_steadied, counted) = (false, Vec::new(), false, None);
        let mut living = LiveRunner {
            slot,
            runner,
            watch,
            pace,
            paused,
            learnt,
            ready,
            turn,
            quota,
            early,
            is_steadied,
            counters,
            counted,
        };
        let first = match living.first_calls(known, warming, ledger)? {
            Ok(first) => first,
            Err(absent) => return Ok(Err(absent)),
        };
        if living.pace.slow {
            let pace = living.pace;
            return Ok(living.end(agreed, ledger)?.map(|peak| Started::Done(pace, peak)));
        }
        if let Err(absent) = living.compare(agreed, ledger)? {
            return Ok(Err(absent));
        }
        Ok(living.warm_up(known, first, warming, ledger)?.map(|()| Started::Live(Box::new(living))))
    }

    /// The first calls of the process, until it is clear whether its cell is slow; for a slow cell the last of them is all
    /// that is measured. Returns their times in seconds.
    fn first_calls(
        &mut self,
        known: Option<Pace>,
        warming: &mut Warming,
        ledger: &mut dyn Ledger,
    ) -> Attempt<Vec<f64>> {
        let mut calls: Vec<Duration> = Vec::new();
        let helpers = self.slot.cell.built().helpers;
        loop {
            let early = if calls.is_empty() { Phase::First } else { Phase::WarmUp };
            // What compiles is put the smaller input before the one call that counts.
            let goes_aside = self.goes_aside(Duration::MAX);
            let purpose = |call| match speed_class(&[&calls[..], &[call]].concat(), known, helpers) {
                SpeedClass::Slow if !goes_aside => Purpose::SLOW,
                SpeedClass::Slow | SpeedClass::Fast | SpeedClass::Unclear => Purpose::new(early),
            };
            match self.sample(1, 1, self.slot.first_turn(), purpose, ledger)? {
                Ok(call) => calls.push(call),
                Err(absent) => return Ok(Err(absent)),
            }
            let class = speed_class(&calls, known, helpers);
            if class == SpeedClass::Slow && goes_aside {
                match self.become_steady(Duration::MAX, warming, ledger)? {
                    Ok(()) => continue,
                    Err(absent) => return Ok(Err(absent)),
                }
            }
            if class != SpeedClass::Unclear {
                let iteration = calls.last().copied().unwrap_or_default();
                self.pace = Pace { iteration, slow: class == SpeedClass::Slow, looks: calls.len() };
                return Ok(Ok(calls.iter().map(Duration::as_secs_f64).collect()));
            }
        }
    }

    /// Has the process iterate until its times do not change any more, as far as the profile gives it time.
    fn warm_up(
        &mut self,
        known: Option<Pace>,
        first: Vec<f64>,
        warming: &mut Warming,
        ledger: &mut dyn Ledger,
    ) -> Attempt<()> {
        let profile = self.slot.settings.profile;
        let enough = profile.sample_time * WARM_UP;
        let last = first.last().copied().unwrap_or_default();
        if let Some(Pace { iteration, .. }) = known
            && iteration >= enough
            && alike(last, iteration.as_secs_f64())
        {
            // One iteration takes as long as the whole warm-up, and this one took what they take: it was all of it.
            return Ok(self.become_steady(iteration, warming, ledger)?.map(|()| self.begin_to_measure()));
        }
        let mut times = first;
        let begun = Instant::now();
        let longest = self.slot.cell.built().warm_up.map_or(profile.warm_up, |own| own.max(profile.warm_up));
        while !is_warm(&times, begun.elapsed(), enough, longest) {
            let taken =
                self.sample(1, self.batch(), self.slot.first_turn(), |_| Purpose::new(Phase::WarmUp), ledger)?;
            match taken {
                Ok(iteration) => {
                    times.push(iteration.as_secs_f64());
                    self.pace.iteration = iteration;
                }
                Err(absent) => return Ok(Err(absent)),
            }
        }
        if known.is_none() && self.pace.iteration >= enough {
            self.learnt = begun.elapsed();
        }
        Ok(self.become_steady(self.pace.iteration, warming, ledger)?.map(|()| self.begin_to_measure()))
    }

    /// The warm-up is over.
    fn begin_to_measure(&mut self) {
        self.pause();
        self.watch.is_warm(self.runner.conduct());
    }

    /// Begins a turn, and tells in how many visits it is made. Where a number was drawn for it, its samples vary in number, so
    /// that no period of a garbage collector's can keep step with turns.
    pub(super) fn begin_turn(&mut self, drawn: Option<u32>) -> u32 {
        let samples = self.usual_samples();
        let samples = drawn.filter(|_| samples > 1).map_or(samples, |drawn| turn::varied(samples, drawn));
        self.turn = Turn::new(samples, self.slot.settings.profile.samples);
        self.turn.visits
    }

    fn usual_samples(&self) -> u32 {
        let batch = u32::try_from(self.batch()).unwrap_or(u32::MAX);
        self.samples(self.pace.iteration.saturating_mul(batch))
    }

    /// What a turn takes, as far as is known.
    pub(super) fn turn_time(&self) -> Duration {
        let batch = u32::try_from(self.batch()).unwrap_or(u32::MAX);
        self.pace.iteration.saturating_mul(batch).saturating_mul(self.usual_samples() + 1)
    }

    /// One visit of a turn: a batch that is not summarised, as what the stop has cooled must get warm again, then samples
    /// that are.
    pub(super) fn visit(&mut self, round: u32, turn: u32, ledger: &mut dyn Ledger) -> Attempt<()> {
        self.resume();
        let batch = self.batch();
        if self.pace.iteration < FEELS_NO_STOP
            && let Err(absent) = self.sample(1, batch, (round, turn), |_| Purpose::new(Phase::Resume), ledger)?
        {
            return Ok(Err(absent));
        }
        let samples = self.turn.next_visit();
        let taken = self.sample(samples, batch, (round, turn), |_| Purpose::new(Phase::Measure), ledger)?;
        self.pause();
        Ok(taken.map(|iteration| {
            // The fastest counts, so that one disturbed sample does not make the next batch too short.
            self.pace.iteration = self.pace.iteration.min(iteration);
        }))
    }

    /// Has the last output compared, asks for the peak memory and ends the process.
    pub(super) fn end(mut self, agreed: &mut Agreed, ledger: &mut dyn Ledger) -> Attempt<Option<u64>> {
        self.resume();
        if let Err(error) = self.runner.is_as_given() {
            return Ok(Err(error.into()));
        }
        if let Err(absent) = self.compare(agreed, ledger)? {
            return Ok(Err(absent));
        }
        let (peak_bytes, clock, oddities) = match self.last_look() {
            Ok(seen) => seen,
            Err(absent) => return Ok(Err(absent)),
        };
        let CellId { rung, benchmark } = self.id();
        let invocation = self.slot.invocation;
        let counted = self.counted().filter(|counted| !counted.is_nothing());
        ledger.record(Record::Memory(Memory { benchmark, rung, invocation, peak_bytes, clock, oddities, counted }))?;
        // How it ends, the check has seen.
        let _ = self.runner.quit(Duration::from_secs(1));
        Ok(Ok(Some(peak_bytes)))
    }

    /// What the processor counted in its rounds.
    fn counted(&self) -> Option<Counted> {
        let (Counts { instructions, branch_misses, cache_misses, energy_uj }, iterations) = self.counted?;
        Some(Counted { iterations, instructions, branch_misses, cache_misses, energy_uj })
    }

    /// Its peak memory, and what was noticed of it while it lived.
    fn last_look(&mut self) -> Result<(u64, Option<ClockComparison>, Option<ProcessOddities>), Absent> {
        let conduct = self.runner.conduct();
        let peak_bytes = check::peak_memory(&mut self.runner)?;
        let (clock, oddities) = self.watch.end(self.runner.state()?, &conduct)?;
        Ok((peak_bytes, clock, oddities))
    }

    /// What the warm-up took that a later process is spared, as it is known by then what one iteration takes.
    pub(super) fn learnt(&self) -> Duration {
        self.learnt
    }

    /// How long its process took to be ready for its first call.
    pub(super) fn ready(&self) -> Duration {
        self.ready
    }

    pub(super) fn cell(&self) -> &'s Checked {
        self.slot.cell
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    pub(super) fn built(&self) -> &'s Built {
        self.slot.cell.built()
    }

    pub(super) fn id(&self) -> CellId {
        self.slot.cell.id()
    }

    /// How many samples of this duration a turn takes: as many as the profile says, more of short ones until the turn is
    /// long enough, one of long ones.
    fn samples(&self, sample: Duration) -> u32 {
        let Profile { samples, turn_time, .. } = *self.slot.settings.profile;
        if sample > LONG_TURN {
            return 1;
        }
        let fitting = (turn_time.as_secs_f64() / sample.as_secs_f64().max(1e-9)).ceil();
        samples.max(fitting.min(f64::from(MOST_SAMPLES)) as u32)
    }

    /// How many iterations make a sample long enough.
    pub(super) fn batch(&self) -> u64 {
        self.batch_for(self.slot.settings.profile.sample_time)
    }

    /// How many iterations make a sample that takes so much time.
    pub(super) fn batch_for(&self, sample: Duration) -> u64 {
        self.batch_of(self.pace.iteration.max(self.watch.clock().at_least()), sample)
    }

    /// How many iterations of so long make a sample that takes so much time.
    pub(super) fn batch_of(&self, iteration: Duration, sample: Duration) -> u64 {
        (sample.as_secs_f64() / iteration.as_secs_f64().max(1e-9)).ceil().clamp(1.0, 1e9) as u64
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

    /// Takes samples, hands each over as soon as it is known, and returns what an iteration took in the last one. Its
    /// purpose may depend on how long that was.
    pub(super) fn sample(
        &mut self,
        samples: u32,
        iterations: u64,
        (round, turn): (u32, u32),
        purpose: impl Fn(Duration) -> Purpose,
        ledger: &mut dyn Ledger,
    ) -> Attempt<Duration> {
        let CellId { rung, benchmark } = self.id();
        let RunnerSlot { invocation, process, session, settings, cell, .. } = self.slot;
        let mut last = Duration::ZERO;
        let mut written = Ok(());
        let (mut request, mut fault) = (Request::default(), None);
        let expected = self.pace.iteration.saturating_mul(u32::try_from(iterations).unwrap_or(u32::MAX));
        let of_any = settings.limits.with(cell.built().limits);
        let is_known = !self.pace.iteration.is_zero();
        self.runner.allow(if is_known { limits::of_known_sample(of_any, expected) } else { of_any });
        let watch = &self.watch;
        let mut throttle = Throttle::new(&self.quota);
        let (before, mut is_measured) = (self.counters.now(), true);
        let early = &mut self.early;
        let taken = self.runner.run(samples, iterations, |timing, passed| {
            last = Duration::from_nanos(timing.wall_ns / iterations.max(1));
            let Purpose { phase, slow } = purpose(last);
            is_measured &= phase == Phase::Measure;
            if fault.is_none() {
                fault = watch.batch(&mut request, timing, passed, phase == Phase::Measure).err();
            }
            if matches!(phase, Phase::First | Phase::WarmUp) {
                early.push(Call { iteration: last.as_secs_f64(), whole: timing.wall_ns as f64 / 1e9 });
            }
            let at_ms = u64::try_from(session.elapsed().as_millis()).unwrap_or(u64::MAX);
            let (benchmark, rung) = (benchmark.clone(), rung.clone());
            let BatchTiming { wall_ns, cpu_ns } = timing;
            let throttled = throttle.was_on();
            let sample = Sample {
                benchmark,
                rung,
                invocation,
                round,
                turn,
                phase,
                iterations,
                wall_ns,
                cpu_ns,
                slow,
                at_ms,
                process,
                throttled,
            };
            // What cannot have been is in the record of the failure, not among the samples.
            if fault.is_none() && written.is_ok() {
                written = ledger.record(Record::Sample(sample));
            }
        });
        if is_measured {
            let (now, iterations) = (self.counters.now().since(before), iterations.saturating_mul(u64::from(samples)));
            self.counted = Some(self.counted.map_or((now, iterations), |(all, of)| (all.and(now), of + iterations)));
        }
        written?;
        let judged = taken.map_err(Absent::from).and_then(|()| match fault {
            Some(fault) => Err(Absent::Failed(fault)),
            None => self.watch.answered(request, iterations.saturating_mul(u64::from(samples))),
        });
        Ok(judged.map(|()| last))
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
