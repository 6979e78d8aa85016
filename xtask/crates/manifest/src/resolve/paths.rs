//! Paths: relative, inside the folder of the file that names them, and leading somewhere.

use std::path::{Component, Path, PathBuf};

use toml::Spanned;

use super::Context;
use crate::diagnostics::Mistake;
use crate::gather::neighbour;

/// What must be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    File,
    Folder,
    /// It is made later, or what is around it is missing already.
    Anything,
}

/// What is at a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct There {
    file: bool,
    folder: bool,
}

impl Context<'_> {
    /// A relative path that starts at the folder of its file.
    pub(super) fn path(&self, text: &Spanned<String>, expect: Expect) -> Option<PathBuf> {
        self.path_in(self.folder(&text.span()), text, expect)
    }

    /// A relative path that starts at a folder.
    pub(super) fn path_in(&self, folder: &Path, text: &Spanned<String>, expect: Expect) -> Option<PathBuf> {
        let path = folder.join(self.inner(text)?);
        self.exists(text, &path, expect).then_some(path)
    }

    /// A relative path in a folder that is not there yet.
    pub(super) fn inner(&self, text: &Spanned<String>) -> Option<PathBuf> {
        let Err((problem, help)) = relative(text.get_ref()) else { return Some(PathBuf::from(text.get_ref())) };
        let message = format!("`{}` {problem}", text.get_ref());
        self.add(Mistake::new(text.span(), message).help(help));
        None
    }

    /// Notes a path with nothing, or something else, behind it.
    fn exists(&self, text: &Spanned<String>, path: &Path, expect: Expect) -> bool {
        let (there, word) = match expect {
            Expect::Anything => return true,
            Expect::File => (self.there(path).file, "file"),
            Expect::Folder => (self.there(path).folder, "folder"),
        };
        if !there {
            let (full, shown) = (self.root.join(path), path.display());
            let (message, help) = if full.exists() {
                (format!("`{shown}` is no {word}"), format!("name a {word} here"))
            } else {
                (format!("there is no {word} `{shown}`"), neighbour(&full, text.get_ref()))
            };
            self.add(Mistake::new(text.span(), message).help(help));
        }
        there
    }

    /// What is at a path, which is asked of the system once: many rungs inherit the same kernels.
    fn there(&self, path: &Path) -> There {
        if let Some(there) = self.there.borrow().get(path.as_os_str()) {
            return *there;
        }
        let kind = std::fs::metadata(self.root.join(path)).ok();
        let there = There {
            file: kind.as_ref().is_some_and(std::fs::Metadata::is_file),
            folder: kind.as_ref().is_some_and(std::fs::Metadata::is_dir),
        };
        self.there.borrow_mut().insert(path.as_os_str().to_owned(), there);
        there
    }
}

/// Says what is wrong with a path that does not stay within its folder, and what to write instead.
fn relative(text: &str) -> Result<(), (&'static str, &'static str)> {
    let from_here = "write a path that starts at the manifest's folder, such as `kernels-python/nbody.py`";
    if text.trim().is_empty() {
        return Err(("is no path", from_here));
    }
    if text.contains('\\') {
        return Err(("contains a backslash", "write `/` between folders, on every system"));
    }
    let path = Path::new(text);
    if path.has_root() || path.is_absolute() || text.starts_with('~') || text.contains(':') {
        return Err(("is not a relative path", from_here));
    }
    if path.components().any(|part| part == Component::ParentDir) {
        return Err(("leaves its folder by `..`", from_here));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_within_their_folder() {
        for good in ["kernels-python", "a/b.py", "./a", "a..b"] {
            assert_eq!(relative(good), Ok(()), "{good}");
        }
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "~/x", "C:/x", "a\\b"] {
            assert!(relative(bad).is_err(), "{bad}");
        }
    }
}
