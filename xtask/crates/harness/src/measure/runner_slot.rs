//! Which process of which cell.

use std::time::Instant;

use super::agreed::Expectation;
use super::{Settings, Subject, TimedInput};
use crate::check::Checked;

/// Which process of which cell, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunnerSlot<'s> {
    pub(super) subject: &'s Subject<'s>,
    pub(super) cell: &'s Checked,
    pub(super) invocation: u32,
    pub(super) first_round: u32,
    /// Which of the cell's processes in the invocation, from 0.
    pub(super) process: u32,
    pub(super) settings: &'s Settings<'s>,
    pub(super) session: Instant,
}

impl RunnerSlot<'_> {
    pub(super) fn work(&self) -> &TimedInput {
        self.subject.work_of(self.cell)
    }

    pub(super) fn expectation(&self) -> Expectation {
        let rung = &self.cell.built().rung;
        (self.subject.id.clone(), self.subject.other_work.contains_key(rung).then(|| rung.clone()))
    }

    /// Where samples before the first round belong.
    pub(super) fn first_turn(self) -> (u32, u32) {
        (self.first_round, 0)
    }
}
