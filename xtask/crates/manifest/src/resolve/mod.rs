//! From the file as typed to the domain, in one place, collecting every mistake.
//!
//! Everything here notes what is wrong and goes on. Whatever could not be made is `None`, always together with a noted
//! mistake, so that a manifest with mistakes never leaves this module.

mod baseline;
mod benchmark;
mod calls;
mod cells;
mod data;
mod home;
mod language;
mod like;
mod names;
mod naming;
mod oracle;
mod paths;
mod profile;
mod provision;
mod published;
mod recipe;
mod rung;
mod selftest;
mod templates;
mod toolchain;
mod values;
mod variables;
mod versions;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;

use crate::diagnostics::{Mistake, Mistakes, Span};
use crate::gather::{Gathered, Left};
use crate::reader::{Entry, Field, Section, for_example, within};
use crate::wire::{Sections, Texts, WirePublished};
use crate::{Id, Manifest};
use ::published::PublishedSource;
use names::{Kind, Names};
use paths::{Expect, There};
pub(super) use values::parse_duration;

/// Makes the manifest, or notes why it cannot be made. Beside it the files of published figures, which speak of its cells.
pub(super) fn manifest(gathered: Gathered, root: &Path, mistakes: &Mistakes) -> Option<(Manifest, Vec<PathBuf>)> {
    let Gathered { wire, folders, left, sha256 } = gathered;
    let names = Names::new(&wire);
    let cx = Context {
        mistakes,
        root,
        folders: &folders,
        left: &left,
        names,
        call_sources: HashMap::new(),
        call_forms: HashMap::new(),
        empty: RefCell::default(),
        there: RefCell::default(),
    };
    let cx = Context { call_sources: calls::sources(&cx, &wire.benchmark), ..cx };
    let cx = Context { call_forms: calls::forms(&cx, &wire.benchmark), ..cx };
    // Rungs come first: which of them have a cell is asked by others.
    let (rungs, models) = rung::rungs(&cx, wire.rung.value().map_or(&[], |sections| &sections.entries));
    let baseline = baseline::baseline(&cx, &wire.baseline);
    let oracle = oracle::oracle(&cx, &wire.oracle);
    let profiles = cx.each(cx.required(&wire.profile), |_, section| profile::profile(&cx, section));
    let data = data::data(&cx, &wire.data);
    let benchmarks = cx.each(cx.required(&wire.benchmark), |name, section| benchmark::benchmark(&cx, name, section));
    let published = published_files(&cx, &wire.published);
    let toolchains = toolchain::toolchains(&cx, cx.required(&wire.toolchain));
    cx.required(&wire.rung);
    let manifest = Manifest {
        profiles,
        data,
        recipes: recipe::recipes(&cx, &wire.recipe),
        languages: language::languages(&cx, &wire.language),
        selftest: wire.selftest.value().and_then(|section| selftest::selftest(&cx, section, &benchmarks)),
        benchmarks,
        toolchains,
        rungs,
        models,
        unset: unset(&cx, &wire.unset),
        home: home::home(&cx, &wire.home),
        root: root.to_owned(),
        folders: absolute(root, &folders),
        sha256,
        baseline: baseline?,
        oracle: oracle?,
        published: Vec::new(),
    };
    Some((manifest, published))
}

/// The files of published figures, each once.
fn published_files(cx: &Context<'_>, field: &Field<Texts>) -> Vec<PathBuf> {
    let mut files: Vec<Spanned<PathBuf>> = Vec::new();
    for text in field.value().into_iter().flatten() {
        let Some(file) = cx.path(text, Expect::File) else { continue };
        if let Some(first) = files.iter().find(|first| *first.get_ref() == file) {
            let mistake = Mistake::new(text.span(), format!("`{}` stands twice in `published`", text.get_ref()));
            cx.add(mistake.help("remove it here").related(first.span(), "first given here"));
        }
        for kind in [Kind::Benchmark, Kind::Rung] {
            cx.note_need_of_all(kind, &text.span());
        }
        files.push(Spanned::new(text.span(), file));
    }
    files.into_iter().map(Spanned::into_inner).collect()
}

/// The variables that reach no process; several files may name the same.
fn unset(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    let file = |text: &Spanned<String>| cx.mistakes.file_at(text.span().start).0;
    let mut names: IndexMap<String, Spanned<String>> = IndexMap::new();
    for text in field.value().into_iter().flatten() {
        cx.not_empty(field.key, text, || for_example(field.example));
        let pattern = text.get_ref().strip_prefix('!').unwrap_or(text.get_ref());
        if let Err(error) = glob::Pattern::new(pattern) {
            cx.add(Mistake::new(text.span(), format!("`{pattern}` is no glob pattern: {error}")));
        }
        match names.get(text.get_ref()) {
            Some(first) if file(first) == file(text) => {
                let mistake = Mistake::new(text.span(), format!("`{}` stands twice in `unset`", text.get_ref()));
                cx.add(mistake.help("remove it here").related(first.span(), "first given here"));
            }
            Some(_) => {}
            None => _ = names.insert(text.get_ref().clone(), text.clone()),
        }
    }
    names.into_keys().collect()
}

/// The folders of all files, each once, that of the manifest first.
fn absolute(root: &Path, folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let folder = root.join(folder);
        if !all.contains(&folder) {
            all.push(folder);
        }
    }
    all
}

/// Makes a source of published figures that speaks of a manifest's cells, or notes why it cannot be made.
/// The sources whose files were read before it say whether the columns are taken.
pub(super) fn published(
    wire: &WirePublished,
    manifest: &Manifest,
    earlier: &[PublishedSource],
    mistakes: &Mistakes,
) -> Option<PublishedSource> {
    let (left, folders) = (Left::default(), [PathBuf::new()]);
    let names = Names::of_manifest(manifest);
    let root = &manifest.root;
    let cx = Context {
        mistakes,
        root,
        folders: &folders,
        left: &left,
        names,
        call_sources: HashMap::new(),
        call_forms: HashMap::new(),
        empty: RefCell::default(),
        there: RefCell::default(),
    };
    published::source(&cx, &manifest.rungs, earlier, wire)
}

/// What every step of resolving needs.
struct Context<'a> {
    mistakes: &'a Mistakes,
    root: &'a Path,
    /// The folder of each file, relative to the root where it lies below it.
    folders: &'a [PathBuf],
    /// What included files say and is not taken.
    left: &'a Left,
    names: Names,
    /// The oracles of benchmarks of calls, which are kernels for rungs that take any source.
    call_sources: HashMap<String, PathBuf>,
    /// The forms of probes in languages of rungs' own, by benchmark and rung.
    call_forms: HashMap<(String, String), PathBuf>,
    /// The rungs of included files all of whose benchmarks were left behind: they are there to be like.
    empty: RefCell<HashSet<String>>,
    /// What is at a path, as far as it was looked at.
    there: RefCell<HashMap<OsString, There>>,
}

impl Context<'_> {
    fn add(&self, mistake: Mistake) {
        self.mistakes.add(mistake);
    }

    /// The folder of the file that a place is in.
    fn folder(&self, span: &Span) -> &Path {
        match self.folders {
            [one] => one,
            several => several.get(self.mistakes.file_at(span.start).0).map_or_else(|| Path::new(""), PathBuf::as_path),
        }
    }

    /// The value of a field that must be there.
    fn need<'f, S, T>(&self, section: &Section<S>, field: &'f Field<T>) -> Option<&'f Spanned<T>> {
        if field.is_absent() {
            let message = format!("`{}` is missing {}", field.key, within(&section.path));
            self.add(Mistake::new(section.at.clone(), message).help(for_example(field.example)));
        }
        field.given()
    }

    /// The table of a section that must be there.
    fn section<'f, T>(&self, field: &'f Field<Section<T>>, example: &str) -> Option<&'f Section<T>> {
        if field.is_absent() {
            let message = format!("the section [{}] is missing", field.key);
            let help = format!("write `[{}]` with for example `{example}`", field.key);
            self.add(Mistake::new(self.mistakes.end(), message).help(help));
        }
        field.value()
    }

    /// The named tables of which there must be at least one.
    fn required<'f, T>(&self, field: &'f Field<Sections<T>>) -> &'f [Entry<Section<T>>] {
        let nothing_in_it = field.value().is_some_and(|sections| sections.names().next().is_none());
        if field.is_absent() || nothing_in_it {
            let at = field.key_span().unwrap_or_else(|| self.mistakes.end());
            let message = format!("the manifest declares no {}", field.key);
            let help = format!("write at least one, in a table such as `{}`", field.example);
            self.add(Mistake::new(at, message).help(help));
        }
        field.value().map_or(&[], |sections| &sections.entries)
    }

    /// Resolves named tables one by one.
    fn each<T, D>(
        &self,
        entries: &[Entry<Section<T>>],
        resolve: impl Fn(&Spanned<String>, &Section<T>) -> Option<D>,
    ) -> IndexMap<Id, D> {
        let resolved = entries.iter().map(|entry| {
            let id = self.id(&entry.name);
            let item = resolve(&entry.name, entry.value.get_ref());
            Some((id?, item?))
        });
        resolved.flatten().collect()
    }
}
