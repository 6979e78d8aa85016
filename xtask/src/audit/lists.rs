//! Lists of Python packages as they are installed: every line names one version and the hashes of its files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::files_below;

/// A list of packages.
#[derive(Debug)]
pub(super) struct PackageList {
    /// Relative to the ladder.
    pub(super) file: PathBuf,
    /// The packages that are pinned.
    pub(super) pins: Vec<Pin>,
    /// What is wrong with other lines.
    pub(super) faults: Vec<String>,
}

/// A package of one version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pin {
    /// As the index spells it.
    pub(super) name: String,
    pub(super) version: String,
    /// SHA-256 of the files that may be installed.
    pub(super) hashes: BTreeSet<String>,
}

/// The lists of a ladder.
pub(super) fn all(root: &Path) -> Vec<PackageList> {
    let is_list = |name: &str| name.contains("requirements") && name.ends_with(".txt");
    let read = |file: PathBuf| match std::fs::read_to_string(root.join(&file)) {
        Ok(text) => parsed(file, &text),
        Err(error) => PackageList { file, pins: Vec::new(), faults: vec![error.to_string()] },
    };
    files_below(root, &is_list).into_iter().map(read).collect()
}

fn parsed(file: PathBuf, text: &str) -> PackageList {
    let mut list = PackageList { file, pins: Vec::new(), faults: Vec::new() };
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("--no-binary ") {
            continue;
        }
        match pin(line) {
            Ok(pin) => list.pins.push(pin),
            Err(fault) => list.faults.push(format!("`{}` {fault}", line.split(" --hash").next().unwrap_or(line))),
        }
    }
    list
}

fn pin(line: &str) -> Result<Pin, &'static str> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    if first.starts_with('-') || first.contains("://") || first.contains('@') {
        return Err("is no package of an index");
    }
    let (name, version) = first.trim_end_matches(';').split_once("==").ok_or("names no one version")?;
    let name = name.split('[').next().unwrap_or_default();
    let is_version = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".+!-_".contains(letter))
    };
    if name.is_empty() || !is_version(version) {
        return Err("names no one version");
    }
    let given: Vec<&str> = words.filter_map(|word| word.strip_prefix("--hash=")).collect();
    let hashes: BTreeSet<String> = given
        .iter()
        .filter_map(|hash| hash.strip_prefix("sha256:"))
        .filter(|hash| is_sha256(hash))
        .map(str::to_owned)
        .collect();
    match given.len() {
        0 => Err("has no hash"),
        _ if hashes.is_empty() => Err("has no SHA-256"),
        _ => Ok(Pin { name: normal(name), version: version.to_owned(), hashes }),
    }
}

/// Whether a text is a SHA-256 in digits of sixteen.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A package's name as all who mean it write it.
fn normal(name: &str) -> String {
    let mut normal = String::new();
    for letter in name.chars().map(|letter| if "_.".contains(letter) { '-' } else { letter.to_ascii_lowercase() }) {
        if letter != '-' || !normal.ends_with('-') {
            normal.push(letter);
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_pins_or_faults() {
        let hash = "0f".repeat(32);
        let text = format!(
            "# why\n--no-binary one\none==1.0 \\\n    --hash=sha256:{hash}\nTwo_x[all]==2.0 ; python_full_version < '3.11' \\\n    \
             --hash=sha256:{hash} \\\n    --hash=sha256:{}\nthree>=3 --hash=sha256:{hash}\nfour==4\nfive==5 --hash=md5:00\n\
             six @ https://x/six.whl --hash=sha256:{hash}\n--index-url https://x\nseven==7.* --hash=sha256:{hash}\n-r other.txt\n",
            "1a".repeat(32)
        );
        let list = parsed(PathBuf::from("requirements.txt"), &text);
        let pins: Vec<(&str, &str, usize)> =
            list.pins.iter().map(|pin| (pin.name.as_str(), pin.version.as_str(), pin.hashes.len())).collect();
        assert_eq!(pins, [("one", "1.0", 1), ("two-x", "2.0", 2)]);
        let faults = list.faults.join("\n");
        for fault in
            ["`three>=3` names no one", "`four==4` has no hash", "`five==5` has no SHA-256", "`seven==7.*` names"]
        {
            assert!(faults.contains(fault), "{fault}:\n{faults}");
        }
        assert_eq!(list.faults.len(), 7, "{faults}");
    }
}
