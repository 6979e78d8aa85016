//! What the user is told, where, and with which exit status: the only place that prints and colours.

use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use terminal_size::{Width, terminal_size_of};

use files::{Contents, Written};
use harness::cell::Absent;
use harness::check::InputsError;
use harness::plan::NoMatch;
use manifest::LoadError;
use records::CellId;
use report::{Layout, bytes};
use system::interrupt;
use system::progress::Progress;

/// Everything is well; missing and unsupported cells included.
pub const WELL: u8 = 0;
/// Something disagreed, failed to build or failed, or is slower than allowed.
pub const UNWELL: u8 = 1;
/// Wrong usage or a wrong manifest, or sessions that are not comparable.
pub const USAGE: u8 = 2;
/// Nothing was found, but not everything could be looked at.
pub const UNCHECKED: u8 = 3;

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
    Usage(Hinted),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// What is wrong, and what to do about it where somebody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinted {
    text: String,
    hint: Option<String>,
}

/// The hint stands on a line of its own.
impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\nhint: {hint}"))
    }
}

impl Problem {
    /// The user asked for something that cannot be.
    pub fn usage(text: impl fmt::Display) -> Problem {
        Problem::Usage(Hinted { text: text.to_string(), hint: None })
    }

    /// The same, and what to do instead.
    pub fn usage_with_hint(text: impl fmt::Display, hint: impl Into<String>) -> Problem {
        Problem::Usage(Hinted { text: text.to_string(), hint: Some(hint.into()) })
    }

    /// Says what went wrong on standard error.
    pub fn print(&self) {
        let mut out = std::io::stderr();
        let colour = colour(out.is_terminal());
        let said = match self {
            Problem::Manifest(error) if colour => plain::coloured(&error.render(colour)),
            Problem::Manifest(error) => plain::text(&error.render(colour)),
            Problem::Other(error) => plain::text(&format!("error: {error:#}")),
            other => plain::text(&format!("error: {other}")),
        };
        let _ = writeln!(out, "{said}");
    }

    /// The exit status that tells scripts.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(if interrupt::requested() { interrupt::EXIT_STATUS } else { self.own_status() })
    }

    fn own_status(&self) -> u8 {
        match self {
            Problem::Other(_) => UNWELL,
            Problem::Manifest(_) | Problem::Filter(_) | Problem::Inputs(_) | Problem::Usage(_) => USAGE,
        }
    }
}

/// What is wrong with the command line, or the help that was asked for, by the name that the program has here.
pub fn usage(error: &clap::Error) -> ExitCode {
    let text = plain::as_called(error.render().to_string());
    let said = match error.use_stderr() {
        true => std::io::stderr().write_all(text.as_bytes()),
        false => std::io::stdout().write_all(text.as_bytes()),
    };
    drop(said);
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE))
}

/// The exit status of a command that did its work: what was not well, which is said on standard error, or Ctrl-C ended it.
pub fn exit(error: Option<&str>) -> ExitCode {
    exit_as(if error.is_none() { WELL } else { UNWELL }, error)
}

/// An exit status, and why it is none of success, on standard error.
pub fn exit_as(status: u8, error: Option<&str>) -> ExitCode {
    let (status, error) = match interrupt::requested() {
        true => (interrupt::EXIT_STATUS, Some("interrupted")),
        false => (status, error),
    };
    if let Some(error) = error {
        let _ = writeln!(std::io::stderr(), "{}", plain::text(&format!("error: {error}")));
    }
    ExitCode::from(status)
}

/// What to say of cells that disagreed or failed; nothing if there are none.
pub fn unwell(cells: Vec<String>) -> Option<String> {
    (!cells.is_empty()).then(|| format!("disagreed, failed or changed on the way: {}", cells.join(", ")))
}

/// What a command says that only reads, and its exit status.
#[derive(Debug)]
pub struct Printout {
    /// What it says.
    pub text: String,
    /// Its exit status.
    pub status: u8,
    /// Why it is not well, for standard error.
    pub error: Option<String>,
}

impl Printout {
    /// What a command says that did its work, and what was not well.
    pub fn new(text: String, error: Option<String>) -> Printout {
        Printout { text, status: if error.is_none() { WELL } else { UNWELL }, error }
    }

    /// Prints it as it is: whoever made it has taken out what steers a screen.
    ///
    /// # Errors
    /// When the standard output takes nothing.
    pub fn print(&self) -> Result<ExitCode, Problem> {
        print_raw(&format!("{}\n", self.text))?;
        Ok(self.exit())
    }

    /// The exit status once it was said; why it is none of success goes to standard error.
    pub fn exit(&self) -> ExitCode {
        exit_as(self.status, self.error.as_deref())
    }
}

/// Whether to colour: on a terminal that can, unless the user has asked all programs not to; elsewhere where the user has asked
/// all programs to.
fn colour(terminal: bool) -> bool {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_forced = variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let can = terminal && variable("TERM").is_none_or(|term| term != "dumb");
    (can || is_forced) && variable("NO_COLOR").is_none()
}

/// The width of text that does not go to a terminal.
const WIDTH: u16 = 120;

/// The width of a terminal that does not know its own.
const UNKNOWN: u16 = 80;

/// The most of a line that help takes.
const HELP: u16 = 100;

/// How many columns standard output has: what the terminal says, or else the variable `COLUMNS`.
fn width() -> Option<u16> {
    let terminal = std::io::stdout().is_terminal();
    let size = if terminal { terminal_size_of(std::io::stdout()) } else { None };
    let known = size.map(|(Width(columns), _)| columns).filter(|columns| *columns > 0);
    let said = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    known.or_else(said).or(terminal.then_some(UNKNOWN))
}

/// How wide help may be.
pub fn help_width() -> usize {
    usize::from(width().map_or(HELP, |width| width.min(HELP)))
}

/// How text for people is laid out on standard output.
pub fn layout() -> Layout {
    let colour = colour(std::io::stdout().is_terminal());
    Layout { width: width().unwrap_or(WIDTH), colour, markdown: false }
}

/// The most that a line of a list takes.
const LIST: usize = 100;

/// A line of a list in as many as it takes to fit, the further ones indented, and those of a text that has several.
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let further = lines.map(|line| format!("{:indent$}{}", "", line.trim_start()));
    let all = std::iter::once(first.to_owned()).chain(further);
    all.map(|line| wrapped_line(&line, indent)).collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str, indent: usize) -> String {
    let room = usize::from(width().unwrap_or(WIDTH)).min(LIST).max(indent + 20);
    let begin = line.len() - line.trim_start().len();
    let (mut lines, mut length) = (line[..begin].to_owned(), begin);
    for (place, word) in line[begin..].split(' ').enumerate() {
        let own = word.chars().count();
        if place > 0 && !word.is_empty() && length + 1 + own > room && length > indent {
            lines = format!("{}\n{:indent$}", lines.trim_end(), "");
            length = indent;
        } else if place > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += own;
    }
    lines
}

/// Prints to standard output, without what steers a screen, and ends the line; a reader that has gone away (`| head`) is no
/// error.
///
/// # Errors
/// When the standard output takes nothing.
pub fn print(text: &str) -> anyhow::Result<()> {
    let shown = if layout().colour { plain::coloured(text) } else { plain::text(text) };
    print_raw(&format!("{shown}\n"))
}

/// Prints to standard output as it is.
fn print_raw(text: &str) -> anyhow::Result<()> {
    print_with(&mut |out| out.write_all(text.as_bytes()))
}

fn print_with(contents: Contents<'_>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match contents(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Prints one JSON document.
///
/// # Errors
/// When the standard output takes nothing.
pub fn print_json(value: &serde_json::Value) -> anyhow::Result<()> {
    print(&plain::json(&serde_json::to_string_pretty(value)?))
}

/// What stands for the standard output where a file may be named.
const STANDARD_OUTPUT: &str = "-";

/// The file that is named, unless that is the standard output.
pub fn file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|output| *output != Path::new(STANDARD_OUTPUT))
}

/// Writes to a file, a pipe or a device that the user names, and says so of a file on standard error; without one, prints to
/// standard output as it is.
///
/// # Errors
/// When nothing takes it.
pub fn deliver(output: Option<&Path>, contents: Contents<'_>) -> anyhow::Result<()> {
    let Some(file) = file(output) else { return print_with(contents) };
    if files::write_with(file, contents)? == Written::File {
        let size = std::fs::metadata(file).map_or(0, |about| about.len());
        Progress::on_stderr().note(&format!("written: {}, {}", file.display(), bytes(size as f64)));
    }
    Ok(())
}

/// How far a cell's name stands from the margin, in a list of cells.
const INDENT: usize = 13;

/// A cell in a list, with a word for what became of it; of one that is absent, why and what to do about it.
pub fn cell_line(word: &str, cell: &CellId, absent: Option<&Absent>) -> String {
    let Some(absent) = absent else { return line(word, &cell.to_string()) };
    let hint = absent.fix().map(|fix| format!("\nhint: {fix}")).unwrap_or_default();
    line(word, &format!("{cell}: {}{hint}", absent.reason()))
}

/// A line of a list: what there is to say, behind a word.
pub fn line(word: &str, text: &str) -> String {
    format!("{:<INDENT$}{}", format!("{word} "), indented(text))
}

/// A text whose further lines stand below the names of a list of cells.
pub fn indented(text: &str) -> String {
    text.replace('\n', &format!("\n{:INDENT$}", ""))
}

/// A path as a user of the root folder would type it.
pub fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::toolchain::Absence;

    #[test]
    fn a_hint_stands_on_a_line_of_its_own() {
        assert_eq!(Problem::usage("no session").to_string(), "no session");
        let problem = Problem::usage_with_hint("no session", "cargo xtask run");
        assert_eq!(problem.to_string(), "no session\nhint: cargo xtask run");
    }

    #[test]
    fn what_the_user_got_wrong_has_another_status_than_what_failed() {
        assert_eq!(Problem::usage("no session").own_status(), USAGE);
        assert_eq!(Problem::from(NoMatch::Nothing).own_status(), USAGE);
        assert_eq!(Problem::from(anyhow::anyhow!("disk full")).own_status(), UNWELL);
    }

    #[test]
    fn a_long_line_of_a_list_goes_on_below_its_text() {
        let line = format!("* name   Title ({})", vec!["benchmark"; 20].join(", "));
        let wrapped = wrapped(&line, 9);
        assert!(wrapped.lines().count() > 2 && wrapped.lines().all(|line| line.chars().count() <= LIST), "{wrapped}");
        assert!(wrapped.lines().skip(1).all(|line| line.starts_with("         benchmark")), "{wrapped}");
        assert_eq!(super::wrapped("  a  b", 4), "  a  b");
        assert_eq!(super::wrapped("a: b\n c", 3), "a: b\n   c");
    }

    #[test]
    fn a_line_of_a_cell_has_its_reason_and_its_hint_below_its_name() {
        let id = CellId::new("c", "nbody");
        assert_eq!(cell_line("agrees", &id, None), "agrees       c/nbody");
        let failed = Absent::Failed("gcc said\nno".to_owned());
        assert_eq!(cell_line(failed.word(), &id, Some(&failed)), "failed       c/nbody: gcc said\n             no");
        let missing = Absent::Missing(Absence { reason: "no gcc".to_owned(), fix: "get one".to_owned() });
        assert_eq!(
            cell_line(missing.word(), &id, Some(&missing)),
            "missing      c/nbody: no gcc\n             hint: get one"
        );
    }
}
