//! What is being written and has no name yet. Whoever ends this program in the middle takes it away.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What is being written at present, in all threads.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The most letters of a name that the name of its unfinished form takes over: no name gets too long by it.
const LETTERS: usize = 40;

/// A file or a folder that is being written beside the place that it is for. Unless it is put there, it goes.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// A new file beside the place that it is for, that nobody else has opened. `mode` is its mode where it is not that of
    /// every new file.
    ///
    /// # Errors
    /// When the folder takes no file.
    pub fn file(place: &Path, mode: Option<u32>) -> io::Result<(Unfinished, File)> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        set_mode(&mut options, mode);
        Unfinished::made(place, |path| options.open(path))
    }

    /// A new folder beside the place that it is for.
    ///
    /// # Errors
    /// When the folder around it takes none.
    pub fn folder(place: &Path) -> io::Result<Unfinished> {
        Ok(Unfinished::made(place, |path| fs::create_dir(path))?.0)
    }

    /// Under the first name that nothing has: a program that was killed may have left one.
    fn made<T>(place: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(Unfinished, T)> {
        let name: String = place.file_name().unwrap_or_default().to_string_lossy().chars().take(LETTERS).collect();
        let mut number = 0_u32;
        loop {
            let path = place.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()));
            unfinished().push(path.clone());
            match make(&path) {
                Ok(made) => return Ok((Unfinished { path }, made)),
                Err(error) => {
                    unfinished().retain(|other| *other != path);
                    if error.kind() != io::ErrorKind::AlreadyExists {
                        return Err(error);
                    }
                    number += 1;
                }
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the name of the place that it is for.
    ///
    /// # Errors
    /// When the system does not rename it; then it goes.
    pub fn put(self, place: &Path) -> io::Result<()> {
        fs::rename(&self.path, place)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = unfinished();
        remove(&self.path);
        unfinished.retain(|other| *other != self.path);
    }
}

/// Takes away what is being written, in all threads: for somebody who ends this program at once.
pub fn remove_unfinished() {
    unfinished().iter().for_each(|path| remove(path));
}

/// What was put into its place is not there any more.
fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, mode: Option<u32>) {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Some(mode) = mode {
        options.mode(mode);
    }
}

#[cfg(not(unix))]
fn set_mode(_: &mut OpenOptions, _: Option<u32>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_put_into_its_place_goes_and_what_somebody_left_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("x".repeat(255));
        let left = folder.path().join(format!(".{}.{}-0.part", "x".repeat(LETTERS), std::process::id()));
        fs::write(&left, "of another").expect("written");
        let (unfinished, _) = Unfinished::file(&place, None).expect("a file");
        assert!(unfinished.path().exists() && unfinished.path() != left);
        drop(unfinished);
        assert_eq!(fs::read(&left).expect("readable"), b"of another");
        let (unfinished, _) = Unfinished::file(&place, None).expect("a file");
        unfinished.put(&place).expect("renamed");
        let made = Unfinished::folder(&folder.path().join("one")).expect("a folder");
        fs::write(made.path().join("file"), "x").expect("written");
        drop(made);
        let mut left: Vec<PathBuf> =
            fs::read_dir(folder.path()).expect("readable").flatten().map(|e| e.path()).collect();
        left.retain(|path| *path != place);
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn whoever_ends_the_program_takes_away_what_is_unfinished() {
        let folder = tempfile::tempdir().expect("a folder");
        let (unfinished, _) = Unfinished::file(&folder.path().join("one"), None).expect("a file");
        // Not all of them: other tests are at work in this process.
        assert!(super::unfinished().contains(&unfinished.path));
        remove(&unfinished.path);
        drop(unfinished);
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
    }
}
