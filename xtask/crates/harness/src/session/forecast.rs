//! What a session would do, before it does anything: what would be fetched, built, checked and measured. Looks, and touches
//! nothing: no folder is left, nothing is locked, and what probes say is not remembered.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use indexmap::IndexMap;
use serde::Deserialize as _;

use super::workspace::Workspace;
use crate::baseline;
use crate::build::{CellOutlook, Workshop};
use crate::cell::Absent;
use crate::home::Home;
use crate::plan::{Plan, Purpose};
use crate::toolchain::{Fetch, Probe, Receipt, Toolbox};
use manifest::{Id, Manifest, Origin};
use records::{CellId, Recorded};

/// What a session would do.
#[derive(Debug)]
pub struct Forecast<'m> {
    /// The cells, those of the baseline included.
    pub plan: Plan<'m>,
    /// The rung whose speedup would be 1, as far as it is here.
    pub baseline: Option<Id>,
    /// What would be fetched.
    pub fetches: Vec<ForecastFetch>,
    /// What would become of each cell, in the order of the plan.
    pub cells: Vec<ForecastCell>,
    /// How long the latest session of the same profile took, in seconds, where there is one.
    pub took_s: Option<f64>,
}

/// Something that would be fetched.
#[derive(Debug, Clone)]
pub struct ForecastFetch {
    /// A toolchain, or a list of packages.
    pub name: String,
    /// Megabytes that came over the network when a former session got it, and the seconds that it took.
    pub known: Option<Receipt>,
}

/// What would become of a cell.
#[derive(Debug, Clone)]
pub struct ForecastCell {
    /// The cell.
    pub id: CellId,
    /// What would be done for it.
    pub outlook: CellForecast,
    /// Seconds that its build took when a former session built it.
    pub build_s: Option<f64>,
}

/// What would be done for a cell.
#[derive(Debug, Clone)]
pub enum CellForecast {
    /// Nothing: it is built, or needs no build.
    Ready,
    /// These commands would be run.
    Build(Vec<String>),
    /// The rung does not do the benchmark.
    Unsupported,
    /// Something is missing that nothing here can get.
    Missing(String),
}

/// What former sessions know: how long things took, and how large they were.
#[derive(Debug, Default)]
pub struct FormerSessions {
    receipts: HashMap<String, Receipt>,
    builds: HashMap<CellId, f64>,
    took_s: Option<f64>,
}

impl FormerSessions {
    /// Takes in what a session knows; a later one takes the place of an earlier one.
    pub fn take(&mut self, recorded: &Recorded, profile: &str) {
        let toolchains = recorded.environment.as_ref().and_then(|known| known.get("toolchains")?.as_object().cloned());
        for (id, tool) in toolchains.unwrap_or_default() {
            if let Some(receipt) = tool.get("receipt").and_then(|receipt| Receipt::deserialize(receipt).ok()) {
                self.receipts.insert(id, receipt);
            }
        }
        let built = recorded.cells.iter().filter_map(|cell| Some((cell.id().owned(), cell.build_s?)));
        self.builds.extend(built);
        if recorded.session.profile == profile {
            self.took_s = recorded.loads.iter().map(|load| load.at_ms as f64 / 1000.0).reduce(f64::max).or(self.took_s);
        }
    }
}

/// Looks what a plan would come to.
///
/// # Errors
/// When tools cannot be given a home.
pub fn forecast<'m>(workspace: &'m Workspace, plan: Plan<'m>, former: &FormerSessions) -> anyhow::Result<Forecast<'m>> {
    let Workspace { manifest, target, progress, home, .. } = workspace;
    // Tools need a home to say their version, and some write into it: this one goes away.
    let temporary = files::Unfinished::folder(&std::env::temp_dir().join("ladder-home"));
    let temporary = temporary.with_context(|| format!("cannot make a folder in {}", std::env::temp_dir().display()))?;
    let own = Home::new(manifest, temporary.path());
    own.furnish()?;
    let spawner = own.spawner(&manifest.unset).telling(progress);
    let toolbox = Toolbox::new(manifest, target, Fetch::Never, spawner, progress.clone()).without_memory();
    let choice = baseline::choose(manifest, &toolbox);
    let plan = choice.iter().fold(plan, |plan, choice| plan.with_rung(&choice.rung));
    let needs = plan.needs(Purpose::Time);
    let needed: Vec<&Id> = needs.toolchains.iter().copied().collect();
    toolbox.get_all(&needed);
    let mut fetches = IndexMap::new();
    for id in needed {
        if let Some(id) = to_get(manifest, &toolbox, id) {
            let known = former.receipts.get(id.as_str()).copied();
            fetches.insert(id.to_string(), ForecastFetch { name: id.to_string(), known });
        }
    }
    for (host, list) in &needs.packages {
        let is_here = match toolbox.get(host) {
            Probe::Found(tool) => toolbox.with_packages(&tool, list, "a forecast").is_ok(),
            Probe::Missing(_) | Probe::Broken(_) => !fetches.contains_key(host.as_str()),
        };
        if !is_here {
            let name = list.display().to_string();
            fetches.insert(name.clone(), ForecastFetch { name, known: None });
        }
    }
    let home = &home.fingerprint();
    let outlooks = Workshop { toolbox: &toolbox, target, home, progress }.foresee(&plan);
    let cells = plan.cells.iter().zip(outlooks).map(|(planned, outlook)| {
        let id = planned.id();
        let raw = || planned.rung.build.iter().map(|words| words.join(" ")).collect::<Vec<_>>();
        let lacks = std::iter::once(&planned.rung.toolchain)
            .chain(&planned.rung.tools)
            .any(|tool| !matches!(toolbox.get(tool), Probe::Found(_)) && to_get(manifest, &toolbox, tool).is_none());
        let outlook = match outlook {
            Ok(CellOutlook::Ready) => CellForecast::Ready,
            Ok(CellOutlook::Build(commands)) => CellForecast::Build(commands),
            Err(Absent::Unsupported(_)) => CellForecast::Unsupported,
            Err(absent) if lacks => CellForecast::Missing(absent.reason().to_owned()),
            Err(_) if planned.rung.build.is_empty() => CellForecast::Ready,
            Err(_) => CellForecast::Build(raw()),
        };
        let build_s = former.builds.get(&id).copied();
        ForecastCell { id, outlook, build_s }
    });
    Ok(Forecast {
        cells: cells.collect(),
        baseline: choice.map(|choice| choice.rung),
        fetches: fetches.into_values().collect(),
        took_s: former.took_s,
        plan,
    })
}

/// What of a toolchain is not here and can be got: itself, or the first of those that would do.
fn to_get<'m>(manifest: &'m Manifest, toolbox: &Toolbox<'_>, id: &'m Id) -> Option<&'m Id> {
    if matches!(toolbox.get(id), Probe::Found(_)) {
        return None;
    }
    match &manifest.toolchains.get(id)?.origin {
        Origin::AnyOf(ids) => ids.iter().find_map(|id| to_get(manifest, toolbox, id)),
        Origin::Crate { .. } => None,
        Origin::File(file) => (!file.provisions.is_empty() || file.environment.is_some()).then_some(id),
    }
}

/// What former sessions in these folders know, the latest last.
pub fn former_sessions(folders: &[&Path], profile: &str) -> FormerSessions {
    /// More than so many are not worth the reading.
    const MOST: usize = 5;
    let mut former = FormerSessions::default();
    for folder in folders {
        let sessions = records::sessions(folder);
        for session in sessions.iter().skip(sessions.len().saturating_sub(MOST)) {
            if let Ok(recorded) = records::load_without_samples(session) {
                former.take(&recorded, profile);
            }
        }
    }
    former
}
