//! What a person sees.

use std::path::Path;

use super::super::{LoadError, load, parse};
use super::{changed, folder, mistakes};

fn rendered(text: &str) -> String {
    let folder = folder();
    let Err(error) = parse(text, &folder.path().join("ladder.toml")) else { panic!("there are mistakes to show") };
    error.render(false).replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_mistake_is_shown_with_its_line_its_column_a_caret_and_help() {
    let text = changed(&[("artefact = \"{out}/{stem}{fact.ext_suffix}\"", "artefact = \"{out}/{sten}.so\"")]);
    let expected = r#"error: unknown placeholder `{sten}`
   --> ladder.toml:149:19
    |
149 | artefact = "{out}/{sten}.so"
    |                   ^^^^^^
    |
    = help: did you mean `{stem}`?

found 1 mistake in `ladder.toml`"#;
    assert_eq!(rendered(&text), expected);
}

#[test]
fn all_mistakes_are_shown_together_in_the_order_of_the_file() {
    let text = changed(&[
        ("toolchain = \"cpython\"\ntools = [\"cc\"]", "toolchain = \"cpyton\"\ntools = [\"cc\", \"cc\"]"),
        ("rounds = 3", "rounds = \"three\""),
        ("budget = \"20m\"", "bugdet = \"20m\""),
        ("fix = \"cargo fetch\"\n", ""),
    ]);
    let expected = r#"error: `rounds` in [profile.blog] must be a whole number, not a string
  --> ladder.toml:15:10
   |
15 | rounds = "three"
   |          ^^^^^^^
   |
   = help: write for example `rounds = 3`

error: unknown key `bugdet` in [profile.blog]
  --> ladder.toml:18:1
   |
18 | bugdet = "20m"
   | ^^^^^^
   |
   = help: did you mean `budget`?

error: `fix` is missing in [toolchain.yyjson]
   --> ladder.toml:116:12
    |
116 | [toolchain.yyjson]
    |            ^^^^^^
    |
    = help: write for example `fix = "apt-get install gcc"`

error: there is no toolchain `cpyton`
   --> ladder.toml:140:13
    |
140 | toolchain = "cpyton"
    |             ^^^^^^^^
    |
    = help: did you mean `cpython`?

error: toolchain `cc` is listed twice
   --> ladder.toml:141:16
    |
141 | tools = ["cc", "cc"]
    |          ----  ^^^^
    |          |
    |          first given here
    |
    = help: remove it here

found 5 mistakes in `ladder.toml`"#;
    assert_eq!(rendered(&text), expected);
}

#[test]
fn columns_count_characters() {
    let text = changed(&[("[\"~/.pyenv/versions/*/bin\"]", "[\"~/größe/*\", \"$\"]")]);
    let found = mistakes(&text);
    assert_eq!((found[0].line, found[0].column), (75, 25));
    assert!(rendered(&text).contains("ladder.toml:75:25"), "{}", rendered(&text));
}

#[test]
fn an_empty_file_is_shown_too() {
    let shown = rendered("");
    assert!(shown.contains("`version` is missing at the top level"), "{shown}");
    assert!(shown.ends_with("found 7 mistakes in `ladder.toml`"), "{shown}");
}

#[test]
fn colour_comes_only_when_asked_for() {
    let Err(error) = parse("version = 1", Path::new("ladder.toml")) else { panic!("mistakes") };
    assert!(!error.render(false).contains('\u{1b}'));
    assert!(error.render(true).contains('\u{1b}'));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = folder();
    let Err(error) = load(&folder.path().join("no-ladder.toml")) else { panic!("there is no such file") };
    assert!(matches!(error, LoadError::Io { .. }));
    let shown = error.render(false);
    assert!(shown.starts_with("error: failed to read `") && shown.contains("no-ladder.toml`: "), "{shown}");
}

#[test]
fn a_file_is_loaded_from_its_folder() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    std::fs::write(&path, super::LADDER).expect("a new file");
    assert_eq!(load(&path).expect("no mistakes").rungs.len(), 4);
}
