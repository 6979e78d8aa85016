//! `test`: all tests of this project, one after another, each with what it found.

use std::process::ExitCode;
use std::time::Instant;

use super::{Place, Problem, UNWELL, WELL};
use crate::flags::TestFlags;
use crate::interrupt;
use crate::manifest::Id;
use crate::process;
use crate::toolchain::{Effort, Probe};

/// One step: what it is called, and its command.
struct Step {
    name: &'static str,
    argv: Vec<String>,
}

pub(super) fn run(place: &Place, flags: &TestFlags) -> Result<ExitCode, Problem> {
    let mut failed = Vec::new();
    for step in steps(place, flags)? {
        place.progress.note(&format!("\n== {}", step.name));
        let started = Instant::now();
        let outcome = process::pass_through(&step.argv, &place.manifest.root, &[]);
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => place.progress.note(&format!("== {}: passed in {seconds:.0} s", step.name)),
            Err(error) => {
                place.progress.note(&format!("== {}: FAILED after {seconds:.0} s: {error}", step.name));
                failed.push(step.name);
            }
        }
        if interrupt::requested() {
            return Ok(ExitCode::from(interrupt::EXIT_STATUS));
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::from(WELL));
    }
    place.progress.note(&format!("\nfailed: {}", failed.join(", ")));
    Ok(ExitCode::from(UNWELL))
}

fn steps(place: &Place, flags: &TestFlags) -> Result<Vec<Step>, Problem> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let of_cargo = |name, text: &str| Step { name, argv: [vec![cargo.clone()], words(text)].concat() };
    let mut steps = vec![
        of_cargo("formatting", "fmt --all --check"),
        of_cargo("lints", "clippy --workspace --all-targets --locked -- -D warnings"),
        of_cargo("the harness and the native kernels", "test --workspace --locked"),
    ];
    let toolbox = place.toolbox(Effort::Get);
    let python = match toolbox.get(&place.manifest.oracle.toolchain) {
        Probe::Found(tool) => tool,
        Probe::Missing(absence) | Probe::Broken(absence) => {
            return Err(Problem::Other(anyhow::anyhow!(
                "the tests need the oracle's interpreter: {}; hint: {}",
                absence.reason,
                absence.fix
            )));
        }
    };
    let unittest = |name, folder: &str| {
        let program = python.path.display().to_string();
        Step {
            name,
            argv: vec![program, "-m".into(), "unittest".into(), "discover".into(), "-s".into(), folder.into()],
        }
    };
    steps.push(unittest("the oracle and the Python runner", "kernels-python/tests"));
    if let Probe::Found(ruff) = toolbox.get(&Id::fixed("ruff")) {
        let program = ruff.path.display().to_string();
        steps.push(Step {
            name: "lints of the Python kernels",
            argv: vec![program.clone(), "check".into(), ".".into()],
        });
        steps.push(Step {
            name: "formatting of the Python kernels",
            argv: vec![program, "format".into(), "--check".into(), ".".into()],
        });
    }
    if !flags.harness {
        let myself = std::env::current_exe().map_err(anyhow::Error::from)?.display().to_string();
        steps.push(Step { name: "every rung against the oracle", argv: vec![myself, "check".into(), "--all".into()] });
    }
    Ok(steps)
}
