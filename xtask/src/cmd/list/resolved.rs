//! `list --resolved --format json`: all that a manifest says, after `like` and with every default filled in.
//!
//! Two manifests that give the same listing are the same ladder, however they are written. So each type is taken apart
//! without `..`: a field that is new does not compile until it is listed. Templates stay as they are, and the manifest's
//! own folder and hash are left out, so that a listing is the same on every machine.

use serde_json::{Map, Value, json};

use super::{cells, toolchains};
use agreement::Tolerance;
use harness::plan::Planned;
use manifest::{
    Baseline, BehaviourProbe, Benchmark, Calls, CheckInputs, DataFile, Estimates, Fuzz, HomePart, Id, Input, InputKind,
    KeptSettings, KnownValue, LADDER, Manifest, MoreWork, OracleRunner, OwnPackages, Profile, Selftest, Size,
};

/// The whole manifest, with these cells.
pub(super) fn as_json(manifest: &Manifest, cells: &[Planned<'_>]) -> anyhow::Result<Value> {
    let Manifest {
        root: _,
        folders: _,
        sha256: _,
        unset,
        home,
        baseline,
        oracle,
        profiles,
        data,
        benchmarks,
        recipes,
        languages,
        toolchains,
        // Every rung is in its cells.
        rungs: _,
        models: _,
        selftest,
        published,
    } = manifest;
    Ok(json!({
        "version": 1,
        "cells": cells.iter().map(cells::as_json).collect::<Vec<_>>(),
        "benchmarks": each(benchmarks, benchmark),
        "profiles": each(profiles, profile),
        "toolchains": each(toolchains, toolchains::toolchain),
        "recipes": each(recipes, toolchains::recipe),
        "languages": each(languages, toolchains::language),
        "data": each(data, data_file),
        "baseline": of_baseline(baseline),
        "oracle": of_oracle(oracle),
        "selftest": selftest.as_ref().map(of_selftest),
        "unset": unset,
        "home": each(home, home_part),
        "published": serde_json::to_value(published)?,
    }))
}

/// A list of named things, each with its name first.
fn each<'m, T: 'm>(things: impl IntoIterator<Item = (&'m Id, &'m T)>, as_json: impl Fn(&T) -> Value) -> Value {
    let named = things.into_iter().map(|(id, thing)| {
        let mut all = Map::from_iter([("name".to_owned(), id.as_str().into())]);
        if let Value::Object(fields) = as_json(thing) {
            all.extend(fields);
        }
        Value::Object(all)
    });
    named.collect()
}

/// Names, as a list.
pub(super) fn names<'i>(ids: impl IntoIterator<Item = &'i Id>) -> Vec<&'i str> {
    ids.into_iter().map(Id::as_str).collect()
}

fn home_part(HomePart { files, place, settings, set }: &HomePart) -> Value {
    let settings = settings.as_ref().map(|KeptSettings { format, keep, paths, paths_from, variables }| {
        json!({
            "format": format.name(), "keep": keep, "paths": paths, "paths_from": paths_from, "variables": variables,
        })
    });
    json!({ "files": files, "place": place, "settings": settings, "set": set })
}

fn of_baseline(Baseline { rungs, prefer }: &Baseline) -> Value {
    json!({ "rungs": names(rungs), "prefer": prefer })
}

fn of_oracle(OracleRunner { toolchain, runner, folder: _, types: _, profiles: _ }: &OracleRunner) -> Value {
    json!({ "toolchain": toolchain.as_str(), "runner": runner })
}

fn of_selftest(selftest: &Selftest) -> Value {
    let Selftest { benchmark, value, more, beside, comparisons, copies, profile } = selftest;
    let more = more.iter().map(|MoreWork { share, value }| json!({ "share": share, "value": value }));
    json!({
        "benchmark": benchmark.as_str(), "value": value, "more_work": more.collect::<Vec<_>>(), "beside": names(beside),
        "comparisons": comparisons, "copies": copies, "profile": self::profile(profile),
    })
}

fn profile(profile: &Profile) -> Value {
    let Profile {
        cells,
        groups,
        estimates,
        invocations,
        max_invocations,
        rounds,
        max_rounds,
        baseline_processes,
        samples,
        turn_time,
        warm_up,
        sample_time,
        budget,
        width,
        steadying,
    } = profile;
    let mut json = json!({
        "cells": cells.iter().map(|group| group.recorded()).collect::<Vec<_>>(),
        "invocations": invocations, "max_invocations": max_invocations, "rounds": rounds, "max_rounds": max_rounds,
        "samples": samples, "turn_time_s": turn_time.as_secs_f64(), "warm_up_s": warm_up.as_secs_f64(),
        "sample_time_s": sample_time.as_secs_f64(), "budget_s": budget.as_secs_f64(), "width": width,
    });
    if let Some(share) = steadying {
        json["steadying"] = json!(share);
    }
    if let Some(processes) = baseline_processes {
        json["baseline_processes"] = json!(processes);
    }
    if !groups.is_empty() {
        json["groups"] = json!(names(groups));
    }
    if let Some(Estimates { from, patience, always }) = estimates {
        json["estimates_from"] = json!(from.as_str());
        json["patience_s"] = json!(patience.as_secs_f64());
        json["always"] = json!(names(always));
    }
    json
}

fn data_file(DataFile { file, toolchain, command, sha256, folder: _ }: &DataFile) -> Value {
    json!({ "file": file, "toolchain": toolchain.as_str(), "command": command, "sha256": sha256 })
}

fn benchmark(benchmark: &Benchmark) -> Value {
    let Benchmark {
        title,
        kind,
        part_of,
        groups,
        headline,
        published_only,
        entry,
        input,
        calls,
        probes,
        output,
        tolerance,
        oracle,
        check,
        sizes,
        known,
        memory_limit,
        limits,
        fuzz,
        curve,
        point: _,
    } = benchmark;
    let input = match input {
        InputKind::Integer => "integer",
        InputKind::Bytes => "bytes",
        InputKind::Json => "json",
        InputKind::Call => "call",
    };
    let CheckInputs { values, folders, data } = check;
    let known = known.iter().map(|KnownValue { value, output }| json!({ "value": value, "output": output }));
    let mut json = json!({
        "title": title, "kind": kind, "part_of": part_of.as_ref().map(Id::as_str), "default": headline, "entry": entry,
        "input": input, "output": output, "tolerance": of_tolerance(*tolerance), "oracle": oracle,
        "check": { "values": values, "folders": folders, "data": names(data) },
        "sizes": sizes.iter().map(|(profile, size)| (profile.to_string(), of_size(size))).collect::<Map<_, _>>(),
        "known": known.collect::<Vec<_>>(), "fuzz": fuzz.as_ref().map(of_fuzz),
    });
    if *published_only {
        json["published_only"] = json!(true);
    }
    if !curve.is_empty() {
        json["curve"] = curve.iter().map(of_size).collect();
    }
    if groups.iter().any(|group| group.as_str() != LADDER) {
        json["groups"] = json!(names(groups));
    }
    if let Some(bytes) = memory_limit {
        json["memory_limit_bytes"] = json!(bytes);
    }
    if let Some(limits) = super::limits(*limits) {
        json["limits"] = limits;
    }
    if let Some(calls) = calls {
        json["calls"] = of_calls(calls);
    }
    if !probes.is_empty() {
        json["probes"] =
            probes.iter().map(|(name, probe)| (name.clone(), of_probe(probe))).collect::<Map<_, _>>().into();
    }
    json
}

fn of_calls(Calls { each, fresh, same_value, origin, home, packages }: &Calls) -> Value {
    let each: Vec<String> = each.iter().map(ToString::to_string).collect();
    let mut json =
        json!({ "calls": each, "fresh_arguments": fresh, "same_value": same_value, "origin": origin, "home": home });
    if let Some(OwnPackages { list, builds }) = packages {
        json["requirements"] = json!({ "list": list, "allow_builds": builds });
    }
    json
}

fn of_probe(BehaviourProbe { behaviour, differs, calls, touches, ends }: &BehaviourProbe) -> Value {
    let mut json = json!({ "behaviour": behaviour, "differs": differs, "calls": calls, "touches": touches });
    for (rung, how) in ends {
        json["ends"][rung.as_str()] = json!(how);
    }
    json
}

/// The tolerance; null where results must be the same.
fn of_tolerance(tolerance: Tolerance) -> Value {
    match tolerance {
        Tolerance::Exact => Value::Null,
        Tolerance::Absolute(by) => json!({ "absolute": by }),
        Tolerance::Relative(by) => json!({ "relative": by }),
    }
}

fn of_size(Size { input, sha256, output, work }: &Size) -> Value {
    let mut json = match input {
        Input::Value(value) => json!({ "value": value, "sha256": sha256 }),
        Input::Data(data) => json!({ "data": data.as_str(), "sha256": sha256 }),
        Input::Call(call) => json!({ "call": call.to_string() }),
    };
    if let Some(printed) = output {
        json["output"] = json!(printed.output);
    }
    if let Some(work) = work {
        json["work"] = json!(work);
    }
    json
}

fn of_fuzz(Fuzz { generate, expect, corpus, folder: _ }: &Fuzz) -> Value {
    json!({ "generate": generate, "expect": expect, "corpus": corpus })
}
