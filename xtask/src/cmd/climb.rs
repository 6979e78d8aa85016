//! `climb`: a function of the user's through every rung that takes it.

use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use serde_json::json;

use crate::climb::{ClimbLadder, ClimbRequest, TypedCopy, keep_copies, typed_copies, where_the_time_goes};
use crate::console::{Problem, exit, layout, print, print_json, shown};
use crate::review::review;
use crate::sessions::card;
use ::report::advice::{Workload, advise, conclusion};
use ::report::climbed::{self, Climbed};
use ::report::{Card, CellSelection, laid_out};
use flags::{ClimbFlags, Format};
use harness::baseline;
use harness::check::{CallProfile, SurveyError};
use harness::home::Home;
use harness::plan::{Filters, Plan, Purpose};
use harness::session::{CheckOptions, MeasureOptions, SessionKind, Workspace, measure_equipped};
use harness::toolchain::Fetch;
use manifest::{Manifest, Rung};
use records::Damage;
use records::differences::Differences;
use system::progress::Progress;

/// A rung that nobody named has this part of the budget to begin: three processes begin in a quarter of it then.
const PART_OF_A_START: u32 = 12;

/// ... but never less: a machine may be busy.
const START_AT_LEAST: Duration = Duration::from_secs(10);

pub(super) fn run(base: &Workspace, base_file: &Path, flags: &ClimbFlags) -> Result<ExitCode, Problem> {
    let request = ClimbRequest::new(flags)?;
    // The ladder that is written lies elsewhere.
    let base_file = &absolute(base_file).with_context(|| format!("cannot use {}", base_file.display()))?;
    let baseline = baseline::choose(&base.manifest, &base.toolbox(Fetch::Never))
        .context("there is no interpreter that could be the baseline; cargo xtask doctor says what is there")?;
    base.refuse_closed_results()?;
    let ladder = ClimbLadder { request: &request, base: &base.manifest, base_file, baseline: &baseline.rung };
    let folder = base.target.join("climb").join(request.id());
    let manifest = {
        let _lock = base.lock()?;
        manifest::load(&ladder.write(&folder)?)?
    };
    let workspace = beside(base, manifest);
    let filters =
        Filters { budget: Some(flags.budget), rungs: flags.rung.clone(), all: true, timed: true, ..Filters::default() };
    let mut plan = Plan::new(&workspace.manifest, &filters)?;
    let all = plan.cells.len();
    plan.cells.retain(|planned| is_asked_for(planned.rung, flags));
    let on_request = all - plan.cells.len();
    // Whoever names a rung wants it; everybody else wants an answer in a minute.
    let fetch = if flags.rung.is_empty() { Fetch::Packages } else { Fetch::IfNeeded };
    let equipped = workspace.equip_by(plan, Purpose::Time, fetch)?;
    let (id, benchmark) = equipped.plan.benchmarks()[0];
    let surveyed = Instant::now();
    let profile = equipped.oracle(flags.timeout).survey(id, benchmark, equipped.plan.profile_id).map_err(problem)?;
    let survey_took = surveyed.elapsed();
    let told = where_the_time_goes(&profile, flags.share);
    told.iter().for_each(|line| workspace.progress.note(line));
    ladder.add_sources(&folder, &profile.files)?;
    let seen = match equipped.plan.cells.iter().any(|planned| planned.rung.typed) {
        true => equipped.oracle(flags.timeout).types(id, benchmark).unwrap_or_else(|error| {
            workspace.progress.note(&format!("no types were seen: {error:#}"));
            Vec::new()
        }),
        false => Vec::new(),
    };
    ladder.write_types(&folder, &seen)?;
    if let Some(keep) = &flags.keep {
        ladder.keep(keep, &profile.files)?;
        if !seen.is_empty() {
            ladder.write_types(keep, &seen)?;
        }
    }
    let planned = equipped.plan.clone();
    let profiles = [(id.clone(), profile.clone())].into();
    let start = flags.rung.is_empty().then(|| limit_of_a_start(flags.budget, survey_took));
    let check = CheckOptions { remember: false, profiles, start, ..CheckOptions::for_timing(Some(flags.timeout)) };
    let options = MeasureOptions {
        kind: SessionKind::Rounds,
        check,
        seed: flags.seed,
        reviewer: review,
        patient: true,
        resumption: None,
        fetch,
        require: false,
        label: None,
        first: None,
    };
    let session = measure_equipped(equipped, options)?;
    let known = base.known_differences();
    let card = card(&session, Damage::Refused)?;
    let copies = typed_copies(&planned, &workspace.target);
    if let Some(keep) = &flags.keep {
        keep_copies(&copies, keep)?;
    }
    let before = told;
    answer(
        &card,
        &Told { request: &request, profile: &profile, before, on_request, copies, session: &session, base, known },
        flags,
    )?;
    let others = card.cells().filter(|cell| cell.timed.is_some() && !cell.is_baseline).count();
    Ok(exit((others == 0).then_some("nothing beside the baseline could be timed")))
}

/// The same places for another ladder.
fn beside(base: &Workspace, manifest: Manifest) -> Workspace {
    let (target, results) = (base.target.clone(), base.results.clone());
    let progress = Progress::on_stderr();
    let home = Home::new(&manifest, &target);
    let spawner = home.spawner(&manifest.unset).telling(&progress);
    Workspace { manifest, home, spawner, target, results, progress }
}

/// What there is to say beside the session.
struct Told<'a> {
    request: &'a ClimbRequest,
    profile: &'a CallProfile,
    before: Vec<String>,
    /// How many rungs more there are.
    on_request: usize,
    /// The copies that got types.
    copies: Vec<TypedCopy>,
    session: &'a PathBuf,
    base: &'a Workspace,
    known: Option<Differences>,
}

/// In what a rung is known to differ of what the function uses.
type Touched = Vec<(String, Vec<String>)>;

/// What is known of the rungs that were timed, by their names.
fn touched(card: &Card, told: &Told<'_>) -> Touched {
    let Some(known) = &told.known else { return Vec::new() };
    let timed = card.cells().filter(|cell| cell.timed.is_some() && !cell.is_baseline);
    let each = timed.map(|cell| (cell.cell.rung.clone(), known.touched(&cell.cell.rung, &told.profile.uses)));
    each.filter(|(_, all)| !all.is_empty()).collect()
}

fn answer(card: &Card, told: &Told<'_>, flags: &ClimbFlags) -> Result<(), Problem> {
    let advice = advice(card, flags.share);
    let touched = touched(card, told);
    if flags.output.format == Format::Json {
        let (request, profile) = (told.request, told.profile);
        return Ok(print_json(&json!({
            "version": 1, "function": request.function, "file": request.file, "calls": request.calls, "inputs": request.inputs,
            "session": told.session, "profile": profile, "typed": told.copies.iter().map(TypedCopy::json).collect::<Vec<_>>(),
             "rungs": climbed::rungs(card), "advice": advice,
            "touches": touched.iter().map(|(rung, all)| (rung.clone(), json!(all))).collect::<serde_json::Map<_, _>>(),
        }))?);
    }
    let mut after = advice;
    if told.on_request > 0 {
        after.push(format!("on request: {} rungs more, with --typed or --int64", told.on_request));
    }
    if !told.copies.is_empty() && !flags.show {
        after.push("--show prints what got types; --keep DIR keeps it".to_owned());
    }
    after.push(format!("records: {}", shown(told.session, &told.base.manifest.root)));
    if let Some(keep) = &flags.keep {
        after.push(format!("to go on: cargo xtask run --manifest {}/ladder.toml", keep.display()));
    }
    let climbed = Climbed { before: told.before.clone(), after, touched, patience: flags.timeout };
    let layout = layout();
    print(laid_out(climbed::render(card, &climbed, layout), layout).trim_end())?;
    for copy in told.copies.iter().filter(|_| flags.show) {
        print(&format!("\n{}", copy.shown(&told.base.manifest.root).trim_end()))?;
    }
    Ok(())
}

/// Whether a rung is among those that the user wants: whoever names some wants those.
fn is_asked_for(rung: &Rung, flags: &ClimbFlags) -> bool {
    !flags.rung.is_empty() || !rung.typed || flags.int64 || (flags.typed && !rung.native_ints)
}

/// Where to stop; nothing where nothing was timed.
fn advice(card: &Card, share: f64) -> Vec<String> {
    let selection = CellSelection::default();
    let workload = Workload { selection, kind: None, work_s: 3600.0, share, worth: 0.05, with_build: false };
    advise(card, &workload).map(|advice| conclusion(&advice)).unwrap_or_default()
}

/// What the user has to mend first.
fn problem(error: SurveyError) -> Problem {
    match error {
        SurveyError::Refused(reply) => match reply.kind.as_str() {
            "import" if reply.message.contains("ModuleNotFoundError") => Problem::usage_with_hint(
                format!("the file cannot be imported:\n{}", reply.message),
                "a list of the packages that it needs goes behind --requirements, or into the file (PEP 723)",
            ),
            "import" => Problem::usage(format!("the file cannot be imported:\n{}", reply.message)),
            "internal" => Problem::Other(anyhow!(reply.message)),
            _ => Problem::usage(reply.message),
        },
        SurveyError::NotDeterministic { .. } => Problem::Other(anyhow!(
            "{error}\nhint: give it its random numbers, its time and the order of its sets, so that it can be compared"
        )),
        SurveyError::Other(error) => Problem::Other(error),
    }
}

/// How long a rung that nobody named has to begin. Several of its processes have to before it has an interval. What takes the
/// oracle long when it looks at the function, such as an import, may take the others as long.
fn limit_of_a_start(budget: Duration, survey: Duration) -> Duration {
    (budget / PART_OF_A_START).max(START_AT_LEAST).max(survey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rung_has_a_part_of_the_budget_to_begin_and_no_less_than_the_oracle_took() {
        let limit =
            |budget, survey| limit_of_a_start(Duration::from_secs(budget), Duration::from_secs(survey)).as_secs();
        assert_eq!(limit(180, 3), 15, "three minutes are the usual budget");
        assert_eq!(limit(30, 3), 10, "a machine may be busy");
        assert_eq!(limit(180, 26), 26, "an import of seconds is no rung's fault");
    }
}
