//! `doctor`: which toolchains are here, and how to get the others. Only looks: nothing is downloaded or built.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Place, Problem, WELL, print, print_json};
use crate::flags::{Format, Output};
use crate::manifest::{Id, Origin, Toolchain};
use crate::toolchain::{Effort, Probe};

pub(super) fn run(place: &Place, output: Output) -> Result<ExitCode, Problem> {
    let toolbox = place.toolbox(Effort::Look);
    let tools: Vec<(&Id, &Toolchain)> = place.manifest.toolchains.iter().collect();
    let probes: Vec<Probe> = std::thread::scope(|scope| {
        let asked: Vec<_> = tools.iter().map(|(id, _)| scope.spawn(|| toolbox.get(id))).collect();
        asked
            .into_iter()
            .zip(&tools)
            .map(|(thread, (id, _))| thread.join().unwrap_or_else(|_| toolbox.get(id)))
            .collect()
    });
    // A choice among toolchains is worth a line only when there is none to choose.
    let worth = |((_, toolchain), probe): &(&(&Id, &Toolchain), &Probe)| {
        !matches!((&toolchain.origin, probe), (Origin::AnyOf(_), Probe::Found(_)))
    };
    let rows = tools.iter().zip(&probes).filter(worth);
    match output.format {
        Format::Json => print_json(
            &json!({ "version": 1, "toolchains": rows.map(|((id, tool), probe)| as_json(id, tool, probe)).collect::<Vec<_>>() }),
        )?,
        Format::Text => {
            let width = tools.iter().map(|(id, _)| id.as_str().len()).max().unwrap_or(0);
            let lines: Vec<String> = rows.map(|((id, _), probe)| line(id, width, probe)).collect();
            print(&lines.join("\n"))?;
        }
    }
    Ok(ExitCode::from(WELL))
}

fn line(id: &Id, width: usize, probe: &Probe) -> String {
    match probe {
        Probe::Found(tool) => {
            let kind = tool.fact("build_kind").map(|kind| format!(", {kind}")).unwrap_or_default();
            format!("ok       {id:<width$}  {} ({}: {}{kind})", tool.version, tool.origin, tool.path.display())
        }
        Probe::Missing(absence) => {
            format!("missing  {id:<width$}  {}\n         {:<width$}  hint: {}", absence.reason, "", absence.fix)
        }
        Probe::Broken(absence) => {
            format!("broken   {id:<width$}  {}\n         {:<width$}  hint: {}", absence.reason, "", absence.fix)
        }
    }
}

fn as_json(id: &Id, toolchain: &Toolchain, probe: &Probe) -> Value {
    let (status, tool, absence) = match probe {
        Probe::Found(tool) => ("ok", Some(tool), None),
        Probe::Missing(absence) => ("missing", None, Some(absence)),
        Probe::Broken(absence) => ("broken", None, Some(absence)),
    };
    json!({
        "name": id.as_str(),
        "title": toolchain.title,
        "status": status,
        "version": tool.map(|tool| &tool.version),
        "origin": tool.map(|tool| &tool.origin),
        "path": tool.map(|tool| tool.path.display().to_string()),
        "facts": tool.map(|tool| &tool.facts),
        "reason": absence.map(|absence| &absence.reason),
        "fix": absence.map(|absence| &absence.fix),
    })
}
