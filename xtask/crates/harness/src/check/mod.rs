//! Agreement: nothing that disagrees with the oracle is ever timed.
//!
//! Every kernel passes every check input in the order A, B, A in one process, so that whatever it keeps from one input
//! to the next shows. What has passed is remembered under the hashes of everything that could change it, and cells whose
//! hashes are the same are one check.

pub(crate) mod calls;
mod cases;
mod expected;
mod oracle;
mod order;
mod published;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use calls::{CallProfile, Hotspot, SurveyError};
pub use cases::{Case, Cases, Documents, InputsError, LeftOut, document, documents};
pub use oracle::Oracle;
pub use order::asked;

use crate::build::Built;
use crate::cell::Absent;
use crate::conditions;
use crate::limits::RunnerLimits;
use agreement::{Difference, DifferenceKind, UnreadableValue, Value, canonical, read};
use expected::Expected;
use files::{self, Fingerprint};
use manifest::{Benchmark, Id, KnownValue, Manifest};
use order::in_order;
use records::CellId;
use system::interrupt;
use system::machine;
use system::process::Spawner;
use system::progress::Gauge;
use system::runner::{ErrorReply, Mode, Runner, RunnerError};

/// How long a runner may take to end: some look for leaks then.
pub const LAST_WORDS: Duration = Duration::from_secs(3);

/// What must come of a timed input.
#[derive(Debug, Clone)]
pub enum TimedOutput {
    /// The oracle's output.
    Oracle(Value),
    /// What others printed, where the oracle would take too long.
    Printed(KnownValue),
}

/// A cell that has passed its check; the only thing that can be measured.
#[derive(Debug, Clone)]
pub struct Checked {
    built: Built,
    pass: Pass,
    took: Option<Duration>,
}

impl Checked {
    /// The cell.
    pub fn built(&self) -> &Built {
        &self.built
    }

    /// The cell's name.
    pub fn id(&self) -> CellId {
        self.built.id()
    }

    /// The very same cell under another rung's name, so that it can be compared with itself.
    #[must_use]
    pub fn named(&self, rung: Id) -> Checked {
        Checked { built: Built { rung, ..self.built.clone() }, ..*self }
    }

    /// The peak resident memory of its runner after the check, in bytes.
    pub fn peak_bytes(&self) -> u64 {
        self.pass.peak_bytes
    }

    /// Lets a call take so long, unless the manifest says how long it may.
    pub(crate) fn allow_run(&mut self, time: Duration) {
        self.built.limits.run.get_or_insert(time.max(crate::limits::AT_MOST));
    }

    /// How long the check took; none where an earlier one or that of another cell counts.
    pub fn took(&self) -> Option<Duration> {
        self.took
    }
}

/// What a passed check remembers.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Pass {
    peak_bytes: u64,
}

/// A check that was passed, now or earlier.
#[derive(Debug, Clone, Copy)]
struct PassedCheck {
    pass: Pass,
    anew: bool,
}

/// What a cell is asked, with everything in it that could make a difference.
struct Question<'c> {
    key: String,
    benchmark: &'c Benchmark,
    cases: Vec<&'c Case>,
}

/// What came of questions, each asked once.
#[derive(Debug, Default)]
pub struct Answers(Mutex<HashMap<String, Answer>>);

/// What comes of a question, once somebody has asked it.
type Answer = Arc<OnceLock<Result<PassedCheck, Absent>>>;

/// Checks cells against the oracle.
#[derive(Debug)]
pub struct Checker<'a> {
    /// The ladder.
    pub manifest: &'a Manifest,
    /// What starts processes.
    pub spawner: &'a Spawner,
    /// Where passed checks are remembered.
    pub target: &'a Path,
    /// How long runners may take for their answers.
    pub limits: RunnerLimits,
    /// Whether an earlier pass counts.
    pub remember: bool,
    /// Whether tools are asked for their account of a cell that has passed.
    pub accounts: bool,
    /// What has been asked since, by everything that could make a difference.
    pub answers: Answers,
}

impl Checker<'_> {
    /// Checks what is built, on the inputs of its benchmark. Cells that differ in nothing that could make a difference are asked
    /// once, and the answer is that of all of them.
    pub fn check(&self, built: Built, cases: &Cases, work: &Gauge) -> Result<Checked, Absent> {
        cases.of_benchmark(&built.benchmark)?;
        let question = self.question(&built, cases)?;
        let answer = {
            let mut answers = self.answers.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(question.key.clone()).or_default())
        };
        work.doing(&format!("checking {}", built.id()));
        let mut took = None;
        let passed = answer.get_or_init(|| {
            let started = Instant::now();
            let passed = self.check_once(&built, &question);
            took = matches!(passed, Ok(PassedCheck { anew: true, .. })).then(|| started.elapsed());
            passed
        });
        // What takes no work does not count.
        if built.is_new || took.is_some() || passed.is_err() {
            work.advance()
        } else {
            work.forget()
        }
        let passed = passed.clone()?;
        let mut built = built;
        if self.accounts {
            self.make_account(&mut built, &question, took.is_some());
        }
        Ok(Checked { built, pass: passed.pass, took })
    }

    /// What a cell is asked, or why it cannot be.
    fn question<'c>(&'c self, built: &Built, cases: &'c Cases) -> Result<Question<'c>, Absent> {
        let Some(benchmark) = self.manifest.benchmarks.get(&built.benchmark) else {
            return Err(Absent::Failed(format!("no benchmark `{}` is declared", built.benchmark)));
        };
        let cases = asked(built, cases.of_benchmark(&built.benchmark).unwrap_or_default());
        if cases.is_empty() {
            return Err(Absent::Failed("there is no input to check it on".to_owned()));
        }
        Ok(Question { key: key(built, benchmark, &cases), benchmark, cases })
    }

    /// Whether a cell passes, now or earlier.
    fn check_once(&self, built: &Built, question: &Question<'_>) -> Result<PassedCheck, Absent> {
        if interrupt::requested() {
            return Err(Absent::Interrupted);
        }
        let Question { key, benchmark, cases } = question;
        let memory = self.target.join("checked").join(key);
        if self.remember
            && let Some(pass) = files::recall(&memory)
            && let Ok(pass) = serde_json::from_str(&pass)
        {
            return Ok(PassedCheck { pass, anew: false });
        }
        let peak_bytes = self.conversation(built, benchmark, cases).inspect_err(|_| {
            // An earlier pass is no longer believed.
            let _ = std::fs::remove_file(&memory);
        })?;
        let pass = Pass { peak_bytes };
        if let Ok(text) = serde_json::to_string(&pass) {
            // Not to remember costs time at the next check, and nothing else.
            let _ = files::remember(&memory, &text);
        }
        Ok(PassedCheck { pass, anew: true })
    }

    /// Has a tool that compiles while it runs say what stayed slow, on the first input. It is a courtesy: whatever goes wrong, there is
    /// none.
    fn make_account(&self, built: &mut Built, question: &Question<'_>, anew: bool) {
        let Some((spec, file)) = &built.accountant else { return };
        let first = in_order(&question.cases).first().copied();
        if let Some(case) = first.filter(|_| (anew || !file.exists()) && !interrupt::requested()) {
            let _ = std::fs::remove_file(file);
            if let Ok(mut runner) = Runner::start(self.spawner, spec, self.limits.with(built.limits)) {
                let _ = ask(&mut runner, question.benchmark, case);
                let _ = runner.quit(LAST_WORDS);
            }
        }
        built.read_account();
    }

    fn conversation(&self, built: &Built, benchmark: &Benchmark, cases: &[&Case]) -> Result<u64, Absent> {
        let limits = self.limits.with(built.limits);
        let mut runner =
            Runner::start(self.spawner, &built.runner, limits).map_err(|error| failed("its start", error))?;
        for case in in_order(cases) {
            ask(&mut runner, benchmark, case)?;
        }
        let peak = peak_memory(&mut runner).map_err(|absent| at("`memory`", absent))?;
        let state = runner.state().map_err(|error| failed("`state`", error))?.unwrap_or_default();
        if let Some(fault) = conditions::fault(&built.asked_for, &built.tool, &state) {
            return Err(Absent::Failed(fault));
        }
        runner.quit(LAST_WORDS).map_err(|error| failed("`quit`", error))?;
        // What passed must be what will be measured.
        match built.files.change(state.files.as_deref()) {
            Some(change) => Err(Absent::Changed(format!("{change} while it was checked"))),
            None => Ok(peak),
        }
    }
}

/// Asks a living runner for one case, and judges what it answers.
///
/// # Errors
/// When the answer is wrong, or there is none; a runner that has failed is of no use any more.
pub fn ask(runner: &mut Runner, benchmark: &Benchmark, case: &Case) -> Result<(), Absent> {
    let answered = runner
        .prepare(&case.prepare, Mode::Verify)
        // Two iterations, so that a kernel that hands out one object twice is seen.
        .and_then(|_| runner.run(1, 2, |_, _| ()))
        .and_then(|()| runner.output_text());
    if matches!(&answered, Ok(text) if case.text.as_ref() == Some(text)) {
        return Ok(());
    }
    let answered = match answered {
        Ok(text) => Ok(read(&text).map_err(|error| incomparable(&format!("at {}", case.name), &error))?),
        Err(error) => Err(error),
    };
    judge(benchmark, case, answered)
}

/// The peak memory of a runner: no more than the machine has.
///
/// # Errors
/// When the runner fails, or says what cannot be.
pub fn peak_memory(runner: &mut Runner) -> Result<u64, Absent> {
    let bytes = runner.memory()?;
    match machine::whole_memory().filter(|all| bytes > *all) {
        Some(all) => {
            let said = format!("the runner says that it used {bytes} bytes of memory, and the machine has {all}");
            Err(Absent::Failed(said))
        }
        None => Ok(bytes),
    }
}

/// Why a cell is absent whose output has no meaning that could be compared.
pub fn incomparable(place: &str, error: &UnreadableValue) -> Absent {
    Absent::Failed(format!("{place}: the output cannot be compared: {error}"))
}

/// Compares a timed output with the oracle's.
///
/// # Errors
/// The first difference.
pub fn compare_timed(benchmark: &Benchmark, expected: &TimedOutput, output: &Value) -> Result<(), Difference> {
    match expected {
        TimedOutput::Oracle(oracle) => compare_outputs(benchmark, oracle, output),
        TimedOutput::Printed(known) => published::is_printed_so(known, output),
    }
}

/// Compares two outputs, of a call or of a kernel.
fn compare_outputs(benchmark: &Benchmark, expected: &Value, output: &Value) -> Result<(), Difference> {
    match &benchmark.calls {
        Some(given) => agreement::calls::compare(expected, output, benchmark.tolerance, given.same_value),
        None => agreement::compare(expected, output, benchmark.tolerance, &benchmark.output),
    }
}

/// Whether an answer is what must come of a case.
fn judge(benchmark: &Benchmark, case: &Case, answered: Result<Value, RunnerError>) -> Result<(), Absent> {
    let differs = |text: String| Err(Absent::Disagrees(format!("on {}: {text}", case.name), DifferenceKind::Value));
    match (&case.expected, answered) {
        (Expected::Output(expected), Ok(output)) => compare_outputs(benchmark, expected, &output)
            .map_err(|difference| Absent::Disagrees(format!("on {}: {difference}", case.name), difference.kind)),
        (_, Err(RunnerError::Refused(reply))) if reply.kind == "machine" => {
            Err(Absent::Failed(format!("on {}: the machine lacks something: {}", case.name, reply.message)))
        }
        // A tool that does not take a function says so; anything else that goes wrong there is no answer, but a failure.
        (_, Err(RunnerError::Refused(reply))) if benchmark.calls.is_some() => Err(match reply.kind.as_str() {
            "unsupported" => Absent::Unsupported(reply.message),
            "incomparable" => Absent::Disagrees(format!("on {}: {}", case.name, reply.message), DifferenceKind::Type),
            _ => Absent::Failed(format!("on {}: {}", case.name, reply.message)),
        }),
        (Expected::Output(_), Err(RunnerError::Refused(reply))) => {
            differs(format!("expected an output, got the error `{}` ({})", reply.message, reply.kind))
        }
        (Expected::Error(refusal), Err(RunnerError::Refused(reply))) if reply.kind == "input" => {
            expected::compare_error(refusal.as_ref(), reply.index, reply.field.as_deref())
                .or_else(|difference| differs(format!("{difference} (`{}`)", reply.message)))
        }
        (Expected::Error(_), Err(RunnerError::Refused(reply))) => {
            let ErrorReply { message, kind, .. } = reply;
            differs(format!("expected a refusal of the input, got the error `{message}` ({kind})"))
        }
        (Expected::Error(_), Ok(output)) => {
            let text: String = canonical(&output).chars().take(120).collect();
            differs(format!("expected a refusal of the input, got {text}"))
        }
        (_, Err(RunnerError::Hung { limit, began: false, .. })) if benchmark.calls.is_some() => {
            Err(Absent::Failed(format!("given up: its process had not begun after {} s", limit.as_secs_f64())))
        }
        (_, Err(RunnerError::Hung { limit, .. })) if benchmark.calls.is_some() => {
            Err(Absent::Failed(format!("given up after {} s on {}", limit.as_secs_f64(), case.name)))
        }
        (_, Err(error)) => Err(failed(&case.name, error)),
    }
}

/// Why a cell is absent whose runner failed at something.
fn failed(doing: &str, error: RunnerError) -> Absent {
    at(doing, Absent::from(error))
}

/// The same with what it was at when it failed.
fn at(doing: &str, absent: Absent) -> Absent {
    match absent {
        Absent::Failed(reason) => Absent::Failed(format!("at {doing}: {reason}")),
        other => other,
    }
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
