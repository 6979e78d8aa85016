//! The bill of materials: what others made and this ladder names, in the words of CycloneDX 1.6.
//!
//! The same ladder gives the same bytes: there is no time in it, and its number comes from what it lists.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::archives::{self, HashedFile};
use super::crates::{self, LockedCrate};
use super::lists::{self, Pin};
use super::{Auditor, files_below};
use harness::session::Workspace;
use harness::toolchain::Fetch;

/// The bill of a ladder.
///
/// # Errors
/// When a pin cannot be read, or Cargo cannot tell the licences of its crates.
pub fn bom(workspace: &Workspace) -> anyhow::Result<String> {
    let _lock = workspace.lock()?;
    let folder = workspace.target.join("audit");
    std::fs::create_dir_all(&folder)?;
    let auditor = Auditor { workspace, toolbox: workspace.toolbox(Fetch::Never), folder };
    let root = auditor.root();
    let mut locked = Vec::new();
    for (file, packages) in crates::locks(root) {
        locked.extend(packages.map_err(|reason| anyhow::anyhow!("{}: {reason}", file.display()))?);
    }
    let licences = if locked.is_empty() { HashMap::new() } else { licences(&auditor).map_err(anyhow::Error::msg)? };
    let files = |files: Vec<Result<HashedFile, String>>| {
        files.into_iter().collect::<Result<Vec<_>, _>>().map_err(anyhow::Error::msg)
    };
    let (java, npm) = (files(archives::java(root, &workspace.manifest))?, files(archives::npm(root))?);
    let mut components: BTreeMap<String, Value> = BTreeMap::new();
    let mut add =
        |component: Value| components.insert(component["bom-ref"].as_str().unwrap_or_default().to_owned(), component);
    locked.iter().for_each(|package| drop(add(of_crate(package, &licences))));
    lists::all(root).iter().flat_map(|list| &list.pins).for_each(|pin| drop(add(of_wheel(pin))));
    java.iter().for_each(|file| drop(add(of_file(file, "java"))));
    npm.iter().for_each(|file| drop(add(of_file(file, "npm"))));
    let components: Vec<Value> = components.into_values().collect();
    let number = number(&files::sha256(serde_json::to_string(&components)?));
    let document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{number}"),
        "version": 1,
        "metadata": {
            "component": { "type": "application", "bom-ref": "ladder", "name": name(root) },
            "tools": { "components": [{ "type": "application", "name": "cargo xtask audit", "version": env!("CARGO_PKG_VERSION") }] },
        },
        "components": components,
        "dependencies": dependencies(&locked, &components),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// What a ladder is called: its folder is called as its user likes.
fn name(root: &std::path::Path) -> String {
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let title = readme.lines().find_map(|line| line.strip_prefix("# ")).map(str::to_owned);
    title.unwrap_or_else(|| "a ladder".to_owned())
}

/// The licence of every crate, by name and version, as Cargo tells it.
fn licences(auditor: &Auditor<'_>) -> Result<HashMap<(String, String), String>, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut licences = HashMap::new();
    for file in files_below(auditor.root(), &|name| name == "Cargo.lock") {
        let project = auditor.root().join(file).with_file_name("Cargo.toml").display().to_string();
        let words = [
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--all-features",
            "--manifest-path",
            &project,
        ];
        let said = auditor.run(&cargo, &words)?;
        let metadata: Value = serde_json::from_str(&said.stdout).map_err(|_| {
            format!("cargo cannot tell the licences of crates: {}\nhint: cargo fetch --locked", said.last())
        })?;
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let text = |key: &str| package[key].as_str().map(str::to_owned);
            if let (Some(name), Some(version), Some(licence)) = (text("name"), text("version"), text("license")) {
                // As crates wrote it before there were expressions.
                licences.insert((name, version), licence.replace('/', " OR "));
            }
        }
    }
    Ok(licences)
}

fn of_crate(package: &LockedCrate, licences: &HashMap<(String, String), String>) -> Value {
    let address = crate_address(package);
    let mut component = component(&address, &package.name, Some(&package.version));
    if package.source.is_some() {
        component["purl"] = json!(address);
    }
    if let Some(checksum) = &package.checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(licence) = licences.get(&(package.name.clone(), package.version.clone())) {
        component["licenses"] = json!([{ "expression": licence }]);
    }
    component
}

fn crate_address(package: &LockedCrate) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// A package of Python may be any of several files, each with its hash.
fn of_wheel(pin: &Pin) -> Value {
    let address = format!("pkg:pypi/{}@{}", pin.name, pin.version.replace('+', "%2B"));
    let mut component = component(&address, &pin.name, Some(&pin.version));
    component["purl"] = json!(address);
    let files = pin.hashes.iter().map(
        |hash| json!({ "type": "distribution", "url": address, "hashes": [{ "alg": "SHA-256", "content": hash }] }),
    );
    component["externalReferences"] = files.collect();
    component
}

fn of_file(file: &HashedFile, kind: &str) -> Value {
    let version = file.version.as_deref();
    let address = format!("{kind}/{}{}", file.name, version.map(|version| format!("@{version}")).unwrap_or_default());
    let mut component = component(&address, &file.name, version);
    component["hashes"] = json!([{ "alg": file.algorithm, "content": file.hash }]);
    if kind == "npm" {
        component["purl"] = json!(format!("pkg:{}", address.replacen("/@", "/%40", 1)));
    }
    if let Some(licence) = &file.licence {
        component["licenses"] = json!([{ "expression": licence }]);
    }
    component
}

fn component(reference: &str, name: &str, version: Option<&str>) -> Value {
    let mut component = json!({ "type": "library", "bom-ref": reference, "name": name });
    if let Some(version) = version {
        component["version"] = json!(version);
    }
    component
}

/// What uses what; the ladder uses all of it.
fn dependencies(locked: &[LockedCrate], components: &[Value]) -> Vec<Value> {
    let all: Vec<&Value> = components.iter().map(|component| &component["bom-ref"]).collect();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in locked {
        let uses = package.uses.iter().filter_map(|name| {
            let mut words = name.split(' ');
            let (name, version) = (words.next()?, words.next());
            locked.iter().find(|other| other.name == name && version.is_none_or(|version| other.version == version))
        });
        used.entry(crate_address(package)).or_default().extend(uses.map(crate_address));
    }
    let each = used.into_iter().map(|(name, uses)| json!({ "ref": name, "dependsOn": uses }));
    std::iter::once(json!({ "ref": "ladder", "dependsOn": all })).chain(each).collect()
}

/// A number in the form of a UUID of the version for one's own schemes, from a hash.
fn number(hash: &str) -> String {
    format!("{}-{}-8{}-a{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}
