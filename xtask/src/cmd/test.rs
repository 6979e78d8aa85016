//! `test`: all tests of this project, one after another, each with what it found.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::console::{Problem, exit, print};
use flags::TestFlags;
use harness::session::Workspace;
use harness::toolchain::{Fetch, Toolbox};
use manifest::Id;
use system::interrupt;
use system::process::{self, Spec};

/// What the harness is compiled for, beside the system that it is on.
const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// How long the compiler may be asked.
const PATIENCE: Duration = Duration::from_secs(60);

/// One step: what it is called and its command.
struct TestStep {
    name: String,
    argv: Vec<String>,
}

pub(super) fn run(workspace: &Workspace, flags: &TestFlags) -> Result<ExitCode, Problem> {
    let mut failed = Vec::new();
    let mut passed = 0;
    for step in steps(workspace, flags)? {
        workspace.progress.note(&format!("\n== {}", step.name));
        let started = Instant::now();
        let outcome = process::pass_through(&step.argv, &workspace.manifest.root);
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                workspace.progress.note(&format!("== {}: passed in {seconds:.0} s", step.name));
                passed += 1;
            }
            Err(error) => {
                workspace.progress.note(&format!("== {}: FAILED after {seconds:.0} s: {error}", step.name));
                failed.push(step.name);
            }
        }
        if interrupt::requested() {
            break;
        }
    }
    if !failed.is_empty() {
        workspace.progress.note(&format!("\nfailed: {}", failed.join(", ")));
    }
    print(&format!("\n{passed} passed, {} failed", failed.len()))?;
    Ok(exit((!failed.is_empty()).then_some("a test failed")))
}

impl TestStep {
    /// A command as one would type it, behind its program.
    fn new(name: impl Into<String>, program: &str, arguments: &str) -> TestStep {
        let words = std::iter::once(program).chain(arguments.split(' '));
        TestStep { name: name.into(), argv: words.map(str::to_owned).collect() }
    }
}

fn steps(workspace: &Workspace, flags: &TestFlags) -> Result<Vec<TestStep>, Problem> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let extension = "clippy --package kernels-rust --features python --all-targets --locked -- -D warnings";
    let toolbox = workspace.toolbox(Fetch::IfNeeded);
    // The tests find it where it is unpacked.
    helper(workspace, &toolbox, "chromium", "what a browser makes of a page");
    let mut steps = vec![
        TestStep::new("formatting", &cargo, "fmt --all --check"),
        TestStep::new("lints", &cargo, "clippy --workspace --all-targets --locked -- -D warnings"),
        TestStep::new("lints of the Python extension", &cargo, extension),
        TestStep::new("the harness and the native kernels", &cargo, "test --workspace --locked --no-fail-fast"),
    ];
    let absence = |absence| anyhow::anyhow!("the tests need the oracle's interpreter: {absence}");
    let python = toolbox.oracle().map_err(absence)?.path.display().to_string();
    steps.push(TestStep::new(
        "the oracle and the Python runner",
        &python,
        "-m unittest discover -s kernels-python/tests",
    ));
    if let Some(ruff) = helper(workspace, &toolbox, "ruff", "lints of the Python sources") {
        steps.push(TestStep::new("lints of the Python sources", &ruff, "check ."));
        steps.push(TestStep::new("formatting of the Python sources", &ruff, "format --check ."));
    }
    if let Some(mypy) = helper(workspace, &toolbox, "mypy", "types of the Python sources") {
        let folders = python_folders(&workspace.manifest.root)?;
        steps.extend(folders.iter().map(|folder| TestStep::new(format!("types of {folder}"), &mypy, folder)));
    }
    if has_target(workspace, WINDOWS) {
        let check = format!("check --package xtask --locked --target {WINDOWS}");
        steps.push(TestStep::new("the harness compiles for Windows", &cargo, &check));
    }
    if !flags.harness {
        let myself = std::env::current_exe().map_err(anyhow::Error::from)?.display().to_string();
        steps.push(TestStep::new("every rung against the oracle", &myself, "check --all --group *"));
        if flags.long {
            let functions = format!("xtask/tests/functions/check.py {myself}");
            steps.push(TestStep::new("functions of unlike kinds on every rung", &python, &functions));
        }
    }
    if flags.long {
        // A Python of the system's, which has pip.
        steps.push(TestStep::new("the wheel", "python3", "xtask/wheel/try.py"));
    }
    Ok(steps)
}

/// Whether the compiler's library is there for another system, or a note that what needs it is left out.
fn has_target(workspace: &Workspace, target: &str) -> bool {
    let asked = Spec::new(["rustc", "--print", "target-libdir", "--target", target]);
    let said = workspace.spawner.capture(&asked, PATIENCE).map(|said| said.stdout);
    let is_here = said.is_ok_and(|folder| Path::new(folder.trim()).is_dir());
    if !is_here {
        let hint =
            format!("rustup target add {target}, or sh xtask/windows/check.sh FOLDER, which compiles its library");
        workspace.progress.note(&format!("== SKIPPED: whether the harness compiles for Windows: hint: {hint}"));
    }
    is_here
}

/// The path of a tool that only the tests need, or a note that what it looks at is left out.
fn helper(workspace: &Workspace, toolbox: &Toolbox<'_>, tool: &'static str, what: &str) -> Option<String> {
    match toolbox.get(&Id::fixed(tool)).found() {
        Ok(found) => Some(found.path.display().to_string()),
        Err(absence) => {
            workspace.progress.note(&format!("== SKIPPED: {what}: {}", absence.reason));
            None
        }
    }
}

/// The folders of the repository that have Python sources. Each is looked at by itself: kernels of one benchmark have
/// the same module name in all of them.
fn python_folders(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut folders = Vec::new();
    for folder in std::fs::read_dir(root)? {
        let folder = folder?;
        let name = folder.file_name().to_string_lossy().into_owned();
        let sources = glob::glob(&format!("{}/*.py", glob::Pattern::escape(&folder.path().display().to_string())))?;
        if (name == "data" || name.starts_with("kernels-")) && sources.flatten().next().is_some() {
            folders.push(name);
        }
    }
    folders.sort();
    Ok(folders)
}
