//! Agreement: nothing that disagrees with the oracle is ever timed.
//!
//! Every kernel passes every check input in the order A, B, A in one process, so that whatever it keeps from one input
//! to the next shows. What has passed is remembered under the hashes of everything that could change it.

mod agreement;
mod canonical;
mod cases;
mod oracle;

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use agreement::Difference;
pub use cases::{Case, Cases, InputsError, document, documents};
pub use oracle::Oracle;

use crate::build::Built;
use crate::files::{self, Fingerprint};
use crate::interrupt;
use crate::manifest::{Benchmark, Id, Manifest};
use crate::parallel;
use crate::progress::Progress;
use crate::runner::{Mode, Runner, RunnerError};
use agreement::Expected;

/// How long a runner may take to end: some look for leaks then.
pub const LAST_WORDS: Duration = Duration::from_secs(3);

/// A cell that has passed its check; the only thing that can be measured.
#[derive(Debug, Clone)]
pub struct Checked {
    built: Built,
    peak_bytes: u64,
}

impl Checked {
    /// The cell.
    pub fn built(&self) -> &Built {
        &self.built
    }

    /// The very same cell under another rung's name, so that it can be compared with itself.
    #[must_use]
    pub fn named(&self, rung: Id) -> Checked {
        Checked { built: Built { rung, ..self.built.clone() }, ..*self }
    }

    /// The peak resident memory of its runner after the check, in bytes.
    pub fn peak_bytes(&self) -> u64 {
        self.peak_bytes
    }
}

/// What a check found.
#[derive(Debug)]
pub enum Verdict {
    /// Every output agreed.
    Passed(Box<Checked>),
    /// An output differs; which, where and how.
    Disagrees(String),
    /// The runner failed.
    Failed(String),
    /// Ctrl-C came first.
    Interrupted,
}

/// What a passed check remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Pass {
    peak_bytes: u64,
}

/// Checks cells against the oracle.
#[derive(Debug)]
pub struct Checker<'a> {
    /// The ladder.
    pub manifest: &'a Manifest,
    /// Where passed checks are remembered.
    pub target: &'a Path,
    /// The longest time for one answer of a runner.
    pub limit: Duration,
    /// Whether an earlier pass counts.
    pub remember: bool,
    /// What the user sees.
    pub progress: &'a Progress,
}

impl Checker<'_> {
    /// Checks cells side by side; the verdicts come in the same order.
    pub fn check(&self, cells: Vec<Built>, cases: &Cases) -> Vec<Verdict> {
        let work = self.progress.work(cells.len() as u64, &format!("checking {} cells", cells.len()));
        parallel::side_by_side(cells, |built| {
            work.doing(&format!("checking {}/{}", built.rung, built.benchmark));
            let verdict = self.cell(built, cases);
            work.advance();
            verdict
        })
    }

    fn cell(&self, built: Built, cases: &Cases) -> Verdict {
        if interrupt::requested() {
            return Verdict::Interrupted;
        }
        let Some(benchmark) = self.manifest.benchmarks.get(&built.benchmark) else {
            return Verdict::Failed(format!("no benchmark `{}` is declared", built.benchmark));
        };
        let cases = asked(&built, cases.of(&built.benchmark));
        if cases.is_empty() {
            return Verdict::Failed("there is no input to check it on".to_owned());
        }
        let memory = self.target.join("checked").join(key(&built, benchmark, &cases));
        if self.remember
            && let Ok(pass) = std::fs::read(&memory)
            && let Ok(Pass { peak_bytes }) = serde_json::from_slice(&pass)
        {
            return Verdict::Passed(Box::new(Checked { built, peak_bytes }));
        }
        match Self::conversation(self.limit, &built, benchmark, &cases) {
            Ok(peak_bytes) => {
                if let Ok(text) = serde_json::to_vec(&Pass { peak_bytes }) {
                    // Not to remember costs time at the next check, and nothing else.
                    let _ = files::write_whole(&memory, &text);
                }
                Verdict::Passed(Box::new(Checked { built, peak_bytes }))
            }
            Err(verdict) => {
                // An earlier pass is no longer believed.
                let _ = std::fs::remove_file(&memory);
                verdict
            }
        }
    }

    fn conversation(limit: Duration, built: &Built, benchmark: &Benchmark, cases: &[&Case]) -> Result<u64, Verdict> {
        let mut runner = Runner::start(&built.runner, limit).map_err(|error| failed("its start", &error))?;
        for case in in_triples(cases) {
            ask(&mut runner, benchmark, case)?;
        }
        let peak = runner.memory().map_err(|error| failed("`memory`", &error))?;
        runner.quit(LAST_WORDS).map_err(|error| failed("`quit`", &error))?;
        Ok(peak)
    }
}

/// Asks a living runner for one case, and judges what it answers.
///
/// # Errors
/// When the answer is wrong, or there is none; a runner that has failed is of no use any more.
pub fn ask(runner: &mut Runner, benchmark: &Benchmark, case: &Case) -> Result<(), Verdict> {
    let answered = runner
        .prepare(&case.prepare, Mode::Verify)
        // Two iterations, so that a kernel that hands out one object twice is seen.
        .and_then(|()| runner.run(1, 2, |_| ()))
        .and_then(|()| runner.output());
    judge(benchmark, case, answered).map_err(|problem| match problem {
        Problem::Differs(text) => Verdict::Disagrees(format!("on {}: {text}", case.name)),
        Problem::Broke(error) => failed(&case.name, &error),
    })
}

/// Compares a timed output with the oracle's.
///
/// # Errors
/// The first difference.
pub fn compare_timed(benchmark: &Benchmark, oracle: &Value, output: &Value) -> Result<(), Difference> {
    agreement::compare(oracle, output, benchmark.tolerance, &benchmark.output)
}

/// SHA-256 of an output's canonical JSON.
pub fn output_sha256(output: &Value) -> String {
    files::sha256(canonical::canonical(output))
}

enum Problem {
    Differs(String),
    Broke(RunnerError),
}

fn judge(benchmark: &Benchmark, case: &Case, answered: Result<Value, RunnerError>) -> Result<(), Problem> {
    match (&case.expected, answered) {
        (Expected::Output(expected), Ok(output)) => {
            agreement::compare(expected, &output, benchmark.tolerance, &benchmark.output)
                .map_err(|difference| Problem::Differs(difference.to_string()))
        }
        (Expected::Output(_), Err(RunnerError::Refused(reply))) => {
            Err(Problem::Differs(format!("expected an output, got the error `{}` ({})", reply.message, reply.kind)))
        }
        (Expected::Error(place), Err(RunnerError::Refused(reply))) if reply.kind == "input" => {
            agreement::compare_error(place.as_ref(), reply.index, reply.field.as_deref())
                .map_err(|difference| Problem::Differs(format!("{difference} (`{}`)", reply.message)))
        }
        (Expected::Error(_), Err(RunnerError::Refused(reply))) => Err(Problem::Differs(format!(
            "expected a refusal of the input, got the error `{}` ({})",
            reply.message, reply.kind
        ))),
        (Expected::Error(_), Ok(output)) => {
            let text: String = canonical::canonical(&output).chars().take(120).collect();
            Err(Problem::Differs(format!("expected a refusal of the input, got {text}")))
        }
        (_, Err(error)) => Err(Problem::Broke(error)),
    }
}

fn failed(doing: &str, error: &RunnerError) -> Verdict {
    match error {
        RunnerError::Interrupted => Verdict::Interrupted,
        other => Verdict::Failed(format!("at {doing}: {other}")),
    }
}

/// The cases for a kernel: those that must be refused are only for one that refuses.
pub fn asked<'c>(built: &Built, cases: &'c [Case]) -> Vec<&'c Case> {
    cases.iter().filter(|case| built.validates || !case.must_be_refused()).collect()
}

/// A; B, A; C, B; D, C ...: every input is seen again after another one.
fn in_triples<'c>(cases: &[&'c Case]) -> impl Iterator<Item = &'c Case> {
    let pairs = cases.windows(2).flat_map(|pair| [pair[1], pair[0]]);
    cases.first().copied().into_iter().chain(pairs).chain(cases.last().copied())
}

/// Everything that could turn a pass into a failure: artefact, toolchain, runner, inputs, expectations, harness.
fn key(built: &Built, benchmark: &Benchmark, cases: &[&Case]) -> String {
    let mut key = Fingerprint::default()
        .with("harness", files::this_program())
        .with("cell", &built.fingerprint)
        .with("comparison", format!("{:?} {:?}", benchmark.input, benchmark.tolerance));
    for case in cases {
        key = key.with(&case.name, &case.fingerprint);
    }
    key.hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::Prepare;

    fn case(name: &str) -> Case {
        Case {
            name: name.to_owned(),
            prepare: Prepare::Integer { value: 1 },
            expected: Expected::Error(None),
            fingerprint: String::new(),
        }
    }

    #[test]
    fn every_input_is_seen_again_after_another_one() {
        let cases = [case("A"), case("B"), case("C")];
        let cases: Vec<&Case> = cases.iter().collect();
        let order: Vec<&str> = in_triples(&cases).map(|case| case.name.as_str()).collect();
        assert_eq!(order, ["A", "B", "A", "C", "B", "C"]);
        assert_eq!(in_triples(&cases[..1]).count(), 2);
        assert_eq!(in_triples(&[]).count(), 0);
    }
}
