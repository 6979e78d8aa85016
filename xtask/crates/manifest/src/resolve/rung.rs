//! Rungs: what hosts them, how they are built, and what they do about each benchmark.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;

use super::like::{Like, inherited};
use super::templates::{Flags, Scope, list_of};
use super::values::Expect;
use super::{Context, Kind};
use crate::diagnostics::Mistake;
use crate::reader::{Entries, Entry, Field, Section, for_example};
use crate::template::{self, Vocabulary};
use crate::wire::{Texts, WireFastMath, WireRung, WireThreads};
use crate::{Cell, Fairness, Id, Kernel, Rung, Threads};
use suggest::nearest;

/// The flags of a rung that has none.
static NO_LISTS: Entries<Texts> = Entries::none();

impl Like for WireRung {
    fn like(&self) -> &Field<String> {
        &self.like
    }
}

pub(super) fn rungs(cx: &Context<'_>, entries: &[Entry<Section<WireRung>>]) -> IndexMap<Id, Rung> {
    let entries = inherited(cx, Kind::Rung, entries);
    cx.each(&entries, |_, section| rung(cx, section))
}

fn rung(cx: &Context<'_>, section: &Section<WireRung>) -> Option<Rung> {
    let wire = &section.body;
    let title = cx.text(section, &wire.title);
    let toolchain = cx.need(section, &wire.toolchain);
    let toolchain = toolchain.and_then(|name| cx.reference(Kind::Toolchain, name));
    let project = cx.need(section, &wire.project);
    let project = project.and_then(|path| cx.path(path, "".as_ref(), Expect::Folder));
    let glue = wire.glue.value().into_iter().flatten();
    let glue = glue.filter_map(|file| cx.path(file, project.as_deref().unwrap_or("".as_ref()), Expect::File)).collect();
    let requirements = wire.requirements.given();
    let requirements = requirements.and_then(|path| cx.path(path, "".as_ref(), Expect::File));
    let build = build(cx, section);
    let artefact = artefact(cx, section);
    let runner = cx.command(section, &wire.runner, &command_scope(section, &wire.runner));
    flags(cx, section);
    let cost = cx.text(section, &wire.cost);
    Some(Rung {
        tools: wire.tools.value().map_or_else(Vec::new, |names| cx.references(Kind::Toolchain, names)),
        env: env(cx, section),
        cells: cells(cx, section, project.as_deref()),
        fairness: fairness(cx, wire),
        warm_up: cx.duration(&wire.warm_up),
        headline: wire.headline.value().copied().unwrap_or(false),
        compiles_while_running: wire.compiles_while_running.value().copied().unwrap_or(false),
        libraries: cx.texts(&wire.libraries),
        glue,
        timed: wire.timed.value().copied().unwrap_or(true),
        requirements,
        title: title?,
        toolchain: toolchain?,
        project: project?,
        build: build?,
        artefact: artefact?,
        runner: runner?,
        cost: cost?,
    })
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
    let commands = wire.build.value().into_iter().flatten().map(Spanned::get_ref).chain(wire.runner.value());
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

/// What the rung does about each benchmark, in the benchmarks' order.
fn cells(cx: &Context<'_>, section: &Section<WireRung>, project: Option<&Path>) -> IndexMap<Id, Cell> {
    let wire = &section.body;
    none_at_all(cx, section);
    strangers(cx, &wire.kernels);
    strangers(cx, &wire.unsupported);
    extras(cx, &wire.algorithms, &wire.kernels);
    licences(cx, &wire.fast_math, &wire.kernels);
    let default = cx.optional_text(&wire.algorithm).unwrap_or_else(|| "same loop".to_owned());
    let benchmarks = cx.names.of(Kind::Benchmark).unwrap_or_default().iter();
    let cells = benchmarks.filter_map(|benchmark| {
        let kernel = kernel(cx, section, project, benchmark)?;
        let algorithm = entry(&wire.algorithms, benchmark);
        let algorithm = algorithm
            .and_then(|entry| cx.not_empty("algorithms", &entry.value, || for_example(wire.algorithms.example)));
        let algorithm = algorithm.unwrap_or_else(|| default.clone());
        let cell = Cell { kernel, algorithm, fast_math: licensed(&wire.fast_math, benchmark) };
        Some((Id(benchmark.clone()), cell))
    });
    cells.collect()
}

fn entry<'f, T>(field: &'f Field<Entries<T>>, benchmark: &str) -> Option<&'f Entry<T>> {
    field.value().and_then(|entries| entries.get(benchmark))
}

/// Notes a rung that says nothing about any benchmark.
fn none_at_all(cx: &Context<'_>, section: &Section<WireRung>) {
    let says_nothing = |field: &Field<Entries<String>>| {
        field.is_absent() || field.value().is_some_and(|entries| entries.names().next().is_none())
    };
    if says_nothing(&section.body.kernels) && says_nothing(&section.body.unsupported) {
        let message = format!("[{}] has neither a kernel nor a reason for having none", section.path);
        let help = format!("write a table `[{}.kernels]` with for example `nbody = \"nbody.py\"`", section.path);
        cx.add(Mistake::new(section.at.clone(), message).help(help));
    }
}

/// Notes keys that are no benchmarks.
fn strangers<T>(cx: &Context<'_>, field: &Field<Entries<T>>) {
    for entry in field.value().into_iter().flat_map(|entries| &entries.entries) {
        cx.reference(Kind::Benchmark, &entry.name);
    }
}

/// Notes keys that are no benchmarks, or benchmarks that the rung has no kernel for.
fn extras<T>(cx: &Context<'_>, field: &Field<Entries<T>>, own: &Field<Entries<String>>) {
    for entry in field.value().into_iter().flat_map(|entries| &entries.entries) {
        extra(cx, field.key, &entry.name, own);
    }
}

/// Notes a name that is no benchmark, or a benchmark that the rung has no kernel for.
fn extra(cx: &Context<'_>, key: &str, name: &Spanned<String>, own: &Field<Entries<String>>) {
    let benchmark = cx.reference(Kind::Benchmark, name);
    let (at, name) = (name.span(), name.get_ref());
    let speaks = own.is_faulty() || own.value().is_some_and(|own| own.names().any(|own| own == name));
    if benchmark.is_some() && !speaks {
        let message = format!("`{key}` speaks of `{name}`, but `{}` says nothing about it", own.key);
        cx.add(Mistake::new(at, message).help("remove it here, or add it there"));
    }
}

/// Notes licences for what is no benchmark, or for what the rung has no kernel for. What it has from another rung may
/// speak of kernels that the other one has.
fn licences(cx: &Context<'_>, field: &Field<WireFastMath>, own: &Field<Entries<String>>) {
    if let Some(WireFastMath::Benchmarks(benchmarks)) = field.value().filter(|_| !field.inherited) {
        cx.distinct(benchmarks, |name| format!("benchmark `{name}` is listed twice"));
        benchmarks.iter().for_each(|name| extra(cx, field.key, name, own));
    }
}

/// Whether the kernel for a benchmark may reorder and approximate.
fn licensed(field: &Field<WireFastMath>, benchmark: &str) -> bool {
    match field.value() {
        Some(WireFastMath::All(all)) => *all,
        Some(WireFastMath::Benchmarks(benchmarks)) => benchmarks.iter().any(|name| name.get_ref() == benchmark),
        None => false,
    }
}

fn kernel(cx: &Context<'_>, section: &Section<WireRung>, project: Option<&Path>, benchmark: &str) -> Option<Kernel> {
    let wire = &section.body;
    let source = entry(&wire.kernels, benchmark);
    let reason = entry(&wire.unsupported, benchmark);
    if let (Some(source), Some(reason)) = (source, reason) {
        let message = format!("`{benchmark}` is unsupported, but has a kernel");
        let mistake = Mistake::new(reason.name.span(), message).help("remove the one or the other");
        cx.add(mistake.related(source.name.span(), "the kernel"));
    }
    let reason = reason.and_then(|entry| {
        let help = || "write the reason in a sentence: it is shown to readers".to_owned();
        cx.not_empty("unsupported", &entry.value, help).map(Kernel::Unsupported)
    });
    let source = source.and_then(|entry| source_file(cx, &entry.value, project).map(Kernel::Source));
    source.or(reason)
}

/// The path of a kernel. When there is no project folder, that is the mistake.
fn source_file(cx: &Context<'_>, file: &Spanned<String>, project: Option<&Path>) -> Option<PathBuf> {
    match project {
        Some(project) => cx.path(file, project, Expect::File),
        None => cx.path(file, "".as_ref(), Expect::Anything),
    }
}
