//! Starts of the harness, and how they end.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::Outcome;
use super::programs::said_aloud;

/// The longest that the harness may take in a test.
const LIMIT: Duration = Duration::from_secs(300);

/// A session on a busy machine would otherwise measure its first cells before all are built, in an order of its own.
const WITHOUT_FIRST_FIGURES: [(&str, &str); 1] = [("LADDER_FIRST_FIGURES", "86400")];

/// A harness at work. Dropping it kills it.
pub(crate) struct Running {
    child: Child,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

/// The harness with the manifest in this folder, ready to be started.
pub(super) fn command(root: &Path, arguments: &[&str]) -> Command {
    let queue = root.join("queue");
    fs::create_dir_all(&queue).expect("a folder for the queue");
    let mut command = program(Path::new(env!("CARGO_BIN_EXE_xtask")));
    command.args(["--manifest"]).arg(root.join("ladder.toml")).args(arguments).current_dir(root);
    // No wait for another test, nor for a user's own session.
    command.env("LADDER_QUEUE_FOLDER", queue).envs(WITHOUT_FIRST_FIGURES);
    command.env("LADDER_TOOL_PYTHON", python()).env("PYTHONDONTWRITEBYTECODE", "1").env_remove("NO_COLOR");
    command
}

/// The same command behind a line of shell, such as `ulimit -n 64`.
pub(super) fn behind(shell: &str, command: &Command) -> Command {
    let mut behind = program(Path::new("/bin/sh"));
    behind.args(["-c", &format!("{shell}; exec \"$0\" \"$@\"")]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => behind.env(name, value),
            None => behind.env_remove(name),
        };
    }
    behind.current_dir(command.get_current_dir().unwrap_or_else(|| Path::new(".")));
    behind
}

/// The harness with this manifest, where no variable of the user's can change what it says.
pub(super) fn alone(root: &Path, manifest: &str, arguments: &[&str]) -> Command {
    let home = root.join("home");
    fs::create_dir_all(&home).expect("a home");
    let mut command = program(Path::new(env!("CARGO_BIN_EXE_xtask")));
    command.args(arguments).arg("--manifest").arg(root.join(manifest)).current_dir(root).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LADDER_TOOL_PYTHON", python());
    command
        .env("HOME", &home)
        .env("USER", "home")
        .env("LADDER_QUEUE_FOLDER", &home)
        .envs(WITHOUT_FIRST_FIGURES)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The same in a network of its own, which has nothing in it. None, said aloud, where the system has no such thing.
pub(super) fn without_network(command: Command) -> Option<Command> {
    let unshare = ["unshare", "--map-root-user", "--net"];
    within(&unshare, command, "there is no way to take the network away: that takes Linux and unshare")
}

/// The same where nothing in the folder can be executed. None, said aloud, where the system has no such thing.
pub(super) fn where_nothing_is_executed(folder: &Path, command: Command) -> Option<Command> {
    let mount = r#"mount -t tmpfs -o noexec none "$0" && exec "$@""#;
    let folder = folder.to_str().expect("UTF-8");
    let unshare = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, folder];
    within(&unshare, command, "there is no way to forbid execution: that takes Linux, unshare and mount")
}

/// The same, started by other words. None, said aloud with the reason, where these cannot start even `true`.
fn within(words: &[&str], command: Command, reason: &str) -> Option<Command> {
    if !succeeds(Path::new("/"), &[words, &["true"]].concat()) {
        said_aloud(&format!("SKIPPED: {reason}"));
        return None;
    }
    let mut alone = program(Path::new(words[0]));
    alone.args(&words[1..]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => alone.env(name, value),
            None => alone.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        alone.current_dir(folder);
    }
    Some(alone)
}

pub(super) fn harness(mut command: Command) -> Running {
    command.stdout(Stdio::piped());
    harness_as_it_is(command)
}

/// With its standard output wherever the command sends it.
pub(super) fn harness_as_it_is(mut command: Command) -> Running {
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the harness starts");
    let (stdout, stderr) = (child.stdout.take().map(read), child.stderr.take().map(read));
    Running { child, stdout, stderr }
}

impl Running {
    /// The harness's process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).expect("a process to signal");
    }

    /// Waits for its end.
    pub(crate) fn outcome(mut self) -> Outcome {
        let status = end(&mut self.child);
        let text = |reader: Option<JoinHandle<String>>| reader.and_then(|reader| reader.join().ok());
        let (stdout, stderr) = (text(self.stdout.take()), text(self.stderr.take()));
        Outcome { status, stdout: stdout.unwrap_or_default(), stderr: stderr.unwrap_or_default() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The exit status, once there is one.
pub(super) fn end(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + LIMIT;
    loop {
        match child.try_wait().expect("a child to wait for") {
            Some(status) => return status.code(),
            None if Instant::now() > deadline => {
                let _ = child.kill();
                panic!("the harness was still at work after {LIMIT:?}");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// An interpreter, and not a shim that leads to one.
pub(crate) fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let asked = program(Path::new("python3")).args(["-c", "import sys; print(sys.executable)"]).output();
        let said = asked.expect("a Python 3 on PATH").stdout;
        PathBuf::from(String::from_utf8(said).expect("a path in UTF-8").trim_end())
    })
}

/// Runs a program in a folder. Says whether there is such a program and it ended well.
pub(crate) fn succeeds(folder: &Path, argv: &[&str]) -> bool {
    let (name, arguments) = argv.split_first().expect("a program");
    let ended = program(Path::new(name)).args(arguments).current_dir(folder).output();
    ended.is_ok_and(|output| output.status.success())
}

#[expect(clippy::disallowed_methods, reason = "a test starts the harness itself")]
pub(crate) fn program(path: &Path) -> Command {
    Command::new(path)
}
