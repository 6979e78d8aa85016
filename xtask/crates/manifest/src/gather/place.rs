//! Where an included file lies.

use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use toml::Spanned;

use super::File;
use crate::diagnostics::{Mistake, Mistakes};
use suggest::nearest;

/// The largest file that is read: nobody writes a manifest of this size.
const LARGEST: u64 = 16 << 20;

/// A file that is there, and what it says.
pub(super) struct Found {
    pub(super) file: File,
    pub(super) text: String,
}

/// The file at a path that starts at the folder of the file which names it, or the note why there is none.
pub(super) fn found(mistakes: &Mistakes, root: &Path, from: &File, path: &Spanned<String>) -> Option<Found> {
    let refuse = |problem: String, help: String| {
        mistakes.add(Mistake::new(path.span(), problem).help(help));
        None
    };
    let written = path.get_ref();
    if written.trim().is_empty() || written.contains('\\') {
        let help = "write a path that starts at the folder of this file, with `/` between folders";
        return refuse(format!("`{written}` is no path"), help.to_owned());
    }
    let full = root.join(&from.folder).join(written);
    if !full.is_file() {
        let (problem, help) = match full.exists() {
            true => (format!("`{written}` is no file"), "name a file here".to_owned()),
            false => (format!("there is no file `{written}`"), neighbour(&full, written)),
        };
        return refuse(problem, help);
    }
    let text = match text(&full) {
        Ok(text) => text,
        Err(reason) => {
            return refuse(
                format!("`{written}` cannot be read: {reason}"),
                "mend the file, or leave it out".to_owned(),
            );
        }
    };
    let shown = from.shown.parent().unwrap_or("".as_ref()).join(written);
    let identity = fs::canonicalize(&full).unwrap_or_else(|_| full.clone());
    Some(Found { file: File { shown, identity, folder: folder(root, &full) }, text })
}

fn text(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > LARGEST { Err("it is larger than 16 MiB".to_owned()) } else { Ok(text) }
}

/// The folder of a file: relative to the manifest's where it lies below it, so that the same ladder is the same anywhere.
fn folder(root: &Path, full: &Path) -> PathBuf {
    let folder = full.parent().unwrap_or(root);
    let leaves = |path: &Path| path.components().any(|part| part == Component::ParentDir);
    let (root, folder) = match leaves(folder) {
        // Where a link is on the way, `..` leads elsewhere than it seems.
        true => (real(root), real(folder)),
        false => (root.to_owned(), folder.to_owned()),
    };
    folder.strip_prefix(&root).map(Path::to_owned).unwrap_or(folder)
}

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Help for a path that leads nowhere: the nearest name in the last folder that exists.
pub(crate) fn neighbour(full: &Path, text: &str) -> String {
    let wanted = full.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = full.parent().and_then(|parent| fs::read_dir(parent).ok());
    let names: Vec<String> = folder
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| *name != wanted)
        .collect();
    match nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{}`?", Path::new(text).with_file_name(near).display()),
        None => "create it, or mend the path".to_owned(),
    }
}
