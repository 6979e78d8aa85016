//! The files that a cell's processes are made of, as they were when it was built: so that an edit while it is measured is
//! noticed, and one figure is never made of two texts.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a file is, without a look into it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outside {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// A file as it was.
#[derive(Debug, Clone)]
struct Known {
    outside: Outside,
    /// Of its contents; none of a file that is large, and of which the outside must do.
    sha256: Option<String>,
}

/// The files that a cell's processes are made of.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// What every process reaches: the artefact, the runner's programs, the interpreter.
    always: BTreeMap<PathBuf, Known>,
    /// What a process may load, and tells us of if it can.
    perhaps: BTreeMap<PathBuf, Known>,
}

impl Sources {
    /// Notes files that every process reaches.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn add(&mut self, files: impl IntoIterator<Item = PathBuf>) -> anyhow::Result<()> {
        for file in files {
            let known = Known { outside: outside(&file)?, sha256: Some(files::sha256_of_file(&file)?) };
            self.always.insert(file, known);
        }
        Ok(())
    }

    /// Notes a program that is not ours, and too large to be read again and again.
    pub fn add_program(&mut self, file: &Path) {
        // What has no outside, such as a command that is looked for on PATH, cannot be watched.
        if let Ok(outside) = outside(file)
            && file.is_file()
        {
            self.always.insert(file.to_owned(), Known { outside, sha256: None });
        }
    }

    /// Notes the sources in a folder, any of which a process may load.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> anyhow::Result<()> {
        for file in files::sources_below(&fs::canonicalize(folder)?)? {
            let known = Known { outside: outside(&file)?, sha256: Some(files::sha256_of_file(&file)?) };
            self.perhaps.insert(file, known);
        }
        Ok(())
    }

    /// What has changed since, in words: of what a process of the cell has loaded, or of all that it may load where it does
    /// not tell.
    pub fn change(&self, loaded: Option<&[String]>) -> Option<String> {
        let loaded: Option<HashSet<PathBuf>> =
            loaded.map(|paths| paths.iter().filter_map(|path| in_its_folder(Path::new(path))).collect());
        let is_loaded = |file: &PathBuf| loaded.as_ref().is_none_or(|loaded| loaded.contains(file));
        let may_be_loaded = self.perhaps.iter().filter(|(file, _)| is_loaded(file));
        self.always.iter().chain(may_be_loaded).find_map(|(file, known)| known.change(file))
    }
}

impl Known {
    fn change(&self, file: &Path) -> Option<String> {
        let name = file.display();
        let Ok(outside) = outside(file) else { return Some(format!("`{name}` is not there any more")) };
        if outside == self.outside {
            return None;
        }
        let same = match &self.sha256 {
            Some(sha256) => files::sha256_of_file(file).is_ok_and(|now| now == *sha256),
            None => false,
        };
        (!same).then(|| format!("`{name}` was changed"))
    }
}

/// A file, which may be gone, in its folder without links.
fn in_its_folder(file: &Path) -> Option<PathBuf> {
    Some(fs::canonicalize(file.parent()?).ok()?.join(file.file_name()?))
}

fn outside(file: &Path) -> std::io::Result<Outside> {
    let about = fs::metadata(file)?;
    Ok(Outside { bytes: about.len(), modified: about.modified().ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a kernel, a module beside it and a program, and what is known of them.
    fn known() -> (tempfile::TempDir, Sources) {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["kernel.py", "beside.py", "other.py", "program"] {
            fs::write(folder.path().join(name), "1").expect("written");
        }
        let mut sources = Sources::default();
        sources.add([folder.path().join("kernel.py")]).expect("readable");
        sources.add_program(&folder.path().join("program"));
        sources.add_program(Path::new("python3"));
        sources.add_folder(folder.path()).expect("readable");
        (folder, sources)
    }

    #[test]
    fn an_edit_is_noticed_where_it_is_reached_and_a_touch_is_none() {
        let (folder, sources) = known();
        let path = |name: &str| folder.path().join(name);
        let loaded = [path("beside.py").display().to_string()];
        assert_eq!(sources.change(None), None);
        fs::write(path("other.py"), "22").expect("written");
        assert_eq!(sources.change(Some(&loaded)), None, "it was not loaded");
        assert!(sources.change(None).is_some_and(|text| text.contains("other.py` was changed")));
        fs::remove_file(path("other.py")).expect("removed");
        assert_eq!(sources.change(Some(&loaded)), None, "what was not loaded may go");
        fs::write(path("other.py"), "1").expect("written");
        assert_eq!(sources.change(None), None, "the same text is the same source");
        fs::write(path("beside.py"), "22").expect("written");
        assert!(sources.change(Some(&loaded)).is_some_and(|text| text.contains("beside.py` was changed")));
        fs::remove_file(path("beside.py")).expect("removed");
        assert!(sources.change(Some(&loaded)).is_some_and(|text| text.contains("beside.py` is not there any more")));
    }

    #[test]
    fn what_every_process_reaches_is_looked_at_whatever_it_tells() {
        let (folder, sources) = known();
        fs::write(folder.path().join("program"), "22").expect("written");
        assert!(sources.change(Some(&[])).is_some_and(|text| text.contains("program` was changed")));
        let (folder, sources) = known();
        fs::remove_file(folder.path().join("kernel.py")).expect("removed");
        assert!(sources.change(Some(&[])).is_some_and(|text| text.contains("kernel.py` is not there any more")));
    }
}
