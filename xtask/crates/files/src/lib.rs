//! Files as the harness keeps them, written whole or not at all and known by their hashes; and what it writes to places that
//! the user names.

mod given;
mod partial;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Context as _;
use sha2::{Digest, Sha256};

pub use given::{Contents, Written, write_to, write_with};
pub use partial::{Unfinished, remove_unfinished};

/// Writes a file of the harness's own, so that a reader sees the old contents or the new, never a part. A place that the user
/// names is for [`write_to`].
///
/// # Errors
/// When the folder or the file cannot be written; the old contents are then still there.
pub fn write_whole(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or_else(|| Path::new(".")))?;
        let (unfinished, file) = Unfinished::file(path, None)?;
        given::fill(file, contents)?;
        unfinished.put(path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Keeps a text, so that [`recall`] can tell whether it is still what it was.
///
/// # Errors
/// When the folder or the file cannot be written.
pub fn remember(path: &Path, text: &str) -> anyhow::Result<()> {
    write_whole(path, format!("{}\n{text}", memory_hash(path, text)).as_bytes())
}

/// A text that was kept; none where there is none, where it was damaged, and where it was kept under another name.
pub fn recall(path: &Path) -> Option<String> {
    let kept = fs::read_to_string(path).ok()?;
    let (hash, text) = kept.split_once('\n')?;
    (memory_hash(path, text) == hash).then(|| text.to_owned())
}

fn memory_hash(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Fingerprint::default().with("name", name.as_bytes()).with("text", text).hex()
}

/// What tells a file from one that takes its place: its size and when it was changed, whatever links lead to it.
pub fn state_of(path: &Path) -> Option<String> {
    let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(format!("{} bytes of {:?}", about.len(), about.modified().ok()?))
}

/// A hash that is fed with labelled parts, so that no two different sets of parts look alike.
#[derive(Debug, Clone, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Adds a part.
    #[must_use]
    pub fn with(mut self, label: &str, value: impl AsRef<[u8]>) -> Fingerprint {
        for part in [label.as_bytes(), value.as_ref()] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
        self
    }

    /// The hash in hexadecimal.
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of some bytes in hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a file's contents in hexadecimal.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256_of_file(path: &Path) -> anyhow::Result<String> {
    let read = || -> io::Result<String> {
        let mut file = fs::File::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hex(&hash.finalize())),
                count => hash.update(&buffer[..count]),
            }
        }
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// SHA-256 of this program, by which what one harness remembers is told from what another does.
pub fn this_program() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| std::env::current_exe().ok().and_then(|path| sha256_of_file(&path).ok()).unwrap_or_default())
}

/// One hash for all source files below a folder: names and contents, without caches and hidden files.
///
/// # Errors
/// When something in the folder cannot be read.
pub fn sha256_of_folder(folder: &Path) -> anyhow::Result<String> {
    let mut fingerprint = Fingerprint::default();
    for file in sources_below(folder)? {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        fingerprint = fingerprint.with(&name, sha256_of_file(&file)?);
    }
    Ok(fingerprint.hex())
}

/// All source files below a folder in the order of their names, without caches and hidden files.
///
/// # Errors
/// When something in the folder cannot be read.
pub fn sources_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files).with_context(|| format!("cannot read {}", folder.display()))?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || ["__pycache__", "target", "tests"].contains(&name.as_str()) || name.ends_with(".md")
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Bytes of all files below a folder; links are not followed, and what cannot be read counts nothing.
pub fn size_of_folder(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => size_of_folder(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_fingerprint_cannot_be_shifted_between_labels() {
        let one = Fingerprint::default().with("ab", "c").hex();
        let other = Fingerprint::default().with("a", "bc").hex();
        assert_ne!(one, other);
    }

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/file.txt");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"two");
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("readable").count(), 1);
    }

    #[test]
    fn what_is_damaged_is_not_recalled() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kept");
        for text in ["", "1.5", "a\nb\n"] {
            remember(&path, text).expect("written");
            assert_eq!(recall(&path).as_deref(), Some(text));
        }
        let whole = fs::read(&path).expect("readable");
        let other = folder.path().join("other");
        fs::copy(&path, &other).expect("a copy");
        assert_eq!(recall(&other), None, "it was kept under another name");
        for spoilt in [&whole[..whole.len() - 1], &[whole.as_slice(), b"x"].concat(), b"", b"\xff\n", &whole[65..]] {
            fs::write(&path, spoilt).expect("written");
            assert_eq!(recall(&path), None, "{spoilt:?}");
        }
    }

    #[test]
    fn a_folder_has_another_hash_when_a_source_changes_but_not_when_a_cache_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| write_whole(&folder.path().join(name), text.as_bytes()).expect("written");
        write("kernel.py", "1");
        let before = sha256_of_folder(folder.path()).expect("readable");
        write("__pycache__/kernel.pyc", "x");
        write("README.md", "x");
        assert_eq!(sha256_of_folder(folder.path()).expect("readable"), before);
        write("kernel.py", "2");
        assert_ne!(sha256_of_folder(folder.path()).expect("readable"), before);
    }

    #[test]
    fn the_size_of_a_folder_is_that_of_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("one", "12345"), ("deep/two", "123")] {
            write_whole(&folder.path().join(name), text.as_bytes()).expect("written");
        }
        assert_eq!(size_of_folder(folder.path()), 8);
        assert_eq!(size_of_folder(&folder.path().join("none")), 0);
    }

    #[test]
    fn the_hash_is_that_of_the_text() {
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
