//! What the tests share: a ladder in a folder of its own, and the harness at work on it.

mod browser;
mod copy;
mod outcome;
mod programs;
mod pty;
mod readers;
mod snapshot;
mod start;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use browser::{Seen, axe, browser, look_at, look_at_picture, printed};
pub(crate) use outcome::{Outcome, cell, part, section, without_folder};
pub(crate) use programs::{html_checker, pack, said_aloud, uv};
pub(crate) use readers::{drawing, hyperfine, numeric, ran, readers, trackers};
pub(crate) use snapshot::{a_few_at_a_time, anew, frozen, hold};
pub(crate) use start::{Running, program, python, succeeds};

/// A ladder in a temporary folder.
pub(crate) struct Ladder {
    folder: TempDir,
}

impl Ladder {
    /// The small ladder of the fixtures: runners by script, times that are made up.
    pub(crate) fn new() -> Ladder {
        Ladder::in_folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The same in a folder whose path is equally long for everybody, as lines with a path in them are broken by length.
    pub(crate) fn for_texts() -> Ladder {
        Ladder::in_folder(tempfile::tempdir_in("/tmp").expect("a temporary folder"))
    }

    /// The same in a folder whose name begins with this.
    pub(crate) fn called(name: &str) -> Ladder {
        Ladder::in_folder(tempfile::Builder::new().prefix(name).tempdir().expect("a temporary folder"))
    }

    fn in_folder(folder: TempDir) -> Ladder {
        let ladder = Ladder { folder };
        copy::folder(&fixtures().join("ladder"), ladder.root());
        fs::create_dir(ladder.root().join("log")).expect("a folder for the logs");
        ladder
    }

    /// The project's own oracle and check inputs, with the manifest given. What stands in `folders` is copied, too,
    /// to the same place; everything is named relative to the project's root.
    pub(crate) fn of_the_project(manifest: &str, folders: &[&str]) -> Ladder {
        let ladder = Ladder { folder: tempfile::tempdir().expect("a temporary folder") };
        for folder in folders {
            copy::folder(&project().join(folder), &ladder.root().join(folder));
        }
        ladder.file("ladder.toml", manifest);
        ladder
    }

    /// The folder that the manifest lies in.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Writes a program.
    pub(crate) fn script(&self, name: &str, text: &str) {
        self.file(name, text);
        let path = self.root().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    /// Makes a link.
    pub(crate) fn link(&self, name: &str, to: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(to, path).expect("a link");
    }

    /// Reads a file.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Adds to the end of the manifest.
    #[must_use]
    pub(crate) fn with(self, toml: &str) -> Ladder {
        self.file("ladder.toml", &format!("{}\n{toml}\n", self.text("ladder.toml")));
        self
    }

    /// Replaces a part of the manifest.
    #[must_use]
    pub(crate) fn with_instead(self, old: &str, new: &str) -> Ladder {
        let text = self.text("ladder.toml");
        assert!(text.contains(old), "the fixture's manifest has no `{old}`");
        self.file("ladder.toml", &text.replace(old, new));
        self
    }

    /// Adds a rung whose runner behaves as the words say, on `sums` alone. Its log is that of [`Ladder::asked`].
    #[must_use]
    pub(crate) fn with_rung(self, id: &str, words: &str) -> Ladder {
        let words: String = words.split_whitespace().map(|word| format!(", \"{word}\"")).collect();
        self.with(&format!(
            r#"
[rung.{id}]
title = "Scripted: {id}"
toolchain = "python"
project = "kernels"
runner = ["{{tool}}", "{{root}}/scripted_runner.py", "{{artefact}}", "{{entry}}", "--log={{root}}/log/{id}"{words}]
cost = "a test"
simulated = true
kernels = {{ sums = "sums.py" }}"#
        ))
    }

    /// Runs the harness to its end.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Outcome {
        self.start(arguments).outcome()
    }

    /// Runs the harness to its end, with one more variable in its environment.
    pub(crate) fn xtask_with(&self, name: &str, value: &str, arguments: &[&str]) -> Outcome {
        self.xtask_within(&[(name, value)], arguments)
    }

    /// Runs the harness to its end, with more variables in its environment.
    pub(crate) fn xtask_within(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        self.start_within(variables, arguments).outcome()
    }

    /// Runs the harness to its end behind a line of shell, such as `ulimit -n 64`.
    pub(crate) fn xtask_behind(&self, shell: &str, arguments: &[&str]) -> Outcome {
        start::harness(start::behind(shell, &start::command(self.root(), arguments))).outcome()
    }

    /// Runs the harness to its end with a manifest of this folder, where no variable of the user's can change what it says.
    pub(crate) fn xtask_alone(&self, manifest: &str, arguments: &[&str]) -> Outcome {
        start::harness(start::alone(self.root(), manifest, arguments)).outcome()
    }

    /// Runs the harness to its end where there is no network. None, said aloud, where that cannot be had.
    pub(crate) fn xtask_without_network(&self, arguments: &[&str]) -> Option<Outcome> {
        Some(start::harness(start::without_network(start::command(self.root(), arguments))?).outcome())
    }

    /// Runs the harness to its end where nothing below its folder for what it builds can be executed. None, said aloud, where that
    /// cannot be had.
    pub(crate) fn xtask_where_nothing_is_executed(&self, arguments: &[&str]) -> Option<Outcome> {
        let target = self.root().join("target");
        std::fs::create_dir_all(&target).expect("a folder");
        Some(
            start::harness(start::where_nothing_is_executed(&target, start::command(self.root(), arguments))?)
                .outcome(),
        )
    }

    /// Copies a folder to this place in the ladder's.
    pub(crate) fn folder(&self, from: &Path, to: &str) {
        copy::folder(from, &self.root().join(to));
    }

    /// PATH with the folder `bin` of this ladder before everything else.
    pub(crate) fn path(&self) -> String {
        format!("{}:{}", self.root().join("bin").display(), std::env::var("PATH").expect("a PATH"))
    }

    /// What the tests' interpreter prints.
    pub(crate) fn ask_python(&self, code: &str) -> String {
        let done = start::program(python()).args(["-c", code]).output().expect("a Python that starts");
        String::from_utf8(done.stdout).expect("UTF-8").trim().to_owned()
    }

    /// Runs the harness to its end, with nobody to read its standard output.
    pub(crate) fn xtask_unread(&self, arguments: &[&str]) -> Outcome {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = start::command(self.root(), arguments);
        command.stdout(writer);
        start::harness_as_it_is(command).outcome()
    }

    /// Starts the harness.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        start::harness(start::command(self.root(), arguments))
    }

    /// Runs the harness to its end on a terminal, and returns what it wrote there.
    pub(crate) fn on_a_terminal(&self, arguments: &[&str]) -> Outcome {
        pty::outcome(self.root(), arguments)
    }

    /// Starts the harness, with more variables in its environment.
    pub(crate) fn start_within(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Running {
        let mut command = start::command(self.root(), arguments);
        command.envs(variables.iter().copied());
        start::harness(command)
    }

    /// Runs the harness to its end as the leader of a session with a terminal, and returns what was written there.
    pub(crate) fn as_the_terminals_own(&self, arguments: &[&str]) -> Outcome {
        pty::own_terminal(self.root(), arguments)
    }

    /// What the scripted runner of a rung was asked, all its processes one after another.
    pub(crate) fn asked(&self, rung: &str) -> Vec<String> {
        self.log(rung).iter().map(|entry| part(entry, "asked").as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The processes that the scripted runner of a rung was.
    pub(crate) fn pids(&self, rung: &str) -> Vec<u32> {
        let mut pids: Vec<u32> = Vec::new();
        for entry in self.log(rung) {
            for key in ["pid", "child"] {
                pids.extend(entry.get(key).and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok()));
            }
        }
        pids.dedup();
        pids
    }

    /// What each process of a cell's scripted runner was asked, in the order of their starts.
    pub(crate) fn asked_of_each(&self, log: &str) -> Vec<Vec<String>> {
        let mut processes: Vec<(Value, Vec<String>)> = Vec::new();
        for entry in self.log(log) {
            let (pid, asked) = (part(&entry, "pid"), part(&entry, "asked").as_str().unwrap_or_default().to_owned());
            match processes.iter_mut().rev().find(|(known, _)| known == pid) {
                Some((_, all)) if asked != "start" => all.push(asked),
                _ => processes.push((pid.clone(), vec![asked])),
            }
        }
        processes.into_iter().map(|(_, asked)| asked).collect()
    }

    fn log(&self, rung: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.root().join("log").join(rung)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// The folders of the sessions of measuring, oldest first.
    pub(crate) fn sessions(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root().join("results")).into_iter().flatten().flatten();
        // What is hidden is no session yet.
        let shown = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        let mut folders: Vec<PathBuf> =
            shown.map(|entry| entry.path()).filter(|path| path.join("samples.jsonl").is_file()).collect();
        folders.sort();
        folders
    }

    /// The records of the newest session.
    pub(crate) fn records(&self) -> Vec<Value> {
        let folder = self.sessions().pop().expect("a session");
        let text = fs::read_to_string(folder.join("samples.jsonl")).expect("records");
        // A session that is under way may be in the middle of a line.
        let mut records: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        for record in &mut records {
            let checksum = record.as_object_mut().and_then(|fields| fields.remove("crc32"));
            assert!(checksum.is_some_and(|checksum| checksum.is_string()), "a line without a checksum: {record}");
        }
        records
    }

    /// The records of one type in the newest session that belong to one rung.
    pub(crate) fn records_of(&self, kind: &str, rung: &str) -> Vec<Value> {
        let mut records = self.records();
        records.retain(|record| record["type"] == kind && record["rung"] == rung);
        records
    }
}

/// Records without the checksums of their lines, so that a test may change them.
pub(crate) fn unsealed(records: &str) -> String {
    regex_lite::Regex::new(r#","crc32":"[0-9a-f]{8}"\}"#).expect("a pattern").replace_all(records, "}").into_owned()
}

/// The project's root.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The folder of the fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures")
}

/// Waits until something is so.
pub(crate) fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process is there and no zombie.
pub(crate) fn lives(pid: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
}
