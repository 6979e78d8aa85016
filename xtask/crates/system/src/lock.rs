//! Keeps two sessions apart: two that measure at the same time would measure each other.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::interrupt;
use crate::progress::Progress;

/// A lock that is held until this is dropped; the system releases it, too, when the process dies.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not used")] File);

/// Waits for a lock file.
///
/// # Errors
/// When the file cannot be opened, or at Ctrl-C.
pub fn take(path: &Path, what: &str, progress: &Progress) -> anyhow::Result<Lock> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let open = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = open.with_context(|| format!("cannot open the lock file {}", path.display()))?;
    let taken = || match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("the file system of {} knows no locks", path.display()))
        }
    };
    if taken()? {
        return Ok(Lock(file));
    }
    let _step = progress.step(&format!("waiting for another session that {what}"));
    while !taken()? {
        if interrupt::requested() {
            bail!("interrupted while waiting for another session that {what}");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(Lock(file))
}

/// The lock of all sessions of measuring on this machine.
pub fn measuring() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    runtime.unwrap_or_else(std::env::temp_dir).join("optimization-ladder.lock")
}
