//! Toolchains that are built from source: a tiny source with a script for `configure`, so that the whole way takes a
//! moment.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Ladder, Outcome, fixtures, pack, part, program, project, wait_until};

/// A recipe, and two toolchains of one version that are made with it.
const DEMO: &str = r#"
[recipe.demo]
version-file = "Include/version.h"
version-pattern = 'DEMO_VERSION "([^"]+)"'
configure = ["--everywhere"]
optimise = ["--fast"]
install = "altinstall"
plain-minutes = 1
optimised-minutes = 2
suites = ["newer"]

[toolchain."demo-3.13"]
title = "Demo 3.13"
names = ["demo3.13"]
probe = ["{tool}"]
accept = { version_tag = "3.13", free_threaded = false }
source = { recipe = "demo", version = "3.13", file = "bin/demo", package = "demo3.13" }
fix = "write one"

[toolchain."demo-3.13t"]
like = "demo-3.13"
title = "Demo 3.13, free-threaded"
names = ["demo3.13t"]
accept = { version_tag = "3.13", free_threaded = true }
source = { recipe = "demo", version = "3.13", file = "bin/demo", configure = ["--disable-gil"], package = "demo3.13" }

[toolchain."demo-3.14"]
like = "demo-3.13"
title = "Demo 3.14"
names = ["demo3.14"]
accept = { version_tag = "3.14", free_threaded = false }
source = { recipe = "demo", version = "3.14", file = "bin/demo", package = "demo3.14" }
"#;

/// A ladder with the recipe, and the source as an unpacked folder `demo` in it.
fn ladder() -> Ladder {
    let ladder = Ladder::new().with(DEMO);
    let source = fixtures().join("source");
    for name in ["configure", "Include/version.h"] {
        let to = ladder.root().join("demo").join(name);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(source.join(name), to).expect("a copy");
    }
    ladder
}

/// The source of this version in an archive of this name.
fn archive(ladder: &Ladder, name: &str, version: &str) -> PathBuf {
    ladder.file("demo/Include/version.h", &format!("#define DEMO_VERSION \"{version}\"\n"));
    pack(ladder.root(), name, &[&format!("demo-{version}=demo")])
}

/// What `doctor` says of a toolchain.
fn doctor(ladder: &Ladder, name: &str) -> Value {
    let json = ladder.xtask(&["doctor", "--format", "json"]).exits_with(0).json();
    let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
    tools.iter().find(|tool| tool["name"] == name).expect("the toolchain").clone()
}

fn configured(tool: &Value) -> String {
    tool["facts"]["configured"].as_str().unwrap_or_default().to_owned()
}

/// What lies in the folder of toolchains.
fn installed(ladder: &Ladder) -> Vec<String> {
    let entries = fs::read_dir(ladder.root().join("target/ladder/toolchains")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn setup(ladder: &Ladder, arguments: &[&str]) -> Outcome {
    ladder.xtask(&[&["setup"], arguments].concat())
}

#[test]
fn a_toolchain_is_built_from_an_archive_with_the_recipes_optimisations() {
    let ladder = ladder();
    for (name, plain) in [("demo.tgz", false), ("misnamed-3.99.tar.xz", true)] {
        let archive = archive(&ladder, name, "3.13.7");
        let mut arguments = vec!["demo-3.13", "--source", archive.to_str().expect("UTF-8")];
        arguments.extend(plain.then_some("--plain"));
        let outcome = setup(&ladder, &arguments).exits_with(0).says("built from source").mutters(": about ");
        assert_eq!(outcome.stderr.contains("with optimisations"), !plain, "{}", outcome.stderr);
        let tool = doctor(&ladder, "demo-3.13");
        assert_eq!((&tool["status"], &tool["origin"]), (&"ok".into(), &"built from source".into()), "{tool}");
        assert_eq!(tool["version"], "3.13.7");
        assert!(configured(&tool).contains("--everywhere"), "{tool}");
        assert_eq!(configured(&tool).contains("--fast"), !plain, "{tool}");
        assert_eq!(installed(&ladder).len(), 1, "the build before it goes");
        assert!(!ladder.root().join("target/ladder/source").exists(), "nothing but the result stays");
    }
}

#[test]
fn an_unpacked_folder_will_do_and_stays_as_it_is_and_every_toolchain_of_its_version_is_built() {
    let ladder = ladder();
    setup(&ladder, &["--source", "demo", "--plain"]).exits_with(0);
    for (name, gil_free) in [("demo-3.13", false), ("demo-3.13t", true)] {
        let tool = doctor(&ladder, name);
        assert_eq!(tool["origin"], "built from source", "{tool}");
        assert_eq!(configured(&tool).contains("--disable-gil"), gil_free, "{tool}");
    }
    assert_eq!(doctor(&ladder, "demo-3.14")["status"], "missing");
    let left: Vec<_> = fs::read_dir(ladder.root().join("demo")).expect("the source").flatten().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_was_built_goes_before_path_but_not_before_what_the_user_names() {
    let ladder = ladder();
    let other = "#!/bin/sh\necho '{\"version\": \"3.13.99\", \"version_tag\": \"3.13\", \"free_threaded\": false}'\n";
    ladder.script("bin/demo3.13", other);
    let path = ladder.path();
    let json = |outcome: Outcome| {
        let json = outcome.exits_with(0).json();
        let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
        tools.iter().find(|tool| tool["name"] == "demo-3.13").expect("the toolchain").clone()
    };
    let doctor = ["doctor", "--format", "json"];
    assert_eq!(json(ladder.xtask_with("PATH", &path, &doctor))["version"], "3.13.99");
    setup(&ladder, &["demo-3.13", "--source", "demo"]).exits_with(0);
    assert_eq!(json(ladder.xtask_with("PATH", &path, &doctor))["version"], "3.13.7");
    let named = ladder.root().join("bin/demo3.13").display().to_string();
    assert_eq!(json(ladder.xtask_with("LADDER_TOOL_DEMO_3_13", &named, &doctor))["version"], "3.13.99");
}

#[test]
fn a_source_that_cannot_be_used_is_refused_before_anything_is_built() {
    let ladder = ladder();
    let root = ladder.root();
    let good = archive(&ladder, "good.tgz", "3.13.7");
    archive(&ladder, "also-3.13.tgz", "3.13.8");
    archive(&ladder, "old.tgz", "2.7.18");
    pack(root, "other.tgz", &["poem-1/poem.txt=demo/configure"]);
    pack(root, "climbs.tgz", &["demo=demo", "demo/../../climbed"]);
    pack(root, "links.tgz", &["demo=demo", "demo/out->../../.."]);
    pack(root, "two.tgz", &["demo=demo", "elsewhere/file"]);
    let whole = fs::read(&good).expect("an archive");
    fs::write(root.join("truncated.tgz"), &whole[..whole.len() / 2]).expect("a part of it");
    ladder.file("text.tgz", "This is no archive.");
    ladder.file("used/Include/version.h", "#define DEMO_VERSION \"3.13.7\"\n");
    ladder.file("used/Makefile", "all:\n");
    for (name, words) in [
        ("absent.tgz", &["no such file"][..]),
        ("text.tgz", &["no archive"]),
        ("truncated.tgz", &["not the whole"]),
        ("other.tgz", &["Include/version.h"]),
        ("old.tgz", &["2.7.18", "demo-3.13 (3.13)", "demo-3.14 (3.14)"]),
        ("climbs.tgz", &["refused", "climbed"]),
        ("links.tgz", &["refused", "`out`"]),
        ("two.tgz", &["one folder"]),
        ("used", &["make distclean"]),
        ("also-3.13.tgz", &["good.tgz", "3.13.8", "give one of them"]),
    ] {
        let outcome = setup(&ladder, &["--source", "good.tgz", "--source", name]).exits_with(2);
        for word in [&[name], words].concat() {
            assert!(outcome.stderr.contains(word), "no `{word}` for {name} in\n{}", outcome.stderr);
        }
        assert!(installed(&ladder).is_empty(), "{name}: {:?}", installed(&ladder));
    }
    assert!(!root.join("target/ladder/climbed").exists());
}

/// Writes an archive of one member with five gigabytes of nothing, which take no room in it either.
const LARGE: &str = "
import sys, tarfile
member = tarfile.TarInfo('demo/large')
member.size = 5_000_000_000
with open(sys.argv[1], 'wb') as archive:
    archive.write(member.tobuf())
    archive.truncate(512 + member.size + 1024 + 512 - member.size % 512)
";

#[test]
fn an_archive_that_would_fill_the_disk_is_not_unpacked() {
    let ladder = ladder();
    ladder.file("large.py", LARGE);
    let place = |name: &str| ladder.root().join(name).display().to_string();
    let (script, archive) = (place("large.py"), place("large.tar"));
    ladder.ask_python(&format!("import runpy, sys; sys.argv = ['', {archive:?}]; runpy.run_path({script:?})"));
    let outcome = setup(&ladder, &["--source", "large.tar"]).exits_with(2);
    outcome.mutters("large.tar: is refused: it unpacks to 5000 MB, which no source has");
    assert!(installed(&ladder).is_empty(), "{:?}", installed(&ladder));
}

#[test]
fn a_build_that_fails_says_why_and_leaves_the_one_before_it() {
    let ladder = ladder();
    setup(&ladder, &["demo-3.13", "--source", "demo"]).exits_with(0);
    let before = installed(&ladder);
    for (trouble, word) in [
        ("configure", "no acceptable C compiler"),
        ("compile", "ceval.c is beyond me"),
        ("lie", "version_tag = \"2.7\""),
    ] {
        ladder.file("demo/trouble", trouble);
        let outcome = setup(&ladder, &["demo-3.13", "--source", "demo"]).exits_with(1).says(word);
        assert!(outcome.stdout.contains("--source FILE"), "no hint in\n{}", outcome.stdout);
        assert_eq!(installed(&ladder), before, "{trouble}");
        assert_eq!(doctor(&ladder, "demo-3.13")["status"], "ok");
    }
}

#[test]
fn a_build_that_was_killed_in_the_middle_is_mended_by_the_next() {
    let ladder = ladder();
    let started = ladder.root().join("started");
    ladder.file("demo/trouble", "hang");
    ladder.file("demo/started", &started.display().to_string());
    let running = ladder.start(&["setup", "demo-3.13", "--source", "demo"]);
    wait_until("the build is under way", || started.exists());
    running.signal(nix::sys::signal::Signal::SIGKILL);
    drop(running);
    assert_eq!(doctor(&ladder, "demo-3.13")["status"], "missing");
    fs::remove_file(ladder.root().join("demo/trouble")).expect("no more trouble");
    setup(&ladder, &["demo-3.13", "--source", "demo"]).exits_with(0).says("built from source");
    assert_eq!(installed(&ladder).len(), 1, "{:?}", installed(&ladder));
}

/// A distribution whose mirror lists two versions of the source of 3.13, serves the older one, and serves nothing of
/// 3.14; to those alone who insist on signatures. None where the system does not say what it is.
fn distribution(ladder: &Ladder, archive: &Path) -> Option<String> {
    if !Path::new("/etc/os-release").exists() {
        eprintln!("skipped: this system has no /etc/os-release");
        return None;
    }
    let get = r#"#!/bin/sh
for last; do :; done
case "$*" in
    *indextargets*) . /etc/os-release; printf 'Component: main\nSite: http://mirror/%s\n' "$ID"; exit ;;
    *" update") exit 0 ;;
    *demo3.13=3.13.7-1)
        config=$(echo "$*" | sed 's/.*--config-file \([^ ]*\) .*/\1/')
        grep -q '^APT::Get::AllowUnauthenticated "false";$' "$config" && exec cp ARCHIVE demo3.13_3.13.7.orig.tar.gz ;;
esac
echo "E: Failed to fetch http://mirror/$last  404  Not Found [IP: 192.0.2.1 80]" >&2
exit 100
"#;
    ladder.script("bin/apt-get", &get.replace("ARCHIVE", &archive.display().to_string()));
    let cache = "#!/bin/sh\ncase \"$*\" in\n\
        *demo3.13) printf 'Version: 3.13.7-1\\n\\nVersion: 3.13.9-1\\n' ;;\n\
        *demo3.14) echo 'Version: 3.14.2-1' ;;\nesac\n";
    ladder.script("bin/apt-cache", cache);
    ladder.script("bin/dpkg", "#!/bin/sh\necho amd64\n");
    ladder.script("bin/dpkg-deb", "#!/bin/sh\n");
    Some(ladder.path())
}

#[test]
fn all_are_built_alike_from_the_distributions_sources_and_what_cannot_be_had_says_what_to_do() {
    let ladder = ladder();
    let Some(path) = distribution(&ladder, &archive(&ladder, "upstream.tgz", "3.13.7")) else { return };
    let setup = ["setup", "--from-source", "--format", "json"];
    let json = ladder.xtask_with("PATH", &path, &setup).exits_with(1).json();
    let built = part(&json, "built").as_array().expect("what was built").clone();
    let names: Vec<&str> = built.iter().filter_map(|one| one["toolchain"].as_str()).collect();
    assert_eq!(names, ["demo-3.13", "demo-3.13t", "demo-3.14"]);
    assert!(built[..2].iter().all(|one| one["reason"].is_null()), "{built:?}");
    let reason = built[2]["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("3.14.2-1: 404 Not Found") && !reason.contains("http"), "{reason}");
    assert_eq!(
        built[2]["fix"],
        "get a source of 3.14 (.tgz, .tar.xz or a folder), then: cargo xtask setup demo-3.14 --source FILE"
    );
    assert!(configured(&doctor(&ladder, "demo-3.13t")).contains("--fast"));
}

#[test]
fn sources_whose_lists_cannot_be_had_are_not_said_to_be_unknown() {
    let ladder = ladder();
    let Some(path) = distribution(&ladder, Path::new("none")) else { return };
    let closed = ladder.text("bin/apt-get").replace("exit 0", "echo 'E: No route to the mirror' >&2; exit 100");
    ladder.script("bin/apt-get", &closed);
    ladder.script("bin/apt-cache", "#!/bin/sh\necho 'E: Unable to locate package' >&2; exit 100\n");
    let outcome = ladder.xtask_with("PATH", &path, &["setup", "demo-3.14", "--from-source"]).exits_with(1);
    outcome.says("the distribution's sources cannot be looked up: No route to the mirror");
}

/// The real thing, and where it goes: `cargo test -p xtask --test it -- --ignored the_distributions_own_source`.
#[test]
#[ignore = "builds a CPython: minutes, a C compiler, and a distribution whose mirror has its source"]
fn the_distributions_own_source_becomes_a_free_threaded_interpreter() {
    let manifest = project().join("ladder.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("from-source");
    let harness = |words: &[&str]| {
        let mut command = program(Path::new(env!("CARGO_BIN_EXE_xtask")));
        command.args(words).arg("--manifest").arg(&manifest).arg("--target").arg(&target);
        command.output().expect("the harness")
    };
    let built = harness(&["setup", "cpython-3.13t", "--from-source", "--plain"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let said = harness(&["doctor", "--format", "json"]);
    let json: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
    let tool = tools.iter().find(|tool| tool["name"] == "cpython-3.13t").expect("the toolchain");
    assert_eq!(tool["origin"], "built from source");
    assert_eq!((&tool["facts"]["free_threaded"], &tool["facts"]["gil"]), (&true.into(), &false.into()));
}
