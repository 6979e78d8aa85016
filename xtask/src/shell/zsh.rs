//! Completion for zsh.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::{about, commands, names, options, takes_value, values};

/// The script: a function for each command, which `_arguments` understands.
pub(super) fn script(command: &Command, name: &str) -> String {
    let program = name.split(' ').next().unwrap_or(name);
    let mut text = format!(
        "#compdef {program}\n# zsh completion for {name}: put it as _{program}-ladder into a folder of $fpath, or: source <({name} completions zsh)\n"
    );
    text.push_str("_ladder_commands() {\n  local -a commands=(\n");
    for own in commands(command) {
        let _ = writeln!(text, "    '{}:{}'", own.get_name(), quoted(&about(own.get_about())));
    }
    text.push_str("  )\n  _describe command commands\n}\n_ladder() {\n");
    if name.contains(' ') {
        text.push_str("  [[ $words[2] == xtask ]] || { _cargo \"$@\"; return }\n  shift words; (( CURRENT-- ))\n");
    }
    text.push_str("  (( CURRENT == 2 )) && { _ladder_commands; return }\n  local command=$words[2]\n  shift words; (( CURRENT-- ))\n  case $command in\n");
    for own in commands(command) {
        let _ = writeln!(text, "    {})\n      _arguments \\", own.get_name());
        for option in options(own) {
            for typed in names(option) {
                let _ = writeln!(text, "        '{}' \\", argument(option, &typed));
            }
        }
        text.push_str("        '*:file:_files' ;;\n");
    }
    let _ = writeln!(text, "  esac\n}}\ncompdef _ladder {program}");
    text
}

/// An option as `_arguments` wants it: `--rung[Only this rung]:NAME:_files`.
fn argument(option: &Arg, typed: &str) -> String {
    let said = quoted(&about(option.get_help())).replace(['[', ']'], "").replace(':', "\\:");
    let value = match values(option) {
        known if !known.is_empty() => format!(":value:({})", known.join(" ")),
        _ if takes_value(option) => ":value:_files".to_owned(),
        _ => String::new(),
    };
    format!("*{typed}[{said}]{value}")
}

/// A text within single quotes.
fn quoted(text: &str) -> String {
    text.replace('\'', "")
}
