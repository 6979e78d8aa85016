//! What is known of a function before anything is built: whether it always does the same, and where its time goes.

use serde::{Deserialize, Serialize};

use crate::check::LAST_WORDS;
use crate::check::oracle::Oracle;
use agreement::Tolerance;
use agreement::{Difference, Value, calls::compare, read};
use anyhow::{Context as _, anyhow};
use manifest::{Benchmark, Calls, Id, Input};
use system::process::Spec;
use system::runner::{ErrorReply, Limits, Mode, Prepare, Runner, RunnerError};

/// Seeds of Python's hashes, on which the order of sets depends.
const SEEDS: [&str; 2] = ["0", "1"];

/// Where the time of a call goes, and what else its runner knows of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallProfile {
    /// What one call takes, in seconds.
    pub seconds: f64,
    /// The share of it in which the process waited.
    pub waiting: f64,
    /// The share of each kind of code: `own`, `built in`, a library by its name, or `LIBRARY in C`.
    pub shares: serde_json::Map<String, serde_json::Value>,
    /// The functions that take most.
    pub functions: Vec<Hotspot>,
    /// Whether a call changes what it is given, so that every timed call gets a copy.
    pub changes_arguments: bool,
    /// The sources beside the user's file that it imports, that one included, relative to its folder.
    pub files: Vec<String>,
    /// What of Python the user's own functions use, by the words of the probes' `touches`.
    #[serde(default)]
    pub uses: Vec<String>,
    /// Functions that keep their results, so that only the first call computes them.
    pub remembers: Vec<String>,
}

/// A function that takes much of the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hotspot {
    /// Its name.
    pub name: String,
    /// Whose it is, as in `shares`.
    pub kind: String,
    /// The line of the user's file, where it is the user's own.
    pub line: Option<u64>,
    /// Its share of the time, what it calls not included.
    pub share: f64,
    /// How often it is called.
    pub calls: u64,
}

/// Why nothing can be built for a function.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The call cannot be made, or what comes of it cannot be compared.
    #[error("{}", .0.message)]
    Refused(ErrorReply),
    /// It does not always do the same.
    #[error("{call} does not always do the same: {between} differ at {difference}")]
    NotDeterministic {
        /// The call.
        call: String,
        /// What was tried.
        between: &'static str,
        /// Where the two differ.
        difference: Box<Difference>,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<RunnerError> for SurveyError {
    fn from(error: RunnerError) -> SurveyError {
        match error {
            RunnerError::Refused(reply) => SurveyError::Refused(reply),
            other => SurveyError::Other(other.into()),
        }
    }
}

impl Oracle<'_> {
    /// Makes every call twice in one process and once in another, then has the timed one profiled.
    ///
    /// # Errors
    /// When a call cannot be made or compared, or does not always do the same.
    pub fn survey(&self, id: &Id, benchmark: &Benchmark, profile: &Id) -> Result<CallProfile, SurveyError> {
        let calls = benchmark.calls.as_ref().context("only calls can be surveyed")?;
        let tool = self.tool(benchmark, None).map_err(|absence| anyhow!("{absence}"))?;
        let spec = self.spec(id, benchmark, &tool)?;
        let _step = self.progress.step(&format!("looking at {id}"));
        let mut runners = Vec::new();
        for seed in SEEDS {
            let mut env = spec.env.clone();
            env.push(("PYTHONHASHSEED".to_owned(), seed.to_owned()));
            runners.push(Runner::start(
                self.toolbox.spawner(),
                &Spec { env, ..spec.clone() },
                Limits::all(self.limit),
            )?);
        }
        self.same_every_time(benchmark, calls, &mut runners)?;
        let timed = benchmark.sizes.get(profile).map(|size| &size.input);
        let Some(Input::Call(timed)) = timed else { return Err(anyhow!("no call is timed").into()) };
        let runner = &mut runners[0];
        runner.prepare(&super::prepare(&self.manifest.root, benchmark, timed), Mode::Time)?;
        let told = runner.profile_text()?;
        for runner in runners {
            // How it ends says nothing of the function.
            let _ = runner.quit(LAST_WORDS);
        }
        Ok(serde_json::from_str(&told).context("the runner told of no profile")?)
    }

    /// Where the time of an input goes.
    ///
    /// # Errors
    /// When the runner cannot tell.
    pub(crate) fn profile(&self, id: &Id, benchmark: &Benchmark, input: &Prepare) -> anyhow::Result<CallProfile> {
        let tool = self.tool(benchmark, None).map_err(|absence| anyhow!("{absence}"))?;
        let spec = self.spec(id, benchmark, &tool)?;
        let mut runner = Runner::start(self.toolbox.spawner(), &spec, Limits::all(self.limit))?;
        runner.prepare(input, Mode::Time)?;
        let told = runner.profile_text()?;
        // How it ends says nothing of the time.
        let _ = runner.quit(LAST_WORDS);
        serde_json::from_str(&told).context("the runner told of no profile")
    }

    /// The types that were seen while each call ran, as the runner wrote them; it needs packages for that.
    ///
    /// # Errors
    /// When the packages cannot be had, or the runner fails.
    pub fn types(&self, id: &Id, benchmark: &Benchmark) -> anyhow::Result<Vec<String>> {
        let calls = benchmark.calls.as_ref().context("only calls have types that can be seen")?;
        let requirements = self.manifest.oracle.types.as_ref();
        let requirements = requirements.context("the ladder names no packages that look at types: [oracle] types")?;
        let _step = self.progress.step(&format!("looking at the types of {id}"));
        let tool = self.tool(benchmark, Some(requirements)).map_err(|absence| anyhow!("{absence}"))?;
        let spec = self.spec(id, benchmark, &tool)?;
        let mut runner = Runner::start(self.toolbox.spawner(), &spec, Limits::all(self.limit))?;
        let mut told = Vec::new();
        for call in &calls.each {
            runner.prepare(&super::prepare(&self.manifest.root, benchmark, call), Mode::Time)?;
            told.push(runner.types_text()?);
        }
        // How it ends says nothing of the function.
        let _ = runner.quit(LAST_WORDS);
        Ok(told)
    }

    fn same_every_time(&self, benchmark: &Benchmark, calls: &Calls, runners: &mut [Runner]) -> Result<(), SurveyError> {
        for call in &calls.each {
            let input = super::prepare(&self.manifest.root, benchmark, call);
            let mut told = Vec::new();
            for runner in &mut *runners {
                runner.prepare(&input, Mode::Verify)?;
                told.push(came_of(runner)?);
                told.push(came_of(runner)?);
            }
            for (other, between) in [(1, "two calls"), (2, "two processes, with other seeds of Python's hashes,")] {
                compare(&told[0], &told[other], Tolerance::Exact, false).map_err(|difference| {
                    let call = super::named(call);
                    SurveyError::NotDeterministic { call, between, difference: Box::new(difference) }
                })?;
            }
        }
        Ok(())
    }
}

fn came_of(runner: &mut Runner) -> Result<Value, SurveyError> {
    runner.run(1, 1, |_, _| ())?;
    Ok(read(&runner.output_text()?).context("what comes of it cannot be compared")?)
}
