//! What shells and `man` want to know of the command line, read off its declaration.
//!
//! Small generators in place of `clap_complete` and `clap_mangen`, which would be three crates more in everybody's first build.

mod bash;
mod fish;
mod man;
mod zsh;

use clap::{Arg, Command};

use flags::Shell;

/// The script that completes the command line in a shell.
pub fn completions(command: &Command, shell: Shell, name: &str) -> String {
    match shell {
        Shell::Bash => bash::script(command, name),
        Shell::Zsh => zsh::script(command, name),
        Shell::Fish => fish::script(command, name),
    }
}

pub use man::page as man_page;

/// The commands that are shown.
fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// The options of a command, those of all commands included.
fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !argument.is_positional() && !argument.is_hide_set())
}

/// How an option is typed: `--rung` and `-r`.
fn names(option: &Arg) -> Vec<String> {
    let long = option.get_long().map(|long| format!("--{long}"));
    let short = option.get_short().map(|short| format!("-{short}"));
    long.into_iter().chain(short).collect()
}

/// Whether a value follows.
fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}

/// The values that an option may have, where these are words of a list.
fn values(option: &Arg) -> Vec<String> {
    let possible = option.get_possible_values();
    possible
        .iter()
        .filter(|value| takes_value(option) && !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect()
}

/// The first line of what is said of something.
fn about(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn command() -> Command {
        let mut command = flags::Flags::command();
        command.build();
        command
    }

    #[test]
    fn every_command_and_every_option_is_in_the_manual_and_in_every_script() {
        let command = command();
        let texts = [
            man_page(&command, "ladder"),
            completions(&command, Shell::Bash, "ladder"),
            completions(&command, Shell::Zsh, "ladder"),
            completions(&command, Shell::Fish, "ladder"),
        ];
        for text in texts {
            let plain = text.replace("\\-", "-");
            for own in commands(&command) {
                assert!(plain.contains(own.get_name()), "no {} in\n{plain}", own.get_name());
                for option in options(own) {
                    let long = option.get_long().unwrap_or("help");
                    assert!(plain.contains(long), "no --{long} of {} in\n{plain}", own.get_name());
                }
            }
        }
    }

    #[test]
    fn a_manual_has_no_line_that_it_takes_for_a_macro() {
        let page = man_page(&command(), "ladder");
        let macros = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".nf", ".fi"];
        for line in page.lines().filter(|line| line.starts_with('.') || line.starts_with('\'')) {
            assert!(macros.iter().any(|known| line.split(' ').next() == Some(known)), "{line}");
        }
    }
}
