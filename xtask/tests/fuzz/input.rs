//! An input: one file or several, and how they are kept in one.

use std::fs;
use std::path::Path;

/// Begins the line that says which file follows.
const MARK: &[u8] = b"#@ ";

/// Some files by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Input {
    /// Name and contents, the one that is read first before the others.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Input {
    /// Files by their texts.
    pub(crate) fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Input {
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
        Input { files: files.into_iter().map(owned).collect() }
    }

    /// What a file of a corpus holds.
    pub(crate) fn parse(bytes: &[u8]) -> Input {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match (line.strip_prefix(MARK), files.last_mut()) {
                (Some(name), _) => files.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new())),
                (None, Some((_, contents))) => contents.extend(line),
                (None, None) => panic!("a corpus file begins with `#@ NAME`"),
            }
        }
        // The line feed before the next mark, and the last one, belong to the marks.
        for (_, contents) in &mut files {
            contents.pop_if(|last| *last == b'\n');
        }
        Input { files }
    }

    /// The same as a file of a corpus.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, contents) in &self.files {
            bytes.extend(MARK);
            bytes.extend(name.as_bytes());
            bytes.push(b'\n');
            bytes.extend(contents);
            bytes.push(b'\n');
        }
        bytes
    }

    /// The bytes of all files.
    pub(crate) fn len(&self) -> usize {
        self.files.iter().map(|(_, contents)| contents.len()).sum()
    }

    /// The contents of a file; nothing where it has no such file.
    pub(crate) fn file(&self, name: &str) -> &[u8] {
        self.files.iter().find(|(known, _)| known == name).map_or(&[], |(_, contents)| contents)
    }

    /// Writes all files into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        for (name, contents) in &self.files {
            fs::write(folder.join(name), contents).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

/// The inputs in a folder and those below it, by name; none where there is no folder.
pub(crate) fn corpus(folder: &Path) -> Vec<Input> {
    let pattern = format!("{}/**/*.txt", glob::Pattern::escape(&folder.display().to_string()));
    let mut paths: Vec<_> = glob::glob(&pattern).expect("a pattern").flatten().collect();
    paths.sort();
    paths.iter().map(|path| Input::parse(&fs::read(path).expect("readable"))).collect()
}

#[test]
fn what_is_kept_is_read_back_as_it_was() {
    let input = Input::of([("a", "one\ntwo"), ("b", "three\n"), ("c", "")]);
    assert_eq!(Input::parse(&input.kept()), input);
}
