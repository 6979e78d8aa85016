//! The harness of the optimization ladder: reads `ladder.toml`, builds every rung, proves that they agree, times them,
//! and reports. `ARCHITECTURE.md` shows the way of the data; `tests/it/architecture.rs` enforces it.

mod audit;
mod climb;
mod cmd;
mod console;
mod differences;
mod fleet;
mod gate;
mod history;
mod picture;
mod publish;
mod review;
mod scaffold;
mod selftest;
mod sessions;
mod shares;
mod shell;
mod shipped;
mod splice;
mod toolchains;

use std::process::ExitCode;
use std::thread::{self, JoinHandle};

use clap::{CommandFactory as _, FromArgMatches as _};
use system::interrupt::{self, FirstInterrupt};
use system::process::{self, guard};

/// The status after a panic, as if it had happened in the first thread.
const PANICKED: u8 = 101;

/// The stack of what a command does, in bytes: as much as systems usually give, whatever limit this one has set (`ulimit -s`).
const STACK: usize = 8 << 20;

fn main() -> ExitCode {
    if guard::stand() {
        return ExitCode::SUCCESS;
    }
    guard::allow();
    let commanded = thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(command);
    match commanded.map(JoinHandle::join) {
        Ok(Ok(status)) => status,
        // It has said why.
        Ok(Err(_)) => ExitCode::from(PANICKED),
        Err(error) => {
            eprintln!("error: no thread can be started: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line says.
fn command() -> ExitCode {
    process::have_writes_fail();
    if shipped::is_installed() {
        plain::call_program(shipped::NAME);
    }
    let command = flags::Flags::command().term_width(console::help_width());
    let flags = match command.try_get_matches().and_then(|matches| flags::Flags::from_arg_matches(&matches)) {
        Ok(flags) => flags,
        Err(error) if shipped::is_installed() => return console::usage(&error),
        Err(error) => error.exit(),
    };
    let first = if flags.command.only_reads() { FirstInterrupt::Ends } else { FirstInterrupt::Asks };
    if let Err(error) = interrupt::listen(first, files::remove_unfinished) {
        eprintln!("warning: cannot listen for Ctrl-C: {error}");
    }
    cmd::run(&flags).unwrap_or_else(|problem| {
        problem.print();
        problem.status()
    })
}
