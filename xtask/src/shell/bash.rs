//! Completion for bash, of the program by its own name and, where that is `cargo xtask`, behind `cargo`.

use std::fmt::Write as _;

use clap::Command;

use super::{commands, names, options, takes_value, values};

/// What completes, once it knows which word of the line is the command.
const HEAD: &str = r#"# bash completion for @NAME@: put it into a file that ~/.bashrc reads, or: source <(@NAME@ completions bash)
_ladder_words() {
  local at=$1 current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[$1]} words=
  if (( COMP_CWORD == at )); then command=; fi
  case "$command $previous" in
"#;

const FOOT: &str = r#"  esac
  if [[ -z $words && $current == -* || -z $command ]]; then
    case "$command" in
@OPTIONS@    esac
  fi
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
}
"#;

/// For a program of its own.
const ALONE: &str = "_ladder() { _ladder_words 1; }\ncomplete -o filenames -F _ladder @NAME@\n";

/// For a command of cargo's: what completed `cargo` before goes on doing so.
const OF_CARGO: &str = r#"_ladder_before=$(complete -p cargo 2>/dev/null | sed -n 's/.*-F \([^ ]*\) .*/\1/p')
_ladder() {
  if [[ ${COMP_WORDS[1]} == xtask && $COMP_CWORD -gt 1 ]]; then _ladder_words 2
  elif [[ -n $_ladder_before && $_ladder_before != _ladder ]]; then "$_ladder_before" "$@"
  else COMPREPLY=($(compgen -W "xtask build check run test" -- "${COMP_WORDS[COMP_CWORD]}")); fi
}
complete -o filenames -F _ladder cargo
"#;

/// The script.
pub(super) fn script(command: &Command, name: &str) -> String {
    let mut text = HEAD.replace("@NAME@", name);
    let mut all = String::new();
    let listed: Vec<&str> = commands(command).map(Command::get_name).collect();
    let _ = writeln!(all, "      '') words='{}' ;;", listed.join(" "));
    for own in commands(command) {
        let mut typed = Vec::new();
        for option in options(own) {
            typed.extend(names(option));
            let keys: Vec<String> = names(option).iter().map(|key| format!("'{} {key}'", own.get_name())).collect();
            match values(option) {
                values if !values.is_empty() => {
                    let _ = writeln!(text, "    {}) words='{}' ;;", keys.join("|"), values.join(" "));
                }
                _ if takes_value(option) => {
                    let _ =
                        writeln!(text, "    {}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;", keys.join("|"));
                }
                _ => {}
            }
        }
        let _ = writeln!(all, "      {}) words='{}' ;;", own.get_name(), typed.join(" "));
    }
    text.push_str(&FOOT.replace("@OPTIONS@", &all));
    text.push_str(&if name.contains(' ') { OF_CARGO.to_owned() } else { ALONE.replace("@NAME@", name) });
    text
}
