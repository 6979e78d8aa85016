//! Which samples were taken while the harness's groups were held back by their CPU quota.

use system::machine::{CpuQuota, HeldBack};

/// Looks at the groups' counts at each answer to one request.
#[derive(Debug)]
pub(super) struct Throttle<'q> {
    quota: &'q CpuQuota,
    seen: Option<HeldBack>,
    before: bool,
}

impl Throttle<'_> {
    /// At a request; where nothing limits the groups nothing is looked at.
    pub(super) fn new(quota: &CpuQuota) -> Throttle<'_> {
        Throttle { quota, seen: quota.held_back(), before: false }
    }

    /// Whether they may have been held back during the sample that has just been told. The harness is held back with its runners,
    /// so that it may see only at the end of a stop what was told before it, and the stop is the next sample's: a sample
    /// behind one that was held back counts as held back, too.
    pub(super) fn was_on(&mut self) -> bool {
        let now = self.quota.held_back();
        let grown = std::mem::replace(&mut self.seen, now) != now;
        std::mem::replace(&mut self.before, grown) || grown
    }
}
