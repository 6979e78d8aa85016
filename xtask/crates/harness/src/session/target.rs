//! The folder of what can be made again: whose it is, and what lies in it.

use std::fs;
use std::path::Path;

/// The file that marks the folder: backups may leave it out, and `clean` may empty it.
const TAG: &str = "CACHEDIR.TAG";

/// Its contents: by the convention for such files, and by the second line this program's. Others write such files, too.
const TAG_CONTENTS: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by cargo xtask; all of it can be made again.\n";

/// Where it is, beside the manifest, unless the user names another.
pub const TARGET: &str = "target/ladder";

/// The lock of those who build in it.
pub(super) const LOCK: &str = "lock";

/// What is built and remembered in it.
pub const REMEMBERED: [&str; 15] = [
    "audit", "build", "cache", "cargo", "checked", "climb", "differ", "fleet", "fuzz", "history", "home", "oracle",
    "picture", "probes", "warm",
];

/// What was fetched into it, or took long to make.
pub const FETCHED: [&str; 6] = ["apt", "environments", "source", "toolchains", "tools", "uv"];

/// Whose the folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetFolder {
    /// This program's: its tag says so.
    Ours,
    /// Nobody's: it is not there yet, or there is nothing in it but what this program makes.
    Free,
    /// Somebody else's: it has other things in it, which are not to be built among, and never to be removed.
    Foreign,
}

impl TargetFolder {
    /// Looks at a folder. The default one has a name of our own, so that what is in it under our names is ours without a tag;
    /// elsewhere, names prove nothing.
    pub fn of(target: &Path, is_default: bool) -> TargetFolder {
        // Looked at first: whoever makes the folder at the same time puts the tag into it before anything else.
        let names = names_in(target);
        if fs::read(target.join(TAG)).is_ok_and(|tag| tag == TAG_CONTENTS) {
            return TargetFolder::Ours;
        }
        let ours = |name: &str| REMEMBERED.contains(&name) || FETCHED.contains(&name) || [LOCK, TAG].contains(&name);
        let is_free = |name: &String| is_unfinished_tag(name) || is_default && ours(name);
        match names {
            Some(names) if names.iter().all(is_free) => TargetFolder::Free,
            Some(_) => TargetFolder::Foreign,
            None => TargetFolder::Free,
        }
    }

    /// Makes a free folder this program's.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn claim(self, target: &Path) -> anyhow::Result<()> {
        match self {
            TargetFolder::Free => files::write_whole(&target.join(TAG), TAG_CONTENTS),
            TargetFolder::Ours | TargetFolder::Foreign => Ok(()),
        }
    }
}

/// A tag on its way to its name.
fn is_unfinished_tag(name: &str) -> bool {
    name.starts_with(&format!(".{TAG}.")) && name.ends_with(".part")
}

/// What a folder has in it; none if it is not there, or no folder.
fn names_in(folder: &Path) -> Option<Vec<String>> {
    let entries = fs::read_dir(folder).ok()?;
    Some(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            files::write_whole(&folder.path().join(name), text.as_bytes()).expect("written");
        }
        folder
    }

    #[test]
    fn a_folder_with_anything_of_somebody_else_is_foreign_whatever_it_is_called() {
        let cargo =
            "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by cargo.\n";
        for files in [&[("build/thesis.txt", "x")][..], &[("a", "")], &[(TAG, cargo)], &[(TAG, "")], &[("lock", "")]] {
            let folder = with(files);
            assert_eq!(TargetFolder::of(folder.path(), false), TargetFolder::Foreign, "{files:?}");
        }
    }

    #[test]
    fn what_is_empty_or_not_there_is_free_and_ours_once_it_is_claimed() {
        let folder = with(&[]);
        for target in [folder.path().to_owned(), folder.path().join("new/one")] {
            let found = TargetFolder::of(&target, false);
            assert_eq!(found, TargetFolder::Free);
            found.claim(&target).expect("claimed");
            files::write_whole(&target.join("anything"), b"x").expect("written");
            assert_eq!(TargetFolder::of(&target, false), TargetFolder::Ours);
        }
    }

    #[test]
    fn the_default_folder_is_ours_by_its_names_and_foreign_with_any_other() {
        let folder = with(&[("probes/one", "x"), ("lock", ""), (TAG, "damaged")]);
        assert_eq!(TargetFolder::of(folder.path(), true), TargetFolder::Free);
        files::write_whole(&folder.path().join("thesis.txt"), b"x").expect("written");
        assert_eq!(TargetFolder::of(folder.path(), true), TargetFolder::Foreign);
    }

    #[test]
    fn two_who_begin_at_the_same_time_do_not_take_each_other_for_strangers() {
        let folder = with(&[(".CACHEDIR.TAG.7-0.part", "Sig")]);
        assert_eq!(TargetFolder::of(folder.path(), false), TargetFolder::Free);
    }
}
