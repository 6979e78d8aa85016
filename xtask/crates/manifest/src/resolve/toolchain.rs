//! Toolchains: where they come from, and what makes a candidate good.

use std::collections::HashMap;
use std::path::PathBuf;

use glob::Pattern;
use indexmap::IndexMap;
use toml::Spanned;

use super::like::{Graph, Like, inherited, note_circles};
use super::names::Kind;
use super::paths::Expect;
use super::templates::Scope;
use super::versions::{self, Bounds};
use super::{Context, naming, provision, recipe};
use crate::diagnostics::{Mistake, Span};
use crate::reader::{Entry, Field, Section, for_example};
use crate::template;
use crate::wire::{Texts, WireEnvironment, WireToolchain};
use crate::{Environment, FileOrigin, Id, Origin, Toolchain};

impl Like for WireToolchain {
    fn like(&self) -> &Field<String> {
        &self.like
    }
}

/// Whether a table is only there for `like`.
pub(super) fn is_template(entry: &Entry<Section<WireToolchain>>) -> bool {
    template_flag(entry.value.get_ref())
}

fn template_flag(section: &Section<WireToolchain>) -> bool {
    section.body.template.value().copied().unwrap_or(false)
}

pub(super) fn toolchains(cx: &Context<'_>, entries: &[Entry<Section<WireToolchain>>]) -> IndexMap<Id, Toolchain> {
    let entries = inherited(cx, Kind::Toolchain, entries);
    circles(cx, &entries);
    let entries: Vec<_> = entries.iter().map(|entry| naming::filled_in(cx, entry)).collect();
    let (templates, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_template);
    for template in &templates {
        // What a template says must make sense; what it does not say is somebody else's business.
        cx.id(&template.name);
        common(cx, &template.value.get_ref().body);
        file_origin(cx, template.value.get_ref());
    }
    let versions = Versions::new(&entries);
    cx.each(&entries, |_, section| toolchain(cx, section, &versions))
}

/// The `version` of each toolchain that has one.
struct Versions<'e>(HashMap<&'e str, &'e str>);

impl<'e> Versions<'e> {
    fn new(entries: &'e [Entry<Section<WireToolchain>>]) -> Self {
        let version = |entry: &'e Entry<Section<WireToolchain>>| {
            Some((entry.name.get_ref().as_str(), entry.value.get_ref().body.version.value()?.as_str()))
        };
        Versions(entries.iter().filter_map(version).collect())
    }
}

/// A toolchain that is, or is hosted by, itself cannot be found.
fn circles(cx: &Context<'_>, entries: &[Entry<Section<WireToolchain>>]) {
    let mut graph = Graph::new();
    for entry in entries {
        let body = &entry.value.get_ref().body;
        let members = body.any_of.value().into_iter().flatten();
        let host = body.environment.value().and_then(|environment| environment.body.toolchain.given());
        let java = body.maven.value().and_then(|maven| maven.body.toolchain.given());
        graph.insert(entry.name.get_ref(), members.chain(host).chain(java).collect());
    }
    note_circles(cx, &graph, |path| format!("toolchain needs itself: {path}"));
}

fn toolchain(cx: &Context<'_>, section: &Section<WireToolchain>, versions: &Versions<'_>) -> Option<Toolchain> {
    let wire = &section.body;
    let (title, origin) = (cx.text(section, &wire.title), origin(cx, section, versions));
    let (prefer, require) = common(cx, wire);
    // One of several has nothing to install of its own: its members say what to do.
    let fix = if wire.any_of.is_absent() {
        cx.text(section, &wire.fix)
    } else {
        Some(cx.optional_text(&wire.fix).unwrap_or_default())
    };
    for pattern in wire.disk.value().into_iter().flatten() {
        cx.template(pattern, &Scope { heir: heir(section, &wire.disk), ..Scope::new(&template::DISK) });
    }
    let disk = cx.texts(&wire.disk);
    // A toolchain has nothing to fill in.
    let env = cx.variables(&wire.env, |value, _| value.get_ref().clone());
    version(cx, &wire.version);
    Some(Toolchain { prefer, require, title: title?, origin: origin?, env, disk, fix: fix? })
}

fn common(cx: &Context<'_>, wire: &WireToolchain) -> (Vec<String>, Vec<String>) {
    (cx.texts(&wire.prefer), cx.texts(&wire.require))
}

fn origin(cx: &Context<'_>, section: &Section<WireToolchain>, versions: &Versions<'_>) -> Option<Origin> {
    let wire = &section.body;
    let keys = [own_or_inherited(&wire.any_of), own_or_inherited(&wire.package), own_or_inherited(&wire.names)];
    let given: Vec<&str> = keys.into_iter().flatten().collect();
    let help = "give exactly one of `names` (a file), `any-of` (other toolchains) and `crate` (a package's source)";
    match given[..] {
        ["any-of"] => any_of(cx, wire, versions),
        ["crate"] => package(cx, section),
        ["names"] => file_origin(cx, section).map(Origin::File),
        [] if wire.any_of.is_faulty() || wire.package.is_faulty() || wire.names.is_faulty() => None,
        [] => {
            let message = format!("[{}] does not say where it comes from", section.path);
            cx.add(Mistake::new(section.at.clone(), message).help(help));
            None
        }
        [..] => {
            let message = format!("[{}] comes from more than one place: `{}`", section.path, given.join("`, `"));
            cx.add(Mistake::new(section.at.clone(), message).help(help));
            None
        }
    }
}

fn own_or_inherited<T>(field: &Field<T>) -> Option<&'static str> {
    field.given().map(|_| field.key)
}

fn any_of(cx: &Context<'_>, wire: &WireToolchain, versions: &Versions<'_>) -> Option<Origin> {
    let strangers = [own(&wire.variables), own(&wire.inside), own(&wire.version)];
    for (key, at) in file_keys(wire).into_iter().chain(strangers.into_iter().flatten()) {
        misplaced(cx, key, at, "any-of");
    }
    cx.filled(&wire.any_of);
    let members = cx.references(Kind::Toolchain, wire.any_of.value()?);
    Some(Origin::AnyOf(within(cx, wire, members, versions)))
}

/// The members whose version will do.
fn within(cx: &Context<'_>, wire: &WireToolchain, members: Vec<Id>, versions: &Versions<'_>) -> Vec<Id> {
    let Some(given) = wire.versions.given() else { return members };
    let Some(bounds) = Bounds::parse(given.get_ref()) else {
        let message = format!("`{}` does not say which versions will do", given.get_ref());
        cx.add(Mistake::new(given.span(), message).help(for_example(wire.versions.example)));
        return members;
    };
    let (known, unknown): (Vec<Id>, Vec<Id>) =
        members.into_iter().partition(|member| versions.0.contains_key(member.as_str()));
    for member in &unknown {
        let message = format!("`versions` cannot be asked of toolchain `{member}`, which has no `version`");
        cx.add(Mistake::new(given.span(), message).help(for_example(wire.version.example)));
    }
    let admitted = |member: &Id| versions.0.get(member.as_str()).and_then(|version| bounds.admit(version));
    let within: Vec<Id> = known.into_iter().filter(|member| admitted(member) == Some(true)).collect();
    if within.is_empty() && unknown.is_empty() && !wire.any_of.is_faulty() {
        let message = format!("no toolchain of `any-of` has a version with `{}`", given.get_ref());
        cx.add(Mistake::new(given.span(), message).help("widen the bounds, or leave them out"));
    }
    within
}

/// Notes a version that is none.
fn version(cx: &Context<'_>, field: &Field<String>) {
    let Some(given) = field.given() else { return };
    if versions::numbers(given.get_ref()).is_none() {
        let mistake = Mistake::new(given.span(), format!("`{}` is no version", given.get_ref()));
        cx.add(mistake.help(for_example(field.example)));
    }
}

fn package(cx: &Context<'_>, section: &Section<WireToolchain>) -> Option<Origin> {
    let wire = &section.body;
    for (key, at) in file_keys(wire).into_iter().chain(own(&wire.versions)) {
        misplaced(cx, key, at, "crate");
    }
    let variables = variables(cx, &wire.variables);
    let inside = cx.optional_text(&wire.inside).map(PathBuf::from).unwrap_or_default();
    let folder = cx.folder(&section.at).to_owned();
    Some(Origin::Crate { package: cx.optional_text(&wire.package)?, folder, inside, variables })
}

/// The keys that only a file has, as far as this table gives them itself.
fn file_keys(wire: &WireToolchain) -> Vec<(&'static str, Span)> {
    let keys = [
        own(&wire.places),
        own(&wire.on_path),
        own(&wire.environment),
        own(&wire.uv),
        own(&wire.deb),
        own(&wire.source),
        own(&wire.maven),
        own(&wire.env),
        own(&wire.probe),
        own(&wire.version_pattern),
        own(&wire.accept),
        own(&wire.minimum),
    ];
    keys.into_iter().flatten().collect()
}

/// A key that the table gives itself, and where.
fn own<T>(field: &Field<T>) -> Option<(&'static str, Span)> {
    field.key_span().filter(|_| !field.inherited).map(|at| (field.key, at))
}

fn misplaced(cx: &Context<'_>, key: &str, at: Span, origin: &str) {
    let message = format!("`{key}` means nothing beside `{origin}`");
    cx.add(Mistake::new(at, message).help("leave it out; it belongs to a toolchain with `names`"));
}

fn file_origin(cx: &Context<'_>, section: &Section<WireToolchain>) -> Option<FileOrigin> {
    let wire = &section.body;
    if let Some(at) = wire.versions.key_span() {
        let message = "`versions` means nothing without `any-of`";
        cx.add(Mistake::new(at, message).help(for_example(wire.any_of.example)));
    }
    cx.filled(&wire.names);
    let scope = Scope { heir: heir(section, &wire.probe), ..Scope::new(&template::PROBE) };
    let probe = wire.probe.given();
    let probe = probe.map_or(Some(Vec::new()), |words| cx.words("probe", words, wire.probe.example, &scope));
    unprobed(cx, section);
    Some(FileOrigin {
        variables: variables(cx, &wire.variables),
        names: names(cx, &wire.names),
        places: places(cx, section),
        on_path: wire.on_path.value().copied().unwrap_or(true),
        environment: wire.environment.value().and_then(|section| environment(cx, section)).map(Box::new),
        provisions: provision::provisions(cx, wire, template_flag(section)),
        source: wire.source.value().and_then(|section| recipe::source(cx, section)).map(Box::new),
        version_pattern: cx.pattern(&wire.version_pattern),
        accept: wire.accept.value().map_or_else(Default::default, |facts| {
            facts.entries.iter().map(|fact| (fact.name.get_ref().clone(), fact.value.get_ref().0.clone())).collect()
        }),
        minimum: minimum(cx, &wire.minimum),
        probe: probe?,
    })
}

/// Where the table is that inherited a field, if it did.
fn heir<S, T>(section: &Section<S>, field: &Field<T>) -> Option<Span> {
    field.inherited.then(|| section.at.clone())
}

/// Notes conditions on facts that nobody reports.
fn unprobed(cx: &Context<'_>, section: &Section<WireToolchain>) {
    let wire = &section.body;
    if !wire.probe.is_absent() || template_flag(section) {
        return;
    }
    let conditions = [own(&wire.version_pattern), own(&wire.accept), own(&wire.minimum), own(&wire.require)];
    for (key, at) in conditions.into_iter().flatten() {
        let message = format!("`{key}` is never looked at without `probe`");
        cx.add(Mistake::new(at, message).help(for_example(wire.probe.example)));
    }
}

fn names(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    for name in field.value().into_iter().flatten() {
        if name.get_ref().contains(['/', '\\']) {
            let message = format!("`{}` is a path, not a file name", name.get_ref());
            let help = "write its last part here, and its folder under `places`";
            cx.add(Mistake::new(name.span(), message).help(help));
        }
        pattern(cx, name);
    }
    cx.texts(field)
}

fn places(cx: &Context<'_>, section: &Section<WireToolchain>) -> Vec<String> {
    let wire = &section.body;
    let replaced = !wire.environment.is_absent() || template_flag(section);
    let vocabulary = if replaced { &template::PLACES } else { &template::NOTHING };
    let scope = Scope { heir: heir(section, &wire.places), ..Scope::new(vocabulary) };
    for place in wire.places.value().into_iter().flatten() {
        if !replaced && place.get_ref().contains("{environment}") {
            let mistake = Mistake::new(place.span(), "`{environment}` means nothing without `environment`");
            cx.add(mistake.help(for_example(wire.environment.example)));
        } else {
            cx.template(place, &scope);
        }
        dollar(cx, place);
        pattern(cx, place);
    }
    cx.texts(&wire.places)
}

/// Notes a `$` that no variable follows.
fn dollar(cx: &Context<'_>, place: &Spanned<String>) {
    let text = place.get_ref();
    for (at, _) in text.match_indices('$') {
        if !text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            let span = cx.mistakes.part(place, at..at + 1);
            cx.add(Mistake::new(span, "`$` without a variable's name").help("write for example `$HOME`"));
        }
    }
}

pub(super) fn pattern(cx: &Context<'_>, text: &Spanned<String>) {
    if let Err(error) = Pattern::new(text.get_ref()) {
        let message = format!("`{}` is no glob pattern: {}", text.get_ref(), error.msg);
        let help = "`*` and `?` stand for any text and any character, `[...]` for one of several, `[[]` for a bracket";
        cx.add(Mistake::new(text.span(), message).help(help));
    }
}

fn variables(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    for name in field.value().into_iter().flatten() {
        cx.variable(name);
    }
    cx.texts(field)
}

fn environment(cx: &Context<'_>, section: &Section<WireEnvironment>) -> Option<Environment> {
    let toolchain = cx.need(section, &section.body.toolchain);
    let toolchain = toolchain.and_then(|name| cx.reference(Kind::Toolchain, name));
    let requirements = cx.need(section, &section.body.requirements);
    let requirements = requirements.and_then(|path| cx.path(path, Expect::File));
    let origin = cx.optional_text(&section.body.origin);
    let minimum = minimum(cx, &section.body.minimum);
    let executable = provision::paths(cx, &section.body.executable);
    Some(Environment { toolchain: toolchain?, requirements: requirements?, origin, minimum, executable })
}

fn minimum(cx: &Context<'_>, field: &Field<String>) -> Option<String> {
    let given = field.given()?;
    let numeric = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if given.get_ref().split('.').all(numeric) {
        return Some(given.get_ref().clone());
    }
    let mistake = Mistake::new(given.span(), format!("`{}` is no version", given.get_ref()));
    cx.add(mistake.help("write numbers with points between them, such as \"7.0\""));
    None
}
