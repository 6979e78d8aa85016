//! Packages of Python: all lists are pinned, and pip-audit knows nothing against what they name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::lists::PackageList;
use super::{AuditPart, Auditor, counted};

/// What asks for advisories.
const TOOL: &str = "pip-audit";

/// Whether every line of every list names one version and its hashes.
pub(super) fn pinned(lists: &[PackageList]) -> AuditPart {
    let count: usize = lists.iter().map(|list| list.pins.len()).sum();
    let title = format!("versions and hashes of {count} Python packages in {}", counted(lists.len(), "list"));
    let mut part = AuditPart::new("package-pins", title);
    for list in lists {
        part.found.extend(list.faults.iter().map(|fault| format!("{}: {fault}", list.file.display())));
    }
    part
}

/// What advisories say of the packages. Markers are left out: those for other interpreters and systems are asked for as well.
pub(super) fn advisories(auditor: &Auditor<'_>, lists: &[PackageList]) -> AuditPart {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for pin in lists.iter().flat_map(|list| &list.pins) {
        versions.entry(&pin.name).or_default().insert(&pin.version);
    }
    let count = counted(versions.values().map(BTreeSet::len).sum(), "version");
    let mut part = AuditPart::new("package-advisories", format!("advisories for {count} of Python packages"));
    let most = versions.values().map(BTreeSet::len).max().unwrap_or(0);
    let mut reasons = BTreeMap::new();
    // The tool takes one version of a package at a time.
    for turn in 0..most {
        let asked: BTreeMap<&str, &str> =
            versions.iter().filter_map(|(name, all)| Some((*name, *all.iter().nth(turn)?))).collect();
        if let Err(reason) = ask(auditor, &asked, &mut part, &mut reasons) {
            *reasons.entry(reason).or_default() += asked.len();
        }
    }
    part.unchecked =
        reasons.into_iter().map(|(reason, count)| format!("{}: {reason}", counted(count, "version"))).collect();
    part
}

/// Asks about one version of each package. Why some could not be looked at is counted in `reasons`.
fn ask(
    auditor: &Auditor<'_>,
    asked: &BTreeMap<&str, &str>,
    part: &mut AuditPart,
    reasons: &mut BTreeMap<String, usize>,
) -> Result<(), String> {
    let list = auditor.folder.join("packages.txt");
    let mut text = String::new();
    for (name, version) in asked {
        let _ = writeln!(text, "{name}=={version}");
    }
    files::write_whole(&list, text.as_bytes()).map_err(|error| format!("{error:#}"))?;
    let list = list.display().to_string();
    let words = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--requirement", &list];
    let said = auditor.ask(TOOL, &words)?;
    let answer: Value = serde_json::from_str(&said.stdout).map_err(|_| format!("{TOOL}: {}", said.last()))?;
    judge(&answer, asked, part, reasons);
    match !said.is_well && part.found.is_empty() {
        true => Err(format!("{TOOL}: {}", said.last())),
        false => Ok(()),
    }
}

/// What the tool's answer says of each package. It ends well, too, where it could ask about none.
fn judge(answer: &Value, asked: &BTreeMap<&str, &str>, part: &mut AuditPart, reasons: &mut BTreeMap<String, usize>) {
    let mut looked_at = BTreeSet::new();
    for package in answer["dependencies"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        match (package["vulns"].as_array(), package["skip_reason"].as_str()) {
            (Some(advisories), _) => {
                looked_at.insert(name);
                let version = package["version"].as_str().unwrap_or_default();
                part.found.extend(advisories.iter().map(|advisory| {
                    let fixed: Vec<&str> =
                        advisory["fix_versions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                    let mended = if fixed.is_empty() {
                        "not mended yet".to_owned()
                    } else {
                        format!("mended in {}", fixed.join(", "))
                    };
                    format!("{name} {version}: {} ({mended})", advisory["id"].as_str().unwrap_or("an advisory"))
                }));
            }
            (None, reason) => {
                // The same reason for each, but for its name.
                let reason = reason.unwrap_or("no reason").split(':').next().unwrap_or_default();
                *reasons.entry(reason.to_owned()).or_default() += 1;
                looked_at.insert(name);
            }
        }
    }
    let forgotten = asked.keys().filter(|name| !looked_at.contains(**name)).count();
    if forgotten > 0 {
        *reasons.entry(format!("{TOOL} does not mention them")).or_default() += forgotten;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is found, and how many could not be looked at for which reason.
    fn judged(dependencies: &Value) -> (Vec<String>, Vec<(String, usize)>) {
        let (mut part, mut reasons) = (AuditPart::new("", ""), BTreeMap::new());
        let asked = BTreeMap::from([("a", "1"), ("b", "2")]);
        judge(&json!({ "dependencies": dependencies }), &asked, &mut part, &mut reasons);
        (part.found, reasons.into_iter().collect())
    }

    #[test]
    fn nothing_is_clean_that_was_not_asked_about() {
        let well = |name: &str| json!({ "name": name, "version": "1", "vulns": [] });
        let unseen = |reason: &str| vec![(reason.to_owned(), 1)];
        assert_eq!(judged(&json!([well("a"), well("b")])), (Vec::new(), Vec::new()));
        assert_eq!(judged(&json!([well("a")])).1, unseen("pip-audit does not mention them"));
        let skipped = json!({ "name": "a", "skip_reason": "Dependency not found on the index: a (1)" });
        assert_eq!(judged(&json!([skipped, well("b")])).1, unseen("Dependency not found on the index"));
        let ill = json!({ "name": "b", "version": "2", "vulns": [{ "id": "X-1", "fix_versions": ["3"] }] });
        let found = vec!["b 2: X-1 (mended in 3)".to_owned()];
        assert_eq!(judged(&json!([skipped, ill])), (found, unseen("Dependency not found on the index")));
    }
}
