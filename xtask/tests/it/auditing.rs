//! What others made, held against what is known of it; the tools that know it are scripts here.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Ladder, Outcome};

const TOOLCHAINS: &str = r#"
[toolchain.cargo-deny]
title = "cargo-deny"
names = ["cargo-deny"]
fix = "get it"
[toolchain.pip-audit]
title = "pip-audit"
names = ["pip-audit"]
fix = "get it"
[toolchain.java]
title = "Java"
names = ["no-such-java"]
fix = "get it"
[toolchain.archives]
title = "Archives"
names = ["no-such-program"]
probe = ["{tool}"]
version-pattern = '([\d.]+)'
fix = "get them"
[toolchain.archives.maven]
pom = "pom.xml"
sha256 = "jars.sha256"
toolchain = "java"
file = "run"
command = ["{tool}"]
start = []
"#;

/// Answers for the checks that it is asked for, as cargo-deny does, unless a file says otherwise.
const CARGO_DENY: &str = r#"#!/bin/sh
root=$(dirname "$0")/..
case "$*" in
    *advisories) what=advisories; file=$root/deny-advisories ;;
    *) what=licenses; file=$root/deny-allowed ;;
esac
[ -f "$file" ] && { cat "$file" >&2; exit 1; }
echo '{"type":"summary","fields":{"advisories":{},"bans":{},"licenses":{},"sources":{}}}' >&2
"#;

/// Says of each package that it is asked about that nothing is known against it, unless a file says otherwise.
const PIP_AUDIT: &str = r#"#!/bin/sh
root=$(dirname "$0")/..
for list; do :; done
cat "$list" >> "$root/asked"
[ -f "$root/pip-audit-says" ] && { cat "$root/pip-audit-says"; exit 1; }
sed 's/\(.*\)==\(.*\)/{"name":"\1","version":"\2","vulns":[]},/' "$list" | tr -d '\n' | sed 's/^/{"dependencies":[/; s/,$/]}/'
"#;

const LOCK: &str = r#"version = 4
[[package]]
name = "mine"
version = "0.1.0"
dependencies = ["theirs"]
[[package]]
name = "theirs"
version = "1.2.3"
source = "registry+x"
checksum = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
"#;

/// A ladder with one thing of each kind, all of them pinned.
fn ladder() -> Ladder {
    let ladder = Ladder::new().with(TOOLCHAINS);
    ladder.file("Cargo.toml", "");
    ladder.file("Cargo.lock", LOCK);
    ladder.file("deny.toml", "");
    let hash = "1a".repeat(32);
    ladder.file("kernels/requirements.txt", &format!("one==1.0 \\\n    --hash=sha256:{hash}\n"));
    ladder.file(
        "tools/requirements-dev.txt",
        &format!("one==2.0 ; python_version < '3.0' \\\n    --hash=sha256:{hash}\ntwo==2.0 --hash=sha256:{hash}\n"),
    );
    ladder.file("pom.xml", "<version>1.0</version>");
    ladder.file("jars.sha256", &format!("{hash}  one.jar\n"));
    let integrity = format!("sha512-{}==", "A".repeat(86));
    let npm = json!({ "packages": { "": {}, "node_modules/leaf": {
        "version": "3.0.0", "integrity": integrity, "license": "MIT",
    }}});
    ladder.file("tools/package-lock.json", &npm.to_string());
    ladder.script("bin/cargo-deny", CARGO_DENY);
    ladder.script("bin/pip-audit", PIP_AUDIT);
    ladder
}

fn audit(ladder: &Ladder, arguments: &[&str]) -> Outcome {
    let metadata = json!({ "packages": [{ "name": "theirs", "version": "1.2.3", "license": "MIT/Apache-2.0" }] });
    ladder.script("bin/cargo", &format!("#!/bin/sh\necho '{metadata}'\n"));
    let cargo = ladder.root().join("bin/cargo").display().to_string();
    ladder.xtask_within(&[("PATH", &ladder.path()), ("CARGO", &cargo)], &[&["audit"], arguments].concat())
}

/// The status of each part by its name.
fn statuses(json: &Value) -> Vec<(&str, &str)> {
    let parts = json["parts"].as_array().expect("parts").iter();
    let text = |value: &'_ Value| -> &'static str { value.as_str().expect("a text").to_owned().leak() };
    parts.map(|part| (text(&part["name"]), text(&part["status"]))).filter(|(_, status)| *status != "clean").collect()
}

#[test]
fn what_is_pinned_and_known_to_be_well_is_clean() {
    let ladder = ladder();
    let json = audit(&ladder, &["--format", "json"]).exits_with(0).json();
    assert_eq!((&json["version"], &json["status"]), (&1.into(), &"clean".into()));
    assert_eq!(json["parts"].as_array().map(Vec::len), Some(7));
    let mut asked: Vec<String> = ladder.text("asked").lines().map(str::to_owned).collect();
    asked.sort();
    assert_eq!(asked, ["one==1.0", "one==2.0", "two==2.0"], "versions for other interpreters are asked about as well");
    audit(&ladder, &[]).exits_with(0).says("checksums of 1 crate").says("nothing found");
}

/// Makes one fault in a ladder.
type Spoil = fn(&Ladder);

#[test]
fn what_is_not_pinned_or_known_to_be_ill_is_found() {
    let faults: [(&str, &str, Spoil); 8] = [
        ("crate-pins", "theirs 1.2.3 has no checksum", |l| l.file("Cargo.lock", &LOCK.replace("checksum", "checked"))),
        ("crates", "a 1.0: no such licence", |l| {
            let graphs = r#"[{"Krate":{"name":"a","version":"1.0"}}]"#;
            let fields = format!(r#"{{"severity":"error","message":"no such licence","graphs":{graphs},"labels":[]}}"#);
            let summary = r#"{"type":"summary","fields":{"bans":{},"licenses":{},"sources":{}}}"#;
            l.file("deny-allowed", &format!("{{\"type\":\"diagnostic\",\"fields\":{fields}}}\n{summary}\n"));
        }),
        ("package-pins", "`three` names no one version", |l| l.file("requirements.txt", "three\n")),
        ("package-pins", "`three==3` has no hash", |l| l.file("a/requirements.txt", "three==3\n")),
        ("package-advisories", "two 2.0: X-1 (not mended yet)", |l| {
            let vulns = json!([{ "id": "X-1", "fix_versions": [] }]);
            let packages = json!([{ "name": "one", "vulns": [] }, { "name": "two", "version": "2.0", "vulns": vulns }]);
            l.file("pip-audit-says", &json!({ "dependencies": packages }).to_string());
        }),
        ("java-pins", "is no hash and name", |l| l.file("jars.sha256", "one.jar\n")),
        ("java-pins", "`LATEST` is no one version", |l| l.file("pom.xml", "<version>LATEST</version>")),
        ("npm-pins", "leaf has no SHA-512", |l| {
            l.file("tools/package-lock.json", r#"{"packages":{"node_modules/leaf":{"version":"3"}}}"#);
        }),
    ];
    for (part, words, spoil) in faults {
        let ladder = ladder();
        spoil(&ladder);
        let json = audit(&ladder, &["--format", "json"]).exits_with(1).json();
        assert_eq!((&json["status"], statuses(&json)), (&"found".into(), vec![(part, "found")]), "{words}");
        audit(&ladder, &[]).exits_with(1).says(words);
    }
}

#[test]
fn what_was_not_looked_at_is_never_clean() {
    let faults: [(&str, &str, Spoil); 6] = [
        ("crate-advisories", "no such host", |l| {
            let message = r"failed to fetch the database\nfatal: no such host";
            l.file(
                "deny-advisories",
                &format!(r#"{{"type":"log","fields":{{"level":"ERROR","message":"{message}"}}}}"#),
            );
        }),
        ("crate-advisories", "it said nothing", |l| l.file("deny-advisories", "")),
        ("crate-pins", "it has no packages", |l| l.file("a/Cargo.lock", "version = 4\n")),
        ("package-advisories", "2 versions: Dependency not found", |l| {
            let none = |name: &str| json!({ "name": name, "skip_reason": format!("Dependency not found: {name}") });
            l.file("pip-audit-says", &json!({ "dependencies": [none("one"), none("two")] }).to_string());
        }),
        ("package-advisories", "pip-audit: it said nothing", |l| l.file("pip-audit-says", "")),
        ("package-advisories", "no file of that name", |l| {
            std::fs::remove_file(l.root().join("bin/pip-audit")).expect("the tool");
        }),
    ];
    for (part, words, spoil) in faults {
        let ladder = ladder();
        spoil(&ladder);
        let json = audit(&ladder, &["--format", "json"]).exits_with(3).json();
        assert_eq!((&json["status"], statuses(&json)), (&"unchecked".into(), vec![(part, "unchecked")]), "{words}");
        audit(&ladder, &[]).exits_with(3).says("could not be checked: ");
    }
    let ladder = ladder();
    std::fs::remove_file(ladder.root().join("deny.toml")).expect("the settings");
    audit(&ladder, &[]).exits_with(3).says("the ladder has no deny.toml");
}

#[test]
fn what_is_found_counts_for_more_than_what_was_not_looked_at() {
    let ladder = ladder();
    ladder.file("deny-advisories", "");
    ladder.file("requirements.txt", "three\n");
    let json = audit(&ladder, &["--format", "json"]).exits_with(1).json();
    assert_eq!(statuses(&json), [("crate-advisories", "unchecked"), ("package-pins", "found")]);
}

#[test]
fn a_bill_of_materials_lists_everything_with_hashes_and_says_the_same_every_time() {
    let ladder = ladder();
    audit(&ladder, &["--bom", "bom.json"]).exits_with(0);
    let text = ladder.text("bom.json");
    let bom: Value = serde_json::from_str(&text).expect("JSON");
    // What the schema of CycloneDX asks for.
    assert_eq!(
        (&bom["bomFormat"], &bom["specVersion"], &bom["version"]),
        (&"CycloneDX".into(), &"1.6".into(), &1.into())
    );
    let number = bom["serialNumber"].as_str().and_then(|number| number.strip_prefix("urn:uuid:")).expect("a number");
    let lengths: Vec<usize> = number.split('-').map(str::len).collect();
    assert!(lengths == [8, 4, 4, 4, 12] && number.bytes().all(|byte| b"0123456789abcdef-".contains(&byte)), "{number}");
    let components = bom["components"].as_array().expect("components");
    let names: Vec<&str> = components.iter().filter_map(|component| component["bom-ref"].as_str()).collect();
    let expected = [
        "java/one.jar",
        "npm/leaf@3.0.0",
        "pkg:cargo/mine@0.1.0",
        "pkg:cargo/theirs@1.2.3",
        "pkg:pypi/one@1.0",
        "pkg:pypi/one@2.0",
        "pkg:pypi/two@2.0",
    ];
    assert_eq!(names, expected);
    let mut hashes = BTreeSet::new();
    for component in components {
        assert_eq!(component["type"], "library", "{component}");
        let files = component["externalReferences"].as_array().into_iter().flatten().map(|file| &file["hashes"]);
        for hash in files.chain([&component["hashes"]]).filter_map(Value::as_array).flatten() {
            let length = if hash["alg"] == "SHA-512" { 128 } else { 64 };
            let content = hash["content"].as_str().expect("a hash");
            assert!(content.len() == length && content.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
            hashes.insert(component["bom-ref"].as_str().expect("a name"));
        }
    }
    assert_eq!(hashes.len(), 6, "all but the ladder's own crate have hashes: {hashes:?}");
    assert_eq!(components[3]["licenses"][0]["expression"], "MIT OR Apache-2.0");
    for dependency in bom["dependencies"].as_array().expect("dependencies") {
        let used = dependency["dependsOn"].as_array().expect("names");
        assert!(used.iter().all(|name| names.contains(&name.as_str().expect("a name"))), "{dependency}");
    }
    assert_eq!(bom["dependencies"][1]["dependsOn"], json!(["pkg:cargo/theirs@1.2.3"]));
    audit(&ladder, &["--bom", "again.json"]).exits_with(0);
    assert_eq!(ladder.text("again.json"), text);
}
