//! The distribution's packages, unpacked without root.
//!
//! What a package needs in order to work elsewhere than in its place is data in the manifest; what every program needs
//! for it is in `relocate`.

mod download;
mod patchelf;
mod relocate;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use regex_lite::Regex;

use super::super::Toolbox;
use super::super::installation::Filled;
use manifest::{self, Deb, Edit, EditPlaceholder};
use system::process::Spec;

pub(in crate::toolchain) use self::download::Archive;

/// How long it may take to unpack a package.
const UNPACK_LIMIT: Duration = Duration::from_secs(5 * 60);

/// The folder for what is downloaded, inside the one that is filled.
const DOWNLOADS: &str = ".downloads";

impl Toolbox<'_> {
    /// Unpacks packages, and all that they need, into an empty folder. The first suite that has them is taken.
    ///
    /// # Errors
    /// When the distribution has no such packages, or they cannot be had.
    pub(super) fn unpack(&self, deb: &Deb, folder: &Path) -> Result<Filled, String> {
        // Programs will know the folder by its path.
        let folder = &std::path::absolute(folder).map_err(|error| error.to_string())?;
        let downloads = folder.join(DOWNLOADS);
        self.download_any(deb, &downloads)?;
        let packages = inside(&downloads, "*.deb")?;
        for package in &packages {
            let (package, folder) = (package.display().to_string(), folder.display().to_string());
            let spec = Spec::new(["dpkg-deb", "--extract", &package, &folder]);
            self.spawner.capture(&spec, UNPACK_LIMIT).map_err(|error| error.to_string())?;
        }
        let downloaded =
            packages.iter().filter_map(|package| fs::metadata(package).ok()).map(|about| about.len()).sum();
        fs::remove_dir_all(&downloads).map_err(|error| format!("cannot remove {}: {error}", downloads.display()))?;
        relocate::relocate(&self.spawner, folder, || self.patchelf())?;
        adapt(deb, folder)?;
        if inside(folder, &deb.file)?.is_empty() {
            return Err(format!("the packages have changed: none of them has a file {}", deb.file));
        }
        Ok(Filled { downloaded_bytes: Some(downloaded), ..Filled::default() })
    }

    /// Downloads from the first suite that has everything.
    fn download_any(&self, deb: &Deb, downloads: &Path) -> Result<(), String> {
        let source = self.source()?;
        let mut reasons = Vec::new();
        for suite in &deb.suites {
            // Nothing of a suite that did not have everything may stay beside what the next one has.
            let _ = fs::remove_dir_all(downloads);
            match self.download(source, suite, deb, downloads) {
                Ok(()) => return Ok(()),
                Err(reason) => reasons.push(format!("{suite}: {reason}")),
            }
        }
        Err(reasons.join("; "))
    }
}

/// Does what the manifest asks for.
fn adapt(deb: &Deb, folder: &Path) -> Result<(), String> {
    for edit in &deb.edits {
        change(edit, folder)?;
    }
    for pattern in &deb.remove {
        for path in inside(folder, pattern)? {
            fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// Replaces text in files. That there is nothing to replace means that the packages have changed.
fn change(edit: &Edit, folder: &Path) -> Result<(), String> {
    let pattern = Regex::new(&edit.pattern).map_err(|error| error.to_string())?;
    let value = |placeholder: EditPlaceholder| match placeholder {
        EditPlaceholder::Folder => Some(folder.display().to_string().replace('$', "$$")),
    };
    let by = manifest::expand(&edit.by, value).map_err(|error| error.to_string())?;
    let mut changed = false;
    // A file may have several names, and a link may lead out of the folder.
    let files: BTreeSet<PathBuf> =
        inside(folder, &edit.files)?.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let root = fs::canonicalize(folder).map_err(|error| error.to_string())?;
    for path in files.iter().filter(|path| path.is_file() && path.starts_with(&root)) {
        let failed = |error: std::io::Error| format!("cannot change {}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(failed)?;
        let replaced = pattern.replace_all(&text, by.as_str());
        if replaced != text {
            fs::write(path, replaced.as_bytes()).map_err(failed)?;
            changed = true;
        }
    }
    if changed {
        Ok(())
    } else {
        Err(format!("the packages have changed: nothing in `{}` matches `{}`", edit.files, edit.pattern))
    }
}

/// What a pattern matches in a folder.
pub(super) fn inside(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let pattern = format!("{}/{pattern}", glob::Pattern::escape(&folder.to_string_lossy()));
    Ok(glob::glob(&pattern).map_err(|error| error.to_string())?.flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(pattern: &str, by: &str) -> Edit {
        Edit { files: "lib/*.py".to_owned(), pattern: pattern.to_owned(), by: by.to_owned() }
    }

    #[test]
    fn text_is_replaced_in_every_file_once_whatever_the_folder_is_called() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = fs::canonicalize(root.path()).expect("there").join("a $1 [b]");
        fs::create_dir_all(folder.join("lib")).expect("created");
        fs::write(folder.join("lib/one.py"), "p = '/usr/lib'\nq = '/usr'\n").expect("written");
        fs::write(folder.join("lib/two.py"), "nothing").expect("written");
        change(&edit("'/usr(/lib)?'", "'{folder}/usr$1'"), &folder).expect("changed");
        let text = fs::read_to_string(folder.join("lib/one.py")).expect("readable");
        let shown = folder.display();
        assert_eq!(text, format!("p = '{shown}/usr/lib'\nq = '{shown}/usr'\n"));
    }

    #[test]
    fn text_that_is_not_there_is_no_silence() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("lib")).expect("created");
        fs::write(root.path().join("lib/one.py"), "nothing").expect("written");
        let error = change(&edit("something", "else"), root.path()).expect_err("nothing to change");
        assert!(error.contains("lib/*.py") && error.contains("something"), "{error}");
    }
}
