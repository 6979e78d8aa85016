//! Copies of folders.

use std::fs;
use std::path::Path;

/// Copies a folder without what is generated in it.
pub(super) fn folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    let entries = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for entry in entries.flatten() {
        let name = entry.file_name();
        if ["__pycache__", "generated", "target"].iter().any(|generated| name == *generated) {
            continue;
        }
        let target = to.join(&name);
        if entry.path().is_dir() {
            folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        }
    }
}
