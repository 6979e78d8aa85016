//! The commands: a file each, one screen of wiring.

mod advise;
mod audit;
mod build;
mod check;
mod clean;
mod climb;
mod compare;
mod differ;
mod doctor;
mod export;
mod fleet;
mod fuzz;
mod history;
mod list;
mod merge;
mod new;
mod report;
mod run;
mod schema;
mod selftest;
mod sessions;
mod setup;
mod shell;
mod splice;
mod test;
mod warmup;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::console::Problem;
use crate::sessions::{manifest_path, results_folder};
use crate::shipped;
use ::harness::home::Home;
use ::harness::plan::Filters;
use ::harness::session::{TARGET, TargetFolder, Workspace};
use ::report::CellSelection;
use ::system::progress::Progress;
use flags::{Command, Flags, NarrowFlags, Places, SelectionFlags};

/// Runs the command that was asked for.
///
/// # Errors
/// When it cannot do its work at all.
pub fn run(flags: &Flags) -> Result<ExitCode, Problem> {
    let places = &flags.places;
    let workspace = || find_workspace(places);
    if let Ok(manifest) = manifest_path(places) {
        shipped::refuse(&flags.command, &manifest)?;
    }
    match &flags.command {
        Command::Run(run) => run::run(places, workspace()?, run),
        Command::Climb(climb) => climb::run(&workspace()?, &manifest_path(places)?, climb),
        Command::New(flags) => new::run(places, flags),
        Command::Differ(flags) => differ::run(places, &workspace()?, flags),
        Command::Check(flags) => check::run(&workspace()?, flags),
        Command::Fleet(flags) => fleet::run(places, &workspace()?, flags),
        Command::Fuzz(flags) => fuzz::run(&workspace()?, flags),
        Command::Setup(flags) => setup::run(&workspace()?, flags),
        Command::Build(selection) => build::run(&workspace()?, selection),
        Command::List(flags) => list::run(&workspace()?, flags),
        Command::Doctor(flags) if flags.noise => doctor::noise(flags.output),
        Command::Doctor(flags) => doctor::run(&workspace()?, flags.output),
        Command::Report(report) => report::run(places, report),
        Command::Warmup(flags) => warmup::run(&workspace()?, flags),
        Command::Compare(compare) => compare::run(places, compare),
        Command::Export(export) => export::run(places, export),
        Command::Sessions(flags) => sessions::run(places, flags),
        Command::History(flags) => history::run(places, flags),
        Command::Merge(merge) => merge::run(places, merge),
        Command::Advise(advise) => advise::run(places, advise),
        Command::Splice(splice) => splice::run(places, splice),
        Command::Schema(flags) => schema::run(*flags),
        Command::Selftest(flags) => selftest::run(&workspace()?, flags),
        Command::Clean(flags) => clean::run(&workspace()?, flags),
        Command::Audit(flags) => audit::run(&workspace()?, flags),
        Command::Completions(flags) => shell::complete(flags.shell),
        Command::Man => shell::manual(),
        Command::Test(flags) => test::run(&workspace()?, flags),
    }
}

/// The ladder, and where things lie.
fn find_workspace(places: &Places) -> Result<Workspace, Problem> {
    let file = manifest_path(places)?;
    let manifest = manifest::load(&file)?;
    let progress = Progress::on_stderr();
    // What a wheel's program gets serves every ladder.
    let cache = shipped::cache().filter(|_| shipped::is_installed());
    let target = absolute(places.target.as_ref(), || cache.unwrap_or_else(|| manifest.root.join(TARGET)))?;
    let results = absolute(Some(&results_folder(places)?), PathBuf::new)?;
    let home = Home::new(&manifest, &target);
    let spawner = home.spawner(&manifest.unset).telling(&progress);
    let workspace = Workspace { manifest, home, spawner, target, results, progress };
    match workspace.target_folder() {
        TargetFolder::Foreign => Err(foreign(&workspace)),
        TargetFolder::Ours | TargetFolder::Free => Ok(workspace),
    }
}

/// Where everything that is built or remembered goes.
fn target_folder(places: &Places) -> Result<PathBuf, Problem> {
    match &places.target {
        Some(_) => Ok(absolute(places.target.as_ref(), PathBuf::new)?),
        None => Ok(absolute(Some(&manifest_path(places)?.with_file_name(TARGET)), PathBuf::new)?),
    }
}

/// Why nothing is built in a folder, and nothing removed.
fn foreign(workspace: &Workspace) -> Problem {
    let text = format!("{} has files in it that this program has not made", workspace.target.display());
    Problem::usage_with_hint(text, "name a new or an empty folder with --target DIR; yours is left as it is")
}

/// A folder that the user names, or else the default.
fn absolute(given: Option<&PathBuf>, default: impl FnOnce() -> PathBuf) -> anyhow::Result<PathBuf> {
    match given {
        Some(path) => std::path::absolute(path).with_context(|| format!("cannot use {}", path.display())),
        None => Ok(default()),
    }
}

/// The cells of sessions that the user asks for.
fn narrowed_to(flags: &NarrowFlags) -> Result<CellSelection, Problem> {
    cells_of(&flags.group, &flags.benchmark, &flags.rung)
}

/// The cells of sessions that these patterns mean.
fn cells_of(groups: &[String], benchmarks: &[String], rungs: &[String]) -> Result<CellSelection, Problem> {
    let selection = CellSelection::new(benchmarks, rungs).map_err(Problem::usage)?;
    selection.of_groups(groups).map_err(Problem::usage)
}

/// The cells that the user asks for.
fn filters(selection: &SelectionFlags) -> Filters {
    Filters {
        profile: selection.profile.clone(),
        groups: selection.group.clone(),
        benchmarks: selection.benchmark.clone(),
        rungs: selection.rung.clone(),
        all: selection.all,
        ..Filters::default()
    }
}
