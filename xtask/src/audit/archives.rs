//! Archives of other registries: Java's by a list of hashes beside the project file, npm's by its lock file.

use std::path::Path;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

use super::lists::is_sha256;
use super::{AuditPart, Auditor, counted, files_below};
use manifest::{Manifest, Maven, Origin, Provider};

/// A file with its hash.
#[derive(Debug)]
pub(super) struct HashedFile {
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// As CycloneDX calls it.
    pub(super) algorithm: &'static str,
    /// In digits of sixteen.
    pub(super) hash: String,
    pub(super) licence: Option<String>,
}

/// What the toolchains of a ladder get from Maven.
fn mavens(manifest: &Manifest) -> impl Iterator<Item = &Maven> {
    let files = manifest.toolchains.values().filter_map(|toolchain| match &toolchain.origin {
        Origin::File(file) => Some(file),
        _ => None,
    });
    files.flat_map(|file| &file.provisions).filter_map(|provision| match &provision.provider {
        Provider::Maven(maven) => Some(maven),
        _ => None,
    })
}

/// The archives of a list as `sha256sum` prints it.
fn listed(root: &Path, list: &Path) -> Result<Vec<HashedFile>, String> {
    let text = std::fs::read_to_string(root.join(list)).map_err(|error| format!("{}: {error}", list.display()))?;
    let line = |line: &str| {
        let (hash, name) = line.split_once("  ").filter(|(hash, name)| is_sha256(hash) && !name.is_empty())?;
        let (name, hash) = (name.to_owned(), hash.to_owned());
        Some(HashedFile { name, version: None, algorithm: "SHA-256", hash, licence: None })
    };
    let each = |text: &str| line(text).ok_or_else(|| format!("{}: `{text}` is no hash and name", list.display()));
    text.lines().map(each).collect()
}

/// Every archive that Maven gets.
pub(super) fn java(root: &Path, manifest: &Manifest) -> Vec<Result<HashedFile, String>> {
    let lists = mavens(manifest).map(|maven| listed(root, &maven.sha256));
    lists
        .flat_map(|list| list.map_or_else(|fault| vec![Err(fault)], |files| files.into_iter().map(Ok).collect()))
        .collect()
}

/// Whether every Java archive has a hash, and the project file names versions alone.
pub(super) fn of_java(auditor: &Auditor<'_>) -> AuditPart {
    let manifest = &auditor.workspace.manifest;
    let files = java(auditor.root(), manifest);
    let mut part = AuditPart::new("java-pins", format!("hashes of {}", counted(files.len(), "Java archive")));
    part.found.extend(files.into_iter().filter_map(Result::err));
    for maven in mavens(manifest) {
        match std::fs::read_to_string(auditor.root().join(&maven.pom)) {
            Ok(text) => part
                .found
                .extend(loose(&text).map(|version| format!("{}: `{version}` is no one version", maven.pom.display()))),
            Err(error) => part.unchecked.push(format!("{}: {error}", maven.pom.display())),
        }
    }
    part
}

/// Versions of a project file that mean another one tomorrow.
fn loose(pom: &str) -> impl Iterator<Item = &str> {
    let versions = pom.split("version>").skip(1).step_by(2).filter_map(|text| text.split("</").next());
    versions.filter(|version| {
        let is_range = version.contains(['[', '(', ',']);
        is_range || ["LATEST", "RELEASE"].contains(version) || version.ends_with("-SNAPSHOT") || version.is_empty()
    })
}

/// What npm's lock files name, each package with its hash or what is wrong with it.
pub(super) fn npm(root: &Path) -> Vec<Result<HashedFile, String>> {
    let files = files_below(root, &|name| name == "package-lock.json");
    let packages = files.iter().flat_map(|file| {
        let text = std::fs::read(root.join(file)).map_err(|error| error.to_string());
        let lock = text.and_then(|text| serde_json::from_slice::<Value>(&text).map_err(|error| error.to_string()));
        match lock {
            Ok(lock) => packages(&lock).collect(),
            Err(error) => vec![Err(format!("{}: {error}", file.display()))],
        }
    });
    packages.collect()
}

fn packages(lock: &Value) -> impl Iterator<Item = Result<HashedFile, String>> {
    let all = lock["packages"].as_object().into_iter().flatten();
    all.filter(|(place, _)| !place.is_empty()).map(|(place, package)| {
        let name = place.rsplit("node_modules/").next().unwrap_or(place).to_owned();
        let hash = package["integrity"].as_str().and_then(|text| text.strip_prefix("sha512-"));
        let bytes = hash.and_then(|hash| Base64::decode_vec(hash).ok()).filter(|bytes| bytes.len() == 64);
        let bytes = bytes.ok_or_else(|| format!("{name} has no SHA-512"))?;
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        let hash = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(HashedFile { name, version: text("version"), algorithm: "SHA-512", hash, licence: text("license") })
    })
}

/// Whether every package of npm has a hash.
pub(super) fn of_npm(auditor: &Auditor<'_>) -> AuditPart {
    let files = npm(auditor.root());
    let mut part = AuditPart::new("npm-pins", format!("hashes of {} of npm", counted(files.len(), "package")));
    part.found.extend(files.into_iter().filter_map(Result::err));
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_may_be_another_one_tomorrow_is_found() {
        let pom = "<a.version>1.0</a.version><version>${a.version}</version><version>[1,2)</version><version>LATEST</version>\
                   <version>3-SNAPSHOT</version>";
        assert_eq!(loose(pom).collect::<Vec<_>>(), ["[1,2)", "LATEST", "3-SNAPSHOT"]);
    }

    #[test]
    fn a_package_of_npm_without_a_hash_is_found() {
        let hash = Base64::encode_string(&[7; 64]);
        let lock = serde_json::json!({ "packages": {
            "": {}, "node_modules/a": { "version": "1", "integrity": format!("sha512-{hash}") },
            "node_modules/a/node_modules/b": { "version": "2" }, "node_modules/c": { "integrity": "sha1-00" },
        }});
        let seen: Vec<Result<String, String>> =
            packages(&lock).map(|package| package.map(|package| package.hash)).collect();
        let none = |name: &str| Err(format!("{name} has no SHA-512"));
        assert_eq!(seen, [Ok("07".repeat(64)), none("b"), none("c")]);
    }
}
