//! What several machines share out among them, put together: the cells of one check, or the documents of one seed.
//!
//! A share is what `check` or `fuzz` prints as JSON. Whatever the number of shares, what comes of them together is the same: a cell is
//! checked in one of them, and a batch of documents depends on its number alone. What is wrong is made small once, here.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::console::{Problem, exit, line, print, print_json, shown, unwell};
use flags::Format;
use harness::fuzz::{DocumentPlace, Finding, FuzzPlan};
use harness::plan::{Filters, Plan, Purpose};
use harness::session::{Workspace, settle_session};
use records::Share;

/// What must be the same in all shares of a check, and of a seed.
pub const CHECK: &[&str] = &["version"];
pub const FUZZ: &[&str] = &["version", "seed", "batch", "batches"];

/// An outcome that says which share it is, where it is one.
pub fn marked(mut outcome: Value, share: Option<Share>) -> Value {
    outcome["share"] = json!(share);
    outcome
}

/// The shares in files, in their order.
///
/// # Errors
/// When one cannot be read, is missing or is there twice, or when they are not of one piece of work.
pub fn read(files: &[PathBuf], alike: &[&str]) -> Result<Vec<Value>, Problem> {
    let mut shares: Vec<(u64, Value)> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let no_share =
            || Problem::usage(format!("{} is no share: it has not been printed with --share", file.display()));
        let share: Value = serde_json::from_str(&text).map_err(|_| no_share())?;
        let number = share["share"]["number"].as_u64().ok_or_else(no_share)?;
        if let Some((_, first)) = shares.first()
            && let Some(key) = alike.iter().find(|key| first[**key] != share[**key])
        {
            let (one, other) = (&first[*key], &share[*key]);
            return Err(Problem::usage(format!(
                "{} is of another piece of work: `{key}` is {other}, not {one}",
                file.display()
            )));
        }
        shares.push((number, share));
    }
    shares.sort_by_key(|(number, _)| *number);
    let all = shares.first().map_or(0, |(_, share)| share["share"]["of"].as_u64().unwrap_or(0));
    let numbers: Vec<u64> = shares.iter().map(|(number, _)| *number).collect();
    if numbers != (1..=all).collect::<Vec<_>>() || shares.iter().any(|(_, share)| share["share"]["of"] != json!(all)) {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        return Err(Problem::usage(format!("of {all} shares, each is needed once; these are {}", numbers.join(", "))));
    }
    Ok(shares.into_iter().map(|(_, share)| share).collect())
}

fn cells(share: &Value) -> &[Value] {
    share["cells"].as_array().map_or(&[], Vec::as_slice)
}

/// A check's cells, in their order before they were shared out.
///
/// # Errors
/// When the shares are not of the same cells.
pub fn checked(shares: &[Value]) -> Result<Value, Problem> {
    let mut all: Vec<(usize, Value)> = Vec::new();
    let mut left_out: Vec<Value> = Vec::new();
    for (number, share) in shares.iter().enumerate() {
        let placed = cells(share).iter().enumerate().map(|(place, cell)| (number + place * shares.len(), cell.clone()));
        all.extend(placed);
        for input in share["left_out"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|input| !left_out.contains(input))
            .collect::<Vec<_>>()
        {
            left_out.push(input.clone());
        }
    }
    all.sort_by_key(|(place, _)| *place);
    if all.iter().enumerate().any(|(expected, (place, _))| expected != *place) {
        return Err(Problem::usage("the shares are not of the same cells: were they selected alike?"));
    }
    let all: Vec<Value> = all.into_iter().map(|(_, cell)| cell).collect();
    Ok(json!({ "version": 1, "cells": all, "left_out": left_out }))
}

/// What was found of each cell first, whichever share has found it.
///
/// # Errors
/// When the shares are not of the same cells.
pub fn fuzzed(shares: &[Value]) -> Result<Value, Problem> {
    let Some((first, others)) = shares.split_first() else { return Err(Problem::usage("there are no shares")) };
    let mut all = cells(first).to_vec();
    for share in others {
        if cells(share).len() != all.len() {
            return Err(Problem::usage("the shares are not of the same cells: were they selected alike?"));
        }
        for (cell, other) in all.iter_mut().zip(cells(share)) {
            if (&cell["benchmark"], &cell["rung"]) != (&other["benchmark"], &other["rung"]) {
                return Err(Problem::usage("the shares are not of the same cells: were they selected alike?"));
            }
            let sum = |key: &str| json!(cell[key].as_u64().unwrap_or(0) + other[key].as_u64().unwrap_or(0));
            let (documents, refused) = (sum("documents"), sum("refused"));
            let asked = cell["asked_s"].as_f64().unwrap_or(0.0) + other["asked_s"].as_f64().unwrap_or(0.0);
            if rank(other) < rank(cell) {
                *cell = other.clone();
            }
            (cell["documents"], cell["refused"], cell["asked_s"]) = (documents, refused, json!(asked));
        }
    }
    let (seed, batch, batches) = (&first["seed"], &first["batch"], &first["batches"]);
    Ok(json!({ "version": 1, "seed": seed, "batch": batch, "batches": batches, "cells": all }))
}

/// What counts more of a cell: a document that it got wrong, the earliest first; then other faults; and agreement before absence.
fn rank(cell: &Value) -> (u8, u64) {
    match (cell["status"].as_str().unwrap_or_default(), cell["place"]["batch"].as_u64()) {
        ("wrong", Some(batch)) => (0, batch),
        ("wrong", None) => (1, 0),
        ("failed", _) => (2, 0),
        ("agrees", _) => (3, 0),
        _ => (4, 0),
    }
}

/// What was found, made small on this machine and kept. A cell that cannot be built here keeps what was said of it elsewhere.
///
/// # Errors
/// When a document cannot be made again, judged or kept.
pub fn settled(workspace: &Workspace, mut gathered: Value, limit: Duration) -> Result<Value, Problem> {
    let found = |cell: &Value| {
        let place =
            DocumentPlace { batch: cell["place"]["batch"].as_u64()?, name: cell["place"]["name"].as_str()?.to_owned() };
        Some((place, cell["reason"].as_str().unwrap_or_default().to_owned()))
    };
    let names = |key: &str| -> Vec<String> {
        let wrong = cells(&gathered).iter().filter(|cell| found(cell).is_some());
        wrong.filter_map(|cell| cell[key].as_str()).map(glob::Pattern::escape).collect()
    };
    let (benchmarks, rungs) = (names("benchmark"), names("rung"));
    if rungs.is_empty() {
        return Ok(gathered);
    }
    let plan = Plan::for_fuzzing(&workspace.manifest, &Filters { benchmarks, rungs, all: true, ..Filters::default() })?;
    let number = |key: &str| gathered[key].as_u64().unwrap_or_default();
    let batch = u32::try_from(number("batch")).unwrap_or(u32::MAX);
    let fuzz_plan =
        FuzzPlan { seed: number("seed"), batch, budget: Duration::ZERO, batches: Some(number("batches")), share: None };
    let of = |benchmark: &str, rung: &str| {
        let own = |cell: &&Value| cell["benchmark"] == benchmark && cell["rung"] == rung;
        cells(&gathered).iter().find(own).and_then(found)
    };
    let wanted: Vec<_> = plan.cells.iter().map(|cell| of(cell.benchmark_id.as_str(), cell.rung_id.as_str())).collect();
    let equipped = workspace.equip(plan, Purpose::Check)?;
    let settled = settle_session(&equipped, fuzz_plan, limit, &wanted)?;
    for (planned, settled) in equipped.plan.cells.iter().zip(settled) {
        let all = gathered["cells"].as_array_mut().into_iter().flatten();
        let own = |cell: &&mut Value| {
            cell["benchmark"] == planned.benchmark_id.as_str() && cell["rung"] == planned.rung_id.as_str()
        };
        let (Some(cell), Some(settled)) = (all.into_iter().find(own), settled) else { continue };
        match settled {
            Ok(Finding { text, document, .. }) => {
                cell["reason"] = json!(text);
                cell["document"] = json!(document.map(|path| path.display().to_string()));
            }
            Err(absent) => {
                let said = cell["reason"].as_str().unwrap_or_default();
                cell["reason"] =
                    json!(format!("{said}; it was not made small, as the cell is not here: {}", absent.reason()));
            }
        }
    }
    Ok(gathered)
}

/// Shows what came of all shares; the exit status is that of the command that was shared out.
///
/// # Errors
/// When it cannot be printed.
pub fn show(outcome: &Value, format: Format, root: &Path) -> Result<ExitCode, Problem> {
    match format {
        Format::Json => print_json(outcome)?,
        Format::Text => {
            let lines: Vec<String> = cells(outcome).iter().map(|cell| in_words(cell, root)).collect();
            let seed = outcome["seed"].as_u64().map(|seed| format!("\n\nseed {seed}")).unwrap_or_default();
            print(&format!("{}{seed}", lines.join("\n")))?;
        }
    }
    let is_unwell = |cell: &&Value| matches!(cell["status"].as_str(), Some("wrong" | "disagrees" | "failed"));
    let wrong: Vec<String> = cells(outcome).iter().filter(is_unwell).map(name).collect();
    let left_out = outcome["left_out"].as_array().is_some_and(|inputs| !inputs.is_empty());
    let error = unwell(wrong).or_else(|| left_out.then(|| "an input was left out".to_owned()));
    Ok(exit(error.as_deref()))
}

fn name(cell: &Value) -> String {
    let part = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
    format!("{}/{}", part("rung"), part("benchmark"))
}

fn in_words(cell: &Value, root: &Path) -> String {
    let mut text = name(cell);
    if let (Some(documents), Some(refused)) = (cell["documents"].as_u64(), cell["refused"].as_u64()) {
        text = format!("{text}: {documents} documents, {refused} of them to be refused");
    }
    if let Some(reason) = cell["reason"].as_str() {
        text = format!("{text}\n{reason}");
    }
    if let Some(document) = cell["document"].as_str() {
        text = format!("{text}\nkept: {}", shown(Path::new(document), root));
    }
    line(cell["status"].as_str().unwrap_or_default(), &text)
}
