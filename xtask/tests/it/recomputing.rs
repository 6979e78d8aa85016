//! The published tables, computed anew from their samples by a script that has nothing of the harness.

use std::fs;

use crate::support::{numeric, project, ran};

/// As many rows as the document of the published sessions has.
const ROWS: usize = 107;

#[test]
fn every_row_of_the_published_tables_is_that_of_its_samples_to_the_last_digit() {
    let Some(python) = numeric() else { return };
    let path = |name: &str| project().join(name).display().to_string();
    let (script, sessions) = (path("xtask/tests/recompute/recompute.py"), path("results/published"));
    let said = |document: &str| {
        let output = ran(python, &[&script, document, &sessions]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), text + &String::from_utf8_lossy(&output.stderr))
    };
    let (status, text) = said(&path("results/published/README.md"));
    assert_eq!((status, text.trim()), (Some(0), format!("{ROWS} of {ROWS} rows agree").as_str()));
    // A digit that is another one is found.
    let readme = fs::read_to_string(project().join("results/published/README.md")).expect("readable");
    let at = readme.find("| 32.4 ms |").expect("mypyc on n-body");
    let folder = tempfile::tempdir().expect("a folder");
    let changed = folder.path().join("README.md");
    fs::write(&changed, format!("{}| 32.5 ms |{}", &readme[..at], &readme[at + 11..])).expect("written");
    let (status, text) = said(changed.to_str().expect("UTF-8"));
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("32.5 ms") && text.contains(&format!("{} of {ROWS} rows agree", ROWS - 1)), "{text}");
}
