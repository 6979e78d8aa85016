//! Files in a folder in which everybody may write: opened so that nobody can have another file opened in their place.
//!
//! Nobody opens for writing what somebody else made, so that nothing of anybody's can be overwritten; a lock needs no more
//! than reading. Links and everything that is no plain file are refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use anyhow::{Context as _, bail};

/// No more than this is read of what others write, in bytes.
pub(super) const MOST_TEXT: u64 = 4096;

/// Takes a lock if nobody has it; whether it was taken.
///
/// # Errors
/// When the file system knows no locks.
pub(super) fn hold(file: &File, path: &Path) -> anyhow::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("the file system of {} knows no locks", path.display()))
        }
    }
}

/// Whether somebody holds the lock of a file, which may be gone or nobody's.
pub(super) fn is_held(path: &Path) -> bool {
    let Ok(file) = open(path) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Opens a plain file that anybody may have made, for reading.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe without a writer would keep us waiting.
        options.custom_flags(nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no plain file")) }
}

/// Makes a file that was not there, which everybody may read and nobody else may write.
pub(super) fn make(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Whatever the user's mask takes away.
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(file)
}

/// Opens a file that is there for all, or makes it.
///
/// # Errors
/// When neither can be done: who is in the way, and what to do.
pub(super) fn open_or_make(path: &Path) -> anyhow::Result<File> {
    for _ in 0..100 {
        match open(path) {
            Ok(file) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let owner = std::fs::symlink_metadata(path).ok().map(|about| owner(&about)).unwrap_or_default();
                bail!(
                    "cannot use {}, which keeps sessions of measuring apart: {error}\n\
                     hint: have it removed{owner}; it is made again",
                    path.display()
                );
            }
        }
        match make(path) {
            Ok(file) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let hint = super::QUEUE_VARIABLE;
                bail!(
                    "cannot make {}, which keeps sessions of measuring apart: {error}\n\
                     hint: name another folder, the same for all users, in the variable {hint}",
                    path.display()
                );
            }
        }
    }
    bail!("cannot open {}, which somebody removes again and again", path.display())
}

fn owner(about: &std::fs::Metadata) -> String {
    user(about).map_or_else(String::new, |user| format!(" by {user}"))
}

/// Who owns a file.
#[cfg(unix)]
pub(super) fn user(about: &std::fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let user = nix::unistd::User::from_uid(about.uid().into()).ok().flatten();
    Some(user.map_or_else(|| format!("user {}", about.uid()), |user| user.name))
}

/// Who owns a file.
#[cfg(not(unix))]
pub(super) fn user(_about: &std::fs::Metadata) -> Option<String> {
    None
}

/// Whether we may make files in a folder.
#[cfg(unix)]
pub(super) fn is_writable(folder: &Path) -> bool {
    nix::unistd::access(folder, nix::unistd::AccessFlags::W_OK | nix::unistd::AccessFlags::X_OK).is_ok()
}

/// Whether we may make files in a folder.
#[cfg(not(unix))]
pub(super) fn is_writable(_folder: &Path) -> bool {
    true
}

/// The first line of what somebody wrote, without what a terminal would obey.
pub(super) fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().flat_map(char::escape_debug).collect()
}
