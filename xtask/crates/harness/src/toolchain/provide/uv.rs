//! The Python installer: finds uv, or gets it into `target/` with the pip of whatever Python is there.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use super::super::installation::Filled;
use super::super::network;
use super::super::{Absence, Toolbox};
use system::process::{ProcessError, Spec};

/// The uv that is installed, with its hashes.
const PINS: &str = include_str!("../../../../../uv-requirements.txt");

/// How long one question to uv may take.
const ASK_LIMIT: Duration = Duration::from_secs(4);

/// How long a download may take.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(15 * 60);

impl Toolbox<'_> {
    /// The uv to use.
    ///
    /// # Errors
    /// When none is on PATH and none can be got.
    pub(in crate::toolchain) fn uv(&self) -> Result<PathBuf, Absence> {
        self.uv.get_or_init(|| self.uv_here().map_or_else(|| self.get_uv(), Ok)).clone()
    }

    fn uv_home(&self) -> PathBuf {
        self.target.join("uv")
    }

    /// The uv that was here when it was first asked for.
    fn uv_here(&self) -> Option<PathBuf> {
        self.uv_here.get_or_init(|| self.find_uv()).clone()
    }

    fn find_uv(&self) -> Option<PathBuf> {
        let own = self.uv_home().join("bin").join("uv");
        let works = |path: &Path| {
            self.spawner.capture(&Spec::new([path.display().to_string(), "--version".to_owned()]), ASK_LIMIT).is_ok()
        };
        [own, PathBuf::from("uv")].into_iter().find(|path| works(path))
    }

    fn get_uv(&self) -> Result<PathBuf, Absence> {
        let _step = self.progress.step("installing uv, which installs the Python packages");
        // No ladder need have the list beside it.
        let list = self.target.join("tools").join("uv-requirements.txt");
        if let Err(error) = files::write_whole(&list, PINS.as_bytes()) {
            return Err(Absence { reason: format!("{error:#}"), fix: String::new() });
        }
        let home = self.uv_home();
        let (mut reasons, mut words) = (Vec::new(), String::new());
        // Where pip is the user's own package, it is found there alone.
        let users = std::env::home_dir().map(|home| home.join(".local").display().to_string());
        let tries = ["python3", "python"].into_iter().flat_map(|python| [(python, None), (python, users.as_ref())]);
        for (python, users) in tries {
            let spec = Spec::new([
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-cache-dir",
                "--no-deps",
                "--require-hashes",
                "--only-binary",
                ":all:",
                "--upgrade",
                "--target",
                &home.display().to_string(),
                "--requirement",
                &list.display().to_string(),
            ]);
            let spec = spec.env("PIP_ROOT_USER_ACTION", "ignore").env("PIP_USER", "0").folder(Path::new("/"));
            let spec = match users {
                Some(users) => spec.env("PYTHONNOUSERSITE", "").env("PYTHONUSERBASE", users),
                None => spec,
            };
            match self.spawner.capture(&spec, DOWNLOAD_LIMIT) {
                Ok(_) => return Ok(home.join("bin").join("uv")),
                Err(error) => {
                    words += &error.to_string();
                    reasons.push(error.brief());
                }
            }
        }
        reasons.dedup();
        let reason = format!("uv is not on PATH, and pip cannot get it: {}", reasons.join("; "));
        let reason = network::named(reason, &words);
        let other = "install uv, or a Python with pip (on Debian: apt-get install python3-pip)";
        let fix = network::fix(&reason, other);
        Err(Absence { reason, fix })
    }

    /// A call of uv as the harness wants it: it neither downloads interpreters by the way nor asks anything.
    pub(in crate::toolchain) fn uv_spec(&self, spec: Spec) -> Spec {
        // Above the root of the file system nobody's settings lie.
        let spec = spec.env("UV_NO_PROGRESS", "1").env("UV_PYTHON_DOWNLOADS", "manual").folder(Path::new("/"));
        Spec { without: vec!["VIRTUAL_ENV".to_owned(), "CONDA_PREFIX".to_owned()], ..spec }
    }

    /// An interpreter that uv has already installed. Nothing is downloaded, and uv itself is not either.
    pub(in crate::toolchain) fn uv_find(&self, request: &str) -> Option<PathBuf> {
        let got = self.uv.get().and_then(|uv| uv.clone().ok());
        self.uv_python(&got.or_else(|| self.uv_here())?, request)
    }

    fn uv_python(&self, uv: &Path, request: &str) -> Option<PathBuf> {
        let uv = uv.display().to_string();
        let spec = Spec::new([&uv, "python", "find", "--no-project", "--managed-python", "--offline", request]);
        let captured = self.spawner.capture(&self.uv_spec(spec), ASK_LIMIT).ok()?;
        Some(PathBuf::from(captured.stdout.trim())).filter(|path| path.is_file())
    }

    /// Downloads an interpreter into uv's own folder. When the network is closed, nothing more is tried.
    ///
    /// # Errors
    /// When the download fails, or one failed before.
    pub(super) fn uv_install(&self, request: &str) -> Result<Filled, String> {
        let uv = self.uv().map_err(|absence| absence.reason)?;
        let failed = || self.downloads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = failed().as_ref() {
            return Err(reason.clone());
        }
        let spec = Spec::new([&uv.display().to_string(), "python", "install", "--no-bin", request]);
        let spec = self.uv_spec(spec).env("UV_HTTP_RETRIES", "0");
        if let Err(error) = self.spawner.capture(&spec, DOWNLOAD_LIMIT) {
            let words = error.to_string();
            let reason = network::named(format!("uv cannot download one here ({})", cause(&error)), &words);
            if network::is_closed(&words) {
                *failed() = Some(reason.clone());
            }
            return Err(reason);
        }
        let mut path = self.uv_python(&uv, request);
        if path.is_none() {
            // uv takes what is in its folder for installed, whether it works or not.
            let again = Spec { argv: spec.argv.iter().cloned().chain(["--reinstall".to_owned()]).collect(), ..spec };
            self.spawner.capture(&again, DOWNLOAD_LIMIT).map_err(|error| error.brief())?;
            path = self.uv_python(&uv, request);
        }
        let path = path.ok_or_else(|| format!("uv installed {request}, but does not find it"))?;
        let prefix = path.parent().and_then(Path::parent).map_or(0, files::size_of_folder);
        Ok(Filled { bytes_elsewhere: prefix, ..Filled::default() })
    }
}

/// What uv says is the cause, which need not be the last line: behind a hash that is wrong come both hashes.
fn cause(error: &ProcessError) -> String {
    let said = error.to_string();
    let mut causes = said.lines().map(str::trim).filter_map(|line| {
        let named = ["cause: ", "Caused by: "].iter().find_map(|name| line.strip_prefix(name));
        named.filter(|cause| cause.starts_with("Hash mismatch"))
    });
    causes.next_back().map(str::to_owned).unwrap_or_else(|| error.brief())
}
