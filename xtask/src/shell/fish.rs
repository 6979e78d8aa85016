//! Completion for fish.

use std::fmt::Write as _;

use clap::Command;

use super::{about, commands, options, takes_value, values};

/// The script: a line for each command and option.
pub(super) fn script(command: &Command, name: &str) -> String {
    let (program, condition) = match name.split_once(' ') {
        Some((program, own)) => (program, format!("__fish_seen_subcommand_from {own}; and ")),
        None => (name, String::new()),
    };
    let listed: Vec<&str> = commands(command).map(Command::get_name).collect();
    let mut text = format!(
        "# fish completion for {name}: put it into ~/.config/fish/completions/{program}.fish, or: {name} completions fish | source\n"
    );
    for own in commands(command) {
        let said = quoted(&about(own.get_about()));
        let none = format!("{condition}not __fish_seen_subcommand_from {}", listed.join(" "));
        let _ = writeln!(text, "complete -c {program} -f -n '{none}' -a {} -d '{said}'", own.get_name());
        for option in options(own) {
            let seen = format!("{condition}__fish_seen_subcommand_from {}", own.get_name());
            let long = option.get_long().map(|long| format!(" -l {long}")).unwrap_or_default();
            let short = option.get_short().map(|short| format!(" -s {short}")).unwrap_or_default();
            let value = match values(option) {
                known if !known.is_empty() => format!(" -x -a '{}'", known.join(" ")),
                _ if takes_value(option) => " -r".to_owned(),
                _ => String::new(),
            };
            let said = quoted(&about(option.get_help()));
            let _ = writeln!(text, "complete -c {program} -n '{seen}'{long}{short}{value} -d '{said}'");
        }
    }
    text
}

/// A text within single quotes.
fn quoted(text: &str) -> String {
    text.replace('\\', "").replace('\'', "\\'")
}
