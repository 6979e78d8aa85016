//! The pages of CONTRIBUTING.md, followed as they are written.

use std::fs;
use std::path::{Path, PathBuf};

use super::Document;
use crate::new_rung::whole_ladder;
use crate::support::{Ladder, project, ran};

/// Pages that say how to add data, and those that say how to change the harness.
const DATA: [&str; 4] = ["A rung", "A toolchain", "A benchmark", "A published source"];
const RUST: [&str; 2] = ["A flag", "A command"];

/// What a page asks for.
#[derive(Debug)]
enum Step {
    Write { file: String, text: String },
    Append { file: String, text: String },
    Change { file: String, old: String, new: String },
    Run { words: Vec<String>, says: Vec<String>, status: i32 },
}

#[test]
fn what_the_pages_add_as_data_works_at_the_first_try() {
    let ladder = whole_ladder();
    for page in DATA {
        let steps = steps(page);
        assert!(steps.iter().any(|step| matches!(step, Step::Run { .. })), "{page} runs nothing");
        for step in steps {
            match &step {
                Step::Run { words, says, status } => follow(&ladder, words, says, *status),
                other => take(ladder.root(), other),
            }
        }
    }
}

#[test]
fn what_the_pages_change_in_the_harness_fits_its_sources() {
    let folder = tempfile::tempdir().expect("a folder");
    for page in RUST {
        let steps = steps(page);
        assert!(steps.len() > 2, "{page}: {steps:?}");
        copy_named(&steps, folder.path());
        steps.iter().for_each(|step| take(folder.path(), step));
    }
}

#[test]
#[ignore = "compiles a changed copy of the harness: some minutes"]
fn what_the_pages_change_in_the_harness_compiles_and_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for part in ["xtask", "kernels-rust", ".cargo", "docs", "results", "data"] {
        ran(Path::new("/bin/cp"), &["-r", &project().join(part).display().to_string(), &root.display().to_string()]);
    }
    for file in fs::read_dir(project()).expect("the project").flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(file.path(), root.join(file.file_name())).expect("copied");
    }
    RUST.iter().flat_map(|page| steps(page)).for_each(|step| take(root, &step));
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    for words in [&["test", "-q", "-p", "report", "flags"][..], &["xtask", "whereabouts"]] {
        let mut command = crate::support::program(Path::new(&cargo));
        let done = command.args(words).current_dir(root).env_remove("CARGO_TARGET_DIR").output().expect("Cargo");
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words:?}\n{said}");
    }
}

#[test]
fn a_page_that_does_not_fit_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.toml"), "one\ntwo\n").expect("written");
    let change = |old: &str| {
        let step = Step::Change { file: "a.toml".to_owned(), old: old.to_owned(), new: "three\n".to_owned() };
        let root = folder.path().to_owned();
        std::panic::catch_unwind(move || take(&root, &step)).is_ok()
    };
    assert!(!change("four\n"));
    assert!(change("two\n"));
    assert_eq!(fs::read_to_string(folder.path().join("a.toml")).expect("a file"), "one\nthree\n");
}

/// Runs a command of a page and looks for what it should say.
fn follow(ladder: &Ladder, words: &[String], says: &[String], status: i32) {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut outcome = ladder.xtask(&words).exits_with(status);
    for text in says {
        outcome = match outcome.stderr.contains(text.as_str()) {
            true => outcome,
            false => outcome.says(text),
        };
    }
}

/// Makes or changes a file.
fn take(root: &Path, step: &Step) {
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let write = |file: &str, text: &str| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    match step {
        Step::Write { file, text } => write(file, text),
        Step::Append { file, text } => write(file, &format!("{}\n{text}", read(file))),
        Step::Change { file, old, new } => {
            let text = read(file);
            assert_eq!(text.matches(old.as_str()).count(), 1, "{file} has not once\n{old}");
            write(file, &text.replace(old.as_str(), new));
        }
        Step::Run { words, .. } => panic!("nothing is run here: {words:?}"),
    }
}

/// Copies the files of the project that steps change.
fn copy_named(steps: &[Step], root: &Path) {
    for step in steps {
        if let Step::Change { file, .. } = step {
            let path: PathBuf = root.join(file);
            if !path.exists() {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::copy(project().join(file), path).unwrap_or_else(|error| panic!("{file}: {error}"));
            }
        }
    }
}

/// What a page asks for, in its order.
fn steps(page: &str) -> Vec<Step> {
    let document = Document::named("CONTRIBUTING.md");
    let (_, text) = document.text.split_once(&format!("\n## {page}\n")).unwrap_or_else(|| panic!("no page {page}"));
    let text = text.split("\n## ").next().unwrap_or_default();
    let mut steps = Vec::new();
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            before = if line.is_empty() { before } else { line };
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match language {
            "console" => steps.extend(commands(&block)),
            "sh" => {}
            language => steps.push(file(before, language, &block)),
        }
    }
    steps
}

/// The file that the line above a block names, last, and what is done with it.
fn file(above: &str, language: &str, block: &[&str]) -> Step {
    let name = above.strip_suffix("`:").and_then(|line| line.rsplit('`').next());
    let file = name.unwrap_or_else(|| panic!("no file is named above {block:?}: {above}")).to_owned();
    let with = |marks: [char; 2]| {
        let lines = block.iter().filter(|line| line.starts_with(marks));
        lines.map(|line| format!("{}\n", &line[1..])).collect::<String>()
    };
    let text = block.iter().map(|line| format!("{line}\n")).collect();
    match language {
        "diff" => Step::Change { file, old: with([' ', '-']), new: with([' ', '+']) },
        _ if above.starts_with("At the end of") => Step::Append { file, text },
        _ => Step::Write { file, text },
    }
}

/// The commands of a console, each with what it should say.
fn commands(block: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in block {
        if let Some(command) = line.strip_prefix("$ cargo xtask ") {
            let words = shlex::split(command).expect("quotes are closed");
            steps.push(Step::Run { words, says: Vec::new(), status: 0 });
        } else if let Some(Step::Run { says, status, .. }) = steps.last_mut() {
            match line.strip_prefix("(exit status ").and_then(|line| line.strip_suffix(')')) {
                Some(number) => *status = number.parse().expect("a number"),
                None => says.push((*line).to_owned()),
            }
        }
    }
    steps
}
