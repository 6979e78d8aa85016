//! Environments of Python packages: one per interpreter and list of pinned packages, below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::{Absence, Effort, Probe, Tool, Toolbox};
use crate::files::{self, Fingerprint};
use crate::manifest::Environment;
use crate::process::{self, Spec};

/// The file that says that an environment is complete; it is written last.
const STAMP: &str = "ladder-complete";

/// How long an installation may take.
const INSTALL_LIMIT: Duration = Duration::from_secs(45 * 60);

impl Toolbox<'_> {
    /// The folder of an environment, created if `effort` allows. An environment that was left half-finished is made
    /// again.
    ///
    /// # Errors
    /// When there is no interpreter, or the packages cannot be installed.
    pub(super) fn environment(
        &self,
        environment: &Environment,
        effort: Effort,
        wanted_by: &str,
    ) -> Result<PathBuf, Absence> {
        match self.get(&environment.toolchain) {
            Probe::Found(tool) => self.environment_of(&tool, &environment.requirements, effort, wanted_by),
            Probe::Missing(absence) | Probe::Broken(absence) => Err(absence),
        }
    }

    /// The same interpreter with pinned packages.
    ///
    /// # Errors
    /// When the packages cannot be installed.
    pub fn with_packages(&self, tool: &Tool, requirements: &Path, wanted_by: &str) -> Result<Tool, Absence> {
        let folder = self.environment_of(tool, requirements, self.effort, wanted_by)?;
        Ok(Tool { path: python_of(&folder), ..tool.clone() })
    }

    fn environment_of(
        &self,
        tool: &Tool,
        requirements: &Path,
        effort: Effort,
        wanted_by: &str,
    ) -> Result<PathBuf, Absence> {
        let list = self.manifest.root.join(requirements);
        let unreadable =
            |error: anyhow::Error| Absence { reason: format!("{error:#}"), fix: "restore the file".to_owned() };
        let contents = files::sha256_of_file(&list).map_err(unreadable)?;
        let key = Fingerprint::default().with("tool", tool.identity()).with("packages", contents).hex();
        let project =
            requirements.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let folder = self.target.join("environments").join(format!("{project}-{}-{}", tool.id, &key[..12]));
        let lock = {
            let mut locks = self.environments.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(folder.clone()).or_default())
        };
        let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if folder.join(STAMP).is_file() {
            return Ok(folder);
        }
        if effort == Effort::Look {
            let reason = format!("the packages of {} are not installed yet", requirements.display());
            return Err(Absence { reason, fix: "cargo xtask build".to_owned() });
        }
        self.install(tool, &list, &folder, wanted_by)?;
        Ok(folder)
    }

    fn install(&self, tool: &Tool, list: &Path, folder: &Path, wanted_by: &str) -> Result<(), Absence> {
        let uv = self.uv()?;
        let shown = list.strip_prefix(&self.manifest.root).unwrap_or(list).display().to_string();
        let _step = self.progress.step(&format!("installing {shown} for {wanted_by}"));
        let failed = |reason: String| Absence {
            reason,
            fix: format!("see the message; then `cargo xtask build` again ({shown})"),
        };
        if folder.exists() {
            fs::remove_dir_all(folder)
                .map_err(|error| failed(format!("cannot remove {}: {error}", folder.display())))?;
        }
        let text = |path: &Path| path.display().to_string();
        let create = Spec::new([
            text(&uv),
            "venv".into(),
            "--quiet".into(),
            "--no-project".into(),
            "--python".into(),
            text(&tool.path),
            text(folder),
        ]);
        let packages = Spec::new([
            text(&uv),
            "pip".into(),
            "install".into(),
            "--quiet".into(),
            "--require-hashes".into(),
            "--python".into(),
            text(&python_of(folder)),
            "--requirement".into(),
            text(list),
        ]);
        for spec in [create, packages] {
            process::capture(&self.uv_spec(spec), INSTALL_LIMIT).map_err(|error| failed(error.to_string()))?;
        }
        files::write_whole(&folder.join(STAMP), b"").map_err(|error| failed(format!("{error:#}")))
    }
}

fn python_of(folder: &Path) -> PathBuf {
    if cfg!(windows) { folder.join("Scripts").join("python.exe") } else { folder.join("bin").join("python") }
}
