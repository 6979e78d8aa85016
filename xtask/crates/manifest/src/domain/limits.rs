//! How long runners may take for their answers, as far as the manifest says it.

use std::time::Duration;

/// How long a runner may take for an answer of each kind; none where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerLimits {
    /// From its start to its first answer.
    pub start: Option<Duration>,
    /// For each further input.
    pub prepare: Option<Duration>,
    /// For each sample.
    pub run: Option<Duration>,
    /// For an output, and for anything else.
    pub output: Option<Duration>,
}

impl AnswerLimits {
    /// These, and where they say nothing the others.
    #[must_use]
    pub fn or(self, other: AnswerLimits) -> AnswerLimits {
        AnswerLimits {
            start: self.start.or(other.start),
            prepare: self.prepare.or(other.prepare),
            run: self.run.or(other.run),
            output: self.output.or(other.output),
        }
    }
}
