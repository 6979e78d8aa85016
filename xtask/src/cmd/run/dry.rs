//! `run --dry-run`: says what a session would fetch, build, check and measure, and does none of it.

use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::console::{Problem, WELL, print, print_json, wrapped};
use ::report::bytes;
use flags::Format;
use harness::plan::Plan;
use harness::session::{CellForecast, Forecast, ForecastFetch, Workspace, forecast, former_sessions};
use system::progress::spoken;

pub(super) fn run(workspace: &Workspace, plan: Plan<'_>, format: Format) -> Result<ExitCode, Problem> {
    let published = workspace.results.join(records::PUBLISHED);
    let former = former_sessions(&[&published, &workspace.results], plan.profile_id.as_str());
    let forecast = forecast(workspace, plan, &former)?;
    match format {
        Format::Json => print_json(&as_json(&forecast))?,
        Format::Text => print(&as_text(&forecast))?,
    }
    Ok(ExitCode::from(WELL))
}

fn seconds(seconds: f64) -> String {
    spoken(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn as_text(forecast: &Forecast<'_>) -> String {
    let mut lines = vec!["A dry run: nothing is fetched, built, checked or measured.".to_owned()];
    let fetched: Vec<String> = forecast.fetches.iter().map(fetch_text).collect();
    lines.push(format!("\nfetch    {}", if fetched.is_empty() { "nothing" } else { "" }).trim_end().to_owned());
    lines.extend(fetched.iter().map(|text| wrapped(&format!("  {text}"), 4)));
    let builds: Vec<String> = forecast.cells.iter().filter_map(build_text).collect();
    let cells = |is: fn(&CellForecast) -> bool| forecast.cells.iter().filter(|cell| is(&cell.outlook)).count();
    let ready = cells(|outlook| matches!(outlook, CellForecast::Ready));
    lines.push(format!("\nbuild    {}; {ready} need no build", counted(builds.len(), "cell")));
    lines.extend(builds);
    let missing = forecast.cells.iter().filter_map(|cell| match &cell.outlook {
        CellForecast::Missing(reason) => Some(wrapped(&format!("  {}: {reason}", cell.id), 4)),
        CellForecast::Ready | CellForecast::Build(_) | CellForecast::Unsupported => None,
    });
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        lines.push(format!("\nmissing  {}", counted(missing.len(), "cell")));
        lines.extend(missing);
    }
    let (profile, benchmarks) = (&forecast.plan.profile, forecast.plan.benchmarks().len());
    lines.push(format!(
        "\ncheck    {} against the oracle; what has passed before is not checked again",
        counted(runnable(forecast), "cell")
    ));
    let baseline = forecast.baseline.as_ref().map_or("none that is here".to_owned(), ToString::to_string);
    let took = forecast.took_s.map(|took| format!("; the latest session of this profile took {}", seconds(took)));
    let text = format!(
        "measure  {} of {}: {} of {} rounds, at most {} with checking, against {baseline}{}",
        counted(runnable(forecast), "cell"),
        counted(benchmarks, "benchmark"),
        counted(profile.invocations as usize, "invocation"),
        profile.rounds,
        spoken(profile.budget),
        took.unwrap_or_default()
    );
    lines.push(wrapped(&text, 9));
    lines.join("\n")
}

/// The cells that would be checked and measured.
fn runnable(forecast: &Forecast<'_>) -> usize {
    forecast.cells.iter().filter(|cell| matches!(cell.outlook, CellForecast::Ready | CellForecast::Build(_))).count()
}

fn fetch_text(fetch: &ForecastFetch) -> String {
    let known = fetch.known.map(|known| {
        let size = known.downloaded_bytes.map(|size| format!("{}, ", bytes(size as f64))).unwrap_or_default();
        format!(" ({size}{} in a former session)", seconds(known.seconds))
    });
    format!("{}{}", fetch.name, known.unwrap_or_default())
}

fn build_text(cell: &harness::session::ForecastCell) -> Option<String> {
    let CellForecast::Build(commands) = &cell.outlook else { return None };
    let took = cell.build_s.filter(|took| *took >= 0.5).map(|took| format!(" ({} in a former session)", seconds(took)));
    let commands = commands.iter().map(|command| wrapped(&format!("    {command}"), 6));
    let lines = std::iter::once(format!("  {}{}", cell.id, took.unwrap_or_default())).chain(commands);
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn as_json(forecast: &Forecast<'_>) -> Value {
    let fetches = forecast.fetches.iter().map(|fetch| {
        json!({
            "name": fetch.name, "downloaded_bytes": fetch.known.and_then(|known| known.downloaded_bytes),
            "seconds": fetch.known.map(|known| known.seconds),
        })
    });
    let cells = forecast.cells.iter().map(|cell| {
        let (does, commands, reason) = match &cell.outlook {
            CellForecast::Ready => ("nothing", None, None),
            CellForecast::Build(commands) => ("build", Some(commands), None),
            CellForecast::Unsupported => ("unsupported", None, None),
            CellForecast::Missing(reason) => ("missing", None, Some(reason)),
        };
        json!({
            "rung": cell.id.rung, "benchmark": cell.id.benchmark, "does": does, "commands": commands, "reason": reason,
            "build_s": cell.build_s,
        })
    });
    let profile = &forecast.plan.profile;
    json!({
        "version": 1,
        "profile": forecast.plan.profile_id.as_str(),
        "baseline": forecast.baseline.as_ref().map(|id| id.as_str()),
        "fetch": fetches.collect::<Vec<_>>(),
        "cells": cells.collect::<Vec<_>>(),
        "check": { "cells": runnable(forecast) },
        "measure": {
            "cells": runnable(forecast), "invocations": profile.invocations, "rounds": profile.rounds,
            "budget_s": profile.budget.as_secs_f64(), "took_s": forecast.took_s,
        },
    })
}
