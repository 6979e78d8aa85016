//! From a manifest's file and those that it includes to one manifest as typed.
//!
//! Each file is read once, whoever includes it. What a file says comes before what it includes, and has the last word; a
//! name that is there twice is a mistake, unless the later table says `replace = true`. Nothing is judged here but that.

mod join;
mod left;
mod place;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Mistake, Mistakes, Text};
use crate::reader::{Field, for_example, read_shape};
use crate::syntax;
use crate::wire::{Part, Texts, WireInclude, WireManifest};
use join::{Joint, joined};
pub(crate) use left::{Left, Leftover};
pub(crate) use place::neighbour;
use place::{Found, found};
use suggest::did_you_mean;

/// The version of the manifest's format.
const VERSION: i64 = 1;

/// How deep files may include one another.
const DEEPEST: usize = 8;

/// A manifest and all that it includes.
pub(crate) struct Gathered {
    /// What they say together.
    pub(crate) wire: WireManifest,
    /// The folder of each file, relative to that of the manifest itself where it lies below it.
    pub(crate) folders: Vec<PathBuf>,
    /// What they say and is not taken.
    pub(crate) left: Left,
    /// The SHA-256 of the text; of several files, that of a list of theirs.
    pub(crate) sha256: String,
}

/// Reads all files, or notes why they cannot be read. Relative paths start at `root`.
pub(crate) fn gather(text: &str, path: &Path, root: &Path, mistakes: &Mistakes) -> Option<Gathered> {
    let gatherer =
        Gatherer { mistakes, root, folders: Vec::new(), hashes: Vec::new(), known: HashMap::new(), broken: false };
    gatherer.gather(text, path)
}

/// A file and all that it includes.
struct Whole {
    wire: WireManifest,
    /// The numbers of the files.
    files: BTreeSet<usize>,
    left: Left,
}

struct Gatherer<'m> {
    mistakes: &'m Mistakes,
    root: &'m Path,
    folders: Vec<PathBuf>,
    hashes: Vec<String>,
    /// The files that were read, by what they are once all links are followed; none for those that are open still.
    known: HashMap<PathBuf, Option<Rc<Whole>>>,
    /// Whether a file cannot be used.
    broken: bool,
}

/// A file that is about to be read.
struct File {
    /// What it is called in messages.
    shown: PathBuf,
    /// What it is once all links are followed.
    identity: PathBuf,
    /// Its folder, as in [`Gathered`].
    folder: PathBuf,
}

impl Gatherer<'_> {
    fn gather(mut self, text: &str, path: &Path) -> Option<Gathered> {
        let identity = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let file = File { shown: path.to_owned(), identity, folder: PathBuf::new() };
        let whole = self.file(file, text.to_owned(), &mut Vec::new())?;
        if self.broken {
            return None;
        }
        self.known.clear();
        let Whole { wire, left, .. } = Rc::try_unwrap(whole).unwrap_or_else(|shared| shared.copied());
        let sha256 = match &self.hashes[..] {
            [one] => one.clone(),
            several => files::sha256(several.join("\n")),
        };
        Some(Gathered { wire, folders: self.folders, left, sha256 })
    }

    /// Reads a file with all that it includes. None when it is no TOML, which is noted.
    fn file(&mut self, file: File, text: String, open: &mut Vec<PathBuf>) -> Option<Rc<Whole>> {
        self.hashes.push(files::sha256(&text));
        self.folders.push(file.folder.clone());
        self.known.insert(file.identity.clone(), None);
        open.push(file.identity.clone());
        let text = self.mistakes.file(file.shown.clone(), text);
        let whole = self.read(&file, &text, open).map(Rc::new);
        open.pop();
        self.known.insert(file.identity, whole.clone());
        self.broken |= whole.is_none();
        whole
    }

    fn read(&mut self, file: &File, text: &Text, open: &mut Vec<PathBuf>) -> Option<Whole> {
        let number = self.folders.len() - 1;
        let (document, errors) = DeTable::parse_recoverable(text.as_str());
        if syntax::note(self.mistakes, text, errors) {
            return None;
        }
        let wire: WireManifest = read_shape(document.get_ref(), text, "", self.mistakes);
        self.version(&wire.version, text);
        self.broken |= wire.include.is_faulty();
        let mut joints: Vec<Joint> = Vec::new();
        for include in wire.include.value().into_iter().flatten() {
            match self.include(file, include, open, &joints) {
                Some(joint) => joints.push(joint),
                None => self.broken = true,
            }
        }
        if self.broken {
            // What the files say together cannot be told, and is not judged.
            return Some(Whole { wire, files: BTreeSet::from([number]), left: Left::default() });
        }
        Some(joined(self.mistakes, wire, number, &joints))
    }

    fn version(&self, field: &Field<i64>, text: &Text) {
        let help = format!("write `version = {VERSION}`");
        match field.given() {
            Some(given) if *given.get_ref() == VERSION => {}
            Some(given) => {
                let message = format!("version {} of the manifest's format is not known", given.get_ref());
                self.mistakes.add(Mistake::new(given.span(), message).help(help));
            }
            None if field.is_absent() => {
                self.mistakes.add(Mistake::new(text.span(0..0), "`version` is missing at the top level").help(help));
            }
            None => {}
        }
    }

    /// What is taken of a file, or the note why there is none.
    fn include(
        &mut self,
        from: &File,
        include: &Spanned<WireInclude>,
        open: &mut Vec<PathBuf>,
        others: &[Joint],
    ) -> Option<Joint> {
        let only = match include.get_ref().only() {
            Some(only) => Some(self.parts(only)?),
            None => None,
        };
        let Some(path) = WireInclude::path(include) else {
            if let WireInclude::Part(section) = include.get_ref() {
                self.missing_path(section.body.path.is_absent(), include, section.body.path.example);
            }
            return None;
        };
        let Found { file, text } = found(self.mistakes, self.root, from, &path)?;
        if let Some(first) = others.iter().find(|other| other.identity == file.identity) {
            let mistake = Mistake::new(path.span(), format!("`{}` is included twice", path.get_ref()));
            let mistake = mistake.help("take all that is wanted of it in one place");
            self.mistakes.add(mistake.related(first.at.clone(), "first included here"));
            return None;
        }
        let at = include.get_ref().only().and_then(Field::given).map_or_else(|| path.span(), Spanned::span);
        let identity = file.identity.clone();
        let whole = match self.known.get(&file.identity) {
            Some(Some(known)) => Rc::clone(known),
            // One that is not open could not be read, which is noted.
            Some(None) if !open.contains(&file.identity) => return None,
            Some(None) => return self.circle(&path, &file, open),
            None if open.len() > DEEPEST => return self.too_deep(&path),
            None => self.file(file, text, open)?,
        };
        Some(Joint { whole, only, at, identity })
    }

    fn missing_path(&self, absent: bool, include: &Spanned<WireInclude>, example: &str) {
        if absent {
            let mistake = Mistake::new(include.span(), "`path` is missing in an element of `include`");
            self.mistakes.add(mistake.help(for_example(example)));
        }
    }

    /// The parts that are taken.
    fn parts(&self, only: &Field<Texts>) -> Option<BTreeSet<Part>> {
        let given = only.given()?;
        if given.get_ref().is_empty() {
            let mistake = Mistake::new(given.span(), "`only` is empty");
            self.mistakes.add(mistake.help(for_example(only.example)));
            return None;
        }
        let part = |name: &Spanned<String>| {
            let part = Part::of(name.get_ref());
            if part.is_none() {
                let mistake = Mistake::new(name.span(), format!("`{}` is no part of a manifest", name.get_ref()));
                self.mistakes.add(mistake.help(did_you_mean(name.get_ref(), Part::NAMES)));
            }
            part
        };
        // Every name is looked at before the first fault counts.
        let parts: Vec<Option<Part>> = given.get_ref().iter().map(part).collect();
        parts.into_iter().collect()
    }

    fn circle<T>(&self, path: &Spanned<String>, file: &File, open: &[PathBuf]) -> Option<T> {
        let start = open.iter().position(|other| *other == file.identity).unwrap_or(0);
        let names = open[start..].iter().chain([&file.identity]);
        let name = |path: &PathBuf| format!("`{}`", path.file_name().unwrap_or_default().display());
        let circle = names.map(name).collect::<Vec<_>>().join(" -> ");
        let mistake = Mistake::new(path.span(), format!("the file includes itself: {circle}"));
        self.mistakes.add(mistake.help("leave it out here"));
        None
    }

    fn too_deep<T>(&self, path: &Spanned<String>) -> Option<T> {
        let message =
            format!("`{}` is included too deep: files may include one another {DEEPEST} times", path.get_ref());
        self.mistakes.add(Mistake::new(path.span(), message).help("include it from a file nearer to the manifest"));
        None
    }
}

impl Whole {
    /// A copy, for whoever else has it.
    fn copied(&self) -> Whole {
        Whole { wire: self.wire.clone(), files: self.files.clone(), left: self.left.clone() }
    }
}
