//! Sessions as they begin, are killed and go on.

use super::*;
use crate::{End, Memory, Stop};

fn session() -> Session {
    Session {
        version: crate::VERSION,
        id: "20260102T030405Z".to_owned(),
        started: "2026-01-02T03:04:05Z".to_owned(),
        profile: "quick".to_owned(),
        seed: 7,
        budget_s: 60.0,
        invocations: 3,
        max_invocations: None,
        width: None,
        rounds: 2,
        manifest_sha256: "00".to_owned(),
        baseline: None,
        baseline_doubt: None,
        baseline_instead: None,
        revision: None,
        label: None,
    }
}

fn memory(peak_bytes: u64) -> Record {
    let (benchmark, rung) = ("nbody".to_owned(), "c".to_owned());
    Record::Memory(Memory { benchmark, rung, invocation: 0, peak_bytes, clock: None, oddities: None, counted: None })
}

#[test]
fn what_is_removed_or_moved_while_it_is_written_is_written_again_and_said() {
    let results = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.appear().expect("a folder");
    journal.environment(&serde_json::json!({ "version": 1 })).expect("written");
    journal.write(&memory(1)).expect("written");
    assert_eq!(journal.notice(), None);
    let folder = journal.folder().to_owned();
    let peaks = |folder: &Path| {
        let recorded = crate::load(folder).expect("records");
        assert!(recorded.environment.is_some() && recorded.warnings.is_empty());
        recorded.memory.iter().map(|memory| memory.peak_bytes).collect::<Vec<u64>>()
    };
    fs::remove_dir_all(&folder).expect("removed");
    journal.write(&memory(2)).expect("written");
    let notice = journal.notice().expect("something to say");
    assert!(notice.contains("was removed, moved or replaced while it was written"), "{notice}");
    assert_eq!((peaks(&folder), journal.notice()), (vec![1, 2], None));
    let elsewhere = results.path().join("elsewhere");
    fs::rename(&folder, &elsewhere).expect("moved");
    journal.write(&memory(3)).expect("written");
    assert_eq!((peaks(&folder), peaks(&elsewhere)), (vec![1, 2, 3], vec![1, 2, 3]));
    fs::remove_file(folder.join(SAMPLES)).expect("removed");
    journal.write(&memory(4)).expect("written");
    assert_eq!(peaks(&folder), [1, 2, 3, 4]);
    // As `sed -i` and editors do.
    let (copied, path) = (folder.join("copied"), folder.join(SAMPLES));
    fs::copy(&path, &copied).expect("copied");
    fs::rename(&copied, &path).expect("replaced");
    journal.write(&memory(5)).expect("written");
    assert_eq!(peaks(&folder), [1, 2, 3, 4, 5]);
    fs::remove_file(&path).expect("removed");
    fs::write(&path, "another's").expect("replaced");
    let error = format!("{:#}", journal.write(&memory(6)).expect_err("it is somebody's"));
    assert!(error.ends_with("somebody else put another file there, which stays"), "{error}");
    assert_eq!(fs::read_to_string(&path).expect("it stayed"), "another's");
}

#[test]
fn what_somebody_else_writes_to_ends_the_session() {
    let results = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.appear().expect("a folder");
    let path = journal.folder().join(SAMPLES);
    fs::write(&path, "").expect("emptied");
    let error = journal.write(&memory(1)).expect_err("it is not the file that it was").to_string();
    assert!(error.contains("was changed by somebody else while it was written"), "{error}");
    // Where nothing can be written again, what happened is said as well.
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.appear().expect("a folder");
    fs::remove_dir_all(results.path()).expect("removed");
    fs::write(results.path(), "no folder").expect("a file");
    let error = format!("{:#}", journal.write(&memory(1)).expect_err("no folder"));
    assert!(error.contains("was removed, moved or replaced while it was written: "), "{error}");
    fs::remove_file(results.path()).expect("removed");
}

#[test]
fn why_a_session_cannot_begin_is_said() {
    let results = tempfile::tempdir().expect("a folder");
    fs::write(results.path().join("file"), "x").expect("a file");
    let error = format!("{:#}", Journal::create(&results.path().join("file"), &session()).expect_err("a file"));
    assert!(error.contains("file: File exists") || error.contains("Not a directory"), "{error}");
}

fn sample() -> Record {
    let line = r#"{"type":"sample","benchmark":"b","rung":"r","invocation":0,"round":0,"turn":0,"phase":"first","iterations":1,"wall_ns":9,"cpu_ns":8,"slow":false,"at_ms":7}"#;
    serde_json::from_str(line).expect("a sample")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names = super::names(folder);
    names.sort();
    names
}

#[test]
fn a_session_appears_whole_with_its_first_sample_and_is_nothing_before() {
    let results = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(results.path(), &session()).expect("created");
    assert!(!journal.folder().exists());
    drop(journal);
    assert!(names(results.path()).is_empty(), "nothing is left of one that was given up");
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.environment(&Value::Null).expect("written");
    journal.write(&sample()).expect("written");
    journal.write(&sample()).expect("written");
    assert_eq!(names(results.path()), ["20260102T030405Z"]);
    assert_eq!(names(journal.folder()), [ENVIRONMENT, SAMPLES]);
    let recorded = crate::load(journal.folder()).expect("records");
    assert_eq!((recorded.samples.len(), recorded.session.id.as_str()), (2, "20260102T030405Z"));
    let mut second = Journal::create(results.path(), &session()).expect("created");
    second.write(&Record::End(End::now(Stop::Nothing))).expect("written");
    assert_eq!(names(results.path()), ["20260102T030405Z", "20260102T030406Z"], "one second, two sessions");
}

#[test]
fn what_was_killed_before_its_first_sample_is_cleared_and_what_is_being_written_stays() {
    let results = tempfile::tempdir().expect("a folder");
    let alive = Journal::create(results.path(), &session()).expect("created");
    let hidden = names(results.path());
    let dead = results.path().join(".20260101T000000Z-quick.1-0.part");
    fs::create_dir(&dead).expect("a folder");
    fs::write(dead.join(SAMPLES), "").expect("written");
    let another = Journal::create(results.path(), &session()).expect("created");
    assert!(!dead.exists() && names(results.path()).contains(&hidden[0]));
    drop((alive, another));
}

#[test]
fn a_session_is_written_by_one_process_at_a_time() {
    let results = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.appear().expect("a folder");
    assert!(Journal::is_open(journal.folder()));
    let refused = Journal::reopen(journal.folder()).expect_err("it is open").to_string();
    assert!(refused.contains("another process writes"), "{refused}");
    let folder = journal.folder().to_owned();
    drop(journal);
    assert!(!Journal::is_open(&folder));
}

#[test]
fn a_last_line_that_was_cut_short_is_removed_however_long_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(SAMPLES);
    for (text, whole) in [(0, 0), (1, 0), (70_000, 5), (1 << 17, 1 << 16), (1 << 17, (1 << 16) + 1), (9, 9)] {
        let mut bytes = vec![b'x'; text];
        if whole > 0 {
            bytes[whole - 1] = b'\n';
        }
        fs::write(&path, &bytes).expect("written");
        drop(Journal::reopen(folder.path()).expect("opened"));
        assert_eq!(fs::read(&path).expect("a file"), bytes[..whole], "{text} {whole}");
    }
}

#[test]
fn a_session_that_was_killed_goes_on_behind_its_last_whole_line() {
    let results = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(results.path(), &session()).expect("created");
    journal.write(&memory(1)).expect("written");
    journal.file.write_all(b"{\"type\":\"mem").expect("written");
    let folder = journal.folder().to_owned();
    journal.appear().expect("a folder");
    drop(journal);
    let mut journal = Journal::reopen(&folder).expect("opened");
    journal.write(&memory(2)).expect("written");
    journal.write(&Record::End(End::now(Stop::Complete))).expect("written");
    let recorded = crate::load(&folder).expect("records");
    assert_eq!(recorded.memory.iter().map(|memory| memory.peak_bytes).collect::<Vec<_>>(), [1, 2]);
    assert!(recorded.end.is_some() && recorded.warnings.is_empty());
}
