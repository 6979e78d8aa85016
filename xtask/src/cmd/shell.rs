//! `completions` and `man`: the command line for shells and for readers of manuals.

use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::console::{Printout, Problem};
use crate::shell::{completions, man_page};
use crate::shipped;
use flags::{Flags, Shell};

/// What the program is called here.
fn name() -> &'static str {
    if shipped::is_installed() { shipped::NAME } else { "cargo xtask" }
}

fn command() -> clap::Command {
    let mut command = Flags::command();
    command.build();
    command
}

/// Prints what a shell reads.
pub(super) fn complete(shell: Shell) -> Result<ExitCode, Problem> {
    let text = completions(&command(), shell, name());
    Printout::new(plain::as_called(text.trim_end().to_owned()), None).print()
}

/// Prints the manual.
pub(super) fn manual() -> Result<ExitCode, Problem> {
    let text = man_page(&command(), name());
    Printout::new(plain::as_called(text.trim_end().to_owned()), None).print()
}
