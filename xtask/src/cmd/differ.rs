//! `differ`: in what each rung differs from Python, found by asking it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use crate::console::{Printout, Problem, exit, layout, print, print_json, shown};
use crate::differences::{find, merged, narrowed, session_file, write};
use crate::sessions::manifest_path;
use ::report::Layout;
use ::report::differences::{Changes, Shown, changes, render};
use ::report::laid_out;
use flags::{DifferFlags, DocumentFormat, Places};
use harness::plan::{Plan, Purpose};
use harness::session::Workspace;
use harness::toolchain::Fetch;
use records::differences::{AnswerKind, Differences, KEPT};

pub(super) fn run(places: &Places, workspace: &Workspace, flags: &DifferFlags) -> Result<ExitCode, Problem> {
    if flags.from.is_some() {
        return printout(places, flags, layout())?.print();
    }
    let plan = Plan::for_differ(&workspace.manifest, &flags.group, &flags.benchmark, &flags.rung)?;
    let before = before(places, flags)?;
    // Whoever names a rung wants it; packages are fetched in any case.
    let fetch = if flags.rung.is_empty() { Fetch::Packages } else { Fetch::IfNeeded };
    let equipped = workspace.equip_by(plan, Purpose::Check, fetch)?;
    let root = &workspace.manifest.root;
    let session_of = |differences: &Differences| session_file(&workspace.results, differences);
    let differences = equipped.differ(flags.timeout, |so_far| write(&session_of(so_far), so_far))?;
    let session = session_of(&differences);
    if flags.keep {
        merged(&root.join(KEPT), &differences, &workspace.manifest)?;
    }
    let changes = before.map(|before| changes(&before, &differences));
    let failed = flags.fail_changed && changes.as_ref().is_some_and(|changes| !changes.changed.is_empty());
    let unanswered = differences.rungs.values().any(|rung| rung.counts().unanswered > 0);
    match flags.format {
        DocumentFormat::Json => print_json(&as_json(&differences, changes.as_ref(), Some(&session))?)?,
        format => {
            let layout = Layout { markdown: format == DocumentFormat::Markdown, ..layout() };
            print(as_text(&differences, flags, layout).trim_end())?;
            if let Some(changes) = &changes {
                print(&format!("\n{}", changes.lines().join("\n")))?;
            }
            print(&format!("\nanswers: {}{}", shown(&session, root), hint(flags)))?;
        }
    }
    let error = match (failed, unanswered) {
        (true, _) => Some(CHANGED),
        (_, true) => Some("a probe could not be run though its tool is there"),
        _ => None,
    };
    Ok(exit(error))
}

/// What is wrong where no answer may change.
const CHANGED: &str = "answers have changed";

/// What is said of answers that are there.
pub(super) fn printout(places: &Places, flags: &DifferFlags, layout: Layout) -> Result<Printout, Problem> {
    let Some(from) = &flags.from else {
        return Err(Problem::usage("nothing is asked for a document: name answers with --from"));
    };
    let differences = Differences::read(&find(places, from)?)?;
    let differences = narrowed(differences, &flags.group, &flags.benchmark, &flags.rung)?;
    let changes = before(places, flags)?.map(|before| changes(&before, &differences));
    let failed = flags.fail_changed && changes.as_ref().is_some_and(|changes| !changes.changed.is_empty());
    let mut text = match flags.format {
        DocumentFormat::Json => plain::json(
            &serde_json::to_string_pretty(&as_json(&differences, changes.as_ref(), None)?)
                .map_err(anyhow::Error::from)?,
        ),
        format => {
            let layout = Layout { markdown: format == DocumentFormat::Markdown, ..layout };
            as_text(&differences, flags, layout).trim_end().to_owned()
        }
    };
    if let Some(changes) = changes.filter(|_| flags.format == DocumentFormat::Text) {
        text = format!("{text}\n\n{}", changes.lines().join("\n"));
    }
    Ok(Printout::new(text, failed.then(|| CHANGED.to_owned())))
}

/// The answers that the user compares with: those that are named, or else those that are kept, if there are any.
fn before(places: &Places, flags: &DifferFlags) -> Result<Option<Differences>, Problem> {
    let path = match &flags.against {
        Some(name) => find(places, name)?,
        None if flags.from.is_some() => return Ok(None),
        None => manifest_path(places)?.with_file_name(KEPT),
    };
    match path.is_file() {
        true => Ok(Some(Differences::read(&path)?)),
        false => Ok(None),
    }
}

fn as_text(differences: &Differences, flags: &DifferFlags, layout: Layout) -> String {
    let narrow = !flags.rung.is_empty() || !flags.benchmark.is_empty();
    let shown = Shown {
        rungs: !flags.behaviours,
        behaviours: flags.behaviours || !flags.benchmark.is_empty() && flags.rung.is_empty(),
        answers: narrow && !flags.rung.is_empty() && !flags.behaviours && !layout.markdown,
    };
    laid_out(render(differences, shown, layout), layout)
}

fn hint(flags: &DifferFlags) -> &'static str {
    match flags.rung.is_empty() && flags.benchmark.is_empty() && !flags.behaviours {
        true => {
            "\nhint: `cargo xtask differ --from latest --rung NAME` says all of a rung, `--behaviours` who does what instead"
        }
        false => "",
    }
}

fn as_json(
    differences: &Differences,
    changes: Option<&Changes>,
    session: Option<&PathBuf>,
) -> anyhow::Result<serde_json::Value> {
    let mut json = serde_json::to_value(differences)?;
    json["changes"] = json!(changes);
    json["session"] = json!(session.map(|session: &PathBuf| -> &Path { session }));
    json["unanswered"] = json!(unanswered(differences));
    Ok(json)
}

/// The probes that were put to a tool that is here, and had no answer.
fn unanswered(differences: &Differences) -> Vec<String> {
    let of_rung = |(name, rung): (&String, &records::differences::RungAnswers)| {
        let silent = rung.answers.iter().filter(|(_, answer)| answer.is == AnswerKind::NoAnswer);
        silent.map(|(probe, _)| format!("{name} {probe}")).collect::<Vec<_>>()
    };
    differences.rungs.iter().flat_map(of_rung).collect()
}
