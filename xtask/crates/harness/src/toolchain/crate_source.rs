//! Sources that come as packages of the Cargo registry.

use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::find::{Candidate, explicit, misnamed};
use super::network;
use super::{Absence, Fetch, Probe, Tool, Toolbox};
use manifest::{Id, Toolchain};
use system::process::Spec;

impl Toolbox<'_> {
    /// A package of the Cargo registry that is never built, only read.
    pub(super) fn crate_source(
        &self,
        id: &Id,
        toolchain: &Toolchain,
        package: &str,
        folder: &Path,
        inside: &Path,
        variables: &[String],
    ) -> Probe {
        if let Some(candidate) = explicit(id, variables) {
            return match candidate.path.is_dir() {
                true => Probe::Found(given(id, candidate)),
                false => {
                    let reason = format!("{} is no folder", candidate.path.display());
                    Probe::Broken(misnamed(&candidate, reason))
                }
            };
        }
        match self.crate_folder(package, folder) {
            Ok((folder, version)) => {
                Probe::Found(source(id, folder.join(inside), &version, "Cargo registry".to_owned()))
            }
            Err(reason) => {
                let fix = network::fix(&reason, &self.untried(id, true, &toolchain.fix));
                Probe::Missing(Absence { reason, fix })
            }
        }
    }

    fn crate_folder(&self, package: &str, folder: &Path) -> Result<(PathBuf, String), String> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let package_file = self.manifest.root.join(folder).join("Cargo.toml").display().to_string();
        let mut argv =
            vec![cargo.as_str(), "metadata", "--format-version", "1", "--locked", "--manifest-path", &package_file];
        argv.extend((self.fetch == Fetch::Never).then_some("--offline"));
        // Above the root of the file system nobody's settings lie.
        let spec = Spec::new(argv).folder(Path::new("/"));
        let captured = self
            .spawner
            .capture(&spec, Duration::from_secs(120))
            .map_err(|error| network::named(error.brief(), &error.to_string()))?;
        let metadata: Value = serde_json::from_str(&captured.stdout).map_err(|error| error.to_string())?;
        let packages = metadata["packages"].as_array().ok_or("`cargo metadata` named no packages")?;
        let found = packages.iter().find(|entry| entry["name"] == package);
        let found = found.ok_or_else(|| format!("Cargo.lock has no package `{package}`"))?;
        let manifest = Path::new(found["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest
            .parent()
            .filter(|folder| folder.is_dir())
            .ok_or_else(|| format!("the source of `{package}` was not downloaded"))?;
        Ok((folder.to_owned(), found["version"].as_str().unwrap_or_default().to_owned()))
    }
}

fn source(id: &Id, path: PathBuf, version: &str, origin: String) -> Box<Tool> {
    let (env, facts) = (IndexMap::new(), Map::new());
    let (version, by_others) = (version.to_owned(), false);
    Box::new(Tool { id: id.clone(), path, version, origin, by_others, env, receipt: None, resolved: None, facts })
}

/// A folder that the user named: nobody gave it a version, so its contents are one.
fn given(id: &Id, candidate: Candidate) -> Box<Tool> {
    let contents = files::sha256_of_folder(&candidate.path).unwrap_or_default();
    let version: String = contents.chars().take(12).collect();
    source(id, candidate.path, &version, candidate.origin)
}
