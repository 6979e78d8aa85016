//! Environments of Python packages: one per interpreter and list of pinned packages, below `target/`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use super::installation::{self, Filled};
use super::network;
use super::{Absence, Fetch, Receipt, Tool, Toolbox};
use files::{self, Fingerprint, Unfinished};
use manifest::{Environment, Id, OwnPackages};
use system::parallel;
use system::process::Spec;

/// How long an installation may take.
const INSTALL_LIMIT: Duration = Duration::from_secs(45 * 60);

/// The packages of a rung, installed or not.
#[derive(Debug)]
pub struct HostedPackages<'m> {
    /// The file that lists them.
    pub requirements: String,
    /// The interpreter that they are for.
    pub host: &'m Id,
    /// What it took to get them, where that is known, or why they are not there.
    pub outcome: Result<Option<Receipt>, String>,
}

impl<'m> Toolbox<'m> {
    /// The folder of an environment, created if `fetch` allows.
    ///
    /// # Errors
    /// When there is no interpreter, or the packages cannot be installed.
    pub(super) fn environment(
        &self,
        environment: &Environment,
        fetch: Fetch,
        wanted_by: &str,
    ) -> Result<PathBuf, Absence> {
        let tool = self.get(&environment.toolchain).found()?;
        let packages = Packages { pinned: Some(&environment.requirements), own: None };
        let folder = self.environment_of(&tool, &packages, fetch, wanted_by)?;
        for pattern in &environment.executable {
            make_executable(&folder.join(pattern))
                .map_err(|reason| Absence { reason, fix: "make its folder writable".to_owned() })?;
        }
        Ok(folder)
    }

    /// The same interpreter with pinned packages.
    ///
    /// # Errors
    /// When the packages cannot be installed.
    pub fn with_packages(&self, tool: &Tool, requirements: &Path, wanted_by: &str) -> Result<Tool, Absence> {
        self.with_all_packages(tool, Some(requirements), None, wanted_by)
    }

    /// The same interpreter with pinned packages, where there are some, and with those that a function of the user's needs.
    ///
    /// # Errors
    /// When the packages cannot be had for this interpreter.
    pub fn with_all_packages(
        &self,
        tool: &Tool,
        requirements: Option<&Path>,
        own: Option<&OwnPackages>,
        wanted_by: &str,
    ) -> Result<Tool, Absence> {
        if requirements.is_none() && own.is_none() {
            return Ok(tool.clone());
        }
        let folder = self.environment_of(tool, &Packages { pinned: requirements, own }, self.fetch, wanted_by)?;
        let resolved = std::fs::read_to_string(folder.join(RESOLVED)).ok();
        Ok(Tool { path: python_of(&folder), receipt: installation::receipt(&folder), resolved, ..tool.clone() })
    }

    /// Installs the packages of every rung that one of these toolchains hosts, each list once, side by side.
    pub fn install_packages(&self, hosts: &[&Id]) -> Vec<HostedPackages<'m>> {
        let mut jobs: Vec<(&Id, &Id, &PathBuf)> = Vec::new();
        for (id, rung) in self.manifest.rungs.iter().filter(|(_, rung)| hosts.contains(&&rung.toolchain)) {
            let Some(requirements) = &rung.requirements else { continue };
            if !jobs.iter().any(|(_, host, known)| *host == &rung.toolchain && *known == requirements) {
                jobs.push((id, &rung.toolchain, requirements));
            }
        }
        parallel::side_by_side(jobs, |(rung, host, requirements)| {
            let tool = self.get(host).found();
            let tool = tool.and_then(|tool| self.with_packages(&tool, requirements, &format!("rung {rung}")));
            let outcome = tool.map(|tool| tool.receipt).map_err(|absence| absence.reason);
            HostedPackages { requirements: requirements.display().to_string(), host, outcome }
        })
    }

    fn environment_of(
        &self,
        tool: &Tool,
        packages: &Packages<'_>,
        fetch: Fetch,
        wanted_by: &str,
    ) -> Result<PathBuf, Absence> {
        let contents = |list: &Path| {
            files::sha256_of_file(&self.manifest.root.join(list))
                .map_err(|error| Absence { reason: format!("{error:#}"), fix: "restore the file".to_owned() })
        };
        let mut key = Fingerprint::default().with("tool", tool.identity());
        if let Some(pinned) = packages.pinned {
            key = key.with("packages", contents(pinned)?);
            if let Some(build) = build_list(&self.manifest.root.join(pinned)) {
                key = key.with("built with", std::fs::read(build).unwrap_or_default());
            }
        }
        if let Some(own) = packages.own {
            key = key.with("own", contents(&own.list)?).with("builds", own.builds.to_string());
        }
        let key = key.hex();
        let requirements = packages.shown();
        let project = match packages.pinned.and_then(Path::parent).and_then(Path::file_name) {
            Some(project) => project.to_string_lossy().into_owned(),
            None => "own".to_owned(),
        };
        let folder = self.target.join("environments").join(format!("{project}-{}-{}", tool.id, &key[..12]));
        if installation::receipt(&folder).is_some() {
            if python_of(&folder).exists() {
                return Ok(folder);
            }
            // Its interpreter was removed or moved: the receipt alone is worth nothing.
            if self.remembers {
                let _ = std::fs::remove_dir_all(&folder);
            }
        }
        let shown = requirements.display();
        let named = |reason: String| match packages.own {
            Some(_) => format!("what the function needs cannot be had for this interpreter: {reason}"),
            None => reason,
        };
        if fetch == Fetch::Never {
            let reason = format!("the packages of {shown} are not installed yet");
            return Err(Absence { reason, fix: "cargo xtask setup".to_owned() });
        }
        let lacking = || self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(absence) = lacking().get(&folder) {
            return Err(absence.clone());
        }
        let uv = self.uv()?;
        let step = format!("installing {shown} for {wanted_by}");
        match self.install(&folder, || self.fill_environment(&uv, tool, packages, &folder, &step)) {
            Ok(_) => Ok(folder),
            Err(reason) => {
                let reason = named(network::named(reason.clone(), &reason));
                let other = format!("name another interpreter: {}=/path/to/python", tool.id.tool_variable());
                let fix = network::fix(&reason, &other);
                let absence = Absence { reason, fix };
                lacking().insert(folder, absence.clone());
                Err(absence)
            }
        }
    }

    fn fill_environment(
        &self,
        uv: &Path,
        tool: &Tool,
        packages: &Packages<'_>,
        folder: &Path,
        step: &str,
    ) -> Result<Filled, String> {
        let _step = self.progress.step(step);
        let text = |path: &Path| path.display().to_string();
        let create = Spec::new([
            text(uv),
            "venv".into(),
            "--quiet".into(),
            "--no-project".into(),
            "--allow-existing".into(),
            "--python".into(),
            text(&tool.path),
            text(folder),
        ]);
        let run = |spec| self.spawner.capture(&self.uv_spec(spec), INSTALL_LIMIT).map_err(|error| error.to_string());
        run(create)?;
        let python = text(&python_of(folder));
        let pinned = packages.pinned.map(|list| self.manifest.root.join(list));
        let mut install = vec![text(uv), "pip".into(), "install".into(), "--quiet".into(), "--require-hashes".into()];
        install.extend(["--python".to_owned(), python.clone()]);
        let builds = packages.own.is_some_and(|own| own.builds);
        match &pinned {
            Some(list) => {
                install.extend(["--requirement".to_owned(), text(list)]);
                install.extend(built_from_source(list)?.into_iter().filter(|_| !builds));
            }
            None if builds => {}
            None => install.extend(built_from_source(Path::new(""))?),
        }
        if let Some(own) = packages.own {
            let resolved = text(&folder.join(RESOLVED));
            let mut resolve =
                vec![text(uv), "pip".into(), "compile".into(), "--quiet".into(), "--generate-hashes".into()];
            resolve.extend(["--no-header", "--no-annotate", "--python"].map(str::to_owned));
            resolve.extend([
                python,
                text(&self.manifest.root.join(&own.list)),
                "--output-file".into(),
                resolved.clone(),
            ]);
            resolve.extend(pinned.iter().flat_map(|list| ["--constraint".to_owned(), text(list)]));
            if !builds {
                resolve.extend(["--only-binary".to_owned(), ":all:".to_owned()]);
            }
            run(Spec::new(resolve))?;
            install.extend(["--requirement".to_owned(), resolved]);
        }
        run(Spec::new(install))?;
        Ok(Filled::default())
    }
}

/// What is to be in an environment.
#[derive(Debug)]
struct Packages<'a> {
    /// A list of pinned packages, relative to the root.
    pinned: Option<&'a Path>,
    /// What a function of the user's needs beside them.
    own: Option<&'a OwnPackages>,
}

impl Packages<'_> {
    /// The list by which people know it.
    fn shown(&self) -> &Path {
        self.own.map(|own| own.list.as_path()).or(self.pinned).unwrap_or(Path::new(""))
    }
}

/// What the user's packages were resolved to, in their environment.
const RESOLVED: &str = "resolved.txt";

/// Begins the line that names a package which is built from its source.
const FROM_SOURCE: &str = "--no-binary ";

/// What packages without wheels are built with: a list beside that of the packages, which names those packages as well.
fn build_list(list: &Path) -> Option<PathBuf> {
    let name = format!("{}-build.txt", list.file_stem()?.to_string_lossy());
    Some(list.with_file_name(name)).filter(|path| path.is_file())
}

/// The options of uv by which nothing is built from source: a package's build runs what it likes, with build requirements of
/// whatever version there is today. Those that a list of build requirements names are built with what it pins.
///
/// # Errors
/// When that list cannot be read.
fn built_from_source(list: &Path) -> Result<Vec<String>, String> {
    let mut options = vec!["--only-binary".to_owned(), ":all:".to_owned()];
    if let Some(build) = build_list(list) {
        let text = std::fs::read_to_string(&build).map_err(|error| format!("{}: {error}", build.display()))?;
        for name in text.lines().filter_map(|line| line.strip_prefix(FROM_SOURCE)) {
            options.extend(["--no-binary".to_owned(), name.trim().to_owned()]);
        }
        options.extend(["--build-constraints".to_owned(), build.display().to_string()]);
    }
    Ok(options)
}

/// Gives programs that a package installed as mere files their run bit. Each is replaced: what is there may be a link into the
/// cache of the installer, which is somebody else's.
///
/// # Errors
/// When one of them cannot be written.
fn make_executable(pattern: &Path) -> Result<(), String> {
    let found = glob::glob(&pattern.to_string_lossy()).map_err(|error| error.to_string())?;
    for program in found.flatten().filter(|path| path.is_file() && !is_executable(path)) {
        let replace = || -> std::io::Result<()> {
            let (unfinished, mut file) = Unfinished::file(&program, Some(0o755))?;
            std::io::copy(&mut File::open(&program)?, &mut file)?;
            unfinished.put(&program)
        };
        replace().map_err(|error| format!("cannot write {}: {error}", program.display()))?;
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|about| about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}

fn python_of(folder: &Path) -> PathBuf {
    if cfg!(windows) { folder.join("Scripts").join("python.exe") } else { folder.join("bin").join("python") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_program_that_came_as_a_mere_file_can_be_started_and_the_file_it_was_a_link_to_stays() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (cached, program) = (folder.path().join("cached"), folder.path().join("lib1/tool"));
        std::fs::create_dir(folder.path().join("lib1")).expect("a folder");
        std::fs::write(&cached, "text").expect("a file");
        std::fs::set_permissions(&cached, std::fs::Permissions::from_mode(0o644)).expect("a mode");
        std::fs::hard_link(&cached, &program).expect("a link");
        for _ in 0..2 {
            assert_eq!(make_executable(&folder.path().join("lib*/tool")), Ok(()));
            assert_eq!((is_executable(&program), is_executable(&cached)), (true, false));
        }
        assert_eq!(std::fs::read_to_string(&program).expect("readable"), "text");
    }

    #[test]
    fn only_what_a_list_of_build_requirements_names_is_built_from_source() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("requirements.txt");
        assert_eq!(built_from_source(&list), Ok(vec!["--only-binary".to_owned(), ":all:".to_owned()]));
        let build = folder.path().join("requirements-build.txt");
        std::fs::write(&build, "# why\n--no-binary one\n--no-binary  two \nsetuptools==1 \\\n    --hash=sha256:00\n")
            .expect("a file");
        let options = built_from_source(&list).expect("readable").join(" ");
        let file = build.display();
        assert_eq!(options, format!("--only-binary :all: --no-binary one --no-binary two --build-constraints {file}"));
    }
}
