//! Reads what a session left behind.
//!
//! May know the record types and the file system; must not know what is computed from the records.
//!
//! Whatever kills the harness, at most the line in flight is lost: a last line that was cut short is passed over with a
//! warning. Everything else that cannot be understood is an error that names file and line, because a record that is
//! silently passed over is a number that silently changes.

mod folders;
mod gathered;
mod lost;

use std::fs::File;
use std::io::{self, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use samples::{Line, Lines, Seal};
use serde::Deserialize;
use thiserror::Error;

use published::PublishedSource;

use super::journal::{ENVIRONMENT, SAMPLES};
use super::{
    CellRecord, End, Failure, InvocationEnd, InvocationPlan, Load, Memory, Output, Record, Resumed, Samples, Session,
    Start, VERSION, WarmUp,
};
pub use folders::{ending, latest, sessions};
pub use gathered::Gathered;
pub use lost::LostLine;
use lost::{BlankLines, DamagedLine};

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
    /// How runners were warmed up whose runtimes compile while they run.
    pub warm_ups: Vec<WarmUp>,
    /// Timed batches, in the order in which they were taken.
    pub samples: Samples,
    /// Outputs that agreed.
    pub outputs: Vec<Output>,
    /// Peaks of resident memory.
    pub memory: Vec<Memory>,
    /// Cells that failed or disagreed while they were measured.
    pub failures: Vec<Failure>,
    /// The invocations that are whole.
    pub invocation_ends: Vec<InvocationEnd>,
    /// The last line; absent while a session is under way, or when it was killed.
    pub end: Option<End>,
    /// Each time that the session went on after it had been interrupted or killed. What was cut off is in none of the starts,
    /// samples, outputs and peaks of memory.
    pub resumed: Vec<Resumed>,
    /// Where in `loads` each of these begins.
    pub sittings: Vec<usize>,
    /// Lines that were passed over, as the reader was told to.
    pub lost: Vec<LostLine>,
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
            warm_ups: Vec::new(),
            samples: Samples::default(),
            outputs: Vec::new(),
            memory: Vec::new(),
            failures: Vec::new(),
            invocation_ends: Vec::new(),
            end: None,
            resumed: Vec::new(),
            sittings: Vec::new(),
            lost: Vec::new(),
            environment: None,
            warnings: Vec::new(),
        }
    }

    /// How busy the machine was, apart for each sitting: counters of two of them have nothing to do with each other.
    pub fn loads_by_sitting(&self) -> impl Iterator<Item = &[Load]> {
        let ends = self.sittings.iter().copied().chain([self.loads.len()]);
        let begins = std::iter::once(0).chain(self.sittings.iter().copied());
        begins.zip(ends).map(|(begin, end)| self.loads.get(begin..end).unwrap_or_default())
    }

    /// How many invocations were cut off and count for nothing.
    pub fn cut_off(&self) -> usize {
        self.resumed.iter().map(|resumed| resumed.cut_off.len()).sum()
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

/// What becomes of a line that was damaged, or cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Damage {
    /// It is an error that names it.
    #[default]
    Refused,
    /// It is passed over and told, and the cells that it may be about are named.
    PassedOver,
}

/// Reads a session's folder: `samples.jsonl`, and `environment.json` if there is one.
///
/// # Errors
/// When it cannot be read or understood.
pub fn load(folder: &Path) -> Result<Recorded, ReadError> {
    read(folder, Damage::Refused)
}

/// The same, where damage may be passed over.
///
/// # Errors
/// When it cannot be read, or not understood; of what is damaged, the first line must be understood in any case.
pub fn read(folder: &Path, damage: Damage) -> Result<Recorded, ReadError> {
    let mut recorded = Records::open(folder, damage)?.read(Wanted::All)?;
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
    Records::open(folder, Damage::Refused)?.read(Wanted::AllButSamples)
}

/// The first record of a session's folder, without the rest.
///
/// # Errors
/// As for [`load`].
pub fn opening(folder: &Path) -> Result<Session, ReadError> {
    Records::open(folder, Damage::PassedOver)?.session(&mut Vec::new())
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
    damage: Damage,
}

impl Records {
    fn open(folder: &Path, damage: Damage) -> Result<Records, ReadError> {
        let file = folder.join(SAMPLES);
        match File::open(&file) {
            Ok(opened) => Ok(Records { lines: Lines::new(BufReader::with_capacity(1 << 18, opened)), file, damage }),
            Err(source) => Err(ReadError::Io { file, source }),
        }
    }

    /// Gathers the records that are wanted; the first one always is.
    fn read(mut self, wanted: Wanted) -> Result<Recorded, ReadError> {
        let mut damaged = Vec::new();
        let mut gathered = Gathered::new(self.session(&mut damaged)?);
        let Records { file, lines, damage } = &mut self;
        let mut blank = BlankLines::default();
        let is_blank = |number| DamagedLine::new(number, b"", "it is blank".to_owned());
        loop {
            let next = match wanted {
                Wanted::All => lines.gather(&mut gathered.recorded.samples),
                Wanted::AllButSamples => lines.pass_over_samples(),
            };
            let Some(line) = next.map_err(|error| unreadable(file, error))? else { break };
            let nothing = line.text.trim_ascii().is_empty();
            if let Some(number) = if nothing { blank.another(line.number) } else { blank.are_over() } {
                damaged.push(is_blank(number).passed_over(file, *damage)?);
            }
            if nothing {
                continue;
            }
            match parse(line).and_then(|record| gathered.fits(record)) {
                Ok(record) => gathered.add(record),
                Err(_) if !line.whole => gathered.cut_short(file, line.number),
                Err(reason) => {
                    let text = DamagedLine::new(line.number, line.text, reason);
                    damaged.push(text.passed_over(file, *damage)?);
                }
            }
        }
        if let Some(number) = blank.before_the_end(lines.passed()) {
            damaged.push(is_blank(number).passed_over(file, *damage)?);
        }
        gathered.lose(file, damaged);
        Ok(gathered.recorded)
    }

    /// The first record, whose version is read before anything else of it: a later version may have other fields. Nothing can
    /// be read without it, so that it is taken if it can be understood at all.
    fn session(&mut self, damaged: &mut Vec<DamagedLine>) -> Result<Session, ReadError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Records { file, lines, damage } = self;
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
        let (parsed, seal) = (parse(Line { seal: Seal::None, ..line }), parse(line).map(|_| ()));
        match parsed {
            Ok(Record::Session(session)) => {
                if let Err(reason) = seal {
                    damaged.push(DamagedLine::new(line.number, b"", reason).passed_over(file, *damage)?);
                }
                Ok(session)
            }
            Ok(_) => Err(broken(file, line.number, "the first record is not of type `session`")),
            Err(reason) => Err(broken(file, line.number, &reason)),
        }
    }
}

fn unreadable(file: &Path, source: io::Error) -> ReadError {
    ReadError::Io { file: file.to_owned(), source }
}

fn broken(file: &Path, line: usize, reason: &str) -> ReadError {
    ReadError::Broken { file: file.to_owned(), line, reason: reason.to_owned() }
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

#[cfg(test)]
mod tests;
