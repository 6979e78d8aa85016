//! Timed outputs that have agreed, by their very text.
//!
//! Every output is compared. Where its text is, byte for byte, one that was compared with the same expectation before, so
//! is the verdict, and half a megabyte need not be parsed, compared number by number and hashed once more: the harness
//! would spend more of the session on that than on everything else.

use std::collections::HashMap;

use manifest::Id;
use records::{CellId, Output, Record};

use super::Ledger;
use super::live_runner::{Attempt, LiveRunner};
use crate::cell::Absent;
use crate::check;

/// No more texts for one expectation than this: there are as many as there are ways to write numbers and blanks.
const MOST: usize = 8;

/// What outputs are compared with: a benchmark's expectation, or that of a rung that is given other work.
pub(super) type Expectation = (Id, Option<Id>);

/// A text, and the SHA-256 of its canonical JSON.
type Text = (String, String);

/// The texts that agreed so far.
#[derive(Debug, Default)]
pub(super) struct Agreed(HashMap<Expectation, Vec<Text>>);

impl Agreed {
    /// The SHA-256 of an output's canonical JSON, if this text has agreed before.
    pub(super) fn sha256(&self, expectation: &Expectation, text: &str) -> Option<String> {
        let texts = self.0.get(expectation)?;
        texts.iter().find(|(known, _)| known == text).map(|(_, sha256)| sha256.clone())
    }

    /// Keeps a text that has agreed.
    pub(super) fn add(&mut self, expectation: Expectation, text: String, sha256: String) {
        let texts = self.0.entry(expectation).or_default();
        if texts.len() < MOST {
            texts.push((text, sha256));
        }
    }
}

impl LiveRunner<'_> {
    /// Has the last output compared with the oracle's.
    pub(super) fn compare(&mut self, agreed: &mut Agreed, ledger: &mut dyn Ledger) -> Attempt<()> {
        let sha256 = match self.agreement(agreed) {
            Ok(sha256) => sha256,
            Err(absent) => return Ok(Err(absent)),
        };
        let CellId { rung, benchmark } = self.id();
        ledger.record(Record::Output(Output { benchmark, rung, invocation: self.slot.invocation, sha256 }))?;
        Ok(Ok(()))
    }

    /// The SHA-256 of the last output's canonical JSON, if it agrees.
    fn agreement(&mut self, agreed: &mut Agreed) -> Result<String, Absent> {
        let text = self.runner.output_text()?;
        let expectation = self.slot.expectation();
        if let Some(sha256) = agreed.sha256(&expectation, &text) {
            return Ok(sha256);
        }
        let output = agreement::read(&text).map_err(|error| check::incomparable("at the timed size", &error))?;
        check::compare_timed(self.slot.subject.benchmark, &self.slot.work().expected, &output)
            .map_err(|difference| Absent::Disagrees(format!("at the timed size: {difference}"), difference.kind))?;
        let sha256 = agreement::sha256(&output);
        agreed.add(expectation, text, sha256.clone());
        Ok(sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_agreed_with_its_own_expectation_alone() {
        let mut agreed = Agreed::default();
        let (own, other) = (Id::fixed("nbody"), Id::fixed("spectral-norm"));
        agreed.add((own.clone(), None), "[1.0]".to_owned(), "aa".to_owned());
        assert_eq!(agreed.sha256(&(own.clone(), None), "[1.0]"), Some("aa".to_owned()));
        assert_eq!(agreed.sha256(&(own.clone(), None), "[1.00]"), None, "it may be the same, which comparing tells");
        assert_eq!(agreed.sha256(&(own.clone(), Some(other.clone())), "[1.0]"), None);
        assert_eq!(agreed.sha256(&(other, None), "[1.0]"), None);
    }

    #[test]
    fn runners_that_write_ever_other_texts_do_not_fill_the_memory() {
        let mut agreed = Agreed::default();
        let key = || (Id::fixed("nbody"), None);
        (0..100).for_each(|blanks| agreed.add(key(), " ".repeat(blanks), String::new()));
        assert!(agreed.sha256(&key(), &" ".repeat(MOST - 1)).is_some());
        assert_eq!(agreed.sha256(&key(), &" ".repeat(MOST)), None);
    }
}
