//! In what rungs differ from Python: every probe of every subject is put to every rung that takes it, and what comes of its
//! calls is compared with what comes of them in the oracle.
//!
//! A rung is asked all probes of a subject in one process, and builds the subject's file once. Where it refuses the whole
//! file, each probe is built and asked by itself, so that one which is refused takes no other with it.

mod ask;
mod single;
mod versions;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use indexmap::IndexMap;

use crate::build::{Built, Workshop};
use crate::cell::Absent;
use crate::plan::{Plan, Planned};
use crate::session::EquippedPlan;
use agreement::Value;
use ask::{Asked, Asker, NamedAnswers};
use manifest::{BehaviourProbe, Benchmark, Cell, Id, Kernel};
use records::differences::{AnswerKind, AskedProbe, DIFFERENCES_VERSION, Differences, ProbeAnswer, RungAnswers};
use system::interrupt;
use system::machine;
use system::parallel;
use system::process::Spec;
use system::runner::Limits;

/// What comes of the calls of each probe of a benchmark by definition.
type Expected = HashMap<Id, IndexMap<String, Vec<Value>>>;

/// What became of a rung's cells: the versions, whether it has forms of its own, and the answers.
type Row = (String, RungAnswers);

impl EquippedPlan<'_> {
    /// Asks every rung of the plan all probes of its benchmarks; a runner has `limit` for one answer. What is known is handed over
    /// whenever a rung has answered, and at the end.
    ///
    /// # Errors
    /// When the oracle has no answer to a probe, or at Ctrl-C.
    pub fn differ(
        &self,
        limit: Duration,
        known: impl Fn(&Differences) -> anyhow::Result<()> + Sync,
    ) -> anyhow::Result<Differences> {
        let expected = self.expected(limit)?;
        let oracle = self.toolbox.oracle().map_err(|absence| anyhow!("{absence}"))?;
        let so_far = Mutex::new(Differences {
            version: DIFFERENCES_VERSION,
            asked: records::stamp_now(),
            baseline: oracle.id.to_string(),
            baseline_title: format!("{} {}", self.title_of(&oracle.id), oracle.version),
            machine: machine_in_words(),
            probes: self.probes(&expected),
            rungs: IndexMap::new(),
        });
        let rungs = by_rung(&self.plan);
        let amount = self.plan.cells.len() as u64;
        let work = self.workspace.progress.work(amount, &format!("asking {amount} subjects of {} rungs", rungs.len()));
        let written = parallel::side_by_side(rungs, |cells| {
            let (name, row) = self.row(&cells, &expected, limit);
            cells.iter().for_each(|_| work.advance());
            let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
            so_far.rungs.insert(name, row);
            known(&so_far)
        });
        if interrupt::requested() {
            bail!("interrupted: what was answered is kept");
        }
        written.into_iter().collect::<anyhow::Result<()>>()?;
        let mut differences = so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut rungs = std::mem::take(&mut differences.rungs);
        let order = self.plan.manifest.rungs.keys();
        differences.rungs = order.filter_map(|id| rungs.shift_remove_entry(id.as_str())).collect();
        known(&differences)?;
        Ok(differences)
    }

    /// What a toolchain's rung is called, or the toolchain itself, without a version.
    fn title_of(&self, toolchain: &Id) -> String {
        let title = self.plan.manifest.toolchains.get(toolchain).map(|toolchain| toolchain.title.clone());
        let title = title.unwrap_or_else(|| toolchain.to_string());
        title.split(' ').next().unwrap_or_default().to_owned()
    }

    /// What comes of every call in the oracle, which is asked all probes of a subject in one process.
    fn expected(&self, limit: Duration) -> anyhow::Result<Expected> {
        let oracle = self.oracle(limit);
        let tool = self.toolbox.oracle();
        let tool =
            tool.map_err(|absence| anyhow!("nothing can be compared without the oracle's interpreter: {absence}"))?;
        let mut all = HashMap::new();
        for (id, benchmark) in self.plan.benchmarks() {
            let spec = oracle.spec(id, benchmark, &tool)?;
            let asker = self.asker(benchmark, &spec, Limits::all(limit));
            all.insert(id.clone(), asker.expect().with_context(|| format!("the oracle of {id} failed"))?);
        }
        Ok(all)
    }

    fn asker<'a>(&'a self, benchmark: &'a Benchmark, spec: &'a Spec, limits: Limits) -> Asker<'a> {
        let (root, spawner) = (&self.plan.manifest.root, self.toolbox.spawner());
        Asker { root, spawner, spec, limits, benchmark }
    }

    /// The probes that were asked, by their names.
    fn probes(&self, expected: &Expected) -> IndexMap<String, AskedProbe> {
        let mut all = IndexMap::new();
        for (id, benchmark) in self.plan.benchmarks() {
            for (name, BehaviourProbe { behaviour, differs, calls, touches, .. }) in &benchmark.probes {
                let outputs = expected.get(id).and_then(|expected| expected.get(name));
                let asked = AskedProbe {
                    groups: benchmark.groups.iter().map(ToString::to_string).collect(),
                    subject: benchmark.title.clone(),
                    behaviour: behaviour.clone(),
                    differs: differs.clone(),
                    touches: touches.clone(),
                    calls: calls.clone(),
                    expected: outputs.into_iter().flatten().map(agreement::calls::told).collect(),
                };
                all.insert(probe_name(id, name), asked);
            }
        }
        all
    }

    /// The answers of one rung, in the order of the manifest.
    fn row(&self, cells: &[&Planned<'_>], expected: &Expected, limit: Duration) -> Row {
        let first = cells[0];
        let mut answers: IndexMap<String, ProbeAnswer> = IndexMap::new();
        let mut missing = None;
        let mut tool = None;
        let is_own = |planned: &Planned<'_>| source(planned).is_some_and(|source| *source != *planned.benchmark.oracle);
        for planned in cells {
            let asked = self.cell(planned, is_own(planned), expected, limit);
            match asked {
                Ok((found, all)) => {
                    tool = tool.or(found);
                    answers.extend(all);
                }
                Err(absent) => missing = Some(in_words(&absent)),
            }
            if interrupt::requested() {
                break;
            }
        }
        let private = self.private();
        for answer in answers.values_mut() {
            hide(answer, &private);
        }
        let row = RungAnswers {
            title: first.rung.title.clone(),
            own_form: cells.iter().any(|planned| is_own(planned)),
            versions: versions::versions(self, first, tool.as_ref()),
            missing: missing.filter(|_| answers.is_empty()),
            answers,
        };
        (first.rung_id.to_string(), row)
    }

    /// Folders of this machine, the innermost first: what tools say names files in them.
    fn private(&self) -> Vec<(String, &'static str)> {
        let home = std::env::var("HOME").unwrap_or_default();
        let shown = |path: &Path| path.display().to_string();
        let all = [(shown(&self.workspace.target), "target"), (shown(&self.plan.manifest.root), "."), (home, "~")];
        all.into_iter().filter(|(path, _)| path.len() > 1).collect()
    }

    /// The answers of one rung to the probes of one subject, and what answered.
    ///
    /// # Errors
    /// When the tool is not here.
    fn cell(
        &self,
        planned: &Planned<'_>,
        is_own: bool,
        expected: &Expected,
        limit: Duration,
    ) -> Result<(Option<crate::toolchain::Tool>, NamedAnswers), Absent> {
        let none = IndexMap::new();
        let expected = expected.get(planned.benchmark_id).unwrap_or(&none);
        let path = self.plan.manifest.root.join(source(planned).map_or(Path::new(""), |source| source));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let names = planned.benchmark.probes.keys().map(String::as_str);
        let all = names.filter(|name| !is_own || single::defines(&text, name));
        let ends = |name: &str| planned.benchmark.probes[name].ends.get(planned.rung_id);
        let (ending, wanted): (Vec<&str>, Vec<&str>) = all.partition(|name| ends(name).is_some());
        let named = |name: &str| probe_name(planned.benchmark_id, name);
        let built = self.build_cells(vec![*planned]).pop().unwrap_or(Err(Absent::Interrupted));
        let whole = match &built {
            Ok(built) => self.ask(planned, built, &wanted, expected, limit),
            Err(absent @ (Absent::Missing(_) | Absent::Interrupted)) => return Err(absent.clone()),
            Err(absent) => Asked::WholeRefused(absent.reason().to_owned()),
        };
        let mut tool = built.as_ref().ok().map(|built| built.tool.clone());
        let mut answers = Vec::new();
        match whole {
            Asked::Each(each) => answers.extend(each.into_iter().map(|(name, answer)| (named(&name), answer))),
            Asked::WholeRefused(words) => {
                for name in &wanted {
                    let (found, answer) = self.alone(planned, &path, &text, name, expected, limit)?;
                    tool = tool.or(found);
                    answers.push((named(name), answer));
                }
                if is_own && answers.iter().all(|(_, answer)| answer.is.refused()) {
                    // Nobody's file but ours was refused, in words that we should read.
                    answers = wanted.iter().map(|name| (named(name), no_answer(&words))).collect();
                }
            }
        }
        // Nobody's process is ended a second time.
        let ended =
            |name: &&str| (named(name), ProbeAnswer { got: ends(name).cloned(), ..answer(AnswerKind::EndsProcess) });
        answers.extend(ending.iter().map(ended));
        Ok((tool, answers))
    }

    /// The answer to one probe, built and asked by itself.
    fn alone(
        &self,
        planned: &Planned<'_>,
        path: &Path,
        text: &str,
        name: &str,
        expected: &IndexMap<String, Vec<Value>>,
        limit: Duration,
    ) -> Result<(Option<crate::toolchain::Tool>, ProbeAnswer), Absent> {
        let folder = self.workspace.target.join("differ").join(planned.rung_id.as_str());
        let file = folder.join(planned.benchmark_id.as_str()).join(name).join(path.file_name().unwrap_or_default());
        files::write_whole(&file, single::only(text, name, &planned.benchmark.probes[name].calls).as_bytes())?;
        let id = planned.benchmark_id.with(name);
        let cell = Cell { kernel: Kernel::Source(file), ..planned.cell.clone() };
        let planned = Planned { benchmark_id: &id, cell: &cell, ..*planned };
        let built = self.build_cells(vec![planned]).pop().unwrap_or(Err(Absent::Interrupted));
        match built {
            Ok(built) => match self.ask(&planned, &built, &[name], expected, limit) {
                Asked::Each(mut each) => {
                    let answer = each.pop().map_or_else(|| no_answer("it was not asked"), |(_, answer)| answer);
                    Ok((Some(built.tool), answer))
                }
                Asked::WholeRefused(words) => Ok((Some(built.tool), no_answer(&words))),
            },
            Err(absent @ (Absent::Missing(_) | Absent::Interrupted)) => Err(absent),
            Err(absent) => {
                let got = Some(ask::words(absent.reason()));
                Ok((None, ProbeAnswer { got, ..answer(AnswerKind::RefusedAtBuild) }))
            }
        }
    }

    fn ask(
        &self,
        planned: &Planned<'_>,
        built: &Built,
        names: &[&str],
        expected: &IndexMap<String, Vec<Value>>,
        limit: Duration,
    ) -> Asked {
        self.asker(planned.benchmark, &built.runner, Limits::all(limit)).ask(names, expected)
    }

    /// Builds cells that need not be those of the plan.
    fn build_cells(&self, cells: Vec<Planned<'_>>) -> Vec<Result<Built, Absent>> {
        let plan = Plan { cells, ..self.plan.clone() };
        let home = &self.workspace.home.fingerprint();
        let progress = &system::progress::Progress::silent();
        Workshop { toolbox: &self.toolbox, target: &self.workspace.target, home, progress }.build(&plan)
    }
}

/// Puts names that say nothing in the place of folders of this machine.
fn hide(answer: &mut ProbeAnswer, private: &[(String, &'static str)]) {
    for said in [&mut answer.got, &mut answer.expected].into_iter().flatten() {
        for (path, name) in private {
            *said = said.replace(path.as_str(), name);
        }
    }
    if answer.is.refused() || answer.is == AnswerKind::NoAnswer {
        answer.got = answer.got.as_deref().map(ask::cut);
    }
}

/// A probe as it is named everywhere: its subject and its function.
fn probe_name(benchmark: &Id, function: &str) -> String {
    format!("{benchmark}/{function}")
}

/// An answer without more than its word.
fn answer(is: AnswerKind) -> ProbeAnswer {
    ProbeAnswer { is, call: None, place: None, expected: None, got: None }
}

fn no_answer(words: &str) -> ProbeAnswer {
    ProbeAnswer { got: Some(ask::words(words)), ..answer(AnswerKind::NoAnswer) }
}

fn source<'p>(planned: &Planned<'p>) -> Option<&'p Path> {
    match &planned.cell.kernel {
        Kernel::Source(source) => Some(source),
        Kernel::Unsupported(_) => None,
    }
}

/// Why a rung has no answers, and what mends it.
fn in_words(absent: &Absent) -> String {
    match absent.fix() {
        Some(fix) => format!("{}; {fix}", absent.reason()),
        None => absent.reason().to_owned(),
    }
}

/// The cells of each rung, in the order of the manifest's rungs.
fn by_rung<'p, 'm>(plan: &'p Plan<'m>) -> Vec<Vec<&'p Planned<'m>>> {
    let mut rungs: Vec<Vec<&Planned<'_>>> = Vec::new();
    for rung in plan.manifest.rungs.keys() {
        let cells: Vec<&Planned<'_>> = plan.cells.iter().filter(|planned| planned.rung_id == rung).collect();
        if !cells.is_empty() {
            rungs.push(cells);
        }
    }
    rungs
}

/// The processor and the system, as far as they tell.
fn machine_in_words() -> String {
    let described = machine::describe();
    let word = |key: &str| described[key].as_str().map(str::to_owned);
    [word("cpu"), word("os")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{hide, no_answer};

    #[test]
    fn a_folder_of_this_machine_is_not_seen_where_a_line_is_cut_within_it() {
        let mut answer = no_answer(&format!("{}/home/somebody/ladder/target/x failed", "x".repeat(150)));
        hide(&mut answer, &[("/home/somebody/ladder".to_owned(), ".")]);
        let got = answer.got.unwrap_or_default();
        assert!(got.ends_with("x./target/x…") && !got.contains("home"), "{got}");
    }
}
