//! A file and those that it includes as one.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::rc::Rc;

use super::Whole;
use super::left::Left;
use crate::diagnostics::{Mistake, Mistakes, Span};
use crate::reader::{Entries, Entry, Field, Section};
use crate::wire::{Part, Replace, Sections, Texts, WireManifest};

/// A file that is included.
pub(super) struct Joint {
    pub(super) whole: Rc<Whole>,
    /// What is taken of it; none for all.
    pub(super) only: Option<BTreeSet<Part>>,
    /// Where it is included.
    pub(super) at: Span,
    /// What it is once all links are followed.
    pub(super) identity: PathBuf,
}

impl Joint {
    fn takes(&self, part: Part) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&part))
    }
}

/// What a file and those that it includes say together.
pub(super) fn joined(mistakes: &Mistakes, own: WireManifest, number: usize, joints: &[Joint]) -> Whole {
    let mut files = BTreeSet::from([number]);
    let mut left = Left::default();
    for joint in joints {
        files.extend(&joint.whole.files);
        left.add_all(&joint.whole.left);
        leave(&mut left, joint);
    }
    let join = Join { mistakes, joints };
    let wire = WireManifest {
        version: own.version,
        include: own.include,
        unset: join.lists(own.unset, None, |wire| &wire.unset),
        home: join.tables(own.home, None, |wire| &wire.home),
        published: join.lists(own.published, Some(Part::Published), |wire| &wire.published),
        baseline: join.table(own.baseline, Part::Baseline, |wire| &wire.baseline),
        oracle: join.table(own.oracle, Part::Oracle, |wire| &wire.oracle),
        selftest: join.table(own.selftest, Part::Selftest, |wire| &wire.selftest),
        profile: join.tables(own.profile, Some(Part::Profile), |wire| &wire.profile),
        data: join.tables(own.data, Some(Part::Data), |wire| &wire.data),
        benchmark: join.tables(own.benchmark, Some(Part::Benchmark), |wire| &wire.benchmark),
        recipe: join.tables(own.recipe, None, |wire| &wire.recipe),
        language: join.tables(own.language, None, |wire| &wire.language),
        toolchain: join.tables(own.toolchain, Some(Part::Toolchain), |wire| &wire.toolchain),
        rung: join.tables(own.rung, Some(Part::Rung), |wire| &wire.rung),
    };
    Whole { wire, files, left }
}

/// Notes what is not taken of a file.
fn leave(left: &mut Left, joint: &Joint) {
    let files = Rc::new(joint.whole.files.clone());
    let wire = &joint.whole.wire;
    let mut add = |part: Part, names: &mut dyn Iterator<Item = &str>| {
        if !joint.takes(part) {
            left.add(part, names, &joint.at, &files);
        }
    };
    add(Part::Profile, &mut names(&wire.profile));
    add(Part::Data, &mut names(&wire.data));
    add(Part::Benchmark, &mut names(&wire.benchmark));
    add(Part::Toolchain, &mut names(&wire.toolchain));
    add(Part::Rung, &mut names(&wire.rung));
}

fn names<T>(field: &Field<Sections<T>>) -> impl Iterator<Item = &str> {
    field.value().into_iter().flat_map(Entries::names)
}

struct Join<'j> {
    mistakes: &'j Mistakes,
    joints: &'j [Joint],
}

impl<'j> Join<'j> {
    /// A key of the included files, as far as they are taken.
    fn taken<T>(&self, part: Option<Part>, of: fn(&WireManifest) -> &Field<T>) -> Vec<&'j Field<T>> {
        let takes = |joint: &&Joint| part.is_none_or(|part| joint.takes(part));
        self.joints.iter().filter(takes).map(|joint| of(&joint.whole.wire)).collect()
    }

    /// Lists one after the other; what stands there from the same place is there once.
    fn lists(&self, own: Field<Texts>, part: Option<Part>, of: fn(&WireManifest) -> &Field<Texts>) -> Field<Texts> {
        let others = self.taken(part, of);
        let all: Vec<&Field<Texts>> = std::iter::once(&own).chain(others).filter(|field| !field.is_absent()).collect();
        let Some(first) = all.first() else { return own };
        if all.iter().any(|field| field.is_faulty()) {
            return own.spoilt();
        }
        let mut texts = Texts::new();
        let mut seen = std::collections::HashSet::new();
        for text in all.iter().filter_map(|field| field.value()).flatten() {
            if seen.insert(text.span().start) {
                texts.push(text.clone());
            }
        }
        own.with(first, texts)
    }

    /// A table that there is once.
    fn table<T: Clone + Replace>(
        &self,
        own: Field<Section<T>>,
        part: Part,
        of: fn(&WireManifest) -> &Field<Section<T>>,
    ) -> Field<Section<T>> {
        let entry = |field: &Field<Section<T>>| {
            let (key, section) = (field.key_span()?, field.given()?);
            let name = toml::Spanned::new(key, field.key.to_owned());
            Some(Entry { name, value: section.clone(), inherited: false, overrides: false })
        };
        let others = self.taken(Some(part), of);
        if own.is_faulty() || others.iter().any(|other| other.is_faulty()) {
            return own.spoilt();
        }
        let tables = others.iter().map(|other| entry(other).into_iter().collect::<Vec<_>>());
        let joined = self.joined(entry(&own).into_iter().collect(), &tables.collect::<Vec<_>>());
        let Some(one) = joined.into_iter().next() else { return own };
        let place = std::iter::once(&own)
            .chain(others)
            .find(|field| field.given().is_some_and(|given| given.span() == one.value.span()));
        match place {
            Some(place) => own.with(place, one.value.into_inner()),
            None => own,
        }
    }

    /// Tables by name.
    fn tables<T: Clone + Replace>(
        &self,
        own: Field<Sections<T>>,
        part: Option<Part>,
        of: fn(&WireManifest) -> &Field<Sections<T>>,
    ) -> Field<Sections<T>> {
        let others = self.taken(part, of);
        let all: Vec<&Field<Sections<T>>> =
            std::iter::once(&own).chain(others).filter(|field| !field.is_absent()).collect();
        let Some(first) = all.first() else { return own };
        if all.iter().any(|field| field.is_faulty()) {
            return own.spoilt();
        }
        let faulty =
            all.iter().filter_map(|field| field.value()).flat_map(|entries| entries.faulty().to_vec()).collect();
        let of_own = own.value().map_or_else(Vec::new, |entries| entries.entries.clone());
        let of_others =
            self.taken(part, of).into_iter().filter_map(Field::value).map(|entries| entries.entries.clone());
        let joined = self.joined(of_own, &of_others.collect::<Vec<_>>());
        own.with(first, Entries::new(joined, faulty))
    }

    /// The tables of a file before those of the files that it includes. The file's own have the last word, and the later
    /// ones of those that it includes, where they say `replace = true`.
    fn joined<T: Clone + Replace>(
        &self,
        own: Vec<Entry<Section<T>>>,
        others: &[Vec<Entry<Section<T>>>],
    ) -> Vec<Entry<Section<T>>> {
        let mut index: HashMap<String, usize> = HashMap::new();
        let mut tables: Vec<Entry<Section<T>>> = Vec::new();
        let mut replaced = vec![false; own.len()];
        let owned = own.len();
        for entry in own {
            index.insert(entry.name.get_ref().clone(), tables.len());
            tables.push(entry);
        }
        for entry in others.iter().flatten() {
            let Some(place) = index.get(entry.name.get_ref()).copied() else {
                index.insert(entry.name.get_ref().clone(), tables.len());
                tables.push(entry.clone());
                continue;
            };
            let there = &tables[place];
            if there.name.span() == entry.name.span() {
                continue;
            }
            match (place < owned, replaces(there), replaces(entry)) {
                (true, true, _) => replaced[place] = true,
                (true, false, _) => self.note_twice(there, entry),
                (false, _, true) => tables[place] = entry.clone(),
                (false, _, false) => self.note_twice(entry, there),
            }
        }
        for (entry, _) in tables.iter().zip(replaced).filter(|(entry, replaced)| replaces(entry) && !replaced) {
            self.note_idle(entry);
        }
        tables
    }

    fn note_twice<T>(&self, entry: &Entry<Section<T>>, other: &Entry<Section<T>>) {
        let message = format!("[{}] is in two files", entry.value.get_ref().path);
        let mistake = Mistake::new(entry.name.span(), message);
        let mistake =
            mistake.help("write `replace = true` in it to take the other one's place, or give it another name");
        self.mistakes.add(mistake.related(other.name.span(), "the other one"));
    }

    fn note_idle<T: Replace>(&self, entry: &Entry<Section<T>>) {
        let section = entry.value.get_ref();
        let at = section.body.replace().key_span().unwrap_or_else(|| section.at.clone());
        let message = format!("[{}] replaces nothing: no included file has it", section.path);
        self.mistakes.add(Mistake::new(at, message).help("leave it out, or mend the name"));
    }
}

fn replaces<T: Replace>(entry: &Entry<Section<T>>) -> bool {
    entry.value.get_ref().body.replace().value().copied().unwrap_or(false)
}
