//! The sessions that there are, and the latest of them.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use samples::{Lines, Phase};

use super::parse;
use crate::Record;
use crate::journal::SAMPLES;

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
