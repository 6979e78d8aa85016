//! The commands: a file each, one screen of wiring. What they share is here and in `stages`.

mod advise;
mod build;
mod check;
mod clean;
mod compare;
mod doctor;
mod effort;
mod environment;
mod export;
mod from_source;
mod fuzz;
mod list;
mod merge;
mod publish;
mod report;
mod run;
mod selftest;
mod sessions;
mod setup;
mod splice;
mod stages;
mod test;
mod tools;
mod warmup;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use terminal_size::{Width, terminal_size_of};

use crate::flags::{Command, Flags, Places, Selection};
use ::harness::check::InputsError;
use ::harness::plan::{Filters, NoMatch};
use ::manifest::{self, LoadError, Manifest};
use ::report::{Look, bytes};
use ::system::interrupt;
use ::system::process;
use ::system::progress::Progress;

/// The file that marks the folder of what can be made again: backups may leave it out, and `clean` may empty it.
const TAG: &str = "CACHEDIR.TAG";

/// Its contents, by the convention for such files.
const TAG_CONTENTS: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by cargo xtask; all of it can be made again.\n";

/// Where sessions of measuring are kept, beside the manifest.
const RESULTS: &str = "results";

/// Everything is well; missing and unsupported cells included.
const WELL: u8 = 0;
/// Something disagreed, failed to build or failed, or is slower than allowed.
const UNWELL: u8 = 1;
/// Wrong usage or a wrong manifest, or sessions that are not comparable.
const USAGE: u8 = 2;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] LoadError),
    /// A filter names nothing.
    #[error(transparent)]
    Filter(#[from] NoMatch),
    /// The user's inputs cannot be used.
    #[error(transparent)]
    Inputs(#[from] InputsError),
    /// The user asked for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Problem {
    /// Says what went wrong on standard error.
    pub fn print(&self) {
        let mut out = std::io::stderr();
        let _ = match self {
            Problem::Manifest(error) => writeln!(out, "{}", error.render(colour(out.is_terminal()))),
            Problem::Other(error) => writeln!(out, "error: {error:#}"),
            other => writeln!(out, "error: {other}"),
        };
    }

    /// The exit status that tells scripts.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(match self {
            _ if interrupt::requested() => interrupt::EXIT_STATUS,
            Problem::Other(_) => UNWELL,
            _ => USAGE,
        })
    }
}

/// Where a command works.
#[derive(Debug)]
struct Place {
    manifest: Manifest,
    target: PathBuf,
    results: PathBuf,
    progress: Progress,
}

/// Runs the command that was asked for.
///
/// # Errors
/// When it cannot do its work at all.
pub fn run(flags: &Flags) -> Result<ExitCode, Problem> {
    let place = || Place::find(&flags.places);
    match &flags.command {
        Command::Run(flags) => run::run(&place()?, flags),
        Command::Check(flags) => check::run(&place()?, flags),
        Command::Fuzz(flags) => fuzz::run(&place()?, flags),
        Command::Setup(flags) => setup::run(&place()?, flags),
        Command::Build(selection) => build::run(&place()?, selection),
        Command::List(flags) => list::run(&place()?, flags),
        Command::Doctor(output) => doctor::run(&place()?, *output),
        Command::Report(report) => report::run(&flags.places, report),
        Command::Warmup(flags) => warmup::run(&place()?, flags),
        Command::Compare(compare) => compare::run(&flags.places, compare),
        Command::Export(export) => export::run(&flags.places, export),
        Command::Merge(merge) => merge::run(&flags.places, merge),
        Command::Advise(advise) => advise::run(&flags.places, advise),
        Command::Splice(splice) => splice::run(&flags.places, splice),
        Command::Selftest(flags) => selftest::run(&place()?, flags),
        Command::Clean(flags) => clean::run(&place()?, flags),
        Command::Test(flags) => test::run(&place()?, flags),
    }
}

impl Place {
    fn find(places: &Places) -> Result<Place, Problem> {
        let manifest = manifest::load(&manifest_path(places)?)?;
        process::hide(&manifest.unset);
        let progress = Progress::on_stderr();
        let or = |given: &Option<PathBuf>, default: &str| match given {
            Some(path) => std::path::absolute(path).with_context(|| format!("cannot use {}", path.display())),
            None => Ok(manifest.root.join(default)),
        };
        let (target, results) = (or(&places.target, "target/ladder")?, or(&places.results, RESULTS)?);
        Ok(Place { manifest, target, results, progress })
    }
}

/// The manifest that the user names, or the nearest one.
fn manifest_path(places: &Places) -> Result<PathBuf, Problem> {
    if let Some(path) = &places.manifest {
        return Ok(path.clone());
    }

    let here = std::env::current_dir().context("cannot tell the working folder")?;
    let found = here.ancestors().map(|folder| folder.join("ladder.toml")).find(|path| path.is_file());
    found.ok_or_else(|| {
        Problem::Usage(format!("no ladder.toml in {} or above; hint: name one with --manifest FILE", here.display()))
    })
}

impl From<&Selection> for Filters {
    fn from(selection: &Selection) -> Filters {
        Filters {
            profile: selection.profile.clone(),
            benchmarks: selection.benchmark.clone(),
            rungs: selection.rung.clone(),
            all: selection.all,
            budget: None,
            timed: false,
        }
    }
}

/// The exit status of a command that did its work: whether all was well, or Ctrl-C ended it.
fn exit(well: bool) -> ExitCode {
    ExitCode::from(match well {
        _ if interrupt::requested() => interrupt::EXIT_STATUS,
        true => WELL,
        false => UNWELL,
    })
}

/// What a command says that only reads, and its exit status.
#[derive(Debug)]
struct Told {
    text: String,
    status: u8,
}

impl Told {
    fn new(text: String, well: bool) -> Told {
        Told { text, status: if well { WELL } else { UNWELL } }
    }
}

/// Prints what a command says.
fn tell(told: &Told) -> Result<ExitCode, Problem> {
    print(&told.text)?;
    Ok(ExitCode::from(if interrupt::requested() { interrupt::EXIT_STATUS } else { told.status }))
}

/// Whether to colour: on a terminal, unless the user has asked all programs not to.
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The width of text that does not go to a terminal.
const WIDTH: u16 = 120;

/// How text for people is laid out on standard output.
fn look() -> Look {
    let terminal = std::io::stdout().is_terminal();
    let size = if terminal { terminal_size_of(std::io::stdout()) } else { None };
    let width = size.map_or(WIDTH, |(Width(columns), _)| columns);
    Look { width, colour: colour(terminal), markdown: false }
}

/// Prints to standard output, and ends the line; a reader that has gone away (`| head`) is no error.
fn print(text: &str) -> anyhow::Result<()> {
    print_raw(&format!("{text}\n"))
}

/// Prints to standard output as it is.
fn print_raw(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Writes a file whole, and says so on standard error; without one, prints to standard output as it is.
fn deliver(output: Option<&Path>, text: &str) -> anyhow::Result<()> {
    let Some(file) = output else { return print_raw(text) };
    files::write_whole(file, text.as_bytes())?;
    Progress::on_stderr().note(&format!("written: {}, {}", file.display(), bytes(text.len() as f64)));
    Ok(())
}

fn print_json(value: &serde_json::Value) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// A path as a user of the root folder would type it.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
