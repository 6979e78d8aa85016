//! Building a toolchain from its source, with `configure` and `make`, because somebody asked for it: nothing is built by
//! the way. What was built goes before what PATH has.
//!
//! What makes a source one of a recipe, how it is configured and what its version file says is data. Every build has a
//! folder of its own; the one before it goes when the new one is whole and the probe agrees.

mod fetch;
mod given;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use self::fetch::Mirror;
use self::given::Opened;
use super::super::ask::Asked;
use super::super::find::Candidate;
use super::super::installation::{self, Filled};
use super::super::{Absence, Toolbox};
use super::Provided;
use files::Fingerprint;
use manifest::{BuildSource, FileOrigin, Id, Origin, Recipe, Toolchain};
use system::parallel;
use system::process::Spec;
use system::progress::{ExpectedEnd, Gauge, spoken};

/// How long one step of a build may take.
const BUILD_LIMIT: Duration = Duration::from_secs(6 * 60 * 60);

/// What a build that was asked for is made of.
#[derive(Debug, Clone, Copy)]
pub struct SourceRequest<'a> {
    /// Sources that the user has: archives or folders.
    pub given: &'a [PathBuf],
    /// Build the toolchains that no given source is for, too, from the distribution's source packages.
    pub all: bool,
    /// Without the recipe's optimisations, which take most of the time.
    pub plain: bool,
}

/// A toolchain that was to be built, and what became of it.
#[derive(Debug)]
pub struct SourceBuild<'i> {
    /// Its name.
    pub id: &'i Id,
    /// Why there is no such build now, where there is none.
    pub outcome: Result<(), Absence>,
}

/// A toolchain that can be built from source.
#[derive(Clone, Copy)]
struct Buildable<'m> {
    id: &'m Id,
    toolchain: &'m Toolchain,
    origin: &'m FileOrigin,
    source: &'m BuildSource,
    recipe: &'m Recipe,
}

/// When a file was changed.
fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

/// A folder to work in, gone when this is dropped.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl<'m> Toolbox<'m> {
    /// What was built from source earlier. The user asked for it, so it goes before everything but an explicit path.
    pub(in crate::toolchain) fn find_build(&self, id: &Id, source: &BuildSource) -> Option<Provided> {
        let folders = self.builds(id).into_iter();
        let whole = folders.filter_map(|folder| Some((installation::receipt(&folder)?, folder)));
        let (receipt, folder) = whole.max_by_key(|(_, folder)| changed(&folder.join(&source.file)))?;
        Some(Provided { path: folder.join(&source.file), origin: "built from source", receipt: Some(receipt) })
    }

    /// Those of these toolchains that a request is about, and what became of each.
    ///
    /// # Errors
    /// When one of the given sources cannot be used for any of them; nothing has been built then.
    pub fn build_from_source<'i>(
        &self,
        ids: &[&'i Id],
        request: &SourceRequest<'_>,
    ) -> Result<Vec<SourceBuild<'i>>, String> {
        let candidates: Vec<(&'i Id, Buildable<'m>)> =
            ids.iter().filter_map(|id| Some((*id, self.buildable(id)?))).collect();
        let scratch = Scratch(self.target.join("source"));
        let _ = fs::remove_dir_all(&scratch.0);
        let all: Vec<Buildable<'m>> = candidates.iter().map(|(_, buildable)| *buildable).collect();
        let opened = self.open_given(&all, request.given, &scratch.0)?;
        let mirror = Mirror::new(self.spawner.clone(), &scratch.0.join("apt"), suites(&all));
        let build = |(id, buildable): (&'i Id, Buildable<'m>)| {
            let outcome = match opened.iter().find(|opened| is_for(opened, buildable.source)) {
                Some(opened) => self.build(buildable, opened, request.plain, &scratch.0),
                None if request.all => self
                    .fetch_source(buildable, &mirror, &scratch.0)
                    .and_then(|opened| self.build(buildable, &opened, request.plain, &scratch.0)),
                None => return None,
            };
            let fix = || {
                let version = &buildable.source.version;
                format!(
                    "get a source of {version} (.tgz, .tar.xz or a folder), then: cargo xtask setup {id} --source FILE"
                )
            };
            Some(SourceBuild { id, outcome: outcome.map_err(|reason| Absence { reason, fix: fix() }) })
        };
        Ok(candidates.into_iter().filter_map(build).collect())
    }

    fn buildable(&self, id: &Id) -> Option<Buildable<'m>> {
        let (id, toolchain) = self.manifest.toolchains.get_key_value(id)?;
        let Origin::File(origin) = &toolchain.origin else { return None };
        let source = origin.source.as_deref()?;
        Some(Buildable { id, toolchain, origin, source, recipe: self.manifest.recipes.get(&source.recipe)? })
    }

    /// Opens every source before anything is built: a mistake in the last must not cost the time of the first.
    fn open_given(&self, all: &[Buildable<'_>], given: &[PathBuf], scratch: &Path) -> Result<Vec<Opened>, String> {
        let recipes: Vec<&Recipe> = all.iter().map(|buildable| buildable.recipe).collect();
        let mut opened: Vec<Opened> = Vec::new();
        for (number, path) in given.iter().enumerate() {
            let _step = self.progress.step(&format!("unpacking {}", path.display()));
            let source = given::open(&self.spawner, path, &scratch.join(format!("given-{number}")), &recipes)?;
            let (path, version) = (path.display(), &source.version);
            let Some(buildable) = all.iter().find(|buildable| is_for(&source, buildable.source)) else {
                let known: Vec<String> =
                    all.iter().map(|buildable| format!("{} ({})", buildable.id, buildable.source.version)).collect();
                let known = if known.is_empty() { "none can be".to_owned() } else { known.join(", ") };
                return Err(format!("{path} is version {version}, and none of these is built from that: {known}"));
            };
            if let Some(other) = opened.iter().find(|other| is_for(other, buildable.source)) {
                return Err(format!(
                    "{path} ({version}) and {} ({}) are both for {}: give one of them",
                    other.given.display(),
                    other.version,
                    buildable.id
                ));
            }
            opened.push(source);
        }
        Ok(opened)
    }

    /// The distribution's source, opened.
    fn fetch_source(&self, buildable: Buildable<'_>, mirror: &Mirror, scratch: &Path) -> Result<Opened, String> {
        let Buildable { id, toolchain, source, recipe, .. } = buildable;
        let package = source.package.as_ref();
        let package = package.ok_or_else(|| format!("no source package of the distribution is known for {id}"))?;
        let archive = {
            let _step = self.progress.step(&format!("getting the source of {} from the distribution", toolchain.title));
            mirror.fetch(self.source()?, package)?
        };
        let into = scratch.join(format!("fetched-{id}"));
        let opened = given::open(&self.spawner, &archive, &into, &[recipe])?;
        if !is_for(&opened, source) {
            return Err(format!("the distribution's {package} is version {}, not {}", opened.version, source.version));
        }
        Ok(opened)
    }

    /// Builds one toolchain, unless this very build is there already; the builds before it go.
    fn build(&self, buildable: Buildable<'_>, opened: &Opened, plain: bool, scratch: &Path) -> Result<(), String> {
        let Buildable { id, source, recipe, .. } = buildable;
        let key = Fingerprint::default()
            .with("source", &opened.sha256)
            .with("recipe", format!("{source:?} {recipe:?}"))
            .with("plain", plain.to_string())
            .hex();
        let folder = self.target.join("toolchains").join(format!("{}{}", prefix(id), &key[..KEY]));
        self.install(&folder, || self.configure_and_make(buildable, opened, plain, &folder, scratch))?;
        for other in self.builds(id).into_iter().filter(|other| *other != folder) {
            let _ = fs::remove_dir_all(other);
        }
        Ok(())
    }

    fn configure_and_make(
        &self,
        buildable: Buildable<'_>,
        opened: &Opened,
        plain: bool,
        folder: &Path,
        scratch: &Path,
    ) -> Result<Filled, String> {
        let Buildable { id, toolchain, origin, source, recipe } = buildable;
        let cores = parallel::cores();
        let minutes = if plain { recipe.plain_minutes } else { recipe.optimised_minutes };
        let work = self.work(toolchain, opened, plain, minutes, cores);
        let place = Scratch(scratch.join(format!("build-{id}")));
        fs::create_dir_all(&place.0).map_err(|error| format!("cannot create {}: {error}", place.0.display()))?;
        let optimise: &[String] = if plain { &[] } else { &recipe.optimise };
        let mut configure = vec![text(&opened.folder.join("configure")), format!("--prefix={}", folder.display())];
        configure.extend([&recipe.configure, &source.configure, optimise].into_iter().flatten().cloned());
        let make = vec!["make".to_owned(), format!("-j{cores}")];
        let install = vec!["make".to_owned(), recipe.install.clone()];
        for (doing, command) in [("configuring", configure), ("compiling", make), ("installing", install)] {
            work.doing(&format!("{doing} {}", toolchain.title));
            let spec = Spec::new(command).folder(&place.0);
            let spec = Spec { without: MAKE_VARIABLES.iter().map(|name| (*name).to_owned()).collect(), ..spec };
            self.spawner.capture(&spec, BUILD_LIMIT).map_err(|error| format!("{doing} failed: {error}"))?;
            work.advance();
        }
        let candidate = Candidate::found(folder.join(&source.file), "built from source");
        match self.ask(id, toolchain, origin, &candidate) {
            Asked::Is(_) => Ok(Filled::default()),
            Asked::IsNot(reason) | Asked::Broken(reason) => Err(format!("what was built will not do: {reason}")),
        }
    }

    /// The line that shows how far a build is.
    fn work(&self, toolchain: &Toolchain, opened: &Opened, plain: bool, minutes: u32, cores: usize) -> Gauge {
        let estimate = Duration::from_secs_f64(f64::from(minutes) * 60.0 / cores as f64);
        let how = if plain { "plainly" } else { "with optimisations" };
        let (title, version, about) = (&toolchain.title, &opened.version, spoken(estimate));
        let step = format!("building {title} {how} from the source of {version}: about {about} with {cores} cores");
        let work = self.progress.work(3, &step);
        work.ends(ExpectedEnd::About(Instant::now() + estimate));
        work
    }

    /// The folders of this toolchain's builds, whole or not.
    fn builds(&self, id: &Id) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.target.join("toolchains")).into_iter().flatten().flatten();
        let is_one = |name: &str| name.strip_prefix(&prefix(id)).is_some_and(|key| key.len() == KEY && is_hex(key));
        entries.filter(|entry| is_one(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
    }
}

/// How much of a fingerprint names a folder.
const KEY: usize = 12;

/// Variables of a `make` that this was started from: its children would take them for orders.
const MAKE_VARIABLES: &[&str] = &["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEFILES", "DESTDIR"];

fn prefix(id: &Id) -> String {
    format!("source-{id}-")
}

fn is_hex(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_hexdigit())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// The releases that the recipes name.
fn suites(all: &[Buildable<'_>]) -> Vec<String> {
    let mut suites: Vec<String> = Vec::new();
    for suite in all.iter().flat_map(|buildable| &buildable.recipe.suites) {
        if !suites.contains(suite) {
            suites.push(suite.clone());
        }
    }
    suites
}

/// Whether a source is of the version that a toolchain is built from: `3.14.2`, `3.14rc1` and `3.14` are all 3.14, but
/// `3.140` is not.
fn is_for(opened: &Opened, source: &BuildSource) -> bool {
    let rest = opened.version.strip_prefix(&source.version);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}
