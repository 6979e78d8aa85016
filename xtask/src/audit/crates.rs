//! Crates: what the lock files pin, and what cargo-deny says of licences, bans, sources and advisories.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{AuditPart, Auditor, counted, files_below};

/// What knows licences and advisories of crates.
const TOOL: &str = "cargo-deny";

/// Its settings, in the ladder's folder.
const SETTINGS: &str = "deny.toml";

/// A package of a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LockedCrate {
    pub(super) name: String,
    pub(super) version: String,
    /// Where it comes from; none for the ladder's own.
    pub(super) source: Option<String>,
    /// The SHA-256 of its archive.
    pub(super) checksum: Option<String>,
    /// What it uses: a name, with a version where there are several.
    pub(super) uses: Vec<String>,
}

/// The lock files of a ladder, each with its packages or why it cannot be read.
pub(super) fn locks(root: &Path) -> Vec<(PathBuf, Result<Vec<LockedCrate>, String>)> {
    let read = |file: PathBuf| {
        let packages = std::fs::read_to_string(root.join(&file)).map_err(|error| error.to_string());
        let packages = packages.and_then(|text| parsed(&text));
        (file, packages)
    };
    files_below(root, &|name| name == "Cargo.lock").into_iter().map(read).collect()
}

fn parsed(text: &str) -> Result<Vec<LockedCrate>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let packages = table.get("package").and_then(toml::Value::as_array).ok_or("it has no packages")?;
    let package = |package: &toml::Value| {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let uses = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
        Some(LockedCrate {
            name: text("name")?,
            version: text("version")?,
            source: text("source"),
            checksum: text("checksum"),
            uses: uses.filter_map(toml::Value::as_str).map(str::to_owned).collect(),
        })
    };
    packages.iter().map(package).collect::<Option<_>>().ok_or_else(|| "a package has no name or version".to_owned())
}

/// Whether every crate from elsewhere has a checksum.
pub(super) fn pinned(auditor: &Auditor<'_>) -> AuditPart {
    let locks = locks(auditor.root());
    let from_elsewhere = |package: &&LockedCrate| package.source.is_some();
    let count =
        locks.iter().filter_map(|(_, packages)| packages.as_ref().ok()).flatten().filter(from_elsewhere).count();
    let mut part =
        AuditPart::new("crate-pins", format!("checksums of {count} crates in {}", counted(locks.len(), "lock file")));
    for (file, packages) in locks {
        match packages {
            Ok(packages) => part.found.extend(packages.iter().filter(from_elsewhere).filter_map(|package| {
                let has_none = package.checksum.as_deref().is_none_or(|sum| !super::lists::is_sha256(sum));
                has_none.then(|| format!("{}: {} {} has no checksum", file.display(), package.name, package.version))
            })),
            Err(reason) => part.unchecked.push(format!("{}: {reason}", file.display())),
        }
    }
    part
}

/// Whether licences, bans and sources are as the settings allow. That needs no network.
pub(super) fn allowed(auditor: &Auditor<'_>) -> AuditPart {
    let title = format!("licences, bans and sources of crates, by {SETTINGS}");
    denied(auditor, AuditPart::new("crates", title), &["bans", "licenses", "sources"], &["--offline"])
}

/// Whether there are advisories for crates. The database is fetched.
pub(super) fn advisories(auditor: &Auditor<'_>) -> AuditPart {
    denied(auditor, AuditPart::new("crate-advisories", "advisories for crates"), &["advisories"], &[])
}

fn denied(auditor: &Auditor<'_>, mut part: AuditPart, what: &[&str], more: &[&str]) -> AuditPart {
    if !auditor.root().join("Cargo.toml").is_file() {
        return part;
    }
    if !auditor.root().join(SETTINGS).is_file() {
        part.unchecked.push(format!("the ladder has no {SETTINGS}, which says what is allowed"));
        return part;
    }
    let words = [&["--format", "json", "--locked"], more, &["check"], what].concat();
    match auditor.ask(TOOL, &words) {
        Ok(said) => judge(&said.stderr, what, said.is_well, &mut part),
        Err(reason) => part.unchecked.push(reason),
    }
    part
}

/// What the tool's lines say. One that does not end with a count of each check has not made it.
fn judge(lines: &str, what: &[&str], is_well: bool, part: &mut AuditPart) {
    let mut missing = what.to_vec();
    let mut complaints = Vec::new();
    for line in lines.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        let fields = &line["fields"];
        match line["type"].as_str() {
            Some("summary") => missing.retain(|check| !fields[check].is_object()),
            Some("diagnostic") if fields["severity"] == "error" => part.found.push(diagnostic(fields)),
            Some("log") if fields["level"] == "ERROR" => {
                complaints.extend(fields["message"].as_str().and_then(|text| text.lines().last()).map(str::to_owned));
            }
            _ => {}
        }
    }
    if !missing.is_empty() || (!is_well && part.found.is_empty()) {
        let why = complaints.pop().or_else(|| lines.lines().last().map(str::to_owned));
        let why = why.unwrap_or_else(|| "it said nothing".to_owned());
        part.unchecked.push(format!("{}: {TOOL}: {why}", if missing.is_empty() { what } else { &missing }.join(", ")));
    }
}

/// A complaint in one line, with the crate that it is about.
fn diagnostic(fields: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let about = &fields["graphs"][0]["Krate"];
    let details = fields["labels"].as_array().into_iter().flatten();
    let details: Vec<String> = details.map(|label| text(&label["span"])).filter(|span| !span.is_empty()).collect();
    let id = fields["advisory"]["id"].as_str().map(|id| format!("{id}: ")).unwrap_or_default();
    let name = format!("{} {}", text(&about["name"]), text(&about["version"]));
    let detail =
        details.last().map(|detail| format!(": {}", detail.lines().next().unwrap_or_default())).unwrap_or_default();
    format!("{}: {id}{}{detail}", name.trim(), text(&fields["message"]))
}

#[cfg(test)]
mod tests {
    use super::super::AuditStatus;
    use super::*;

    fn judged(lines: &str, what: &[&str], is_well: bool) -> AuditPart {
        let mut part = AuditPart::new("crates", "");
        judge(lines, what, is_well, &mut part);
        part
    }

    #[test]
    fn a_check_counts_as_made_when_it_is_counted() {
        let all = r#"{"fields":{"bans":{"errors":0},"licenses":{"errors":0}},"type":"summary"}"#;
        assert_eq!(judged(all, &["bans", "licenses"], true).status(), AuditStatus::Clean);
        let part = judged(all, &["bans", "licenses", "sources"], true);
        assert_eq!((part.status(), part.unchecked[0].split(':').next()), (AuditStatus::Unchecked, Some("sources")));
        assert_eq!(judged("", &["bans"], true).status(), AuditStatus::Unchecked);
        assert_eq!(judged(all, &["bans"], false).status(), AuditStatus::Unchecked);
    }

    #[test]
    fn what_cannot_be_fetched_is_told_with_the_tools_words() {
        let log = r#"{"fields":{"level":"ERROR","message":"failed to fetch advisory database\nfatal: no such host"},"type":"log"}"#;
        let part = judged(log, &["advisories"], false);
        assert_eq!(part.unchecked, ["advisories: cargo-deny: fatal: no such host"]);
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_found_with_its_crate() {
        let lines = concat!(
            r#"{"type":"diagnostic","fields":{"severity":"error","message":"failed to satisfy","labels":[{"span":"X-1"}],"#,
            r#""graphs":[{"Krate":{"name":"a","version":"1.0"}}]}}"#,
            "\n",
            r#"{"fields":{"licenses":{"errors":1}},"type":"summary"}"#
        );
        let part = judged(lines, &["licenses"], false);
        assert_eq!((part.found, part.unchecked), (vec!["a 1.0: failed to satisfy: X-1".to_owned()], Vec::new()));
    }

    #[test]
    fn a_lock_file_is_read_as_cargo_writes_it() {
        let text = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0\"\nsource = \"registry+x\"\nchecksum = \"00\"\n\
                    dependencies = [\n \"b 2.0\",\n]\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let packages = parsed(text).expect("packages");
        assert_eq!((packages[0].uses.clone(), packages[1].source.clone()), (vec!["b 2.0".to_owned()], None));
        assert!(parsed("version = 4").is_err() && parsed("[[package]]\nname = 1").is_err());
    }
}
