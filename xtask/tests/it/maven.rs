//! Programs of Java archives, with a scripted Maven and a scripted Java: no network, no Java.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::support::{Ladder, Outcome, part};

/// The SHA-256 of `archive`.
const HASH: &str = "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3";

/// A Maven that logs its calls and copies what a folder of the test holds, as the project's default goal would.
const MAVEN: &str = r#"#!/bin/sh
echo "$JAVA_HOME $*" >> "$(dirname "$0")/../log/mvn"
for word; do
    case $word in -Djars=*) jars=${word#-Djars=};; -Dmaven.repo.local=*) cache=${word#*=};; esac
done
mkdir -p "$jars" "$cache" && echo cached > "$cache/file"
cp "$(dirname "$0")"/../repository/* "$jars" 2> /dev/null || { echo "[ERROR] No route to anywhere -> [Help 1]"; exit 1; }
"#;

/// A Java of this version, which says what it was started with.
fn java(version: &str) -> String {
    format!("#!/bin/sh\n[ \"$1\" = --version ] && echo 'openjdk {version} 2026-04-21' && exit\necho \"$@\"\n")
}

/// A ladder whose toolchain `snake` is a program of Java archives, on this version of Java.
fn ladder(version: &str) -> Ladder {
    let ladder = Ladder::new().with(
        r#"
[toolchain.java]
title = "Java"
names = ["java"]
on-path = false
places = ["$LADDER_TEST_JAVA/bin"]
probe = ["{tool}", "--version"]
version-pattern = 'openjdk ((?<major>\d+)[\d.]*)'
accept = { major = "25" }
fix = "brew some"

[toolchain.snake]
title = "Snake"
names = ["snake"]
probe = ["{tool}", "snake 1.5"]
version-pattern = 'snake (\d+\.\d+)'
fix = "catch one"
[toolchain.snake.maven]
pom = "snake/pom.xml"
sha256 = "snake/jars.sha256"
toolchain = "java"
file = "bin/snake"
command = ["{tool}", "--module-path={jars}", "-Dwhere={file}", "it's"]
start = ["hello"]"#,
    );
    ladder.file("snake/pom.xml", "<project/>");
    ladder.file("snake/jars.sha256", &format!("{HASH}  one.jar\n"));
    ladder.file("repository/one.jar", "archive");
    for (name, text) in [("bin/mvn", MAVEN), ("java/bin/java", &java(version))] {
        ladder.file(name, text);
        fs::set_permissions(ladder.root().join(name), fs::Permissions::from_mode(0o755)).expect("a script");
    }
    ladder
}

fn setup(ladder: &Ladder) -> Outcome {
    let root = ladder.root().display();
    let path = format!("{root}/bin:{}", std::env::var("PATH").expect("a PATH"));
    let variables = [("PATH", path.as_str()), ("LADDER_TEST_JAVA", &format!("{root}/java"))];
    ladder.xtask_within(&variables, &["setup", "snake", "--format", "json"])
}

#[test]
fn a_program_of_java_archives_is_fetched_verified_and_started_by_a_script() {
    let ladder = ladder("25.0.3");
    let json = setup(&ladder).exits_with(0).json();
    let snake = &part(&json, "toolchains")[0];
    assert_eq!(
        (&snake["version"], &snake["origin"]),
        (&Value::from("1.5"), &Value::from("fetched by Maven")),
        "{snake}"
    );
    let path = snake["path"].as_str().expect("a path");
    let script = fs::read_to_string(path).expect("the script");
    let folder = path.strip_suffix("/bin/snake").expect("a place");
    let root = ladder.root().display();
    let java = format!("{root}/java/bin/java");
    assert_eq!(
        script,
        format!("#!/bin/sh\nexec {java} --module-path={folder}/jars -Dwhere={path} 'it'\\''s' \"$@\"\n")
    );
    assert!(!fs::exists(format!("{folder}/repository")).expect("a folder to look at"), "the cache is left");
    let log = ladder.text("log/mvn");
    assert!(log.starts_with(&format!("{root}/java ")) && log.contains("snake/pom.xml"), "{log}");
    setup(&ladder).exits_with(0);
    assert_eq!(ladder.text("log/mvn").lines().count(), 1, "it was fetched again");
}

#[test]
fn an_archive_that_is_not_the_pinned_one_is_refused_and_nothing_is_left() {
    for (name, text, reason) in [
        ("repository/one.jar", "forgery", "one.jar is not the one that snake/jars.sha256 pins: its SHA-256 is "),
        ("repository/two.jar", "stowaway", "two.jar was fetched, but snake/jars.sha256 does not know it"),
    ] {
        let ladder = ladder("25.0.3");
        ladder.file(name, text);
        setup(&ladder).exits_with(1).says("\"missing\"").says(reason);
        let left = fs::read_dir(ladder.root().join("target/ladder/toolchains")).expect("a folder").flatten();
        let folders: Vec<_> = left.filter(|entry| entry.path().is_dir()).collect();
        assert!(folders.is_empty(), "{folders:?}");
    }
}

#[test]
fn what_stands_in_the_way_is_named() {
    let unreachable = ladder("25.0.3");
    fs::remove_file(unreachable.root().join("repository/one.jar")).expect("a file to remove");
    setup(&unreachable).exits_with(1).says("Maven cannot fetch it: No route to anywhere");
    let old = ladder("17.0.15");
    setup(&old).exits_with(1).says("it needs java: no java found").says(r#"reports major = \"17\", not \"25\""#);
    assert!(!fs::exists(old.root().join("log/mvn")).expect("a folder to look at"), "Maven was asked without a Java");
}
