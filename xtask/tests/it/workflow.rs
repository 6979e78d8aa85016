//! The workflows of this repository: what can be told of them without the service that runs them.

use std::path::{Path, PathBuf};

use crate::support::{program, project, said_aloud};

/// What knows the syntax of workflows, by its module's name and version, whose hash Go's checksum database vouches for.
const LINTER: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.8";

/// None, said aloud, where it cannot be had.
fn linter() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("actionlint");
    let file = folder.join("actionlint");
    if !file.is_file() {
        let got = program(Path::new("go")).args(["install", LINTER]).env("GOBIN", &folder).output();
        if !got.is_ok_and(|got| got.status.success()) {
            said_aloud("SKIPPED: workflows are not linted: Go cannot get actionlint");
            return None;
        }
    }
    Some(file)
}

#[test]
fn workflows_are_what_their_service_understands() {
    let Some(linter) = linter() else { return };
    let workflows = glob::glob(&project().join(".github/workflows/*.yml").display().to_string()).expect("a pattern");
    let workflows: Vec<PathBuf> = workflows.flatten().collect();
    assert!(!workflows.is_empty());
    let said = program(&linter).args(&workflows).output().expect("a linter that starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    // It does find what is wrong.
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = folder.path().join("wrong.yml");
    let text = std::fs::read_to_string(&workflows[0]).expect("a workflow");
    std::fs::write(&wrong, text.replace("runs-on:", "runs-where:")).expect("a file");
    let said = program(&linter).arg(&wrong).output().expect("a linter that starts");
    assert!(!said.status.success(), "it says nothing of a key that there is not");
}
