//! Rungs: what hosts them, how they are built, and what they do about each benchmark.

use std::collections::HashSet;
use std::path::PathBuf;

use indexmap::IndexMap;
use toml::Spanned;

use super::like::{Like, inherited};
use super::names::Kind;
use super::paths::Expect;
use super::templates::{Flags, Scope, list_of};
use super::{Context, cells};
use crate::diagnostics::Mistake;
use crate::reader::{Entries, Entry, Field, Section};
use crate::template::{self, Vocabulary};
use crate::wire::{Texts, WireRung, WireThreads};
use crate::{Fairness, Id, Model, Rung, Threads};
use suggest::nearest;

/// The flags of a rung that has none.
static NO_LISTS: Entries<Texts> = Entries::none();

impl Like for WireRung {
    fn like(&self) -> &Field<String> {
        &self.like
    }
}

/// The rungs, and what new ones can be like.
pub(super) fn rungs(
    cx: &Context<'_>,
    entries: &[Entry<Section<WireRung>>],
) -> (IndexMap<Id, Rung>, IndexMap<Id, Model>) {
    let entries = inherited(cx, Kind::Rung, entries);
    let mut rungs = cx.each(&entries, |name, section| rung(cx, name, section));
    let bodies = entries.iter().map(|entry| (entry.name.get_ref(), &entry.value.get_ref().body));
    let models = bodies.filter_map(|(name, body)| Some((Id(name.clone()), model(rungs.get(name.as_str())?, body))));
    let models = models.collect();
    for entry in entries.iter().filter(|entry| cells::left_behind(cx, entry.name.get_ref(), entry.value.get_ref())) {
        let name = entry.name.get_ref();
        rungs.shift_remove(name.as_str());
        cx.empty.borrow_mut().insert(name.clone());
    }
    (rungs, models)
}

fn model(rung: &Rung, wire: &WireRung) -> Model {
    let start = wire.start.value().and_then(|texts| texts.entries.first());
    let words = rung.build.iter().flatten().chain([&rung.artefact]);
    Model {
        project: rung.project.clone(),
        start: start.map(|entry| (entry.name.get_ref().clone(), entry.value.get_ref().clone())),
        begins: start.is_some() && !wire.start.inherited,
        takes_files: words.into_iter().any(|word| word.contains("{kernel}")),
    }
}

fn rung(cx: &Context<'_>, name: &Spanned<String>, section: &Section<WireRung>) -> Option<Rung> {
    let wire = &section.body;
    let title = cx.text(section, &wire.title);
    let toolchain = cx.need(section, &wire.toolchain);
    let toolchain = toolchain.and_then(|name| cx.reference(Kind::Toolchain, name));
    let project = cx.need(section, &wire.project);
    let project = project.and_then(|path| cx.path(path, Expect::Folder));
    let glue = wire.glue.value().into_iter().flatten();
    let glue =
        glue.filter_map(|file| cx.path_in(project.as_deref().unwrap_or("".as_ref()), file, Expect::File)).collect();
    let requirements = wire.requirements.given();
    let requirements = requirements.and_then(|path| cx.path(path, Expect::File));
    let build = build(cx, section);
    let artefact = artefact(cx, section);
    let runner = cx.command(section, &wire.runner, &command_scope(section, &wire.runner));
    let account = match wire.account.value() {
        Some(_) => cx.command(section, &wire.account, &command_scope(section, &wire.account)),
        None => None,
    };
    flags(cx, section);
    let cost = cx.text(section, &wire.cost);
    Some(Rung {
        tools: wire.tools.value().map_or_else(Vec::new, |names| cx.references(Kind::Toolchain, names)),
        env: env(cx, section),
        cells: cells::cells(cx, name, section, project.as_deref()),
        fairness: fairness(cx, wire),
        warm_up: cx.duration(&wire.warm_up),
        memory_limit: cx.memory(&wire.memory_limit),
        limits: cx.limits(&wire.limits),
        headline: wire.headline.value().copied().unwrap_or(false),
        compiles_while_running: wire.compiles_while_running.value().copied().unwrap_or(false),
        any_source: wire.any_source.value().copied().unwrap_or(false),
        typed: wire.typed.value().copied().unwrap_or(false),
        native_ints: wire.native_ints.value().copied().unwrap_or(false),
        libraries: cx.texts(&wire.libraries),
        glue,
        timed: wire.timed.value().copied().unwrap_or(true),
        thread_curve_of: None,
        requirements,
        title: title?,
        toolchain: toolchain?,
        project: project?,
        folder: cx.folder(&section.at).to_owned(),
        started_in: started_in(cx, section),
        build: build?,
        artefact: artefact?,
        runner: runner?,
        account,
        cost: cost?,
    })
}

/// Where its commands are started: in the folder of its file, unless it says another.
fn started_in(cx: &Context<'_>, section: &Section<WireRung>) -> PathBuf {
    let given = section.body.folder.given();
    match given {
        Some(root) if root.get_ref() == "/" => PathBuf::from("/"),
        Some(folder) => cx.path(folder, Expect::Folder).unwrap_or_default(),
        None => cx.folder(&section.at).to_owned(),
    }
}

/// What the templates of a field may contain.
fn scope<'s, T>(section: &'s Section<WireRung>, field: &Field<T>, vocabulary: &'s Vocabulary) -> Scope<'s> {
    let tools = &section.body.tools;
    let listed = tools.value().map_or(&[][..], Vec::as_slice).iter();
    Scope {
        vocabulary,
        tools: (!tools.is_faulty()).then(|| listed.map(|tool| tool.get_ref().as_str()).collect()),
        flags: Flags::Nothing,
        heir: field.inherited.then(|| section.at.clone()),
    }
}

/// What the words of a command may contain.
fn command_scope<'s, T>(section: &'s Section<WireRung>, field: &Field<T>) -> Scope<'s> {
    let flags = match section.body.flags.value() {
        Some(lists) => Flags::Lists(lists),
        None if section.body.flags.is_faulty() => Flags::Unknown,
        None => Flags::Lists(&NO_LISTS),
    };
    Scope { flags, ..scope(section, field, &template::RUNG) }
}

/// Looks at the words of every list of flags, and notes the lists of the rung's own that no command uses.
fn flags(cx: &Context<'_>, section: &Section<WireRung>) {
    let (field, wire) = (&section.body.flags, &section.body);
    let commands = wire
        .build
        .value()
        .into_iter()
        .flatten()
        .map(Spanned::get_ref)
        .chain(wire.runner.value())
        .chain(wire.account.value());
    let used: HashSet<&str> = commands.flatten().filter_map(|word| list_of(word.get_ref())).collect();
    let known = !wire.build.is_faulty() && !wire.runner.is_faulty();
    for list in field.value().map_or(&[][..], |lists| &lists.entries) {
        let heir = list.inherited.then(|| section.at.clone());
        let scope = Scope { flags: Flags::Itself, heir, ..scope(section, field, &template::RUNG) };
        for word in list.value.get_ref() {
            cx.template(word, &scope);
        }
        let name = list.name.get_ref();
        if known && !list.inherited && !used.contains(name.as_str()) {
            let help = match nearest(name, used.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write \"{{flags.{name}}}\" as a word of `build` or `runner`, or leave it out"),
            };
            cx.add(Mistake::new(list.name.span(), format!("no command uses the flags `{name}`")).help(help));
        }
    }
}

fn build(cx: &Context<'_>, section: &Section<WireRung>) -> Option<Vec<Vec<String>>> {
    let field = &section.body.build;
    if field.is_faulty() {
        return None;
    }
    let scope = command_scope(section, field);
    let commands = field.value().map_or(&[][..], Vec::as_slice).iter();
    let words = |command: &Spanned<Texts>| cx.words(field.key, command, field.example, &scope);
    // Every command is looked at before the first fault counts.
    let commands: Vec<Option<Vec<String>>> = commands.map(words).collect();
    commands.into_iter().collect()
}

/// What the build leaves. Without a build, the kernel itself.
fn artefact(cx: &Context<'_>, section: &Section<WireRung>) -> Option<String> {
    let (field, build) = (&section.body.artefact, &section.body.build);
    let builds = build.is_faulty() || build.value().is_some_and(|commands| !commands.is_empty());
    if field.is_absent() && !builds {
        return Some("{kernel}".to_owned());
    }
    let given = cx.need(section, field)?;
    let artefact = cx.template(given, &scope(section, field, &template::ARTEFACT));
    cx.optional_text(field).map(|_| artefact)
}

fn env(cx: &Context<'_>, section: &Section<WireRung>) -> IndexMap<String, String> {
    let field = &section.body.env;
    cx.variables(field, |value, inherited| {
        let heir = inherited.then(|| section.at.clone());
        cx.template(value, &Scope { heir, ..scope(section, field, &template::RUNG) })
    })
}

fn fairness(cx: &Context<'_>, wire: &WireRung) -> Fairness {
    Fairness {
        threads: threads(cx, &wire.threads),
        target_cpu: cx.optional_text(&wire.target_cpu).unwrap_or_else(|| "generic".to_owned()),
        native: wire.native.value().copied().unwrap_or(false),
        validates: wire.validates.value().copied().unwrap_or(true),
        helpers: cx.optional_text(&wire.helpers),
        pinned: wire.pinned.value().copied().unwrap_or(true),
        simulated: wire.simulated.value().copied().unwrap_or(false),
        warms_up_itself: wire.warms_up_itself.value().copied().unwrap_or(false),
    }
}

pub(super) fn threads(cx: &Context<'_>, field: &Field<WireThreads>) -> Threads {
    let Some(given) = field.given() else {
        return Threads::Count(1);
    };
    let count = match given.get_ref() {
        WireThreads::Word(word) if word == "all" => return Threads::All,
        WireThreads::Word(_) => None,
        WireThreads::Count(count) => u32::try_from(*count).ok().filter(|count| *count >= 1),
    };
    if count.is_none() {
        let help = "write a number from 1 on, or `threads = \"all\"` for as many as the machine has";
        cx.add(Mistake::new(given.span(), "`threads` is neither a number of threads nor \"all\"").help(help));
    }
    Threads::Count(count.unwrap_or(1))
}
