//! What a rung does about each benchmark.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::names::Kind;
use super::paths::Expect;
use crate::diagnostics::Mistake;
use crate::reader::{Entries, Entry, Field, Section, for_example};
use crate::wire::{WireFastMath, WireRung};
use crate::{Cell, Id, Kernel};

/// What the rung does about each benchmark, in the benchmarks' order.
pub(super) fn cells(
    cx: &Context<'_>,
    rung: &Spanned<String>,
    section: &Section<WireRung>,
    project: Option<&Path>,
) -> IndexMap<Id, Cell> {
    let wire = &section.body;
    none_at_all(cx, rung.get_ref(), section);
    strangers(cx, &wire.kernels);
    strangers(cx, &wire.unsupported);
    extras(cx, &wire.algorithms, &wire.kernels);
    licences(cx, &wire.fast_math, &wire.kernels);
    let default = cx.optional_text(&wire.algorithm).unwrap_or_else(|| "same loop".to_owned());
    let benchmarks = cx.names.each(Kind::Benchmark);
    let mine = |entry: &&Entry<String>| !cx.is_left_behind(Kind::Benchmark, &entry.name);
    let cells = benchmarks.filter_map(|benchmark| {
        let kernel = kernel(cx, rung.get_ref(), section, project, benchmark)?;
        let algorithm = entry(&wire.algorithms, benchmark).filter(mine);
        let algorithm = algorithm
            .and_then(|entry| cx.not_empty("algorithms", &entry.value, || for_example(wire.algorithms.example)));
        let algorithm = algorithm.unwrap_or_else(|| default.clone());
        let cell = Cell { kernel, algorithm, fast_math: licensed(&wire.fast_math, benchmark) };
        Some((Id(benchmark.to_owned()), cell))
    });
    cells.collect()
}

fn entry<'f, T>(field: &'f Field<Entries<T>>, benchmark: &str) -> Option<&'f Entry<T>> {
    field.value().and_then(|entries| entries.get(benchmark))
}

/// Notes a rung that says nothing about any benchmark.
fn none_at_all(cx: &Context<'_>, rung: &str, section: &Section<WireRung>) {
    if takes_any_source(section) || says_something(cx, rung, section) || left_behind(cx, rung, section) {
        return;
    }
    let message = format!("[{}] has neither a kernel nor a reason for having none", section.path);
    let help = format!("write a table `[{}.kernels]` with for example `nbody = \"nbody.py\"`", section.path);
    cx.add(Mistake::new(section.at.clone(), message).help(help));
}

/// Whether a rung is there without a cell: it is in an included file, and was left behind with all benchmarks that it
/// speaks of; or it has a text that others begin with, and no kernel itself.
pub(super) fn left_behind(cx: &Context<'_>, rung: &str, section: &Section<WireRung>) -> bool {
    let start = &section.body.start;
    let may_be = cx.lacks_benchmarks(&section.at) || start.value().is_some() && !start.inherited;
    may_be && !says_something(cx, rung, section)
}

/// Whether a rung says something about a benchmark that is here, as far as can be told: one that takes any
/// source does where there are calls.
fn says_something(cx: &Context<'_>, rung: &str, section: &Section<WireRung>) -> bool {
    if cx.call_forms.keys().any(|(_, known)| known == rung) {
        return true;
    }
    if takes_any_source(section) && !cx.call_sources.is_empty() {
        return true;
    }
    [&section.body.kernels, &section.body.unsupported].into_iter().any(|field| {
        let Some(entries) = field.value() else { return field.is_faulty() };
        let faulty = !entries.faulty().is_empty();
        faulty || entries.entries.iter().any(|entry| !cx.is_left_behind(Kind::Benchmark, &entry.name))
    })
}

/// Notes keys that are no benchmarks.
fn strangers<T>(cx: &Context<'_>, field: &Field<Entries<T>>) {
    let entries = field.value().into_iter().flat_map(|entries| &entries.entries);
    for entry in entries.filter(|entry| !cx.is_left_behind(Kind::Benchmark, &entry.name)) {
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
    if cx.is_left_behind(Kind::Benchmark, name) {
        return;
    }
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

fn kernel(
    cx: &Context<'_>,
    rung: &str,
    section: &Section<WireRung>,
    project: Option<&Path>,
    benchmark: &str,
) -> Option<Kernel> {
    let wire = &section.body;
    let mine = |entry: &&Entry<String>| !cx.is_left_behind(Kind::Benchmark, &entry.name);
    let source = entry(&wire.kernels, benchmark).filter(mine);
    let reason = entry(&wire.unsupported, benchmark).filter(mine);
    if let (Some(source), Some(reason)) = (source, reason) {
        let message = format!("`{benchmark}` is unsupported, but has a kernel");
        let mistake = Mistake::new(reason.name.span(), message).help("remove the one or the other");
        cx.add(mistake.related(source.name.span(), "the kernel"));
    }
    let reason = reason.and_then(|entry| {
        let help = || "write the reason in a sentence: it is shown to readers".to_owned();
        cx.not_empty("unsupported", &entry.value, help).map(Kernel::Unsupported)
    });
    if source.is_none()
        && reason.is_none()
        && let Some(form) = cx.call_forms.get(&(benchmark.to_owned(), rung.to_owned()))
    {
        return Some(Kernel::Source(form.clone()));
    }
    if source.is_none() && reason.is_none() && takes_any_source(section) {
        return cx.call_sources.get(benchmark).cloned().map(Kernel::Source);
    }
    let source = source.and_then(|entry| source_file(cx, &entry.value, project).map(Kernel::Source));
    source.or(reason)
}

/// Whether the oracle of calls is a kernel for the rung.
fn takes_any_source(section: &Section<WireRung>) -> bool {
    section.body.any_source.value().copied().unwrap_or(false)
}

/// The path of a kernel. When there is no project folder, that is the mistake.
fn source_file(cx: &Context<'_>, file: &Spanned<String>, project: Option<&Path>) -> Option<PathBuf> {
    match project {
        Some(project) => cx.path_in(project, file, Expect::File),
        None => cx.inner(file),
    }
}
