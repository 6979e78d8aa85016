//! Reads what a session left behind.
//!
//! May know the record types and the file system; must not know what is computed from the records.
//!
//! Whatever kills the harness, at most the line in flight is lost: a last line that was cut short is passed over with a
//! warning. Everything else that cannot be understood is an error that names file and line, because a record that is
//! silently passed over is a number that silently changes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use samples::{Line, Lines, Seal};
use serde::Deserialize;
use thiserror::Error;

use crate::published::PublishedSource;

use super::journal::{ENVIRONMENT, SAMPLES};
use super::{
    CellId, CellRecord, End, Failure, InvocationPlan, Load, Memory, Output, Record, Samples, Session, Start, VERSION,
};

/// Everything that is known of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The first line.
    pub session: Session,
    /// What others printed about the cells.
    pub published: Vec<PublishedSource>,
    /// The selected cells in the order of their first mention, each with its latest record.
    pub cells: Vec<CellRecord>,
    /// How busy the machine was, from time to time.
    pub loads: Vec<Load>,
    /// The invocations of benchmarks, as they began.
    pub invocation_plans: Vec<InvocationPlan>,
    /// Started runners.
    pub starts: Vec<Start>,
    /// Timed batches, in the order in which they were taken.
    pub samples: Samples,
    /// Outputs that agreed.
    pub outputs: Vec<Output>,
    /// Peaks of resident memory.
    pub memory: Vec<Memory>,
    /// Cells that failed or disagreed while they were measured.
    pub failures: Vec<Failure>,
    /// The last line; absent while a session is under way, or when it was killed.
    pub end: Option<End>,
    /// `environment.json`, where there is one.
    pub environment: Option<serde_json::Value>,
    /// What had to be passed over, for people.
    pub warnings: Vec<String>,
}

impl Recorded {
    /// A session of which nothing but its first record is known.
    pub fn new(session: Session) -> Recorded {
        Recorded {
            session,
            published: Vec::new(),
            cells: Vec::new(),
            loads: Vec::new(),
            invocation_plans: Vec::new(),
            starts: Vec::new(),
            samples: Samples::default(),
            outputs: Vec::new(),
            memory: Vec::new(),
            failures: Vec::new(),
            end: None,
            environment: None,
            warnings: Vec::new(),
        }
    }
}

/// Why a session's folder could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("failed to read `{}`: {source}", .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A line is no record, or not where it belongs.
    #[error("`{}`, line {line}: {reason}", .file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The records were written by a later harness.
    #[error(
        "`{}`, line 1: version {found} of the record format, of which this program reads {VERSION} and lower\n\
         hint: use a newer version of this program",
        .file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        found: u32,
    },
    /// Not even the first line is complete.
    #[error("`{}` holds no complete record: the session ended before it began", .0.display())]
    Empty(PathBuf),
}

/// Reads a session's folder: `samples.jsonl`, and `environment.json` if there is one.
pub fn load(folder: &Path) -> Result<Recorded, ReadError> {
    let mut recorded = Records::open(folder)?.read(Wanted::All)?;
    match environment(&folder.join(ENVIRONMENT)) {
        Ok(environment) => recorded.environment = environment,
        Err(warning) => recorded.warnings.push(warning),
    }
    Ok(recorded)
}

/// The records of a session's folder without its samples, which are nearly all of a long one and are not looked at, and
/// without its environment: how a session went, in a moment.
///
/// # Errors
/// As for [`load`], but for samples.
pub fn load_without_samples(folder: &Path) -> Result<Recorded, ReadError> {
    Records::open(folder)?.read(Wanted::AllButSamples)
}

/// The first record of a session's folder, without the rest.
///
/// # Errors
/// As for [`load`].
pub fn opening(folder: &Path) -> Result<Session, ReadError> {
    Records::open(folder)?.session()
}

/// The folders of the sessions in `results_dir`, oldest first.
///
/// Identifiers of sessions begin with the date, so that their names sort by time; other folders (a published reference
/// session, say) are none of them.
pub fn sessions(results_dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(results_dir).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|folder| is_session(folder)).collect();
    folders.sort();
    folders
}

/// Whether a folder has the name and the records of a session.
fn is_session(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(|first: char| first.is_ascii_digit()) && folder.join(SAMPLES).is_file()
}

/// The folder of the latest session in `results_dir`.
pub fn newest(results_dir: &Path) -> Option<PathBuf> {
    sessions(results_dir).pop()
}

/// The environment, if there is one; else why it cannot be understood.
fn environment(file: &Path) -> Result<Option<serde_json::Value>, String> {
    let passed_over = |reason: &dyn std::fmt::Display| format!("`{}` was passed over: {reason}", file.display());
    match std::fs::read(file) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|error| passed_over(&error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(passed_over(&error)),
    }
}

/// Which records are read.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    AllButSamples,
}

/// A file of records that is read from its beginning.
struct Records {
    file: PathBuf,
    lines: Lines<'static>,
}

impl Records {
    fn open(folder: &Path) -> Result<Records, ReadError> {
        let file = folder.join(SAMPLES);
        match File::open(&file) {
            Ok(opened) => Ok(Records { lines: Lines::new(BufReader::with_capacity(1 << 18, opened)), file }),
            Err(source) => Err(ReadError::Io { file, source }),
        }
    }

    /// Gathers the records that are wanted; the first one always is.
    fn read(mut self, wanted: Wanted) -> Result<Recorded, ReadError> {
        let mut gathered = Gathered::new(self.session()?);
        let Records { file, lines } = &mut self;
        loop {
            let next = match wanted {
                Wanted::All => lines.gather(&mut gathered.recorded.samples),
                Wanted::AllButSamples => lines.pass_over_samples(),
            };
            let Some(line) = next.map_err(|error| unreadable(file, error))? else { return Ok(gathered.recorded) };
            match parse(line) {
                Ok(Record::Session(_)) => return Err(broken(file, line, "a second record of type `session`")),
                Ok(record) => gathered.add(record),
                Err(_) if !line.whole => gathered.cut_short(file, line.number),
                Err(reason) => return Err(broken(file, line, &reason)),
            }
        }
    }

    /// The first record, whose version is read before anything else of it: a later version may have other fields.
    fn session(&mut self) -> Result<Session, ReadError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Records { file, lines } = self;
        let Some(line) = lines.advance().map_err(|error| unreadable(file, error))? else {
            return Err(ReadError::Empty(file.clone()));
        };
        match serde_json::from_slice::<Versioned>(line.text) {
            Ok(Versioned { version }) if version > VERSION => {
                return Err(ReadError::Newer { file: file.clone(), found: version });
            }
            Err(_) if !line.whole => return Err(ReadError::Empty(file.clone())),
            _ => {}
        }
        match parse(line) {
            Ok(Record::Session(session)) => Ok(session),
            Ok(_) => Err(broken(file, line, "the first record is not of type `session`")),
            Err(reason) => Err(broken(file, line, &reason)),
        }
    }
}

fn unreadable(file: &Path, source: io::Error) -> ReadError {
    ReadError::Io { file: file.to_owned(), source }
}

fn broken(file: &Path, line: Line<'_>, reason: &str) -> ReadError {
    ReadError::Broken { file: file.to_owned(), line: line.number, reason: reason.to_owned() }
}

/// One line as a record, or why it is none.
fn parse(line: Line<'_>) -> Result<Record, String> {
    let parsed: Result<Record, serde_json::Error> = serde_json::from_slice(line.text);
    let parsed = parsed.map_err(|error| {
        let text = error.to_string();
        // Each line is parsed by itself, so that serde_json's own line number is always 1.
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        match error.column() {
            0 => reason.to_owned(),
            column => format!("column {column}: {reason}"),
        }
    })?;
    match line.seal {
        Seal::Broken => Err("its checksum is not that of the line, which was changed or damaged".to_owned()),
        Seal::Whole | Seal::None => Ok(parsed),
    }
}

/// A session on its way from records, as they come, to `Recorded`.
#[derive(Debug)]
pub struct Gathered {
    recorded: Recorded,
    /// Where each cell is in `recorded.cells`.
    positions: HashMap<CellId, usize>,
}

impl Gathered {
    /// A session of which nothing but its first record is known.
    pub fn new(session: Session) -> Self {
        Gathered { recorded: Recorded::new(session), positions: HashMap::new() }
    }

    /// Everything so far.
    pub fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// Puts the next record where it belongs. A session has one first record: a second one replaces it.
    pub fn add(&mut self, record: Record) {
        match record {
            Record::Session(session) => self.recorded.session = session,
            Record::Published(source) => self.recorded.published.push(source),
            Record::Cell(cell) => self.add_cell(cell),
            Record::Load(load) => self.recorded.loads.push(load),
            Record::InvocationPlan(course) => self.recorded.invocation_plans.push(course),
            Record::Start(start) => self.recorded.starts.push(start),
            Record::Sample(sample) => self.recorded.samples.push(&sample),
            Record::Output(output) => self.recorded.outputs.push(output),
            Record::Memory(memory) => self.recorded.memory.push(memory),
            Record::Failure(failure) => self.recorded.failures.push(failure),
            Record::End(end) => self.recorded.end = Some(end),
        }
    }

    fn add_cell(&mut self, cell: CellRecord) {
        let cells = &mut self.recorded.cells;
        match self.positions.entry(cell.id().owned()) {
            Entry::Occupied(known) => cells[*known.get()] = cell,
            Entry::Vacant(unknown) => {
                unknown.insert(cells.len());
                cells.push(cell);
            }
        }
    }

    fn cut_short(&mut self, file: &Path, line: usize) {
        let warning =
            format!("`{}`, line {line} was cut short when it was written, and is passed over", file.display());
        self.recorded.warnings.push(warning);
    }
}

#[cfg(test)]
mod tests;
