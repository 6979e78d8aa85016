//! How long processes are warmed up whose runtimes compile while they run: until their times tell whether they are steady, or
//! as long as an earlier process of their kind was seen to need.
//!
//! Time is what the calls say that they took. All of it together may take no more than a share of the session; what that leaves
//! out is recorded as not known.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::build::Built;
use files::Fingerprint;
use records::CellId;
use statistics::steady::{self, State};
use system::runner::Prepare;

/// Fewer calls than this tell nothing of a steady state ...
const FEWEST_CALLS: u32 = 30;

/// ... nor do calls of less time together.
const LEAST: Duration = Duration::from_secs(10);

/// A process that is still changing then gets so many times as long.
const PATIENCE: u32 = 2;

/// A call that takes longer is too long to make thirty of.
pub(super) const LONG_CALL: Duration = Duration::from_millis(300);

/// No more calls than this, for runners that say that they take no time.
pub(super) const MOST_CALLS: usize = 20_000;

/// The share of the budget that all of this may take, unless the profile says otherwise: a session that does not need all of its
/// budget has spent no more than a fifth of its time on it then.
pub(super) const SHARE: f64 = 1.0 / 6.0;

/// A level is seen once it has held for a third of all calls, so that a process gets half as many again as come before it.
const SEEN: f64 = 1.5;

/// What a process was seen to need until its times do not change any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Need {
    /// Calls.
    pub(super) calls: u32,
    /// What they took together.
    pub(super) ms: u64,
    /// Whether they were of the smaller input.
    pub(super) smaller: bool,
}

impl Need {
    /// What a process shows that has made these calls, each as the time of one iteration in seconds and of all of the call.
    pub(super) fn seen(calls: &[Call], smaller: bool) -> Need {
        let times: Vec<f64> = calls.iter().map(|call| call.iteration).collect();
        let curve = steady::classify(&times).filter(|curve| curve.state != State::Unsettled);
        let from = curve.map_or(calls.len(), |curve| (curve.steady_from as f64 * SEEN).ceil() as usize);
        let took: f64 = calls.iter().take(from).map(|call| call.whole).sum();
        Need { calls: u32::try_from(from).unwrap_or(u32::MAX), ms: (took * 1e3) as u64, smaller }
    }

    /// Whether these calls are as many.
    pub(super) fn is_met(self, calls: &[Call]) -> bool {
        calls.len() >= self.calls as usize && worked(calls) >= Duration::from_millis(self.ms)
    }
}

/// One call: an iteration, or a batch of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    /// What one iteration took, in seconds.
    pub(super) iteration: f64,
    /// What all of it took, in seconds.
    pub(super) whole: f64,
}

/// What calls took together.
pub(super) fn worked(calls: &[Call]) -> Duration {
    Duration::from_secs_f64(calls.iter().map(|call| call.whole).sum::<f64>().clamp(0.0, 1e9))
}

/// Whether calls are enough to tell whether a process is steady: the last ones are those of the input that tells, and all
/// together have `spent` so much.
pub(super) fn is_told(calls: &[Call], spent: Duration) -> bool {
    if calls.len() < FEWEST_CALLS as usize || spent < LEAST {
        return false;
    }
    // A long curve is looked at every now and then.
    if !calls.len().is_multiple_of((calls.len() / 32).max(1)) {
        return false;
    }
    let times: Vec<f64> = calls.iter().map(|call| call.iteration).collect();
    spent >= LEAST * PATIENCE || steady::classify(&times).is_none_or(|curve| curve.state != State::Unsettled)
}

/// What is known of all cells, and what is left of the time.
#[derive(Debug, Default)]
pub(super) struct Warming {
    known: HashMap<CellId, Need>,
    left: Duration,
    /// What each process gets, where there is too little time to tell of all cells: then it is the same for all of them.
    each: Option<Duration>,
    /// Where needs are kept from one session to the next.
    memory: Option<PathBuf>,
}

impl Warming {
    /// For so many cells that compile while they run, each in so many invocations, that have so much time for all of this.
    pub(super) fn new(time: Duration, (cells, invocations): (u32, u32), target: Option<&Path>) -> Warming {
        let memory = target.map(|target| target.join("warm"));
        let each = (time < LEAST * cells).then(|| time / (cells * invocations).max(1));
        Warming { known: HashMap::new(), left: time, each, memory }
    }

    /// What a process may spend.
    pub(super) fn allowance(&self) -> Duration {
        self.each.map_or(self.left, |each| each.min(self.left))
    }

    /// All of it together may take so much from now on, where that is more than was left.
    pub(super) fn allow(&mut self, time: Duration) {
        self.left = self.left.max(time);
    }

    /// A call more was made than the profile asks for.
    pub(super) fn spend(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }

    /// What a cell's processes need, where one of them has shown it, in this session or an earlier one.
    pub(super) fn need(&mut self, built: &Built, input: &Prepare) -> Option<Need> {
        if let Some(known) = self.known.get(&built.id()) {
            return Some(*known);
        }
        let kept = files::recall(&self.memory.as_ref()?.join(key(built, input)))?;
        let need = serde_json::from_str(&kept).ok()?;
        self.known.insert(built.id(), need);
        Some(need)
    }

    /// Keeps what a process has shown. That it cannot be kept costs the next session time, and nothing else.
    pub(super) fn learn(&mut self, built: &Built, input: &Prepare, need: Need) {
        self.known.insert(built.id(), need);
        if let (Some(memory), Ok(text)) = (&self.memory, serde_json::to_string(&need)) {
            let _ = files::remember(&memory.join(key(built, input)), &text);
        }
    }
}

/// What a need was seen of: kernel, runtime, machine and input.
fn key(built: &Built, input: &Prepare) -> String {
    let machine = system::machine::describe();
    Fingerprint::default()
        .with("kernel", &built.fingerprint)
        .with("runtime", built.tool.identity())
        .with("machine", format!("{} {}", machine["cpu"], machine["cores"]))
        .with("held to one core", built.pinned.to_string())
        .with("input", serde_json::to_string(input).unwrap_or_default())
        .hex()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(times: &[f64]) -> Vec<Call> {
        times.iter().map(|time| Call { iteration: *time, whole: *time }).collect()
    }

    #[test]
    fn a_state_is_told_by_thirty_calls_and_ten_seconds_and_no_less() {
        let told = |count: usize, time: f64| {
            let calls = calls(&vec![time; count]);
            is_told(&calls, worked(&calls))
        };
        assert!(!told(29, 1.0), "too few");
        assert!(!told(99, 0.1), "too short");
        assert!(told(30, 0.4) && told(102, 0.1));
        let changing: Vec<f64> = (0..40).map(|place| if place < 36 { 0.3 } else { 0.1 }).collect();
        let changing = calls(&changing);
        assert!(!is_told(&changing, worked(&changing)), "the last level is young");
        assert!(is_told(&changing, Duration::from_secs(20)), "there is an end to patience");
    }

    #[test]
    fn a_process_needs_what_came_before_its_last_level() {
        let times: Vec<f64> = (0..40).map(|place| if place < 12 { 3.0 } else { 1.0 }).collect();
        let calls = calls(&times);
        let need = Need::seen(&calls, false);
        assert_eq!(need, Need { calls: 18, ms: 42_000, smaller: false });
        assert!(need.is_met(&calls[..18]) && !need.is_met(&calls[..17]));
        let never: Vec<f64> = (0..40).map(|place| if place < 36 { 3.0 } else { 1.0 }).collect();
        assert_eq!(Need::seen(&self::calls(&never), true).calls, 40, "as long as it was looked at");
        assert_eq!(Need::seen(&self::calls(&[1.0; 40]), true).calls, 0);
    }

    #[test]
    fn all_of_it_takes_a_share_of_the_session() {
        let mut warming = Warming::new(Duration::from_secs(10), (1, 3), None);
        warming.spend(Duration::from_millis(9_900));
        assert_eq!(warming.allowance(), Duration::from_millis(100), "one process may use all of it");
        warming.spend(Duration::from_secs(1));
        assert!(warming.allowance().is_zero());
        warming.allow(Duration::from_secs(2));
        assert_eq!(warming.allowance(), Duration::from_secs(2), "for what comes beyond the plan");
        warming.allow(Duration::from_secs(1));
        assert_eq!(warming.allowance(), Duration::from_secs(2), "nothing is taken away");
    }

    #[test]
    fn where_there_is_too_little_time_to_tell_of_all_each_process_gets_the_same() {
        let mut warming = Warming::new(Duration::from_secs(9), (5, 3), None);
        assert_eq!(warming.allowance(), Duration::from_millis(600));
        warming.spend(Duration::from_millis(8_700));
        assert_eq!(warming.allowance(), Duration::from_millis(300), "and no more than is left");
        assert_eq!(Warming::new(Duration::from_secs(50), (5, 3), None).allowance(), Duration::from_secs(50));
        assert!(Warming::new(Duration::from_secs(9), (0, 3), None).allowance() > Duration::ZERO);
    }
}
