//! Folders that are filled once: whole and with a receipt, or not there at all.
//!
//! The receipt is written last. A folder without one was left by something that was killed, and is filled again.

use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::Toolbox;

/// The file that says that a folder is whole.
const RECEIPT: &str = "ladder-complete";

/// What it took to get something.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Wall time in seconds, the download included.
    pub seconds: f64,
    /// Bytes that came over the network, where they can be told.
    pub downloaded_bytes: Option<u64>,
    /// Bytes of all its files.
    pub disk_bytes: u64,
}

/// What filling a folder brought.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filled {
    /// Bytes that came over the network, where they can be told.
    pub(super) downloaded_bytes: Option<u64>,
    /// Bytes that were installed elsewhere.
    pub(super) bytes_elsewhere: u64,
}

/// The receipt of a folder that is whole.
pub(super) fn receipt(folder: &Path) -> Option<Receipt> {
    serde_json::from_slice(&fs::read(folder.join(RECEIPT)).ok()?).ok()
}

impl Toolbox<'_> {
    /// Fills a folder, unless it is whole already. One that was left half-filled is filled again; one whose filling fails is removed.
    ///
    /// # Errors
    /// What the filling said, or why the folder cannot be written.
    pub(super) fn install(
        &self,
        folder: &Path,
        fill: impl FnOnce() -> Result<Filled, String>,
    ) -> Result<Receipt, String> {
        let lock = {
            let mut locks = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(folder.to_owned()).or_default())
        };
        let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(receipt) = receipt(folder) {
            return Ok(receipt);
        }
        empty_folder(folder)?;
        let started = Instant::now();
        let whole = fill().and_then(|filled| {
            let receipt = Receipt {
                seconds: started.elapsed().as_secs_f64(),
                downloaded_bytes: filled.downloaded_bytes,
                disk_bytes: files::size_of_folder(folder) + filled.bytes_elsewhere,
            };
            let text = serde_json::to_vec(&receipt).map_err(|error| error.to_string())?;
            files::write_whole(&folder.join(RECEIPT), &text).map_err(|error| format!("{error:#}"))?;
            Ok(receipt)
        });
        whole.inspect_err(|_| drop(fs::remove_dir_all(folder)))
    }
}

/// Makes an empty folder of whatever is there.
fn empty_folder(folder: &Path) -> Result<(), String> {
    let removed = if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) };
    let made = removed.and_then(|()| fs::create_dir_all(folder));
    made.map_err(|error| format!("cannot prepare {}: {error}", folder.display()))
}
