//! A conversation with one runner about all probes of a subject.

use std::path::Path;

use anyhow::Context as _;
use indexmap::IndexMap;

use super::{answer, no_answer};
use crate::check::{LAST_WORDS, calls};
use agreement::{DifferenceKind, Tolerance, Value, read};
use manifest::Benchmark;
use records::differences::{AnswerKind, ProbeAnswer};
use system::process::Spawner;
use system::process::Spec;
use system::runner::{Limits, Mode, Runner, RunnerError};

/// The place of a difference that needs no place.
const WHOLE_OUTCOME: &str = "what comes of the call";

/// How often a call is made; what comes of the last time counts. Some tools compile what has been called before.
const TIMES: u64 = 3;

/// How many lines of a tool's words are kept.
const MOST_LINES: usize = 3;

/// How many characters of a line.
const LONGEST_LINE: usize = 160;

/// Asks one runner.
pub(super) struct Asker<'a> {
    pub(super) root: &'a Path,
    pub(super) spawner: &'a Spawner,
    pub(super) spec: &'a Spec,
    pub(super) limits: Limits,
    pub(super) benchmark: &'a Benchmark,
}

/// Answers, each with the name of its probe.
pub(super) type NamedAnswers = Vec<(String, ProbeAnswer)>;

/// What a runner said.
pub(super) enum Asked {
    /// Of each probe.
    Each(NamedAnswers),
    /// The file could not be imported; in the tool's words.
    WholeRefused(String),
}

impl Asker<'_> {
    /// What comes of all calls of all probes by definition.
    pub(super) fn expect(&self) -> anyhow::Result<IndexMap<String, Vec<Value>>> {
        let mut runner = self.start()?;
        let mut all = IndexMap::new();
        for (name, probe) in &self.benchmark.probes {
            let mut outputs = Vec::new();
            for call in &probe.calls {
                let text = self.outcome(&mut runner, name, call).with_context(|| format!("{call} has no outcome"))?;
                outputs.push(read(&text).with_context(|| format!("what comes of {call} cannot be compared"))?);
            }
            all.insert(name.clone(), outputs);
        }
        runner.quit(LAST_WORDS)?;
        Ok(all)
    }

    /// What becomes of these probes.
    pub(super) fn ask(&self, names: &[&str], expected: &IndexMap<String, Vec<Value>>) -> Asked {
        let mut living = None;
        let mut each = Vec::new();
        for name in names {
            let Some(outputs) = expected.get(*name) else { continue };
            match self.probe(&mut living, name, outputs) {
                // What was imported once is not refused later.
                Err(said) if each.is_empty() && names.len() > 1 => return Asked::WholeRefused(said),
                Err(said) => {
                    let refused = ProbeAnswer { got: Some(words(&said)), ..answer(AnswerKind::RefusedAtRun) };
                    each.push(((*name).to_owned(), refused));
                }
                Ok(answer) => each.push(((*name).to_owned(), answer)),
            }
        }
        if let Some(runner) = living {
            // How it ends says nothing of what it answered.
            let _ = runner.quit(LAST_WORDS);
        }
        Asked::Each(each)
    }

    /// What becomes of a probe.
    ///
    /// # Errors
    /// With what is said of a file that cannot be imported.
    fn probe(&self, living: &mut Option<Runner>, name: &str, outputs: &[Value]) -> Result<ProbeAnswer, String> {
        for (call, expected) in self.benchmark.probes[name].calls.iter().zip(outputs) {
            let mut runner = match living.take().map_or_else(|| self.start(), Ok) {
                Ok(runner) => runner,
                Err(error) => return Ok(no_answer(&error.to_string())),
            };
            let text = match self.outcome(&mut runner, name, call) {
                Ok(text) => text,
                Err(RunnerError::Refused(reply)) => {
                    *living = Some(runner);
                    let refused =
                        |is| ProbeAnswer { call: Some(call.clone()), got: Some(words(&reply.message)), ..answer(is) };
                    return match reply.kind.as_str() {
                        "import" => Err(reply.message),
                        "internal" => Ok(refused(AnswerKind::NoAnswer)),
                        _ => Ok(refused(AnswerKind::RefusedAtRun)),
                    };
                }
                // The process is gone, or of no use any more; the next probe gets another. What ends a process is not
                // repeated to everybody.
                Err(error) => return Ok(no_answer(&error.to_string())),
            };
            *living = Some(runner);
            let output = match read(&text) {
                Ok(output) => output,
                Err(error) => return Ok(no_answer(&format!("the output cannot be compared: {error}"))),
            };
            if let Err(difference) = agreement::calls::compare(expected, &output, Tolerance::Exact, false) {
                return Ok(ProbeAnswer {
                    is: kind(difference.kind),
                    call: Some(call.clone()),
                    place: Some(difference.path).filter(|path| path != "the result" && path != WHOLE_OUTCOME),
                    expected: Some(difference.expected),
                    got: Some(difference.actual),
                });
            }
        }
        Ok(answer(AnswerKind::Same))
    }

    fn start(&self) -> Result<Runner, RunnerError> {
        Runner::start(self.spawner, self.spec, self.limits)
    }

    fn outcome(&self, runner: &mut Runner, function: &str, call: &str) -> Result<String, RunnerError> {
        runner.prepare(&calls::of_probe(self.root, self.benchmark, function, call), Mode::Verify)?;
        runner.run(1, TIMES, |_, _| ())?;
        runner.output_text()
    }
}

/// How a result differs, as an answer.
fn kind(kind: DifferenceKind) -> AnswerKind {
    match kind {
        DifferenceKind::Value => AnswerKind::Value,
        DifferenceKind::Type => AnswerKind::Type,
        DifferenceKind::LastDigits => AnswerKind::LastDigits,
        DifferenceKind::Order => AnswerKind::Order,
        DifferenceKind::Exception => AnswerKind::Exception,
    }
}

/// A tool's own words without the command that had it say them: the lines that speak of an error, or else the last ones.
pub(super) fn words(reason: &str) -> String {
    let reason = uncoloured(reason);
    let lines: Vec<&str> = reason.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said = if lines.len() > 1 && lines[0].starts_with('`') { &lines[1..] } else { &lines[..] };
    let errors: Vec<&str> = said.iter().copied().filter(|line| line.to_lowercase().contains("error")).collect();
    let kept = match (said.len() <= MOST_LINES, errors.as_slice()) {
        (true, _) => said,
        (false, []) => &said[said.len() - MOST_LINES..],
        (false, errors) => &errors[..errors.len().min(MOST_LINES)],
    };
    kept.join("\n")
}

/// A tool's words, no line of them too long; what is private in them was replaced before, as half of a name is not found.
pub(super) fn cut(words: &str) -> String {
    let cut = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    words.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// A text without the sequences that colour it on a terminal.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    let behind = |part: &str| part.find('m').map_or_else(String::new, |end| part[end + 1..].to_owned());
    parts.fold(first, |text, part| text + &behind(part))
}

#[cfg(test)]
mod tests {
    use super::{cut, words};

    #[test]
    fn a_tools_words_are_kept_without_the_command_and_at_most_three_lines_of_them() {
        assert_eq!(words("`cc a.c` exited with 1\na.c:3: error: no"), "a.c:3: error: no");
        assert_eq!(words("\u{1b}[1ma.py: \u{1b}[1;31merror:\u{1b}[0m no"), "a.py: error: no");
        assert_eq!(words("one\ntwo\nthree\nfour"), "two\nthree\nfour");
        assert_eq!(words("`cc`\nnote\nnote\nnote\na: Error: this\nmore"), "a: Error: this");
        assert_eq!(cut(&words(&"x".repeat(500))).chars().count(), 161);
        assert_eq!(cut("one\ntwo"), "one\ntwo");
    }
}
