//! Interpreters from uv's downloads, as most users get them: here from an archive on this machine, without network.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Ladder, Outcome, pack, part, project, python, uv};

/// A ladder whose toolchain `fetched` only uv has, and where uv believes that it downloads.
struct World {
    ladder: Ladder,
    path: String,
    version: String,
}

impl World {
    /// None where there is no uv.
    fn new() -> Option<World> {
        let path = format!("{}:{}", uv()?.display(), std::env::var("PATH").expect("a PATH"));
        let ladder = Ladder::new();
        ladder.file("probe.py", "import json, sys\nprint(json.dumps({'version': sys.version.split()[0]}))\n");
        let version = ladder.ask_python("import sys; print(sys.version.split()[0])");
        let minor = version.rsplit_once('.').expect("three numbers").0.to_owned();
        let world = World { path, version, ladder };
        world.offer(&minor);
        let ladder = world.ladder.with(&format!(
            r#"
[toolchain.fetched]
title = "Fetched"
names = ["no-such-python"]
probe = ["{{tool}}", "{{root}}/probe.py"]
uv = {{ request = "cpython-{minor}" }}
fix = "fetch it""#
        ));
        Some(World { ladder, ..world })
    }

    /// An archive as uv's downloads are, with an interpreter that leads to the one that is here, and the list that names
    /// it.
    fn offer(&self, minor: &str) {
        let program = format!("#!/bin/sh\nexec '{}' \"$@\"\n", python().display());
        self.ladder.script(&format!("offered/bin/python{minor}"), &program);
        let variables = format!("offered/lib/python{minor}/_sysconfigdata__{}.py", std::env::consts::OS);
        self.ladder.file(
            &variables,
            "# system configuration generated and used by the sysconfig module\nbuild_time_vars = {}\n",
        );
        let archive = pack(self.ladder.root(), "python.tar.gz", &["python=offered"]);
        let numbers: Vec<u32> = self.version.split('.').map(|part| part.parse().expect("a number")).collect();
        let (os, libc) = if cfg!(target_os = "macos") { ("darwin", "none") } else { ("linux", "gnu") };
        let arch = std::env::consts::ARCH;
        let list = json!({ format!("cpython-{}-{os}-{arch}-{libc}", self.version): {
            "name": "cpython", "arch": { "family": arch, "variant": null }, "os": os, "libc": libc,
            "major": numbers[0], "minor": numbers[1], "patch": numbers[2], "prerelease": "",
            "url": format!("file://{}", archive.display()), "sha256": null, "variant": null, "build": "20261122",
        }});
        self.ladder.file("downloads.json", &list.to_string());
    }

    fn xtask(&self, arguments: &[&str]) -> Outcome {
        let root = self.ladder.root();
        let text = |name: &str| root.join(name).display().to_string();
        let variables = [
            ("PATH", self.path.as_str()),
            ("HOME", &text("home")),
            ("UV_CACHE_DIR", &text("cache")),
            ("UV_PYTHON_INSTALL_DIR", &text("pythons")),
            ("UV_PYTHON_DOWNLOADS_JSON_URL", &format!("file://{}", text("downloads.json"))),
        ];
        self.ladder.xtask_within(&variables, arguments)
    }

    fn tool(&self, arguments: &[&str], status: i32) -> Value {
        let json = self.xtask(&[arguments, &["--format", "json"]].concat()).exits_with(status).json();
        let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
        tools.iter().find(|tool| tool["name"] == "fetched").expect("the toolchain").clone()
    }

    fn pythons(&self) -> PathBuf {
        self.ladder.root().join("pythons")
    }
}

#[test]
fn an_interpreter_comes_from_uvs_downloads_and_then_is_there() {
    let Some(world) = World::new() else { return };
    assert_eq!(world.tool(&["doctor"], 0)["status"], "missing");
    let got = world.tool(&["setup", "fetched"], 0);
    assert_eq!((&got["status"], &got["origin"]), (&"ok".into(), &"uv".into()), "{got}");
    assert_eq!(got["version"], world.version.as_str());
    assert!(got["receipt"]["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{got}");
    assert!(got["receipt"]["disk_bytes"].as_u64().is_some_and(|bytes| bytes > 0), "{got}");
    fs::remove_file(world.ladder.root().join("python.tar.gz")).expect("the archive");
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok", "nothing is downloaded twice");
    assert_eq!(world.tool(&["doctor"], 0)["origin"], "uv");
    assert!(!world.ladder.root().join("home/.local").exists(), "nothing outside the folders that uv was given");
}

#[test]
fn a_download_that_breaks_off_is_a_reason_and_the_next_one_mends_it() {
    let Some(world) = World::new() else { return };
    let archive = world.ladder.root().join("python.tar.gz");
    let whole = fs::read(&archive).expect("the archive");
    fs::write(&archive, &whole[..whole.len() / 2]).expect("a part of it");
    let broken = world.tool(&["setup", "fetched"], 1);
    assert_eq!((&broken["status"], &broken["fix"]), (&"missing".into(), &"fetch it".into()), "{broken}");
    assert!(broken["reason"].as_str().is_some_and(|reason| reason.contains("uv cannot download")), "{broken}");
    fs::write(&archive, whole).expect("all of it");
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok");
}

#[test]
fn a_download_that_is_not_what_the_list_says_is_refused_and_nothing_of_it_is_left() {
    let Some(world) = World::new() else { return };
    let list = world.ladder.text("downloads.json");
    let wrong = format!("\"sha256\":\"{}\"", "00".repeat(32));
    world.ladder.file("downloads.json", &list.replace("\"sha256\":null", &wrong));
    let refused = world.tool(&["setup", "fetched"], 1);
    assert_eq!(refused["status"], "missing", "{refused}");
    assert!(refused["reason"].as_str().is_some_and(|reason| reason.to_lowercase().contains("hash")), "{refused}");
    let left = fs::read_dir(world.pythons()).into_iter().flatten().flatten();
    let left = left.filter(|entry| entry.file_name().to_string_lossy().starts_with("cpython"));
    assert_eq!(left.count(), 0, "something of it is left");
    world.ladder.file("downloads.json", &list);
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok");
}

#[test]
fn an_interpreter_that_was_removed_or_spoilt_is_got_again() {
    let Some(world) = World::new() else { return };
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok");
    fs::remove_dir_all(world.pythons()).expect("uv's folder");
    assert_eq!(world.tool(&["doctor"], 0)["status"], "missing");
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok");
    for entry in fs::read_dir(world.pythons()).expect("uv's folder").flatten() {
        let bin = entry.path().join("bin");
        for file in fs::read_dir(bin).into_iter().flatten().flatten().filter(|file| !file.path().is_symlink()) {
            fs::write(file.path(), "#!/bin/sh\nexit 1\n").expect("a spoilt interpreter");
        }
    }
    assert_eq!(world.tool(&["doctor"], 0)["status"], "missing");
    assert_eq!(world.tool(&["setup", "fetched"], 0)["status"], "ok");
}

/// A ladder with one toolchain of three interpreters, and a uv that fails with these words.
fn with_a_uv_that_says(words: &str) -> Ladder {
    let mut ladder = Ladder::new();
    for name in ["first", "second", "third"] {
        ladder = ladder.with(&format!(
            "[toolchain.{name}]\ntitle = \"{name}\"\nnames = [\"no-such-python\"]\nprobe = [\"{{tool}}\"]\n\
             version-pattern = '(\\d+)'\nuv = {{ request = \"cpython-{name}\" }}\nfix = \"fetch it\""
        ));
    }
    let ladder = ladder
        .with("[toolchain.any]\ntitle = \"Any\"\nany-of = [\"first\", \"second\", \"third\"]\nfix = \"fetch one\"");
    let log = ladder.root().join("log/uv");
    let uv = format!(
        "#!/bin/sh\ncase \"$*\" in\n--version) ;;\n*install*) echo \"$*\" >> '{}'; echo \"error: {words}\" >&2; exit 2 ;;\n\
         *) exit 1 ;;\nesac\n",
        log.display()
    );
    ladder.script("bin/uv", &uv);
    ladder
}

/// How many of the three are asked for, one after another.
fn asked_of_a_uv_that_says(words: &str) -> usize {
    let ladder = with_a_uv_that_says(words);
    ladder.xtask_with("PATH", &ladder.path(), &["setup", "any"]).exits_with(1);
    ladder.text("log/uv").lines().count()
}

#[test]
fn only_a_closed_network_stops_further_downloads() {
    let closed = "failed to lookup address information: Name or service not known";
    assert_eq!(asked_of_a_uv_that_says(closed), 1, "nobody answers, and every download is tried");
    let unknown = "No download found for request: cpython-3.99";
    assert_eq!(asked_of_a_uv_that_says(unknown), 3, "what one archive lacks says nothing of another");
}

#[test]
fn without_a_network_the_network_is_named_and_no_hint_tells_what_was_just_tried() {
    let tool = |ladder: &Ladder, arguments: &[&str], status: i32| {
        let arguments = [arguments, &["--format", "json"]].concat();
        let json = ladder.xtask_with("PATH", &ladder.path(), &arguments).exits_with(status).json();
        let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
        let of = |name: &str| tools.iter().find(|tool| tool["name"] == name).cloned().unwrap_or_default();
        (of("first"), of("any"))
    };
    let closed = with_a_uv_that_says("failed to lookup address information: Name or service not known");
    let (first, any) = tool(&closed, &["doctor"], 0);
    assert_eq!(first["fix"], "cargo xtask setup first; or: fetch it", "what was not tried");
    assert_eq!(any["fix"], "cargo xtask setup any; or: fetch one");
    let (first, _) = tool(&closed, &["setup", "first"], 1);
    let reason = first["reason"].as_str().expect("a reason");
    assert!(reason.contains("the network cannot be reached: uv cannot download"), "{reason}");
    assert_eq!(first["fix"], "repeat it when this machine has a network; or: fetch it");
    let unknown = with_a_uv_that_says("No download found for request: cpython-3.99");
    let (first, _) = tool(&unknown, &["setup", "first"], 1);
    assert!(!first.to_string().contains("network"), "{first}");
    assert_eq!(first["fix"], "fetch it", "what was tried");
}

#[test]
fn no_hint_of_the_projects_toolchains_tells_what_the_harness_tries_itself() {
    let text = fs::read_to_string(project().join("ladder.toolchains.toml")).expect("the toolchains");
    for hint in text.lines().filter(|line| line.starts_with("fix = ")) {
        let tried = ["uv python install", "cargo fetch", "cargo xtask test"].iter().any(|words| hint.contains(words));
        let got =
            hint.contains("cargo xtask setup") && !hint.contains("--source FILE") && !hint.contains("--from-source");
        assert!(!tried && !got, "{hint}");
    }
}
