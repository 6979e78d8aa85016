//! Of `list --resolved`: cells, each with all that its rung says.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::resolved::names;
use super::threads;
use harness::plan::Planned;
use manifest::{Cell, Fairness, Id, Kernel, Rung};
use system::progress::spoken;

/// A cell with all that its rung says.
pub(super) fn as_json(planned: &Planned<'_>) -> Value {
    let Rung {
        title,
        toolchain,
        tools,
        requirements,
        project,
        glue,
        libraries,
        folder: _,
        started_in,
        build,
        artefact,
        runner,
        account: _, // nothing is timed with it
        env,
        cells: _,
        fairness,
        warm_up,
        memory_limit,
        limits,
        cost,
        headline,
        compiles_while_running: _,
        any_source: _,
        typed: _,
        native_ints: _,
        thread_curve_of: _,
        timed,
    } = planned.rung;
    let Fairness { threads, target_cpu, native, validates, helpers, pinned, simulated, warms_up_itself } = fairness;
    let Cell { kernel, algorithm, fast_math } = planned.cell;
    let (kernel, unsupported) = match kernel {
        Kernel::Source(path) => (Some(path), None),
        Kernel::Unsupported(reason) => (None, Some(reason)),
    };
    let mut json = json!({
        "rung": planned.rung_id.as_str(), "benchmark": planned.benchmark_id.as_str(), "title": title,
        "kernel": kernel, "unsupported": unsupported, "algorithm": algorithm,
        "toolchain": toolchain.as_str(), "tools": names(tools), "requirements": requirements, "project": project,
        "glue": glue, "libraries": libraries, "build": build, "artefact": artefact, "runner": runner, "env": env,
        "folder": started_in,
        "fast_math": fast_math, "target_cpu": target_cpu, "native": native, "validates": validates,
        "threads": self::threads(*threads), "helpers": helpers, "pinned": pinned,
        "warm_up_s": warm_up.as_ref().map(Duration::as_secs_f64), "timed": timed, "tags": planned.rung.marks(),
        "default": headline, "cost": cost,
    });
    if let Some(bytes) = memory_limit {
        json["memory_limit_bytes"] = json!(bytes);
    }
    // What hardly any says is there where it is said.
    for (key, said) in [("simulated", simulated), ("warms_up_itself", warms_up_itself)] {
        if *said {
            json[key] = Value::Bool(true);
        }
    }
    if let Some(limits) = super::limits(*limits) {
        json["limits"] = limits;
    }
    json
}

/// Cells for people, with lines for what they have.
pub(super) fn as_text(cells: &[Planned<'_>]) -> String {
    cells.iter().map(cell_text).collect::<Vec<_>>().join("\n\n")
}

fn cell_text(planned: &Planned<'_>) -> String {
    let heading = format!("{}/{}: {}", planned.rung_id, planned.benchmark_id, planned.rung.title);
    let lines = match &planned.cell.kernel {
        Kernel::Unsupported(reason) => vec![("unsupported", reason.clone())],
        Kernel::Source(kernel) => details(planned, kernel),
    };
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    lines.fold(heading, |all, (name, text)| format!("{all}\n  {name:<12} {text}"))
}

fn details(planned: &Planned<'_>, kernel: &Path) -> Vec<(&'static str, String)> {
    let (rung, cell) = (planned.rung, planned.cell);
    let mut lines = vec![
        ("kernel", kernel.display().to_string()),
        ("algorithm", cell.algorithm.clone()),
        ("toolchain", rung.toolchain.to_string()),
        ("tools", rung.tools.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")),
        (
            "requirements",
            rung.requirements.as_deref().map(Path::display).map_or_else(String::new, |path| path.to_string()),
        ),
        ("libraries", rung.libraries.join(", ")),
        ("project", rung.project.display().to_string()),
        ("glue", rung.glue.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")),
    ];
    lines.extend(rung.build.iter().map(|command| ("build", typed(command))));
    lines.push(("artefact", rung.artefact.clone()));
    lines.push(("runner", typed(&rung.runner)));
    lines.extend(rung.env.iter().map(|(name, value)| ("env", format!("{name}={value}"))));
    lines.push(("flags", flags(rung, cell)));
    lines.push(("warm-up", rung.warm_up.map(spoken).unwrap_or_default()));
    let memory = rung.memory_limit.map(|bytes| format!("{} MiB at most", bytes / (1 << 20)));
    lines.push(("memory", memory.unwrap_or_default()));
    lines.push(("tags", rung.marks().join(", ")));
    lines.push(("cost", rung.cost.clone()));
    lines
}

/// What a rung declares about itself, where that is not what is usual.
fn flags(rung: &Rung, cell: &Cell) -> String {
    let Fairness { threads, target_cpu, native, validates, helpers, pinned, simulated, warms_up_itself } =
        &rung.fairness;
    let threads = match self::threads(*threads) {
        Value::Number(one) if one.as_u64() == Some(1) => String::new(),
        Value::String(word) => format!("threads: {word}"),
        count => format!("threads: {count}"),
    };
    let cpu = if target_cpu == "generic" { String::new() } else { format!("target-cpu: {target_cpu}") };
    let helpers = helpers.as_ref().map(|words| format!("helpers: {words}")).unwrap_or_default();
    let word = |so: bool, word: &str| if so { word.to_owned() } else { String::new() };
    let all = [
        word(cell.fast_math, "fast-math"),
        cpu,
        word(*native, "native"),
        word(!validates, "does not validate"),
        threads,
        helpers,
        word(!pinned, "not pinned"),
        word(!rung.timed, "never timed"),
        word(*simulated, "simulated times"),
        word(*warms_up_itself, "warms up by itself"),
    ];
    all.into_iter().filter(|flag| !flag.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A command as one could type it; a word with a space stands in quotes.
fn typed(command: &[String]) -> String {
    let word = |word: &String| match word.is_empty() || word.contains(char::is_whitespace) {
        true => format!("{word:?}"),
        false => word.clone(),
    };
    command.iter().map(word).collect::<Vec<_>>().join(" ")
}
