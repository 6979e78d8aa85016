//! A source as somebody has it, an archive or a folder: unpacked or copied where the harness may work, and judged by what
//! is in it. A file's name proves nothing.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use manifest::Recipe;
use system::process::{Spawner, Spec};

/// How long an archive may take to unpack.
const UNPACK_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The most that a source may unpack to, in bytes; CPython's has 150 MB.
const MOST_UNPACKED: u64 = 4_000_000_000;

/// The longest list of members, in bytes; less than is kept of what a command prints.
const MOST_LISTED: usize = 32 << 20;

/// A source that is ready to be built.
#[derive(Debug)]
pub(super) struct Opened {
    /// The top of the source: the harness's own copy.
    pub(super) folder: PathBuf,
    /// What its own file says, such as `3.14.2`.
    pub(super) version: String,
    /// SHA-256 of the archive, or of the folder's files.
    pub(super) sha256: String,
    /// What the user gave.
    pub(super) given: PathBuf,
}

/// Opens an archive or a folder into an empty folder. What was given is left as it is.
///
/// # Errors
/// When it cannot be read, is no source of any of these recipes, or would write outside the folder.
pub(super) fn open(spawner: &Spawner, given: &Path, into: &Path, recipes: &[&Recipe]) -> Result<Opened, String> {
    let failed = |error: String| format!("{}: {error}", given.display());
    fs::create_dir_all(into).map_err(|error| failed(error.to_string()))?;
    let (folder, sha256) = if given.is_dir() {
        copied(given, into).map_err(|error| failed(format!("cannot copy it: {error}")))?;
        (into.to_owned(), files::sha256_of_folder(into))
    } else if given.is_file() {
        (unpack_archive(spawner, given, into).map_err(failed)?, files::sha256_of_file(given))
    } else {
        return Err(failed("there is no such file or folder".to_owned()));
    };
    no_way_out(&folder, &folder).map_err(failed)?;
    let version = recipes.iter().find_map(|recipe| version(&folder, recipe)).ok_or_else(|| {
        let mut places: Vec<String> =
            recipes.iter().map(|recipe| format!("no version in {}", recipe.version_file.display())).collect();
        places.dedup();
        failed(format!("is no source that can be built here: {}", places.join(", ")))
    })?;
    if folder.join("Makefile").exists() {
        return Err(failed("somebody has built in it; unpack a fresh one, or `make distclean` there".to_owned()));
    }
    let sha256 = sha256.map_err(|error| failed(format!("{error:#}")))?;
    Ok(Opened { folder, version, sha256, given: given.to_owned() })
}

/// The version that a source's own file states.
fn version(folder: &Path, recipe: &Recipe) -> Option<String> {
    let text = fs::read_to_string(folder.join(&recipe.version_file)).ok()?;
    let found = regex_lite::Regex::new(&recipe.version_pattern).ok()?.captures(&text)?.get(1)?.as_str().to_owned();
    Some(found)
}

/// Unpacks an archive; returns the one folder that was in it.
fn unpack_archive(spawner: &Spawner, archive: &Path, into: &Path) -> Result<PathBuf, String> {
    // With a slash before it, a colon in a name means no remote machine.
    let archive = std::path::absolute(archive).map_err(|error| error.to_string())?.display().to_string();
    let tar = |arguments: &[&str]| {
        let spec = Spec::new(["tar", arguments[0], archive.as_str()].iter().chain(&arguments[1..]).copied());
        spawner.capture(&spec, UNPACK_LIMIT).map_err(|error| {
            let said = error.to_string();
            format!("is no archive that tar can unpack, or not the whole of one: {}", said.replace('\n', "; "))
        })
    };
    // Sizes first, so that no archive fills the disk.
    bounded(&tar(&["-tvf"])?.stdout)?;
    let members = tar(&["-tf"])?.stdout;
    let top = one_top(&members)?;
    tar(&["-xf", "-C", &into.display().to_string(), "--no-same-owner"])?;
    Ok(into.join(top))
}

/// Refuses an archive that unpacks to more than any source has, by the list that `tar -tv` gives of it.
fn bounded(list: &str) -> Result<(), String> {
    if list.len() > MOST_LISTED {
        return Err("is refused: it has more members than any source".to_owned());
    }
    let bytes = list.lines().filter_map(size).fold(0_u64, u64::saturating_add);
    match bytes > MOST_UNPACKED {
        true => Err(format!("is refused: it unpacks to {} MB, which no source has", bytes / 1_000_000)),
        false => Ok(()),
    }
}

/// The size in a line of `tar -tv`, which GNU's and BSD's write differently.
fn size(line: &str) -> Option<u64> {
    let mut words = line.split_whitespace().skip(1);
    // GNU's has `user/group` here; BSD's the number of links, the user and the group.
    let skipped = if words.next()?.contains('/') { 0 } else { 2 };
    words.nth(skipped)?.parse().ok()
}

/// The folder that all members of an archive lie in.
fn one_top(members: &str) -> Result<PathBuf, String> {
    let mut top: Option<&std::ffi::OsStr> = None;
    for member in members.lines() {
        let parts: Vec<Component<'_>> =
            Path::new(member).components().filter(|part| *part != Component::CurDir).collect();
        if !parts.iter().all(|part| matches!(part, Component::Normal(_))) {
            return Err(format!("is refused: its member `{member}` leads out of the folder that it is unpacked to"));
        }
        let Some(first) = parts.first().map(|part| part.as_os_str()) else { continue };
        if top.is_some_and(|top| top != first) {
            return Err("is no source archive: not all of it lies in one folder".to_owned());
        }
        top = Some(first);
    }
    top.map(PathBuf::from).ok_or_else(|| "is an empty archive".to_owned())
}

/// Copies a folder as it is, but for what version control keeps in it.
fn copied(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if entry.file_name() == ".git" {
            continue;
        }
        if kind.is_dir() {
            copied(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            link(&fs::read_link(entry.path())?, &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, at: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, format!("{} is a link", at.display())))
}

/// Refuses links that lead out of the source.
fn no_way_out(folder: &Path, top: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot read what was unpacked: {error}");
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            no_way_out(&entry.path(), top)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path()).map_err(failed)?;
            let depth = folder.strip_prefix(top).map_or(0, |below| below.components().count());
            if leads_out(&target, depth) {
                let shown = entry.path().strip_prefix(top).unwrap_or(&entry.path()).display().to_string();
                return Err(format!("is refused: its link `{shown}` leads out of it, to `{}`", target.display()));
            }
        }
    }
    Ok(())
}

/// Whether a link that lies so many folders below the top leads above it.
fn leads_out(target: &Path, depth: usize) -> bool {
    let mut level = depth;
    for part in target.components() {
        match part {
            Component::Normal(_) => level += 1,
            Component::CurDir => {}
            Component::ParentDir if level > 0 => level -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_that_would_fill_the_disk_is_refused_by_its_list() {
        let gnu = |size: &str| format!("-rw-r--r-- ann/users {size} 2026-01-01 00:00 a/b c\n");
        let bsd = |size: &str| format!("-rw-r--r--  0 ann users {size} Jan  1 00:00 a/b c\n");
        for line in [gnu, bsd] {
            assert_eq!(bounded(&line("3999999999")), Ok(()));
            let error = bounded(&[line("3999999999"), line("2")].concat()).expect_err("too much");
            assert_eq!(error, "is refused: it unpacks to 4000 MB, which no source has");
            assert!(bounded(&[line("18446744073709551615"), line("2")].concat()).is_err());
        }
        assert!(bounded(&gnu("1").repeat(800_000)).is_err());
    }

    #[test]
    fn members_of_an_archive_stay_in_one_folder() {
        assert_eq!(one_top("a-1/\na-1/b\n./a-1/c/d\n"), Ok(PathBuf::from("a-1")));
        for (members, word) in [
            ("a-1/\n../b\n", "`../b` leads out"),
            ("/etc/passwd\n", "`/etc/passwd` leads out"),
            ("a-1/../../b\n", "leads out"),
            ("a-1/x\nb\n", "one folder"),
            ("\n", "empty"),
        ] {
            let error = one_top(members).expect_err(members);
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn a_link_may_climb_no_higher_than_the_top() {
        assert!(!leads_out(Path::new("../b"), 1));
        assert!(!leads_out(Path::new("x/../y"), 0));
        assert!(leads_out(Path::new("../b"), 0));
        assert!(leads_out(Path::new("../../b"), 1));
        assert!(leads_out(Path::new("/etc/passwd"), 5));
    }
}
