//! What is looked at while a process lives, beside its answers: its clock, what it is loaded from, what its interpreter and its
//! processor are set to, and in how many threads it computes.

use super::clock::{Clock, Request};
use crate::build::Built;
use crate::cell::Absent;
use crate::conditions;
use records::{ClockComparison, ProcessOddities};
use system::process::Conduct;
use system::runner::{BatchTiming, ProcessState};

/// Less CPU time than this says nothing of threads, in nanoseconds: that of ended ones is counted in hundredths of a second.
const LEAST_CPU: u64 = 100_000_000;
const LEAST_BEYOND: u64 = 50_000_000;

/// What a runtime does on the side may take this share of its CPU time.
const ON_THE_SIDE: f64 = 0.1;

/// A process that is looked at.
#[derive(Debug)]
pub(super) struct Watch<'s> {
    built: &'s Built,
    clock: Clock,
    loaded: Option<Vec<String>>,
    flushes_subnormals: bool,
    warm: Conduct,
}

impl<'s> Watch<'s> {
    /// A process that has just loaded its kernel.
    pub(super) fn begin(built: &'s Built, state: Option<ProcessState>) -> Result<Watch<'s>, Absent> {
        let clock = Clock::new(built.simulated, built.calls || built.warms_up_itself);
        let mut watch = Watch { built, clock, loaded: None, flushes_subnormals: false, warm: Conduct::default() };
        watch.look(state)?;
        Ok(watch)
    }

    /// What is done from now on is measured.
    pub(super) fn is_warm(&mut self, conduct: Conduct) {
        self.warm = conduct;
    }

    /// The clock that its times are held against.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Takes in a batch; see [`Clock::batch`].
    pub(super) fn batch(
        &self,
        request: &mut Request,
        timing: BatchTiming,
        passed: std::time::Duration,
        measured: bool,
    ) -> Result<(), String> {
        self.clock.batch(request, timing, passed, measured)
    }

    /// Takes in a request that was answered; see [`Clock::answered`].
    pub(super) fn answered(&mut self, request: Request, iterations: u64) -> Result<(), Absent> {
        self.clock.answered(request, iterations).map_err(Absent::Failed)
    }

    /// The last look before it ends: what was noticed of it, where there is anything.
    pub(super) fn end(
        &mut self,
        state: Option<ProcessState>,
        conduct: &Conduct,
    ) -> Result<(Option<ClockComparison>, Option<ProcessOddities>), Absent> {
        self.look(state)?;
        let oddities = ProcessOddities {
            flushes_subnormals: self.flushes_subnormals && !self.built.fast_math,
            beyond_threads: self.beyond_threads(conduct),
        };
        Ok((self.clock.comparison(), (oddities != ProcessOddities::default()).then_some(oddities)))
    }

    fn look(&mut self, state: Option<ProcessState>) -> Result<(), Absent> {
        let state = state.unwrap_or_default();
        if let Some(fault) = conditions::fault(&self.built.asked_for, &self.built.tool, &state) {
            return Err(Absent::Failed(fault));
        }
        self.flushes_subnormals |= conditions::flushes_subnormals(&state);
        self.loaded = state.files.or(self.loaded.take());
        match self.built.files.change(self.loaded.as_deref()) {
            Some(change) => Err(Absent::Changed(change)),
            None => Ok(()),
        }
    }

    /// The share of its CPU time that it spent in more threads than its rung declares, where that is much.
    fn beyond_threads(&self, conduct: &Conduct) -> Option<f64> {
        let (all, beyond) = conduct.beyond(&self.warm, self.built.threads.max(1) as usize);
        let share = beyond as f64 / all.max(1) as f64;
        let much = all >= LEAST_CPU && beyond >= LEAST_BEYOND && share > ON_THE_SIDE;
        (much && !self.built.helpers).then_some(share)
    }
}
