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

use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use calls::{CallProfile, Hotspot, SurveyError};
pub use cases::{Case, Cases, Documents, InputsError, LeftOut, document, documents};
pub use oracle::Oracle;
pub use order::asked;

use crate::build::Built;
use crate::cell::{self, Absent};
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
use system::parallel;
use system::process::Spawner;
use system::progress::{Gauge, Progress};
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
#[derive(Clone, Copy)]
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

/// Cells that are asked the same in the same way, each with its place among all.
struct Alike<'c> {
    question: Result<Question<'c>, Absent>,
    cells: Vec<(usize, Built)>,
}

impl Alike<'_> {
    /// Whether a cell with this question is one of these.
    fn is_asked(&self, question: Result<&Question<'_>, &Absent>) -> bool {
        matches!((&self.question, question), (Ok(known), Ok(asked)) if known.key == asked.key)
    }
}

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
    /// What the user sees.
    pub progress: &'a Progress,
}

impl Checker<'_> {
    /// Checks what is built, side by side; what became of the cells comes in the same order. Cells that differ in nothing
    /// that could make a difference are asked once, and the answer is that of all of them.
    /// Beside them comes how much of the time was lost: only runners that failed were still waited for then.
    pub fn check(&self, cells: Vec<Result<Built, Absent>>, cases: &Cases) -> (Vec<Result<Checked, Absent>>, Duration) {
        // Of a benchmark that has no inputs nobody can ask anything.
        let askable =
            cells.into_iter().map(|cell| cell.and_then(|built| cases.of_benchmark(&built.benchmark).map(|_| built)));
        let (built, gaps) = cell::part(askable);
        let work = self.progress.stage(built.len() as u64, &format!("checking {} cells", built.len()));
        let begun = Instant::now();
        let checked = parallel::side_by_side(self.alike(built, cases), |alike| {
            let checked = self.check_alike(alike, &work);
            (begun.elapsed(), checked)
        });
        let is_well = |checked: &[(usize, Result<Checked, Absent>)]| checked.iter().any(|(_, cell)| cell.is_ok());
        let useful = checked.iter().filter(|(_, checked)| is_well(checked)).map(|(ended, _)| *ended).max();
        let lost = begun.elapsed().saturating_sub(useful.unwrap_or_default());
        let checked = checked.into_iter().flat_map(|(_, checked)| checked).collect();
        (gaps.fill(parallel::in_order(checked)), lost)
    }

    /// Asks the first of cells that are alike, and says the same of all of them.
    fn check_alike(&self, alike: Alike<'_>, work: &Gauge) -> Vec<(usize, Result<Checked, Absent>)> {
        let first = &alike.cells[0].1;
        work.doing(&format!("checking {}", first.id()));
        let started = Instant::now();
        let passed = self.check_once(first, alike.question.as_ref());
        let mut took = matches!(passed, Ok(PassedCheck { anew: true, .. })).then(|| started.elapsed());
        let mut checked = Vec::new();
        for (index, mut built) in alike.cells {
            work.advance();
            let took = took.take();
            if let (true, Ok(passed), Ok(question)) = (self.accounts, &passed, &alike.question) {
                self.make_account(&mut built, question, passed.anew);
            }
            checked.push((index, passed.clone().map(|passed| Checked { built, pass: passed.pass, took })));
        }
        checked
    }

    /// Cells with the same question are alike; each has its place among all.
    fn alike<'c>(&'c self, cells: Vec<Built>, cases: &'c Cases) -> Vec<Alike<'c>> {
        let mut all: Vec<Alike<'c>> = Vec::new();
        for (index, built) in cells.into_iter().enumerate() {
            let question = self.question(&built, cases);
            match all.iter_mut().find(|known| known.is_asked(question.as_ref())) {
                Some(known) => known.cells.push((index, built)),
                None => all.push(Alike { question, cells: vec![(index, built)] }),
            }
        }
        all
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
    fn check_once(&self, built: &Built, question: Result<&Question<'_>, &Absent>) -> Result<PassedCheck, Absent> {
        if interrupt::requested() {
            return Err(Absent::Interrupted);
        }
        let Question { key, benchmark, cases } = question.map_err(Absent::clone)?;
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
