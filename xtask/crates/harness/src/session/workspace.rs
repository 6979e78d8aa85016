//! Where commands work: the ladder, the folder of what can be made again, and that of the sessions.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{anyhow, bail};

use super::target::{LOCK, TARGET, TargetFolder};
use crate::baseline::{self, BaselineChoice};
use crate::build::{Built, Workshop};
use crate::cell::Absent;
use crate::check::Oracle;
use crate::home::Home;
use crate::plan::{Plan, Purpose};
use crate::toolchain::{Fetch, Toolbox};
use manifest::Manifest;
use records::differences::{Differences, KEPT};
use system::lock::{self, Lock};
use system::process::Spawner;
use system::progress::Progress;

/// Where a command works.
#[derive(Debug)]
pub struct Workspace {
    /// The ladder.
    pub manifest: Manifest,
    /// The home that processes get.
    pub home: Home,
    /// What starts processes, in that home.
    pub spawner: Spawner,
    /// Where everything that is built, installed or remembered goes.
    pub target: PathBuf,
    /// Where sessions of measuring are kept.
    pub results: PathBuf,
    /// What the user sees.
    pub progress: Progress,
}

impl Workspace {
    /// The toolchains of this machine, which need the home that processes get.
    pub fn toolbox(&self, fetch: Fetch) -> Toolbox<'_> {
        let claimed = self.target_folder().claim(&self.target);
        if let Err(error) = claimed.and_then(|()| self.home.furnish()) {
            self.progress.note(&format!("tools get no home, and none of your settings: {error:#}"));
        }
        for sentence in self.home.trouble() {
            self.progress.note(&sentence);
        }
        Toolbox::new(&self.manifest, &self.target, fetch, self.spawner.clone(), self.progress.clone())
    }

    /// In what rungs are known to differ from Python; none where nobody has asked them.
    pub fn known_differences(&self) -> Option<Differences> {
        let file = self.manifest.root.join(KEPT);
        if !file.is_file() {
            return None;
        }
        Differences::read(&file).map_err(|error| self.progress.note(&format!("warning: {error:#}"))).ok()
    }

    /// Whose the folder is in which everything is built.
    pub fn target_folder(&self) -> TargetFolder {
        TargetFolder::of(&self.target, self.target == self.manifest.root.join(TARGET))
    }

    /// Keeps another harness from building in the same folder, which is this program's from then on.
    ///
    /// # Errors
    /// When the folder is somebody else's or cannot be written, or at Ctrl-C.
    pub fn lock(&self) -> anyhow::Result<Lock> {
        let folder = self.target_folder();
        if folder == TargetFolder::Foreign {
            bail!("{} has files in it that this program has not made", self.target.display());
        }
        folder.claim(&self.target)?;
        lock::take(&self.target.join(LOCK), "builds in the same folder", &self.progress)
    }

    /// Keeps another harness from measuring on the same machine, whoever started it.
    ///
    /// # Errors
    /// When there is no place for the queue of those who want to measure, or at Ctrl-C.
    pub fn lock_machine(&self) -> anyhow::Result<Lock> {
        lock::measure_alone(&self.manifest.root, &self.progress)
    }

    /// Looks whether a session can be kept, before anything is built for it.
    ///
    /// # Errors
    /// When nothing can be written where sessions are kept, or no folder can be made there.
    pub fn refuse_closed_results(&self) -> anyhow::Result<()> {
        let is_there = |place: &&Path| place.symlink_metadata().is_ok();
        let place = self.results.ancestors().find(is_there).unwrap_or(&self.results);
        let tried = files::Unfinished::folder(&place.join("session"));
        tried.map(drop).map_err(|error| {
            let results = self.results.display();
            anyhow!("cannot keep a session in {results}: {error}\nhint: name another folder with --results DIR")
        })
    }

    /// Finds every toolchain that a plan needs for this purpose, and gets those that are not there, side by side.
    ///
    /// # Errors
    /// When the folder cannot be locked.
    pub fn equip<'w>(&'w self, plan: Plan<'w>, purpose: Purpose) -> anyhow::Result<EquippedPlan<'w>> {
        self.equip_by(plan, purpose, Fetch::IfNeeded)
    }

    /// Finds every toolchain that a plan needs, and gets what may be got.
    ///
    /// # Errors
    /// When the folder cannot be locked.
    pub fn equip_by<'w>(&'w self, plan: Plan<'w>, purpose: Purpose, fetch: Fetch) -> anyhow::Result<EquippedPlan<'w>> {
        let equipped = self.equip_later(plan, fetch)?;
        let needed = equipped.plan.needs(purpose).toolchains.into_iter().collect::<Vec<_>>();
        self.progress.has_stages(match purpose {
            Purpose::Build | Purpose::Check => 2,
            Purpose::Time => 3,
        });
        let work = self.progress.stage(needed.len() as u64, "looking for toolchains, and getting what is not here");
        equipped.toolbox.get_all_with(&needed, &|_| work.advance());
        drop(work);
        Ok(equipped)
    }

    /// The same, which looks for nothing yet: each toolchain is looked for, and got, when something needs it.
    ///
    /// # Errors
    /// When the folder cannot be locked.
    pub fn equip_later<'w>(&'w self, plan: Plan<'w>, fetch: Fetch) -> anyhow::Result<EquippedPlan<'w>> {
        let lock = self.lock()?;
        let toolbox = self.toolbox(fetch);
        Ok(EquippedPlan { workspace: self, plan, baseline: None, toolbox, _lock: lock })
    }
}

/// A plan whose toolchains were looked for, in a folder in which nobody else builds.
#[derive(Debug)]
pub struct EquippedPlan<'w> {
    /// Where it is.
    pub workspace: &'w Workspace,
    /// The selected cells.
    pub plan: Plan<'w>,
    /// The rung whose speedup is 1, where one was asked for and can be had.
    pub baseline: Option<BaselineChoice>,
    /// The toolchains.
    pub toolbox: Toolbox<'w>,
    _lock: Lock,
}

impl<'w> EquippedPlan<'w> {
    /// Chooses the baseline, and takes its cells into the plan.
    #[must_use]
    pub fn with_baseline(mut self) -> EquippedPlan<'w> {
        self.baseline = baseline::choose(&self.workspace.manifest, &self.toolbox);
        if let Some(choice) = &self.baseline {
            self.plan = self.plan.with_rung(&choice.rung);
        }
        self
    }

    /// Has the baseline that a session had before.
    #[must_use]
    pub(super) fn with_recorded_baseline(self, baseline: Option<BaselineChoice>) -> EquippedPlan<'w> {
        EquippedPlan { baseline, ..self }
    }

    /// Builds every cell; what became of them comes in the order of the plan.
    pub fn build(&self) -> Vec<Result<Built, Absent>> {
        let Workspace { target, progress, home, .. } = self.workspace;
        let home = &home.fingerprint();
        Workshop { toolbox: &self.toolbox, target, home, progress }.build(&self.plan)
    }

    /// The oracle; its runner has `limit` for one answer.
    pub fn oracle(&self, limit: Duration) -> Oracle<'_> {
        let Workspace { manifest, target, progress, .. } = self.workspace;
        Oracle { manifest, toolbox: &self.toolbox, target, limit, progress }
    }
}
