//! From the file as typed to the domain, in one place, collecting every mistake.
//!
//! Everything here notes what is wrong and goes on. Whatever could not be made is `None`, always together with a noted
//! mistake, so that a manifest with mistakes never leaves this module.

mod benchmark;
mod language;
mod like;
mod naming;
mod provision;
mod published;
mod recipe;
mod rung;
mod sections;
mod selftest;
mod templates;
mod toolchain;
mod values;
mod variables;
mod versions;

use values::Expect;
pub(super) use values::parse_duration;

use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::diagnostics::{Mistake, Mistakes};
use crate::reader::{Entry, Field, Section, for_example, within};
use crate::wire::{Sections, WireManifest, WirePublished};
use crate::{Id, Manifest};
use records::published::PublishedSource;
use suggest::did_you_mean;

/// Makes the manifest, or notes why it cannot be made. Beside it the files of published figures, which speak of its cells.
pub(super) fn manifest(
    wire: &WireManifest,
    root: &Path,
    sha256: String,
    mistakes: &Mistakes,
) -> Option<(Manifest, Vec<PathBuf>)> {
    let cx = Context { mistakes, root, names: Names::new(wire) };
    sections::version(&cx, &wire.version);
    let baseline = sections::baseline(&cx, &wire.baseline);
    let oracle = sections::oracle(&cx, &wire.oracle);
    let profiles = cx.each(cx.required(&wire.profile), |_, section| sections::profile(&cx, section));
    let data = sections::data(&cx, &wire.data);
    let benchmarks = cx.each(cx.required(&wire.benchmark), |name, section| benchmark::benchmark(&cx, name, section));
    let published = wire.published.value().map_or(&[][..], Vec::as_slice);
    cx.distinct(published, |file| format!("`{file}` stands twice in `published`"));
    let published = published.iter().filter_map(|file| cx.path(file, "".as_ref(), Expect::File)).collect();
    let manifest = Manifest {
        profiles,
        data,
        recipes: recipe::recipes(&cx, &wire.recipe),
        languages: language::languages(&cx, &wire.language),
        selftest: wire.selftest.value().and_then(|section| selftest::selftest(&cx, section, &benchmarks)),
        benchmarks,
        toolchains: toolchain::toolchains(&cx, cx.required(&wire.toolchain)),
        rungs: rung::rungs(&cx, cx.required(&wire.rung)),
        unset: cx.texts(&wire.unset),
        root: root.to_owned(),
        sha256,
        baseline: baseline?,
        oracle: oracle?,
        published: Vec::new(),
    };
    Some((manifest, published))
}

/// Makes a source of published figures that speaks of a manifest's cells, or notes why it cannot be made.
pub(super) fn published(wire: &WirePublished, manifest: &Manifest, mistakes: &Mistakes) -> Option<PublishedSource> {
    let cx = Context { mistakes, root: &manifest.root, names: Names::of_manifest(manifest) };
    published::source(&cx, &manifest.rungs, wire)
}

/// What can be referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Recipe,
    Toolchain,
    Rung,
    Benchmark,
    Profile,
    Data,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Recipe => "recipe",
            Kind::Toolchain => "toolchain",
            Kind::Rung => "rung",
            Kind::Benchmark => "benchmark",
            Kind::Profile => "profile",
            Kind::Data => "data file",
        }
    }
}

/// Every declared name. `None` stands for a section that is missing or no table: that is one mistake, and the
/// references into it are none.
#[derive(Debug)]
struct Names {
    recipes: Option<Vec<String>>,
    toolchains: Option<Vec<String>>,
    templates: Vec<String>,
    rungs: Option<Vec<String>>,
    benchmarks: Option<Vec<String>>,
    profiles: Option<Vec<String>>,
    data: Option<Vec<String>>,
}

impl Names {
    fn new(wire: &WireManifest) -> Self {
        fn all<T>(field: &Field<Sections<T>>) -> Option<Vec<String>> {
            Some(field.value()?.names().map(str::to_owned).collect())
        }
        let templates: Vec<String> = wire.toolchain.value().map_or_else(Vec::new, |sections| {
            let templates = sections.entries.iter().filter(|entry| toolchain::is_template(entry));
            templates.map(|entry| entry.name.get_ref().clone()).collect()
        });
        let mut toolchains = all(&wire.toolchain);
        if let Some(names) = &mut toolchains {
            names.retain(|name| !templates.contains(name));
        }
        Names {
            recipes: if wire.recipe.is_absent() { Some(Vec::new()) } else { all(&wire.recipe) },
            toolchains,
            templates,
            rungs: all(&wire.rung),
            benchmarks: all(&wire.benchmark),
            profiles: all(&wire.profile),
            data: if wire.data.is_absent() { Some(Vec::new()) } else { all(&wire.data) },
        }
    }

    /// Those of a manifest that is made.
    fn of_manifest(manifest: &Manifest) -> Self {
        fn all<T>(items: &indexmap::IndexMap<Id, T>) -> Option<Vec<String>> {
            Some(items.keys().map(Id::to_string).collect())
        }
        Names {
            recipes: all(&manifest.recipes),
            toolchains: all(&manifest.toolchains),
            templates: Vec::new(),
            rungs: all(&manifest.rungs),
            benchmarks: all(&manifest.benchmarks),
            profiles: all(&manifest.profiles),
            data: all(&manifest.data),
        }
    }

    fn of(&self, kind: Kind) -> Option<&[String]> {
        match kind {
            Kind::Recipe => self.recipes.as_deref(),
            Kind::Toolchain => self.toolchains.as_deref(),
            Kind::Rung => self.rungs.as_deref(),
            Kind::Benchmark => self.benchmarks.as_deref(),
            Kind::Profile => self.profiles.as_deref(),
            Kind::Data => self.data.as_deref(),
        }
    }
}

/// What every step of resolving needs.
struct Context<'a> {
    mistakes: &'a Mistakes,
    root: &'a Path,
    names: Names,
}

impl Context<'_> {
    fn add(&self, mistake: Mistake) {
        self.mistakes.add(mistake);
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
    ) -> indexmap::IndexMap<Id, D> {
        let resolved = entries.iter().map(|entry| {
            let id = self.id(&entry.name);
            let item = resolve(&entry.name, entry.value.get_ref());
            Some((id?, item?))
        });
        resolved.flatten().collect()
    }

    /// A name that must be declared elsewhere.
    fn reference(&self, kind: Kind, name: &Spanned<String>) -> Option<Id> {
        let known = self.names.of(kind)?;
        let wanted = name.get_ref();
        if known.contains(wanted) {
            return Some(Id(wanted.clone()));
        }
        let template = kind == Kind::Toolchain && self.names.templates.contains(wanted);
        let mistake = if template {
            let message = format!("toolchain `{wanted}` is a template, which is only there for `like`");
            Mistake::new(name.span(), message)
        } else {
            Mistake::new(name.span(), format!("there is no {} `{wanted}`", kind.word()))
        };
        self.add(mistake.help(did_you_mean(wanted, known.iter().map(String::as_str))));
        None
    }

    /// Names that must be declared elsewhere, each once.
    fn references(&self, kind: Kind, names: &[Spanned<String>]) -> Vec<Id> {
        self.distinct(names, |name| format!("{} `{name}` is listed twice", kind.word()));
        names.iter().filter_map(|name| self.reference(kind, name)).collect()
    }
}
