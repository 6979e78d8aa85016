//! Writing a session: a folder of its own, a line a record, each flushed when it is known.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::{Record, Session};

/// The file of the records.
pub(super) const SAMPLES: &str = "samples.jsonl";

/// The file that describes machine and toolchains.
pub(super) const ENVIRONMENT: &str = "environment.json";

/// How often records that were removed are tried to be written again, beside the first time.
const ATTEMPTS: u32 = 4;

/// The folder of a session that is being written.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    file: File,
    /// How long the file is, if nobody else has changed it.
    length: u64,
    environment: Option<String>,
    notice: Option<String>,
}

impl Journal {
    /// Makes the folder of a session and writes its first record. A second session within the same second gets a
    /// numbered folder.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn create(results: &Path, session: &Session) -> anyhow::Result<Journal> {
        fs::create_dir_all(results).with_context(|| format!("cannot create {}", results.display()))?;
        let mut id = session.id.clone();
        let mut number = 1_u32;
        while let Err(error) = fs::create_dir(results.join(&id)) {
            if error.kind() != ErrorKind::AlreadyExists {
                return Err(error).with_context(|| format!("cannot create {}", results.join(id).display()));
            }
            number += 1;
            id = format!("{}-{number}", session.id);
        }
        let folder = results.join(&id);
        let file = create(&folder)?;
        let mut journal = Journal { folder, file, length: 0, environment: None, notice: None };
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
        let length = file.metadata().with_context(|| format!("cannot go on with {}", path.display()))?.len();
        Ok(Journal { folder: folder.to_owned(), file, length, environment: None, notice: None })
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
        })?;
        self.length += line.len() as u64;
        self.keep_in_its_place()
    }

    /// What somebody should know of the folder since this was last asked.
    pub fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Somebody may remove or move the folder while it is written. All records so far are in the open file, and are written to
    /// the place again; what was moved ends there.
    fn keep_in_its_place(&mut self) -> anyhow::Result<()> {
        let path = self.folder.join(SAMPLES);
        let about = self.file.metadata().with_context(|| format!("cannot read {}", path.display()))?;
        if about.len() != self.length {
            bail!("{} was changed by somebody else while it was written: the session ends here", path.display());
        }
        if fs::metadata(&path).is_ok_and(|there| is_same(&there, &about)) {
            return Ok(());
        }
        // Whoever removes it may not have finished yet.
        let mut written = self.write_again();
        for _ in 0..ATTEMPTS {
            if written.is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
            written = self.write_again();
        }
        written.with_context(|| format!("{} was removed or moved while it was written", path.display()))?;
        self.notice = Some(format!(
            "{} was removed or moved while it was written; all records so far are there again, and the session goes on",
            self.folder.display()
        ));
        Ok(())
    }

    fn write_again(&mut self) -> anyhow::Result<()> {
        let mut records = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut records)?;
        fs::create_dir_all(&self.folder)?;
        if let Some(text) = &self.environment {
            files::write_whole(&self.folder.join(ENVIRONMENT), text.as_bytes())?;
        }
        let mut file = create(&self.folder)?;
        file.write_all(&records)?;
        self.file = file;
        Ok(())
    }

    /// Writes what machine and toolchains are.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn environment(&mut self, value: &Value) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        let written = files::write_whole(&self.folder.join(ENVIRONMENT), text.as_bytes());
        self.environment = Some(text);
        written
    }
}

/// The new file of a session's records.
fn create(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(SAMPLES);
    let open = OpenOptions::new().create_new(true).read(true).append(true).open(&path);
    open.with_context(|| format!("cannot create {}", path.display()))
}

/// Whether two files are one.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// Opens a file behind its last whole line; what is left of a line that was cut short goes.
fn open_whole_lines(path: &Path) -> std::io::Result<File> {
    let text = fs::read(path)?;
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let file = OpenOptions::new().read(true).append(true).open(path)?;
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

    fn memory(peak_bytes: u64) -> Record {
        let (benchmark, rung) = ("nbody".to_owned(), "c".to_owned());
        Record::Memory(Memory { benchmark, rung, invocation: 0, peak_bytes, clock: None, oddities: None })
    }

    #[test]
    fn what_is_removed_or_moved_while_it_is_written_is_written_again_and_said() {
        let results = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::create(results.path(), &session()).expect("created");
        journal.environment(&serde_json::json!({ "version": 1 })).expect("written");
        journal.write(&memory(1)).expect("written");
        assert_eq!(journal.notice(), None);
        let folder = journal.folder().to_owned();
        let peaks = |folder: &Path| {
            let recorded = crate::load(folder).expect("records");
            assert!(recorded.environment.is_some() && recorded.warnings.is_empty());
            recorded.memory.iter().map(|memory| memory.peak_bytes).collect::<Vec<u64>>()
        };
        fs::remove_dir_all(&folder).expect("removed");
        journal.write(&memory(2)).expect("written");
        let notice = journal.notice().expect("something to say");
        assert!(notice.contains("was removed or moved while it was written"), "{notice}");
        assert_eq!((peaks(&folder), journal.notice()), (vec![1, 2], None));
        let elsewhere = results.path().join("elsewhere");
        fs::rename(&folder, &elsewhere).expect("moved");
        journal.write(&memory(3)).expect("written");
        assert_eq!((peaks(&folder), peaks(&elsewhere)), (vec![1, 2, 3], vec![1, 2, 3]));
        fs::remove_file(folder.join(SAMPLES)).expect("removed");
        journal.write(&memory(4)).expect("written");
        assert_eq!(peaks(&folder), [1, 2, 3, 4]);
    }

    #[test]
    fn what_somebody_else_writes_to_ends_the_session() {
        let results = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::create(results.path(), &session()).expect("created");
        let path = journal.folder().join(SAMPLES);
        fs::write(&path, "").expect("emptied");
        let error = journal.write(&memory(1)).expect_err("it is not the file that it was").to_string();
        assert!(error.contains("was changed by somebody else while it was written"), "{error}");
        // Where nothing can be written again, what happened is said as well.
        let mut journal = Journal::create(results.path(), &session()).expect("created");
        fs::remove_dir_all(results.path()).expect("removed");
        fs::write(results.path(), "no folder").expect("a file");
        let error = format!("{:#}", journal.write(&memory(1)).expect_err("no folder"));
        assert!(error.contains("was removed or moved while it was written: "), "{error}");
        fs::remove_file(results.path()).expect("removed");
    }

    #[test]
    fn why_a_session_cannot_begin_is_said() {
        let results = tempfile::tempdir().expect("a folder");
        fs::write(results.path().join("file"), "x").expect("a file");
        let error = format!("{:#}", Journal::create(&results.path().join("file"), &session()).expect_err("a file"));
        assert!(error.contains("file: File exists") || error.contains("Not a directory"), "{error}");
    }

    #[test]
    fn a_session_that_was_killed_goes_on_behind_its_last_whole_line() {
        let results = tempfile::tempdir().expect("a folder");
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
                lost_ms: None,
            }))
            .expect("written");
        let recorded = crate::load(&folder).expect("records");
        assert_eq!(recorded.memory.iter().map(|memory| memory.peak_bytes).collect::<Vec<_>>(), [1, 2]);
        assert!(recorded.end.is_some() && recorded.warnings.is_empty());
    }
}
