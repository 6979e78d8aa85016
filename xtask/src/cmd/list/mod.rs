//! `list`: benchmarks, rungs and profiles, as declared; with `--resolved` every cell, after inheritance.

mod cells;
mod resolved;
mod toolchains;

use std::process::ExitCode;

use serde_json::{Map, Value, json};

use crate::console::{Problem, WELL, print, print_json, wrapped};
use flags::{Format, ListFlags};
use harness::plan::{ANY, Filters, Plan};
use harness::session::Workspace;
use manifest::{AnswerLimits, Cell, Group, Id, Kernel, LADDER, Manifest, Threads};
use system::progress::spoken;

pub(super) fn run(workspace: &Workspace, flags: &ListFlags) -> Result<ExitCode, Problem> {
    let manifest = &workspace.manifest;
    match (flags.resolved, flags.output.format) {
        (false, Format::Json) => print_json(&as_json(manifest))?,
        (false, Format::Text) => print(&as_text(manifest))?,
        (true, Format::Json) => print_json(&resolved::as_json(manifest, &selected(manifest, flags)?.cells)?)?,
        (true, Format::Text) => print(&cells::as_text(&selected(manifest, flags)?.cells))?,
    }
    Ok(ExitCode::from(WELL))
}

/// The cells to list: all of them, or those that the user names.
fn selected<'m>(manifest: &'m Manifest, flags: &ListFlags) -> Result<Plan<'m>, Problem> {
    let groups = if flags.group.is_empty() { vec![ANY.to_owned()] } else { flags.group.clone() };
    let (benchmarks, rungs) = (flags.benchmark.clone(), flags.rung.clone());
    Ok(Plan::new(manifest, &Filters { groups, benchmarks, rungs, all: true, probes: true, ..Filters::default() })?)
}

fn as_text(manifest: &Manifest) -> String {
    let mut lines = Vec::new();
    for group in groups(manifest) {
        lines.push(match group.as_str() {
            LADDER => "Benchmarks".to_owned(),
            group => format!("\nBenchmarks of the group {group}: --group {group}"),
        });
        for (id, benchmark) in manifest.benchmarks.iter().filter(|(_, benchmark)| benchmark.groups.contains(group)) {
            let sizes = benchmark.sizes.iter().map(|(profile, size)| format!("{profile} {}", size.input));
            let probes = (!benchmark.probes.is_empty()).then(|| format!("{} probes", benchmark.probes.len()));
            let sizes: Vec<String> = sizes.filter(|_| probes.is_none()).chain(probes.clone()).collect();
            let mark = if benchmark.headline { '*' } else { ' ' };
            lines.push(wrapped(&format!("{mark} {id:<16} {} ({})", benchmark.title, sizes.join(", ")), 19));
        }
    }
    lines.push("\nProfiles".to_owned());
    for (id, profile) in &manifest.profiles {
        let groups: Vec<&str> = profile.cells.iter().map(|group| group_text(*group)).collect();
        let (invocations, rounds) = (profile.invocations, profile.rounds);
        let text = format!(
            "  {id:<16} {invocations} or more invocations of {rounds} rounds, budget {}: {}",
            spoken(profile.budget),
            groups.join(", and ")
        );
        lines.push(wrapped(&text, 19));
    }
    lines.push("\nRungs".to_owned());
    let width = manifest.rungs.keys().map(|id| id.as_str().len()).max().unwrap_or_default();
    for (id, rung) in &manifest.rungs {
        let mark = if rung.headline { '*' } else { ' ' };
        let with_kernels = rung.cells.iter().filter(|(_, cell)| matches!(cell.kernel, Kernel::Source(_)));
        let is_asked = |id: &Id| manifest.benchmarks.get(id).is_some_and(|benchmark| !benchmark.probes.is_empty());
        let mut done: Vec<&str> = with_kernels.map(|(id, _)| id).filter(|id| !is_asked(id)).map(Id::as_str).collect();
        if done.is_empty() && rung.any_source {
            done.push("any Python source");
        }
        let never = if rung.timed { "" } else { ", never timed" };
        lines.push(wrapped(&format!("{mark} {id:<width$} {} ({}){never}", rung.title, done.join(", ")), width + 3));
    }
    lines.push(format!("\n{}", summed_up(manifest)));
    lines.join("\n")
}

/// What it comes to.
fn summed_up(manifest: &Manifest) -> String {
    let counted = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let cells = manifest.rungs.values().flat_map(|rung| rung.cells.values());
    let cells = cells.filter(|cell| matches!(cell.kernel, Kernel::Source(_))).count();
    let text = format!(
        "{} in {}, {} with {}, {}; * is the headline",
        counted(manifest.benchmarks.len(), "benchmark"),
        counted(groups(manifest).len(), "group"),
        counted(manifest.rungs.len(), "rung"),
        counted(cells, "kernel"),
        counted(manifest.profiles.len(), "profile")
    );
    wrapped(&text, 0)
}

/// Every group that a benchmark belongs to, the ladder first.
fn groups(manifest: &Manifest) -> Vec<&Id> {
    let mut groups: Vec<&Id> = Vec::new();
    for group in manifest.benchmarks.values().flat_map(|benchmark| &benchmark.groups) {
        match group.as_str() {
            _ if groups.contains(&group) => {}
            LADDER => groups.insert(0, group),
            _ => groups.push(group),
        }
    }
    groups
}

/// What a profile selects, for people.
fn group_text(group: Group) -> &'static str {
    match group {
        Group::All => "every cell",
        Group::Headline => "what is marked *",
        Group::Published => "what published figures and claims are about",
    }
}

fn as_json(manifest: &Manifest) -> Value {
    let benchmarks = manifest.benchmarks.iter().map(|(id, benchmark)| {
        let sizes: serde_json::Map<String, Value> = benchmark
            .sizes
            .iter()
            .map(|(profile, size)| (profile.to_string(), size.input.to_string().into()))
            .collect();
        let groups: Vec<&str> = benchmark.groups.iter().map(Id::as_str).collect();
        json!({
            "name": id.as_str(), "title": benchmark.title, "groups": groups, "default": benchmark.headline, "sizes": sizes,
        })
    });
    let profiles = manifest.profiles.iter().map(|(id, profile)| {
        json!({
            "name": id.as_str(), "invocations": profile.invocations, "rounds": profile.rounds,
            "budget_s": profile.budget.as_secs_f64(), "groups": profile.groups.iter().map(Id::as_str).collect::<Vec<_>>(), "cells": profile.cells.iter().map(|group| group.recorded()).collect::<Vec<_>>(),
        })
    });
    let rungs = manifest.rungs.iter().map(|(id, rung)| {
        let cells = rung.cells.iter().map(|(benchmark, cell)| cell_json(benchmark.as_str(), cell));
        json!({
            "name": id.as_str(), "title": rung.title, "toolchain": rung.toolchain.as_str(), "default": rung.headline,
            "tags": rung.marks(), "cost": rung.cost, "threads": threads(rung.fairness.threads), "fast_math": rung.cells.values().any(|cell| cell.fast_math),
            "target_cpu": rung.fairness.target_cpu, "native": rung.fairness.native, "validates": rung.fairness.validates,
            "helpers": rung.fairness.helpers, "pinned": rung.fairness.pinned, "timed": rung.timed, "cells": cells.collect::<Vec<_>>(),
        })
    });
    json!({
        "version": 1,
        "benchmarks": benchmarks.collect::<Vec<_>>(),
        "profiles": profiles.collect::<Vec<_>>(),
        "rungs": rungs.collect::<Vec<_>>(),
    })
}

fn cell_json(benchmark: &str, cell: &Cell) -> Value {
    let (kernel, unsupported) = match &cell.kernel {
        Kernel::Source(path) => (Some(path.display().to_string()), None),
        Kernel::Unsupported(reason) => (None, Some(reason)),
    };
    json!({
        "benchmark": benchmark, "kernel": kernel, "unsupported": unsupported, "algorithm": cell.algorithm,
        "fast_math": cell.fast_math,
    })
}

/// The limits that are declared, in seconds; none where there are none.
fn limits(AnswerLimits { start, prepare, run, output }: AnswerLimits) -> Option<Value> {
    let all = [("start_s", start), ("prepare_s", prepare), ("run_s", run), ("output_s", output)];
    let declared = all.into_iter().filter_map(|(name, limit)| Some((name.to_owned(), limit?.as_secs_f64().into())));
    let declared: Map<String, Value> = declared.collect();
    (!declared.is_empty()).then_some(Value::Object(declared))
}

fn threads(threads: Threads) -> Value {
    match threads {
        Threads::Count(count) => count.into(),
        Threads::All => "all".into(),
    }
}
