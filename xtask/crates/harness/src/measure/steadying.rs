//! A living runner whose runtime compiles while it runs is warmed up until its times tell, or as long as others of its kind needed.

use std::time::{Duration, Instant};

use super::Ledger;
use super::live_runner::{Attempt, LiveRunner};
use super::turn::Purpose;
use super::warming::{Call, LONG_CALL, MOST_CALLS, Need, Warming, is_told, worked};
use crate::cell::Absent;
use records::{CellId, Phase, Record, Steadiness, WarmUp};
use system::runner::{Mode, Prepare};

/// Short calls are asked for together until they take so long: each question costs the harness some time of the processor.
const TOGETHER: Duration = Duration::from_millis(100);

/// So many samples are as short as those that are summarised; a curve that goes on ...
const IN_DETAIL: usize = 100;

/// ... has samples of this length, or longer where the profile has.
const LATER: Duration = Duration::from_millis(50);

/// No more calls than this at once.
const MOST_TOGETHER: usize = 10;

/// For how many calls to ask at once, of those that may still be made, when the latest was this.
fn together(latest: Option<&Call>, left: usize) -> u32 {
    let each = latest.map_or(f64::INFINITY, |call| call.whole);
    let fitting = (TOGETHER.as_secs_f64() / each.max(1e-9)) as usize;
    u32::try_from(fitting.clamp(1, MOST_TOGETHER).min(left.max(1))).unwrap_or(1)
}

impl LiveRunner<'_> {
    /// Whether the process is to be warmed up by the smaller input when a call takes so long.
    pub(super) fn goes_aside(&self, call: Duration) -> bool {
        call > LONG_CALL && self.smaller().is_some() && self.built().compiles && !self.is_steadied
    }

    /// How long a sample is after so many others.
    fn sample_after(&self, made: usize) -> Duration {
        let usual = self.slot.settings.profile.sample_time;
        if made < IN_DETAIL { usual } else { usual.max(LATER) }
    }

    fn smaller(&self) -> Option<&Prepare> {
        self.slot.subject.steadying.as_ref()?.smaller.as_ref()
    }

    /// Has the process iterate on until it is known to be steady, as far as there is time, and records what came of it. A call
    /// takes so long now.
    pub(super) fn become_steady(
        &mut self,
        call: Duration,
        warming: &mut Warming,
        ledger: &mut dyn Ledger,
    ) -> Attempt<()> {
        if self.is_steadied || !self.built().compiles || self.slot.subject.steadying.is_none() {
            return Ok(Ok(()));
        }
        let begun = Instant::now();
        let need = warming.need(self.built(), &self.slot.work().input);
        let smaller = self.smaller().filter(|_| need.map_or(call > LONG_CALL, |need| need.smaller)).cloned();
        let mut aside = Vec::new();
        let warmed = match &smaller {
            None => self.iterate_on(need, warming, ledger)?,
            Some(smaller) => self.iterate_aside(smaller, need, warming, &mut aside),
        };
        if let Err(absent) = warmed {
            return Ok(Err(absent));
        }
        self.is_steadied = true;
        // What the smaller input has cooled gets warm again. A slow cell has one call, which counts.
        if !aside.is_empty()
            && call < Duration::MAX
            && let Err(absent) = self.sample(1, 1, self.slot.first_turn(), |_| Purpose::new(Phase::WarmUp), ledger)?
        {
            return Ok(Err(absent));
        }
        let calls = if smaller.is_some() { &aside } else { &self.early };
        let spent = worked(&self.early) + worked(&aside);
        let steadiness = match need {
            Some(need) if need.is_met(calls) => Steadiness::AsTested,
            None if is_told(calls, spent) => Steadiness::Tested,
            Some(_) | None => Steadiness::NotKnown,
        };
        let seen = (steadiness == Steadiness::Tested).then(|| Need::seen(calls, smaller.is_some()));
        if let Some(need) = seen {
            self.learnt += begun.elapsed().saturating_sub(Duration::from_millis(need.ms));
            warming.learn(self.built(), &self.slot.work().input, need);
        }
        let CellId { rung, benchmark } = self.slot.cell.id();
        ledger.record(Record::WarmUp(WarmUp {
            benchmark,
            rung,
            invocation: self.slot.invocation,
            process: self.slot.process,
            steadiness,
            calls: u32::try_from(self.early.len() + aside.len()).unwrap_or(u32::MAX),
            worked_ms: u64::try_from(spent.as_millis()).unwrap_or(u64::MAX),
            needs: seen.or(need).map(|need| need.calls),
            smaller: smaller.map(|input| name(&input)),
            smaller_ns: aside.iter().map(|call| (call.iteration * 1e9) as u64).collect(),
        }))?;
        Ok(Ok(()))
    }

    /// More calls of the timed input, until its times tell or the need is met.
    fn iterate_on(&mut self, need: Option<Need>, warming: &mut Warming, ledger: &mut dyn Ledger) -> Attempt<()> {
        let is_done = |early: &[Call]| match need {
            Some(need) => need.is_met(early),
            None => is_told(early, worked(early)),
        };
        let mut allowed = warming.allowance();
        while !is_done(&self.early) && self.early.len() < MOST_CALLS && !allowed.is_zero() {
            let purpose = |_| Purpose::new(Phase::WarmUp);
            let made = self.early.len();
            let samples = together(self.early.last(), MOST_CALLS - made);
            match self.sample(
                samples,
                self.batch_for(self.sample_after(made)),
                self.slot.first_turn(),
                purpose,
                ledger,
            )? {
                Ok(iteration) => self.pace.iteration = iteration,
                Err(absent) => return Ok(Err(absent)),
            }
            let took = worked(&self.early[made..]);
            warming.spend(took);
            allowed = allowed.saturating_sub(took);
        }
        Ok(Ok(()))
    }

    /// Calls of the smaller input. Their times stand in one record, not among the samples, which are all of one input.
    fn iterate_aside(
        &mut self,
        smaller: &Prepare,
        need: Option<Need>,
        warming: &mut Warming,
        calls: &mut Vec<Call>,
    ) -> Result<(), Absent> {
        if need.is_some_and(|need| need.calls == 0) {
            return Ok(());
        }
        let before = worked(&self.early);
        let is_done = |calls: &[Call]| match need {
            Some(need) => need.is_met(calls),
            None => is_told(calls, before + worked(calls)),
        };
        self.runner.prepare(smaller, Mode::Time)?;
        let mut iteration = Duration::ZERO;
        let mut allowed = warming.allowance();
        while !is_done(calls) && calls.len() < MOST_CALLS && !allowed.is_zero() {
            // Batches are short, so that there are enough of them.
            let batch = if calls.is_empty() { 1 } else { self.batch_of(iteration, self.sample_after(calls.len())) };
            iteration = self.call(batch)?;
            let (one, whole) = (iteration.as_secs_f64(), iteration.as_secs_f64() * batch as f64);
            calls.push(Call { iteration: one, whole });
            warming.spend(Duration::from_secs_f64(whole));
            allowed = allowed.saturating_sub(Duration::from_secs_f64(whole));
        }
        self.runner.prepare(&self.slot.work().input, Mode::Time)?;
        Ok(())
    }

    /// One batch that is no sample, and what one iteration of it took.
    fn call(&mut self, iterations: u64) -> Result<Duration, Absent> {
        self.runner.allow(self.slot.settings.limits.with(self.built().limits));
        let mut whole = Duration::ZERO;
        self.runner.run(1, iterations, |timing, _| whole = Duration::from_nanos(timing.wall_ns))?;
        Ok(whole.div_f64(iterations as f64))
    }
}

/// An input, for people.
fn name(input: &Prepare) -> String {
    match input {
        Prepare::Integer { value } => value.to_string(),
        Prepare::Bytes { path } | Prepare::Json { path } => {
            path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
        }
        Prepare::Call(request) => request.text().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_calls_are_asked_for_together_and_long_ones_one_by_one() {
        let of = |ms: f64, left| together(Some(&Call { iteration: 0.0, whole: ms / 1e3 }), left);
        assert_eq!([200.0, 51.0, 30.0, 10.0, 1.0, 0.0].map(|ms| of(ms, 99)), [1, 1, 3, 10, 10, 10]);
        assert_eq!((of(1.0, 4), together(None, 99)), (4, 1));
    }
}
