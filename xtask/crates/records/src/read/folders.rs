//! The sessions that there are, and the latest of them.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use samples::{Lines, Phase};

use super::parse;
use crate::journal::SAMPLES;
use crate::{End, Record};

/// The end of a file in which its last record lies.
const LAST_BYTES: u64 = 4096;

/// The folders of the sessions in `results_dir`, oldest first.
///
/// Identifiers of sessions begin with the date, and each sorts behind those that were there before it, so that names sort by
/// time; other folders (a published reference session, say) are none of them.
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

/// The folder of the latest session in `results_dir` that has a number in it; where none has, of the latest.
pub fn latest(results_dir: &Path) -> Option<PathBuf> {
    let mut folders = sessions(results_dir);
    match folders.iter().rposition(|folder| has_a_number(folder)) {
        Some(place) => Some(folders.swap_remove(place)),
        None => folders.pop(),
    }
}

/// The last record of a session, where it has come to an end; read from the end of the file, however long that is.
pub fn ending(folder: &Path) -> Option<End> {
    let mut file = File::open(folder.join(SAMPLES)).ok()?;
    let size = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(LAST_BYTES))).ok()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    let last = text.trim_ascii_end();
    let begin = last.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let line = [&last[begin..], b"\n"].concat();
    let mut lines = Lines::new(BufReader::new(line.as_slice()));
    match parse(lines.advance().ok()??) {
        Ok(Record::End(end)) => Some(end),
        _ => None,
    }
}

/// Whether a session has a measured sample. One that cannot be read may have: whoever asks for it is told.
fn has_a_number(folder: &Path) -> bool {
    let Ok(file) = File::open(folder.join(SAMPLES)) else { return true };
    let mut lines = Lines::new(BufReader::new(file));
    loop {
        match lines.advance() {
            Ok(None) => return false,
            Err(_) => return true,
            Ok(Some(line)) => {
                let phase = match samples::parse(line.text) {
                    Some(sample) => Some(sample.phase),
                    None => match parse(line) {
                        Ok(Record::Sample(sample)) => Some(sample.phase),
                        _ => None,
                    },
                };
                if phase == Some(Phase::Measure) {
                    return true;
                }
            }
        }
    }
}
