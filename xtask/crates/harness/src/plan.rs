//! Which cells a command is about: the user's filters, applied to the manifest.

use std::collections::HashSet;
use std::time::Duration;

use manifest::{Benchmark, Cell, Group, Id, Manifest, Profile, Rung};
use records::CellId;
use records::published::Source;

/// What the user asked for, as typed.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// The profile's name; the manifest's first if absent.
    pub profile: Option<String>,
    /// Benchmarks by name or glob pattern; all if empty.
    pub benchmarks: Vec<String>,
    /// Rungs by name or glob pattern; those of the profile if empty.
    pub rungs: Vec<String>,
    /// Every rung, whatever the profile selects.
    pub all: bool,
    /// Another budget than the profile's.
    pub budget: Option<Duration>,
    /// Only rungs that may be timed.
    pub timed: bool,
}

/// Filters that leave nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoMatch {
    /// A filter names nothing.
    #[error("no {kind} matches `{pattern}`{}", suggestion(nearest))]
    Name {
        /// `benchmark`, `rung` or `profile`.
        kind: &'static str,
        /// What the user typed.
        pattern: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// A rung that is there to be checked alone.
    #[error("`{0}` is never timed: it is there for `check` and `fuzz`")]
    Untimed(String),
    /// Each filter names something, but no rung does any of those benchmarks.
    #[error(
        "no cell is selected: none of these rungs does any of these benchmarks; `cargo xtask list` shows what there is"
    )]
    Nothing,
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(
        || "; `cargo xtask list` shows what there is".to_owned(),
        |name| format!("; did you mean `{name}`?"),
    )
}

/// One cell of the plan.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'m> {
    /// The benchmark's name.
    pub benchmark_id: &'m Id,
    /// The benchmark.
    pub benchmark: &'m Benchmark,
    /// The rung's name.
    pub rung_id: &'m Id,
    /// The rung.
    pub rung: &'m Rung,
    /// What the rung does about the benchmark.
    pub cell: &'m Cell,
}

impl Planned<'_> {
    /// The cell's name.
    pub fn id(&self) -> CellId {
        CellId::new(self.rung_id.as_str(), self.benchmark_id.as_str())
    }
}

/// The selected cells, in the order of the manifest.
#[derive(Debug, Clone)]
pub struct Plan<'m> {
    /// The whole ladder.
    pub manifest: &'m Manifest,
    /// The profile's name.
    pub profile_id: &'m Id,
    /// What is measured, and for how long.
    pub profile: Profile,
    /// The selected cells.
    pub cells: Vec<Planned<'m>>,
}

impl<'m> Plan<'m> {
    /// Applies the filters.
    ///
    /// # Errors
    /// When a filter names nothing.
    pub fn new(manifest: &'m Manifest, filters: &Filters) -> Result<Plan<'m>, NoMatch> {
        let (profile_id, profile) = chosen_profile(manifest, filters)?;
        let benchmarks = matching(manifest.benchmarks.keys(), &filters.benchmarks, "benchmark")?;
        let rungs = matching(manifest.rungs.keys(), &filters.rungs, "rung")?;
        let timed = |rung: &Rung| rung.timed || !filters.timed;
        if let Some(id) = rungs
            .iter()
            .find(|id| filters.rungs.iter().any(|named| named == id.as_str()) && !timed(&manifest.rungs[**id]))
        {
            return Err(NoMatch::Untimed((*id).to_string()));
        }
        let groups = if filters.all || !filters.rungs.is_empty() { &[Group::All][..] } else { &profile.cells };
        let published: HashSet<CellId<&str>> = manifest.published.iter().flat_map(Source::cells).collect();
        let is_in =
            |group: &Group, (rung_id, rung): (&Id, &Rung), (benchmark_id, benchmark): (&Id, &Benchmark)| match group {
                Group::All => true,
                Group::Default => rung.is_default() && (benchmark.default || !filters.benchmarks.is_empty()),
                Group::Published => {
                    published.contains(&CellId { rung: rung_id.as_str(), benchmark: benchmark_id.as_str() })
                }
            };
        let mut cells = Vec::new();
        for (benchmark_id, benchmark) in manifest.benchmarks.iter().filter(|(id, _)| benchmarks.contains(id)) {
            for (rung_id, rung) in manifest.rungs.iter().filter(|(id, rung)| rungs.contains(id) && timed(rung)) {
                if !groups.iter().any(|group| is_in(group, (rung_id, rung), (benchmark_id, benchmark))) {
                    continue;
                }
                if let Some(cell) = rung.cells.get(benchmark_id) {
                    cells.push(Planned { benchmark_id, benchmark, rung_id, rung, cell });
                }
            }
        }
        if cells.is_empty() {
            return Err(NoMatch::Nothing);
        }
        Ok(Plan { manifest, profile_id, profile, cells })
    }

    /// The same plan with a rung's cells on every selected benchmark, in the order of the manifest.
    #[must_use]
    pub fn with_rung(mut self, id: &Id) -> Plan<'m> {
        let Some((rung_id, rung)) = self.manifest.rungs.get_key_value(id) else { return self };
        for (benchmark_id, benchmark) in &self.manifest.benchmarks {
            let of_benchmark = |planned: &Planned<'_>| planned.benchmark_id == benchmark_id;
            let Some(first) = self.cells.iter().position(of_benchmark) else { continue };
            let present = self.cells.iter().any(|planned| of_benchmark(planned) && planned.rung_id == rung_id);
            if let (false, Some(cell)) = (present, rung.cells.get(benchmark_id)) {
                self.cells.insert(first, Planned { benchmark_id, benchmark, rung_id, rung, cell });
            }
        }
        self
    }

    /// The selected benchmarks, each once.
    pub fn benchmarks(&self) -> Vec<(&'m Id, &'m Benchmark)> {
        let mut all: Vec<(&Id, &Benchmark)> = Vec::new();
        for planned in &self.cells {
            if !all.iter().any(|(id, _)| *id == planned.benchmark_id) {
                all.push((planned.benchmark_id, planned.benchmark));
            }
        }
        all
    }
}

fn chosen_profile<'m>(manifest: &'m Manifest, filters: &Filters) -> Result<(&'m Id, Profile), NoMatch> {
    let name = filters.profile.as_deref();
    let found = manifest.profiles.iter().find(|(id, _)| name.is_none_or(|name| id.as_str() == name));
    let Some((id, profile)) = found else {
        let pattern = name.unwrap_or_default().to_owned();
        let nearest = nearest(&pattern, manifest.profiles.keys());
        return Err(NoMatch::Name { kind: "profile", pattern, nearest });
    };
    let budget = filters.budget.unwrap_or(profile.budget);
    Ok((id, Profile { budget, ..profile.clone() }))
}

/// The names that any of the patterns means, in order; all without a pattern.
///
/// # Errors
/// When a pattern means none of them.
pub fn matching<'m>(
    ids: impl Iterator<Item = &'m Id> + Clone,
    patterns: &[String],
    kind: &'static str,
) -> Result<Vec<&'m Id>, NoMatch> {
    if patterns.is_empty() {
        return Ok(ids.collect());
    }
    let mut all = Vec::new();
    for pattern in patterns {
        let glob = glob::Pattern::new(pattern).ok();
        let before = all.len();
        all.extend(ids.clone().filter(|id| glob.as_ref().is_some_and(|glob| glob.matches(id.as_str()))));
        if all.len() == before {
            return Err(NoMatch::Name { kind, pattern: pattern.clone(), nearest: nearest(pattern, ids) });
        }
    }
    Ok(all)
}

fn nearest<'m>(name: &str, ids: impl Iterator<Item = &'m Id>) -> Option<String> {
    let scored = ids.map(|id| (strsim::jaro_winkler(name, id.as_str()), id));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.75).then(|| best.1.to_string())
}
