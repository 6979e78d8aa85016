//! Which cells a command is about: the user's filters, applied to the manifest.

mod filters;
mod needs;

use std::collections::HashSet;
use std::time::Duration;

pub use filters::{Filters, NoMatch, WarmUpFilters};
use manifest::{Benchmark, Cell, Group, Id, InputKind, Kernel, LADDER, Manifest, Profile, Rung};
pub use needs::{Needs, Purpose};
use published::PublishedSource;
use records::{CellId, Share};

/// Short enough that a sample is a single iteration, whatever the kernel.
const ONE_ITERATION: Duration = Duration::from_nanos(1);

/// The pattern of every name.
pub const ANY: &str = "*";

/// The most invocations of a session whose end is its budget or the width of its intervals.
const NO_LIMIT: u32 = 1000;

/// One cell of the plan.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'m> {
    /// The benchmark's name.
    pub benchmark_id: &'m Id,
    /// The benchmark.
    pub benchmark: &'m Benchmark,
    /// The group that it was selected as one of.
    pub group: &'m Id,
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

    /// Whether types were seen of its kernel, where it needs them.
    fn has_its_types(&self, manifest: &Manifest) -> bool {
        match &self.cell.kernel {
            Kernel::Source(source) if self.rung.typed => Rung::types_of(&manifest.root.join(source)).is_file(),
            _ => true,
        }
    }

    /// Whether one of these groups has it. A benchmark that the user names is among the default ones.
    fn is_in(&self, groups: &[Group], filters: &Filters, published: &HashSet<CellId<&str>>) -> bool {
        let id = CellId { rung: self.rung_id.as_str(), benchmark: self.benchmark_id.as_str() };
        groups.iter().any(|group| match group {
            Group::All => true,
            Group::Headline if self.benchmark.published_only => published.contains(&id),
            Group::Headline => self.rung.headline && (self.benchmark.headline || !filters.benchmarks.is_empty()),
            Group::Published => published.contains(&id),
        })
    }

    /// Whether it has a kernel, and documents can be made for its benchmark.
    fn can_be_fuzzed(&self) -> bool {
        self.benchmark.fuzz.is_some() && matches!(self.cell.kernel, Kernel::Source(_))
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
        let benchmarks = selected_benchmarks(manifest, filters, &profile)?;
        let rungs = matching(manifest.rungs.keys(), &filters.rungs, "rung")?;
        refuse_untimed(manifest, filters, &rungs)?;
        let groups = if filters.all || !filters.rungs.is_empty() { &[Group::All][..] } else { &profile.cells };
        let published: HashSet<CellId<&str>> = manifest.published.iter().flat_map(PublishedSource::cells).collect();
        let mut cells = Vec::new();
        let (probes, benchmarks): (Vec<_>, Vec<_>) =
            benchmarks.into_iter().partition(|(_, benchmark, _)| !benchmark.probes.is_empty() && !filters.probes);
        if benchmarks.is_empty() && !probes.is_empty() {
            return Err(NoMatch::OnlyProbes);
        }
        for (benchmark_id, benchmark, group) in benchmarks {
            for (rung_id, rung) in manifest.rungs.iter().filter(|(id, _)| rungs.contains(id)) {
                let Some(cell) = rung.cells.get(benchmark_id) else { continue };
                let planned = Planned { benchmark_id, benchmark, group, rung_id, rung, cell };
                if (rung.timed || !filters.timed)
                    && planned.has_its_types(manifest)
                    && planned.is_in(groups, filters, &published)
                {
                    cells.push(planned);
                }
            }
        }
        if cells.is_empty() {
            return Err(NoMatch::Nothing);
        }
        Ok(Plan { manifest, profile_id, profile, cells })
    }

    /// The cells that have probes, of these rungs and subjects.
    ///
    /// # Errors
    /// When a filter names nothing, or none of the cells has probes.
    pub fn for_differ(
        manifest: &'m Manifest,
        groups: &[String],
        benchmarks: &[String],
        rungs: &[String],
    ) -> Result<Plan<'m>, NoMatch> {
        let (mut groups, benchmarks, rungs) = (groups.to_vec(), benchmarks.to_vec(), rungs.to_vec());
        if groups.is_empty() {
            groups.push(ANY.to_owned());
        }
        let filters = Filters { groups, benchmarks, rungs, all: true, probes: true, ..Filters::default() };
        let mut plan = Plan::new(manifest, &filters)?;
        plan.cells.retain(|planned| !planned.benchmark.probes.is_empty());
        if plan.cells.is_empty() {
            return Err(NoMatch::NoProbes);
        }
        Ok(plan)
    }

    /// The cells that can be fuzzed, of these rungs and benchmarks.
    ///
    /// # Errors
    /// When a filter names nothing, or none of the cells can be fuzzed.
    pub fn for_fuzzing(manifest: &'m Manifest, filters: &Filters) -> Result<Plan<'m>, NoMatch> {
        let mut plan = Plan::new(manifest, filters)?;
        plan.cells.retain(Planned::can_be_fuzzed);
        if plan.cells.is_empty() {
            let known = manifest.benchmarks.iter().filter(|(_, benchmark)| benchmark.fuzz.is_some());
            let known: Vec<&str> = known.map(|(id, _)| id.as_str()).collect();
            return Err(NoMatch::NotFuzzed(known.join(", ")));
        }
        Ok(plan)
    }

    /// Many single iterations of the rungs that were asked for, or else of those that compile while they run.
    ///
    /// # Errors
    /// When a filter names nothing, or no rung compiles while it runs.
    pub fn for_warm_up(manifest: &'m Manifest, filters: WarmUpFilters) -> Result<Plan<'m>, NoMatch> {
        let WarmUpFilters { profile, groups, benchmarks, rungs, invocations, iterations, budget } = filters;
        let quickest = manifest.profiles.iter().min_by_key(|(_, profile)| profile.budget);
        let profile = profile.or_else(|| Some(quickest?.0.to_string()));
        let any_rung = rungs.is_empty();
        let filters = Filters { profile, groups, benchmarks, rungs, all: true, timed: true, ..Filters::default() };
        let mut plan = Plan::new(manifest, &filters)?;
        plan.cells.retain(|planned| !any_rung || planned.rung.compiles_while_running);
        if plan.cells.is_empty() {
            return Err(NoMatch::NothingCompiles);
        }
        plan.profile = Profile {
            invocations,
            max_invocations: invocations,
            rounds: 1,
            max_rounds: 1,
            samples: iterations,
            turn_time: Duration::ZERO,
            sample_time: ONE_ITERATION,
            budget,
            ..plan.profile
        };
        Ok(plan)
    }

    /// These cells, as far as the ladder has them, in the order of the manifest.
    ///
    /// # Errors
    /// When the ladder has no such profile, or none of the cells.
    pub fn of_cells(
        manifest: &'m Manifest,
        profile: &str,
        cells: &[CellId<&str>],
        budget: Duration,
    ) -> Result<Plan<'m>, NoMatch> {
        let (profile, groups) = (Some(profile.to_owned()), vec![ANY.to_owned()]);
        let filters = Filters { profile, groups, all: true, budget: Some(budget), ..Filters::default() };
        let mut plan = Plan::new(manifest, &filters)?;
        let wanted: HashSet<&CellId<&str>> = cells.iter().collect();
        plan.cells.retain(|planned| wanted.contains(&planned.id().borrowed()));
        if plan.cells.is_empty() { Err(NoMatch::Nothing) } else { Ok(plan) }
    }

    /// The same plan without the benchmarks that take no documents.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn of_documents(mut self) -> Result<Plan<'m>, NoMatch> {
        self.cells.retain(|planned| !matches!(planned.benchmark.input, InputKind::Integer | InputKind::Call));
        if self.cells.is_empty() { Err(NoMatch::NoDocuments) } else { Ok(self) }
    }

    /// A share of the plan's cells, of which there may be none.
    #[must_use]
    pub fn share(mut self, share: Share) -> Plan<'m> {
        let mut places = 0..;
        self.cells.retain(|_| places.next().is_some_and(|place| share.has(place)));
        self
    }

    /// The same plan with a rung's cells on every selected benchmark, in the order of the manifest.
    #[must_use]
    pub fn with_rung(mut self, id: &Id) -> Plan<'m> {
        let Some((rung_id, rung)) = self.manifest.rungs.get_key_value(id) else { return self };
        for (benchmark_id, benchmark) in &self.manifest.benchmarks {
            let of_benchmark = |planned: &Planned<'_>| planned.benchmark_id == benchmark_id;
            let Some(first) = self.cells.iter().position(of_benchmark) else { continue };
            let present = self.cells.iter().any(|planned| of_benchmark(planned) && planned.rung_id == rung_id);
            let group = self.cells[first].group;
            if let (false, Some(cell)) = (present, rung.cells.get(benchmark_id)) {
                self.cells.insert(first, Planned { benchmark_id, benchmark, group, rung_id, rung, cell });
            }
        }
        self
    }

    /// The points of curves in place of what they are derived from: rungs on several threads, benchmarks of several sizes, or both.
    ///
    /// # Errors
    /// When nothing that is selected has such a curve.
    pub fn of_curves(mut self, threads: bool, sizes: bool) -> Result<Plan<'m>, NoMatch> {
        let mut cells = Vec::new();
        for planned in &self.cells {
            let rungs = self.manifest.rungs.iter().filter(|(id, rung)| match threads {
                true => rung.thread_curve_of.as_ref() == Some(planned.rung_id),
                false => *id == planned.rung_id,
            });
            for (rung_id, rung) in rungs {
                let benchmarks = self.manifest.benchmarks.iter().filter(|(id, benchmark)| match sizes {
                    true => benchmark.point.as_ref().is_some_and(|point| point.of == *planned.benchmark_id),
                    false => *id == planned.benchmark_id,
                });
                for (benchmark_id, benchmark) in benchmarks {
                    if let Some(cell) = rung.cells.get(benchmark_id) {
                        cells.push(Planned { benchmark_id, benchmark, rung_id, rung, cell, ..*planned });
                    }
                }
            }
        }
        // As in the manifest: benchmark by benchmark.
        cells.sort_by_key(|planned| self.manifest.benchmarks.get_index_of(planned.benchmark_id));
        self.cells = cells;
        match self.cells.is_empty() {
            false => Ok(self),
            true if threads => Err(NoMatch::NoThreads),
            true => Err(NoMatch::NoCurve),
        }
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

/// The benchmarks that the user names, or those of the groups that the user names, the profile is for, or everybody means; each
/// with the first of its groups that is among them.
fn selected_benchmarks<'m>(
    manifest: &'m Manifest,
    filters: &Filters,
    profile: &Profile,
) -> Result<Vec<(&'m Id, &'m Benchmark, &'m Id)>, NoMatch> {
    let named = matching(manifest.benchmarks.keys(), &filters.benchmarks, "benchmark")?;
    let all: Vec<&Id> = manifest.benchmarks.values().flat_map(|benchmark| &benchmark.groups).collect();
    let groups: Vec<&Id> = match (filters.groups.as_slice(), filters.benchmarks.is_empty(), profile.groups.as_slice()) {
        ([], false, _) => all,
        ([], true, []) => all.into_iter().filter(|id| id.as_str() == LADDER).collect(),
        ([], true, of_profile) => all.into_iter().filter(|id| of_profile.contains(id)).collect(),
        (patterns, ..) => matching(all.iter().copied(), patterns, "group")?,
    };
    let benchmarks = manifest.benchmarks.iter().filter(|(id, _)| named.contains(id));
    let selected: Vec<(&Id, &Benchmark, &Id)> = benchmarks
        .filter_map(|(id, benchmark)| Some((id, benchmark, benchmark.groups.iter().find(|id| groups.contains(id))?)))
        .collect();
    let is_for = |benchmark: &Benchmark| benchmark.groups.iter().any(|id| profile.groups.contains(id));
    let of_profile = |(_, benchmark, _): &(&Id, &Benchmark, &Id)| profile.groups.is_empty() || is_for(benchmark);
    let (with_size, without): (Vec<_>, Vec<_>) = selected.into_iter().partition(of_profile);
    if with_size.is_empty() && !without.is_empty() {
        let groups = profile.groups.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
        return Err(NoMatch::NoSize { profile: filters.profile.clone().unwrap_or_default(), groups });
    }
    Ok(with_size)
}

/// Whoever names a rung that is never timed is told so; patterns pass it over.
fn refuse_untimed(manifest: &Manifest, filters: &Filters, rungs: &[&Id]) -> Result<(), NoMatch> {
    let named = rungs.iter().filter(|id| filters.rungs.iter().any(|named| named == id.as_str()));
    let untimed = named.into_iter().find(|id| filters.timed && !manifest.rungs[**id].timed);
    untimed.map_or(Ok(()), |id| Err(NoMatch::Untimed(id.to_string())))
}

fn chosen_profile<'m>(manifest: &'m Manifest, filters: &Filters) -> Result<(&'m Id, Profile), NoMatch> {
    let name = filters.profile.as_deref();
    let found = manifest.profiles.iter().find(|(id, _)| name.is_none_or(|name| id.as_str() == name));
    let Some((id, profile)) = found else {
        let pattern = name.unwrap_or_default().to_owned();
        let nearest = nearest(&pattern, manifest.profiles.keys());
        return Err(NoMatch::Name { kind: "profile", pattern, nearest });
    };
    Ok((id, adapted(profile, filters)))
}

/// A profile with the budget, the invocations and the width that the user asks for.
fn adapted(profile: &Profile, filters: &Filters) -> Profile {
    let budget = filters.budget.unwrap_or(profile.budget);
    let asks_for_more = budget > profile.budget || filters.width.is_some();
    let max_invocations = match filters.invocations {
        Some(invocations) => invocations,
        None if asks_for_more => profile.max_invocations.max(NO_LIMIT),
        None => profile.max_invocations,
    };
    Profile {
        budget,
        invocations: filters.invocations.unwrap_or(profile.invocations),
        max_invocations,
        width: filters.width.unwrap_or(profile.width),
        ..profile.clone()
    }
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

/// The name that a pattern nearly is.
fn nearest<'m>(pattern: &str, ids: impl Iterator<Item = &'m Id>) -> Option<String> {
    suggest::nearest(pattern, ids.map(Id::as_str)).map(str::to_owned)
}
