//! The harness on a terminal.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use nix::pty::{Winsize, openpty};

use super::{Outcome, start};

/// Runs the harness with both outputs on a terminal of 100 columns; `stdout` is everything that was written there.
pub(super) fn outcome(root: &Path, arguments: &[&str]) -> Outcome {
    let size = Winsize { ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = openpty(Some(&size), None).expect("a terminal");
    let end = || Stdio::from(terminal.slave.try_clone().expect("the terminal's other end"));
    let mut command = start::command(root, arguments);
    command.env("TERM", "xterm-256color").stdin(Stdio::null()).stdout(end()).stderr(end());
    let mut child = command.spawn().expect("the harness starts");
    // The terminal closes when its last user does; this process must not be one.
    drop(command);
    drop(terminal.slave);
    let mut master = File::from(terminal.master);
    let reader = std::thread::spawn(move || {
        let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
        // Linux reports the end as an error.
        while let Ok(count @ 1..) = master.read(&mut buffer) {
            bytes.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let status = start::end(&mut child);
    Outcome { status, stdout: reader.join().expect("what was written"), stderr: String::new() }
}

/// Runs the harness to its end as the leader of a session whose terminal is one of its own, as a shell's command is.
pub(super) fn own_terminal(root: &Path, arguments: &[&str]) -> Outcome {
    const ON_A_TERMINAL: &str = "
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
while True:
    try:
        text = os.read(terminal, 4096)
    except OSError:
        break
    if not text:
        break
    os.write(1, text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
";
    let harness = start::command(root, arguments);
    let mut command = start::program(start::python());
    command.args(["-c", ON_A_TERMINAL]).arg(harness.get_program()).args(harness.get_args()).current_dir(root);
    command.envs(harness.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TERM", "xterm-256color");
    start::harness(command).outcome()
}
