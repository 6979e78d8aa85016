//! The manual as one page of roff, with all commands.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::{commands, names, options, takes_value, values};

/// The page.
pub fn page(command: &Command, name: &str) -> String {
    let title = name.replace(' ', "-");
    let version = command.get_version().unwrap_or_default();
    let mut text = format!(".TH {} 1 \"\" \"Optimization Ladder {version}\"\n.SH NAME\n", title.to_uppercase());
    let _ = writeln!(
        text,
        "{} \\- {}",
        escaped(&title),
        escaped(&command.get_about().map(ToString::to_string).unwrap_or_default())
    );
    let _ = writeln!(text, ".SH SYNOPSIS\n.B {}\nCOMMAND [OPTIONS]", escaped(name));
    text.push_str(".SH DESCRIPTION\n");
    paragraphs(&mut text, &said(command.get_long_about().or(command.get_about())));
    text.push_str(".SH COMMANDS\n");
    for own in commands(command) {
        let _ = writeln!(text, ".SS {}", escaped(own.get_name()));
        paragraphs(&mut text, &said(own.get_long_about().or(own.get_about())));
        for argument in own.get_arguments().filter(|argument| argument.is_positional()) {
            entry(&mut text, &argument.get_id().to_string().to_uppercase(), argument);
        }
        for option in options(own).filter(|option| !option.is_global_set()) {
            entry(&mut text, &typed(option), option);
        }
        paragraphs(&mut text, &said(own.get_after_help()));
    }
    text.push_str(".SH PLACES\n");
    for option in options(command).filter(|option| option.is_global_set()) {
        entry(&mut text, &typed(option), option);
    }
    text.push_str(".SH NOTES\n");
    paragraphs(&mut text, &said(command.get_after_help()));
    text
}

fn said(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// `--rung, -r NAME`.
fn typed(option: &Arg) -> String {
    let value = option.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let value = value.filter(|_| takes_value(option)).map(|value| format!(" {value}")).unwrap_or_default();
    names(option).join(", ") + &value
}

/// An option with what it does.
fn entry(text: &mut String, typed: &str, argument: &Arg) {
    let known = values(argument);
    let known = if known.is_empty() { String::new() } else { format!(" [{}]", known.join(", ")) };
    let _ = writeln!(text, ".TP\n.B {}\n{}{}", escaped(typed), escaped(&said(argument.get_help())), escaped(&known));
}

/// Paragraphs flow; what is indented stays as it is.
fn paragraphs(text: &mut String, said: &str) {
    for paragraph in said.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let is_shown = paragraph.lines().any(|line| line.starts_with("  "));
        let lines: Vec<String> = paragraph.lines().map(escaped).collect();
        let _ = match is_shown {
            true => writeln!(text, ".PP\n.nf\n{}\n.fi", lines.join("\n")),
            false => writeln!(text, ".PP\n{}", lines.join("\n")),
        };
    }
}

/// A text as roff takes it for one.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    let lines =
        text.lines().map(|line| if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}
