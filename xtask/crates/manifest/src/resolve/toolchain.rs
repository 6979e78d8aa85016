//! Toolchains: where they come from, and what makes a candidate good.

use std::path::PathBuf;

use glob::Pattern;
use indexmap::IndexMap;
use toml::Spanned;

use super::like::{Graph, Like, inherited, note_circles};
use super::values::{Expect, Scope};
use super::{Context, Kind, provision, recipe};
use crate::diagnostics::{Mistake, Span};
use crate::reader::{Entries, Entry, Field, Section, for_example};
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
    let (templates, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_template);
    for template in &templates {
        // What a template says must make sense; what it does not say is somebody else's business.
        cx.id(&template.name);
        common(cx, &template.value.get_ref().body);
        file_origin(cx, template.value.get_ref());
    }
    cx.each(&entries, |_, section| toolchain(cx, section))
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

fn toolchain(cx: &Context<'_>, section: &Section<WireToolchain>) -> Option<Toolchain> {
    let wire = &section.body;
    let (title, origin) = (cx.text(section, &wire.title), origin(cx, section));
    let (prefer, require) = common(cx, wire);
    // One of several has nothing to install of its own: its members say what to do.
    let fix = if wire.any_of.is_absent() {
        cx.text(section, &wire.fix)
    } else {
        Some(cx.optional_text(&wire.fix).unwrap_or_default())
    };
    let disk = cx.texts(&wire.disk);
    Some(Toolchain { prefer, require, title: title?, origin: origin?, env: env(cx, &wire.env), disk, fix: fix? })
}

fn common(cx: &Context<'_>, wire: &WireToolchain) -> (Vec<String>, Vec<String>) {
    (cx.texts(&wire.prefer), cx.texts(&wire.require))
}

/// Variables as they are: a toolchain has nothing to fill in.
fn env(cx: &Context<'_>, field: &Field<Entries<String>>) -> IndexMap<String, String> {
    let entries = field.value().map_or(&[][..], |env| &env.entries).iter();
    let variable = |entry: &Entry<String>| {
        cx.variable(&entry.name);
        (entry.name.get_ref().clone(), entry.value.get_ref().clone())
    };
    entries.map(variable).collect()
}

fn origin(cx: &Context<'_>, section: &Section<WireToolchain>) -> Option<Origin> {
    let wire = &section.body;
    let keys = [own_or_inherited(&wire.any_of), own_or_inherited(&wire.package), own_or_inherited(&wire.names)];
    let given: Vec<&str> = keys.into_iter().flatten().collect();
    let help = "give exactly one of `names` (a file), `any-of` (other toolchains) and `crate` (a package's source)";
    match given[..] {
        ["any-of"] => any_of(cx, wire),
        ["crate"] => package(cx, wire),
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

fn any_of(cx: &Context<'_>, wire: &WireToolchain) -> Option<Origin> {
    for (key, at) in file_keys(wire).into_iter().chain(own(&wire.variables)).chain(own(&wire.inside)) {
        misplaced(cx, key, at, "any-of");
    }
    cx.filled(&wire.any_of);
    Some(Origin::AnyOf(cx.references(Kind::Toolchain, wire.any_of.value()?)))
}

fn package(cx: &Context<'_>, wire: &WireToolchain) -> Option<Origin> {
    for (key, at) in file_keys(wire) {
        misplaced(cx, key, at, "crate");
    }
    let variables = variables(cx, &wire.variables);
    let inside = cx.optional_text(&wire.inside).map(PathBuf::from).unwrap_or_default();
    Some(Origin::Crate { package: cx.optional_text(&wire.package)?, inside, variables })
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
        environment: wire.environment.value().and_then(|section| environment(cx, section)),
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
    let nothing = template::Vocabulary { names: &[], tools_and_facts: false };
    let replaced = !wire.environment.is_absent() || template_flag(section);
    let vocabulary = if replaced { &template::PLACES } else { &nothing };
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
    let requirements = requirements.and_then(|path| cx.path(path, "".as_ref(), Expect::File));
    Some(Environment { toolchain: toolchain?, requirements: requirements? })
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
