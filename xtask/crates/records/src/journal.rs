//! Writing a session: a folder of its own, a line a record, each flushed when it is known.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::{Record, Session};

/// The file of the records.
pub(super) const SAMPLES: &str = "samples.jsonl";

/// The file that describes machine and toolchains.
pub(super) const ENVIRONMENT: &str = "environment.json";

/// The folder of a session that is being written.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    file: File,
}

impl Journal {
    /// Makes the folder of a session and writes its first record. A second session within the same second gets a
    /// numbered folder.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn create(results: &Path, session: &Session) -> anyhow::Result<Journal> {
        fs::create_dir_all(results).with_context(|| format!("cannot create {}", results.display()))?;
        let id = (1..).map(|number| if number == 1 { session.id.clone() } else { format!("{}-{number}", session.id) });
        let id = id.into_iter().find(|id| fs::create_dir(results.join(id)).is_ok() || !results.join(id).exists());
        let id = id.unwrap_or_else(|| session.id.clone());
        let folder = results.join(&id);
        let path = folder.join(SAMPLES);
        let open = OpenOptions::new().create_new(true).append(true).open(&path);
        let file = open.with_context(|| format!("cannot create {}", path.display()))?;
        let mut journal = Journal { folder, file };
        journal.write(&Record::Session(Session { id, ..session.clone() }))?;
        Ok(journal)
    }

    /// Opens a session that was interrupted or killed, to go on with it. A line that was cut short is removed.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn reopen(folder: &Path) -> anyhow::Result<Journal> {
        let path = folder.join(SAMPLES);
        let file = open_whole_lines(&path).with_context(|| format!("cannot go on with {}", path.display()))?;
        Ok(Journal { folder: folder.to_owned(), file })
    }

    /// Where the session is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Appends a record.
    ///
    /// # Errors
    /// When the disk does not take it; what was written before is kept.
    pub fn write(&mut self, record: &Record) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        samples::seal(&mut line);
        line.push(b'\n');
        // One write a record: a line is on the disk whole, or it is the last and cut short, which a reader passes over.
        self.file.write_all(&line).with_context(|| {
            format!("cannot write {}; the records so far are kept", self.folder.join(SAMPLES).display())
        })
    }

    /// Writes what machine and toolchains are.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn environment(&self, value: &Value) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        files::write_whole(&self.folder.join(ENVIRONMENT), text.as_bytes())
    }
}

/// Opens a file behind its last whole line; what is left of a line that was cut short goes.
fn open_whole_lines(path: &Path) -> std::io::Result<File> {
    let text = fs::read(path)?;
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let file = OpenOptions::new().append(true).open(path)?;
    file.set_len(whole as u64)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{End, Memory, Stop};

    fn session() -> Session {
        Session {
            version: crate::VERSION,
            id: "20260102T030405Z".to_owned(),
            started: "2026-01-02T03:04:05Z".to_owned(),
            profile: "quick".to_owned(),
            seed: 7,
            budget_s: 60.0,
            invocations: 3,
            max_invocations: None,
            width: None,
            rounds: 2,
            manifest_sha256: "00".to_owned(),
            baseline: None,
            baseline_doubt: None,
            baseline_instead: None,
        }
    }

    #[test]
    fn a_session_that_was_killed_goes_on_behind_its_last_whole_line() {
        let results = tempfile::tempdir().expect("a folder");
        let memory = |peak_bytes| {
            let (benchmark, rung) = ("nbody".to_owned(), "c".to_owned());
            Record::Memory(Memory { benchmark, rung, invocation: 0, peak_bytes })
        };
        let mut journal = Journal::create(results.path(), &session()).expect("created");
        journal.write(&memory(1)).expect("written");
        journal.file.write_all(b"{\"type\":\"mem").expect("written");
        let folder = journal.folder().to_owned();
        drop(journal);
        let mut journal = Journal::reopen(&folder).expect("opened");
        journal.write(&memory(2)).expect("written");
        journal
            .write(&Record::End(End {
                stop: Stop::Complete,
                ended: String::new(),
                spent_ms: None,
                harness_cpu_ms: None,
            }))
            .expect("written");
        let recorded = crate::load(&folder).expect("records");
        assert_eq!(recorded.memory.iter().map(|memory| memory.peak_bytes).collect::<Vec<_>>(), [1, 2]);
        assert!(recorded.end.is_some() && recorded.warnings.is_empty());
    }
}
