//! Writing a session: a folder of its own, a line a record, each flushed when it is known.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use files::Unfinished;
use serde_json::Value;

use super::now::id_behind;

use super::{Record, Session};

/// The file of the records.
pub(super) const SAMPLES: &str = "samples.jsonl";

/// The file that describes machine and toolchains.
pub(super) const ENVIRONMENT: &str = "environment.json";

/// How often records that were removed are tried to be written again, beside the first time.
const ATTEMPTS: u32 = 4;

/// The folder of a session that is being written.
///
/// A session has no folder before its first sample, or its end where nothing can be measured: until then it is written into a
/// hidden one, which goes when the journal does. As long as it is written its file is locked.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    hidden: Option<Unfinished>,
    file: File,
    /// How long the file is, if nobody else has changed it.
    length: u64,
    environment: Option<String>,
    notice: Option<String>,
}

impl Journal {
    /// Begins a session and writes its first record. Its identifier sorts behind those of all sessions that are there.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn create(results: &Path, session: &Session) -> anyhow::Result<Journal> {
        fs::create_dir_all(results).with_context(|| format!("cannot create {}", results.display()))?;
        clear(results);
        let id = id_behind(&session.id, names(results).iter().map(String::as_str));
        let folder = results.join(&id);
        let hidden = Unfinished::folder(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let file = create(hidden.path())?;
        let mut journal = Journal { folder, hidden: Some(hidden), file, length: 0, environment: None, notice: None };
        journal.write(&Record::Session(Session { id, ..session.clone() }))?;
        Ok(journal)
    }

    /// Opens a session that was interrupted or killed, to go on with it. A line that was cut short is removed.
    ///
    /// # Errors
    /// When somebody else writes it, or the records cannot be read or written.
    pub fn reopen(folder: &Path) -> anyhow::Result<Journal> {
        let path = folder.join(SAMPLES);
        let cannot = || format!("cannot go on with {}", path.display());
        let file = OpenOptions::new().read(true).append(true).open(&path).with_context(cannot)?;
        hold(&file, &path)?;
        cut_to_whole_lines(&file).with_context(cannot)?;
        let length = file.metadata().with_context(cannot)?.len();
        let folder = folder.to_owned();
        Ok(Journal { folder, hidden: None, file, length, environment: None, notice: None })
    }

    /// Whether somebody writes the session in this folder at present.
    pub fn is_open(folder: &Path) -> bool {
        let file = File::open(folder.join(SAMPLES));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Where the session is kept once it has appeared.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets the session have its folder, if it has none yet.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn appear(&mut self) -> anyhow::Result<()> {
        let Some(hidden) = self.hidden.take() else { return Ok(()) };
        hidden.put(&self.folder).with_context(|| format!("cannot create {}", self.folder.display()))
    }

    /// Appends a record. With the first sample, and with its end, the session has its folder.
    ///
    /// # Errors
    /// When the disk does not take it; what was written before is kept.
    pub fn write(&mut self, record: &Record) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        samples::seal(&mut line);
        line.push(b'\n');
        // One write a record: a line is on the disk whole, or it is the last and cut short, which a reader passes over.
        self.file.write_all(&line).with_context(|| {
            format!("cannot write {}; the records so far are kept", self.place().join(SAMPLES).display())
        })?;
        self.length += line.len() as u64;
        self.keep_in_its_place()?;
        if matches!(record, Record::Sample(_) | Record::End(_)) { self.appear() } else { Ok(()) }
    }

    /// What somebody should know of the folder since this was last asked.
    pub fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Somebody may remove, move or replace the file or its folder while it is written. All records so far are in the open file,
    /// and are written to the place again; what was moved ends there.
    fn keep_in_its_place(&mut self) -> anyhow::Result<()> {
        let path = self.place().join(SAMPLES);
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
        written.with_context(|| format!("{} was removed, moved or replaced while it was written", path.display()))?;
        self.notice = Some(format!(
            "{} was removed, moved or replaced while it was written; all records so far are there again, and the session goes on",
            self.folder.display()
        ));
        Ok(())
    }

    fn write_again(&mut self) -> anyhow::Result<()> {
        let mut records = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut records)?;
        fs::create_dir_all(self.place())?;
        if let Some(text) = &self.environment {
            files::write_whole(&self.place().join(ENVIRONMENT), text.as_bytes())?;
        }
        self.remove_copy(&records)?;
        let mut file = create(self.place())?;
        file.write_all(&records)?;
        self.file = file;
        Ok(())
    }

    /// An editor or a copying program puts a copy where the file was: one that has nothing but these records may go.
    fn remove_copy(&self, records: &[u8]) -> anyhow::Result<()> {
        let path = self.place().join(SAMPLES);
        if path.symlink_metadata().is_ok_and(|there| there.is_file()) {
            if !records.starts_with(&fs::read(&path)?) {
                bail!("somebody else put another file there, which stays");
            }
            fs::remove_file(&path)?;
        }
        Ok(())
    }

    /// Writes what machine and toolchains are.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn environment(&mut self, value: &Value) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        let written = files::write_whole(&self.place().join(ENVIRONMENT), text.as_bytes());
        self.environment = Some(text);
        written
    }

    /// Where it is written at present.
    fn place(&self) -> &Path {
        self.hidden.as_ref().map_or(&self.folder, Unfinished::path)
    }
}

/// The new file of a session's records, locked.
fn create(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(SAMPLES);
    let open = OpenOptions::new().create_new(true).read(true).append(true).open(&path);
    let file = open.with_context(|| format!("cannot create {}", path.display()))?;
    hold(&file, &path)?;
    Ok(file)
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

/// Takes the lock of a session's file. Where the file system knows none, a session is not kept from being written twice.
fn hold(file: &File, path: &Path) -> anyhow::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => bail!("another process writes {} at present", path.display()),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// What lies in the folder of the sessions.
fn names(results: &Path) -> Vec<String> {
    let entries = fs::read_dir(results).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Removes what sessions have left that were killed before their first sample.
fn clear(results: &Path) {
    for name in names(results) {
        let folder = results.join(&name);
        let is_hidden = name.starts_with('.') && name.ends_with(".part");
        // Between its making and its first record a folder has no file: it may be somebody's who is about to begin.
        if is_hidden && folder.join(SAMPLES).is_file() && !Journal::is_open(&folder) {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// Removes what is left of a last line that was cut short. It is looked for from the end: a session may have a million lines.
fn cut_to_whole_lines(mut file: &File) -> std::io::Result<()> {
    let mut end = file.metadata()?.len();
    let mut part = vec![0; 1 << 16];
    while end > 0 {
        let begin = end.saturating_sub(part.len() as u64);
        let read = &mut part[..(end - begin) as usize];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(read)?;
        if let Some(last) = read.iter().rposition(|byte| *byte == b'\n') {
            return file.set_len(begin + last as u64 + 1);
        }
        end = begin;
    }
    file.set_len(0)
}

#[cfg(test)]
mod tests;
