//! Names that are declared in one place and referred to in another.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};
use toml::Spanned;

use super::{Context, toolchain};
use crate::diagnostics::{Mistake, Span};
use crate::gather::Leftover;
use crate::reader::{Field, OneOrMore, for_example};
use crate::wire::{Part, Sections, Texts, WireManifest};
use crate::{Id, LADDER, Manifest};
use suggest::did_you_mean;

/// What can be referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Recipe,
    Toolchain,
    Rung,
    Benchmark,
    Profile,
    Data,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Recipe => "recipe",
            Kind::Toolchain => "toolchain",
            Kind::Rung => "rung",
            Kind::Benchmark => "benchmark",
            Kind::Profile => "profile",
            Kind::Data => "data file",
        }
    }

    /// The part of a file that has them, where parts are taken one by one.
    fn part(self) -> Option<Part> {
        match self {
            Kind::Recipe => None,
            Kind::Toolchain => Some(Part::Toolchain),
            Kind::Rung => Some(Part::Rung),
            Kind::Benchmark => Some(Part::Benchmark),
            Kind::Profile => Some(Part::Profile),
            Kind::Data => Some(Part::Data),
        }
    }
}

/// Every declared name. `None` stands for a section that is missing or no table: that is one mistake, and the
/// references into it are none.
#[derive(Debug)]
pub(super) struct Names {
    recipes: Option<IndexSet<String>>,
    toolchains: Option<IndexSet<String>>,
    templates: IndexSet<String>,
    rungs: Option<IndexSet<String>>,
    benchmarks: Option<IndexSet<String>>,
    profiles: Option<IndexSet<String>>,
    /// Where each profile is.
    places: HashMap<String, Span>,
    /// The groups of benchmarks that a profile is for, where it is not for all.
    profile_groups: HashMap<String, Vec<String>>,
    /// Every group that a benchmark belongs to.
    groups: IndexSet<String>,
    data: Option<IndexSet<String>>,
}

impl Names {
    pub(super) fn new(wire: &WireManifest) -> Self {
        fn all<T>(field: &Field<Sections<T>>) -> Option<IndexSet<String>> {
            Some(field.value()?.names().map(str::to_owned).collect())
        }
        fn places<T>(field: &Field<Sections<T>>) -> HashMap<String, Span> {
            let entries = field.value().into_iter().flat_map(|sections| &sections.entries);
            entries.map(|entry| (entry.name.get_ref().clone(), entry.name.span())).collect()
        }
        let templates: IndexSet<String> = wire.toolchain.value().map_or_else(IndexSet::new, |sections| {
            let templates = sections.entries.iter().filter(|entry| toolchain::is_template(entry));
            templates.map(|entry| entry.name.get_ref().clone()).collect()
        });
        let mut toolchains = all(&wire.toolchain);
        if let Some(names) = &mut toolchains {
            names.retain(|name| !templates.contains(name));
        }
        Names {
            recipes: if wire.recipe.is_absent() { Some(IndexSet::new()) } else { all(&wire.recipe) },
            toolchains,
            templates,
            rungs: all(&wire.rung),
            benchmarks: all(&wire.benchmark),
            profiles: all(&wire.profile),
            places: places(&wire.profile),
            profile_groups: profile_groups(wire),
            groups: groups_of_benchmarks(wire),
            data: if wire.data.is_absent() { Some(IndexSet::new()) } else { all(&wire.data) },
        }
    }

    /// Those of a manifest that is made.
    pub(super) fn of_manifest(manifest: &Manifest) -> Self {
        fn all<T>(items: &IndexMap<Id, T>) -> Option<IndexSet<String>> {
            Some(items.keys().map(Id::to_string).collect())
        }
        Names {
            recipes: all(&manifest.recipes),
            toolchains: all(&manifest.toolchains),
            templates: IndexSet::new(),
            rungs: all(&manifest.rungs),
            benchmarks: all(&manifest.benchmarks),
            profiles: all(&manifest.profiles),
            places: HashMap::new(),
            profile_groups: HashMap::new(),
            groups: IndexSet::new(),
            data: all(&manifest.data),
        }
    }

    pub(super) fn of(&self, kind: Kind) -> Option<&IndexSet<String>> {
        match kind {
            Kind::Recipe => self.recipes.as_ref(),
            Kind::Toolchain => self.toolchains.as_ref(),
            Kind::Rung => self.rungs.as_ref(),
            Kind::Benchmark => self.benchmarks.as_ref(),
            Kind::Profile => self.profiles.as_ref(),
            Kind::Data => self.data.as_ref(),
        }
    }

    /// All names, or none where they are not known.
    pub(super) fn each(&self, kind: Kind) -> impl Iterator<Item = &str> + Clone {
        self.of(kind).into_iter().flatten().map(String::as_str)
    }

    /// Whether there is a toolchain of this name that is only there for `like`.
    pub(super) fn is_template(&self, name: &str) -> bool {
        self.templates.contains(name)
    }

    /// Where a profile is.
    pub(super) fn place_of_profile(&self, name: &str) -> Option<&Span> {
        self.places.get(name)
    }

    /// Whether a profile is for benchmarks that belong to these groups.
    pub(super) fn is_for(&self, profile: &str, groups: &[Id]) -> bool {
        let wanted = self.profile_groups.get(profile);
        wanted.is_none_or(|wanted| groups.iter().any(|group| wanted.iter().any(|name| name == group.as_str())))
    }

    /// What may stand behind `like`.
    pub(super) fn to_be_like(&self, kind: Kind) -> impl Iterator<Item = &str> + Clone {
        let templates = self.templates.iter().filter(move |_| kind == Kind::Toolchain);
        self.each(kind).chain(templates.map(String::as_str))
    }
}

/// What each profile says of groups, where it says it.
fn profile_groups(wire: &WireManifest) -> HashMap<String, Vec<String>> {
    let entries = wire.profile.value().into_iter().flat_map(|sections| &sections.entries);
    let said = entries.filter_map(|entry| {
        let names = entry.value.get_ref().body.groups.value()?;
        Some((entry.name.get_ref().clone(), names.iter().map(|name| name.get_ref().clone()).collect()))
    });
    said.collect()
}

/// Every group that a benchmark belongs to, the ladder first.
fn groups_of_benchmarks(wire: &WireManifest) -> IndexSet<String> {
    let entries = wire.benchmark.value().into_iter().flat_map(|sections| &sections.entries);
    let said = entries.filter_map(|entry| entry.value.get_ref().body.group.value());
    let said = said.flat_map(|names| &names.0).map(|name| name.get_ref().clone());
    std::iter::once(LADDER.to_owned()).chain(said).collect()
}

impl Context<'_> {
    /// The groups that a benchmark belongs to.
    pub(super) fn groups_of_benchmark(&self, field: &Field<OneOrMore>) -> Vec<Id> {
        let Some(OneOrMore(names)) = field.value() else { return vec![Id::fixed(LADDER)] };
        if let (true, Some(at)) = (names.is_empty(), field.key_span()) {
            self.add(Mistake::new(at, "`group` names none").help(for_example(field.example)));
        }
        self.distinct(names, |name| format!("`{name}` stands twice in `group`"));
        names.iter().filter_map(|name| self.id(name)).collect()
    }

    /// Groups of benchmarks, to which some benchmark belongs.
    pub(super) fn group_names(&self, field: &Field<Texts>) -> Vec<Id> {
        self.filled(field);
        let names = field.value().map_or(&[][..], Vec::as_slice);
        self.distinct(names, |name| format!("`{name}` stands twice in `groups`"));
        let known = |name: &&Spanned<String>| {
            // Where benchmarks were left behind, nobody knows their groups.
            let is_known = self.names.groups.contains(name.get_ref()) || self.lacks_benchmarks(&name.span());
            if !is_known {
                let mistake = Mistake::new(name.span(), format!("no benchmark is of the group `{}`", name.get_ref()));
                let groups = self.names.groups.iter().map(String::as_str);
                self.add(mistake.help(did_you_mean(name.get_ref(), groups)));
            }
            is_known
        };
        names.iter().filter(known).map(|name| Id(name.get_ref().clone())).collect()
    }

    /// A name that must be declared elsewhere.
    pub(super) fn reference(&self, kind: Kind, name: &Spanned<String>) -> Option<Id> {
        let known = self.names.of(kind)?;
        let wanted = name.get_ref();
        if known.contains(wanted) {
            return self.with_a_cell(kind, name).then(|| Id(wanted.clone()));
        }
        if self.note_if_left_behind(kind, name) {
            return None;
        }
        let mistake = if kind == Kind::Toolchain && self.names.is_template(wanted) {
            let message = format!("toolchain `{wanted}` is a template, which is only there for `like`");
            Mistake::new(name.span(), message)
        } else {
            Mistake::new(name.span(), format!("there is no {} `{wanted}`", kind.word()))
        };
        self.add(mistake.help(did_you_mean(wanted, self.names.each(kind))));
        None
    }

    /// Names that must be declared elsewhere, each once.
    pub(super) fn references(&self, kind: Kind, names: &[Spanned<String>]) -> Vec<Id> {
        self.distinct(names, |name| format!("{} `{name}` is listed twice", kind.word()));
        names.iter().filter_map(|name| self.reference(kind, name)).collect()
    }

    /// Whether a name stands for something that was left behind by an included file which takes it for granted: then
    /// nobody who is here meant it. A benchmark of calls that is here is anybody's function, and none that an included file speaks of,
    /// whatever its name.
    pub(super) fn is_left_behind(&self, kind: Kind, name: &Spanned<String>) -> bool {
        let Some(leftover) = kind.part().and_then(|part| self.left.get(part, name.get_ref())) else { return false };
        let here = self.names.of(kind).is_some_and(|known| known.contains(name.get_ref()));
        let is_another = kind == Kind::Benchmark && self.call_sources.contains_key(name.get_ref());
        (!here || is_another) && leftover.is_known_to(self.file(&name.span()))
    }

    /// Whether a place is in a file that was included without its benchmarks.
    pub(super) fn lacks_benchmarks(&self, at: &Span) -> bool {
        self.left.of(Part::Benchmark).any(|leftover| leftover.is_known_to(self.file(at)))
    }

    /// Notes that something included speaks of all things of a kind, which were left behind.
    pub(super) fn note_need_of_all(&self, kind: Kind, at: &Span) {
        let Some(part) = kind.part() else { return };
        let leftover = self.left.of(part).find(|leftover| leftover.is_known_to(self.file(at)));
        if let Some(leftover) = leftover {
            self.note_need(kind, part, leftover);
        }
    }

    /// Notes a name whose table was left behind. Says whether it was.
    pub(super) fn note_if_left_behind(&self, kind: Kind, name: &Spanned<String>) -> bool {
        let left = kind.part().and_then(|part| Some((part, self.left.get(part, name.get_ref())?)));
        if let Some((part, leftover)) = left {
            self.note_left_behind(kind, part, name, leftover);
        }
        left.is_some()
    }

    /// The number of the file that a place is in; those that are included have higher ones.
    pub(super) fn file(&self, at: &Span) -> usize {
        self.mistakes.file_at(at.start).0
    }

    /// Notes a name whose table was left behind: where it was, if an included file needs it; else where the name is.
    fn note_left_behind(&self, kind: Kind, part: Part, name: &Spanned<String>, leftover: &Leftover) {
        if leftover.is_known_to(self.file(&name.span())) {
            return self.note_need(kind, part, leftover);
        }
        let message = format!("{} `{}` is not taken from the file that has it", kind.word(), name.get_ref());
        let mistake = Mistake::new(name.span(), message).help(format!("write {:?} in its `only`", part.name()));
        self.add(mistake.related(leftover.at.clone(), "included here"));
    }

    fn note_need(&self, kind: Kind, part: Part, leftover: &Leftover) {
        let message = format!("what is taken needs a {}, and those are left behind", kind.word());
        let mistake = Mistake::new(leftover.at.clone(), message);
        self.add(mistake.help(format!("write {:?} in `only`, too, or take less", part.name())));
    }

    /// Whether a rung has a cell. One of an included file may have none, as its benchmarks were left behind.
    fn with_a_cell(&self, kind: Kind, name: &Spanned<String>) -> bool {
        if kind != Kind::Rung || !self.empty.borrow().contains(name.get_ref()) {
            return true;
        }
        if !self.lacks_benchmarks(&name.span()) {
            let message = format!("rung `{}` has no kernel for a benchmark that is here", name.get_ref());
            let help = "write a rung that is `like` it, with a kernel, and name that";
            self.add(Mistake::new(name.span(), message).help(help));
        }
        false
    }
}
