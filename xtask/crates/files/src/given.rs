//! Writing to a place that the user names: it is what it is, and stays so. A file is replaced whole or not at all and keeps
//! its mode and its owner, a link stays a link, and devices and pipes take what is written to them.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::partial::Unfinished;

/// The most links that lead from one to the next.
const LINKS: usize = 40;

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// An open file of this program's own, by its number: `/dev/stdout`, or a shell's `>(command)`.
    Descriptor(PathBuf),
    /// Behind all links; there may be nothing yet.
    Path(PathBuf),
}

/// What was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// A file, which holds it now.
    File,
    /// A device, a pipe or something that was open already; it may lead to where this program says other things.
    Stream,
}

/// Writes to the place that the user names, whatever it is. The folders around a new file are made. Somebody who has stopped
/// reading a pipe wants no more, which is no error.
///
/// # Errors
/// When the place takes nothing. What was there is then still there, but for what a device or a pipe has already taken.
pub fn write_to(path: &Path, contents: &[u8]) -> anyhow::Result<Written> {
    write_with(path, &mut |to| to.write_all(contents))
}

/// What writes what a file is to hold. Where one way to the file turns out to be closed, it is called again for another.
pub type Contents<'c> = &'c mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// The same, for what is too long to be held in memory.
///
/// # Errors
/// When the place takes nothing, or the contents cannot be made.
pub fn write_with(path: &Path, contents: Contents<'_>) -> anyhow::Result<Written> {
    write(path, contents).with_context(|| format!("cannot write {}", path.display()))
}

fn write(path: &Path, contents: Contents<'_>) -> anyhow::Result<Written> {
    let place = match behind_links(path)? {
        Place::Descriptor(path) => return streamed(descriptor(&path, contents)),
        Place::Path(path) => path,
    };
    match fs::metadata(&place) {
        Ok(about) if about.is_dir() => bail!("it is a folder\nhint: name a file in it"),
        Ok(about) if about.is_file() => replace(&place, &about, contents)?,
        Ok(_) => {
            return streamed(OpenOptions::new().write(true).open(&place).and_then(|mut to| contents(&mut to)));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => create(&place, contents)?,
        Err(error) => return Err(error.into()),
    }
    Ok(Written::File)
}

/// What a pipe says whose reader has gone is no error.
fn streamed(written: io::Result<()>) -> anyhow::Result<Written> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Written::Stream),
    }
}

/// Follows links by hand: the last one may lead to nothing, and what is one of this program's open files has no path.
fn behind_links(path: &Path) -> io::Result<Place> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if is_descriptor(&path) {
            return Ok(Place::Descriptor(path));
        }
        match fs::read_link(&path) {
            Ok(target) => path = folder_of(&path).join(target),
            Err(_) => return Ok(Place::Path(path)),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// The folder that a path lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a path is an entry of a folder of open files.
fn is_descriptor(path: &Path) -> bool {
    let Ok(folder) = fs::canonicalize(folder_of(path)) else { return false };
    folder == Path::new("/dev/fd") || folder.starts_with("/proc") && folder.ends_with("fd")
}

/// Writes to an open file where it stands: what was written to it before stays.
fn descriptor(path: &Path, contents: Contents<'_>) -> io::Result<()> {
    let own = fs::canonicalize(folder_of(path)).is_ok_and(|folder| {
        folder == Path::new("/dev/fd") || folder == Path::new("/proc").join(std::process::id().to_string()).join("fd")
    });
    match path.file_name().and_then(|name| name.to_str()) {
        Some("1") if own => contents(&mut io::stdout()).and_then(|()| io::stdout().flush()),
        Some("2") if own => contents(&mut io::stderr()),
        _ => contents(&mut OpenOptions::new().append(true).open(path)?),
    }
}

/// Writes a new file.
fn create(path: &Path, contents: Contents<'_>) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let (unfinished, file) = Unfinished::file(path, None)?;
    fill_with(file, contents)?;
    unfinished.put(path)
}

/// Writes a file anew. Beside it at first; where there is no room for another file, where it would become another one's,
/// or where it has several names, in its own place.
fn replace(path: &Path, about: &Metadata, contents: Contents<'_>) -> io::Result<()> {
    // Who may not write to the file may not replace it either.
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file = file.or_else(|_| OpenOptions::new().write(true).open(path))?;
    if names(about) > 1 {
        return in_place(path, file, contents);
    }
    match beside(path, about, contents) {
        Err(Beside::Full(error)) => Err(error),
        Err(Beside::Impossible) => in_place(path, file, contents),
        Ok(()) => Ok(()),
    }
}

/// Why a file was not replaced by another one.
enum Beside {
    /// The disk does not take it.
    Full(io::Error),
    /// The folder takes no other file, or the file would not be what it was.
    Impossible,
}

fn beside(path: &Path, about: &Metadata, contents: Contents<'_>) -> Result<(), Beside> {
    // Nobody else reads it before it has the mode of the file.
    let (unfinished, file) = Unfinished::file(path, Some(0o600)).map_err(|_| Beside::Impossible)?;
    fill_with(file, contents).map_err(Beside::Full)?;
    make_like(unfinished.path(), about).map_err(|_| Beside::Impossible)?;
    unfinished.put(path).map_err(|_| Beside::Impossible)
}

/// Writes over what a file holds. When the disk does not take it, what it held is written back, for which there is room.
fn in_place(path: &Path, mut file: File, contents: Contents<'_>) -> io::Result<()> {
    let former = fs::read(path)?;
    over(&mut file, contents).inspect_err(|_| drop(over(&mut file, &mut |to| to.write_all(&former))))
}

fn over(file: &mut File, contents: Contents<'_>) -> io::Result<()> {
    use std::io::{Seek as _, SeekFrom};
    file.seek(SeekFrom::Start(0))?;
    contents(file)?;
    let length = file.stream_position()?;
    file.set_len(length)?;
    file.sync_data()
}

/// Writes all of a file to the disk.
pub(crate) fn fill(file: File, contents: &[u8]) -> io::Result<()> {
    fill_with(file, &mut |to| to.write_all(contents))
}

fn fill_with(mut file: File, contents: Contents<'_>) -> io::Result<()> {
    contents(&mut file)?;
    file.sync_data()
}

#[cfg(unix)]
fn names(about: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    about.nlink()
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Gives a file the owner and the mode of another one.
#[cfg(unix)]
fn make_like(path: &Path, about: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let own = fs::metadata(path)?;
    let other = |own: u32, wanted: u32| (own != wanted).then_some(wanted);
    let (user, group) = (other(own.uid(), about.uid()), other(own.gid(), about.gid()));
    if user.is_some() || group.is_some() {
        chown(path, user, group)?;
    }
    fs::set_permissions(path, about.permissions())
}

#[cfg(not(unix))]
fn make_like(path: &Path, about: &Metadata) -> io::Result<()> {
    fs::set_permissions(path, about.permissions())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn file(folder: &Path, name: &str, mode: u32) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, "before").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        path
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o7777
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("readable")
    }

    #[test]
    fn a_file_keeps_its_mode_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for wanted in [0o600, 0o640, 0o777, 0o4711] {
            let path = file(folder.path(), "report", wanted);
            let before = fs::metadata(&path).expect("a file").ino();
            write_to(&path, b"after").expect("written");
            assert_eq!((text(&path).as_str(), mode(&path)), ("after", wanted));
            assert_ne!(fs::metadata(&path).expect("a file").ino(), before, "it was not replaced whole");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("deep")).expect("a folder");
        let path = file(&at("deep"), "real", 0o640);
        symlink("deep/real", at("one")).expect("a link");
        symlink(at("one"), at("two")).expect("a link");
        write_to(&at("two"), b"after").expect("written");
        assert_eq!((text(&path).as_str(), mode(&path)), ("after", 0o640));
        symlink("deep/new", at("dangling")).expect("a link");
        write_to(&at("dangling"), b"after").expect("written");
        assert_eq!(text(&at("deep/new")), "after");
        symlink("round", at("round")).expect("a link");
        let error = format!("{:#}", write_to(&at("round"), b"after").expect_err("no end"));
        assert!(error.contains("in a circle"), "{error}");
        for link in ["one", "two", "dangling", "round"] {
            assert!(at(link).is_symlink(), "{link} is a link no more");
        }
    }

    #[test]
    fn a_file_of_several_names_is_the_same_under_all_of_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (file(folder.path(), "one", 0o644), folder.path().join("other"));
        fs::hard_link(&one, &other).expect("another name");
        for contents in ["longer than before", "short"] {
            write_to(&one, contents.as_bytes()).expect("written");
            assert_eq!(text(&other), contents);
        }
    }

    #[test]
    fn a_device_is_written_to_and_stays_one() {
        assert_eq!(write_to(Path::new("/dev/null"), b"x").expect("written"), Written::Stream);
        assert!(!fs::metadata("/dev/null").expect("a device").is_file());
        if cfg!(target_os = "linux") {
            let error = format!("{:#}", write_to(Path::new("/dev/full"), b"x").expect_err("it is full"));
            assert!(error.starts_with("cannot write /dev/full: "), "{error}");
        }
    }

    #[test]
    fn a_folder_and_a_file_in_a_file_are_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = format!("{:#}", write_to(folder.path(), b"x").expect_err("a folder"));
        assert!(error.contains("it is a folder\nhint: name a file in it"), "{error}");
        let inside = file(folder.path(), "file", 0o644).join("inside");
        let error = format!("{:#}", write_to(&inside, b"x").expect_err("in a file"));
        assert!(error.contains("file/inside"), "{error}");
        assert_eq!(text(&folder.path().join("file")), "before");
    }

    #[test]
    fn folders_around_a_new_file_are_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/er/report");
        write_to(&path, b"x").expect("written");
        assert_eq!(text(&path), "x");
    }

    #[test]
    fn where_a_folder_takes_no_other_file_a_file_is_written_in_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(folder.path(), "report", 0o644);
        let open = File::options().read(true).write(true).open(&path).expect("open");
        in_place(&path, open, &mut |to| to.write_all(b"aft")).expect("written");
        assert_eq!(text(&path), "aft");
    }
}
