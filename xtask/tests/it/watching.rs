//! What the harness looks at while a runner lives, beside its answers: what it is made of, what it is like, and how long it
//! may take.

use serde_json::Value;

use crate::support::{Ladder, cell};

/// A rung with a kernel of its own, which nobody else reads.
fn with_own_kernel(ladder: Ladder, id: &str, words: &str) -> Ladder {
    let kernel = ladder.text("kernels/sums.py");
    ladder.file("own/sums.py", &kernel);
    ladder.file("own/beside.py", "BESIDE = 1\n");
    let ladder = ladder.with_rung(id, words);
    let text = ladder.text("ladder.toml");
    let (before, rung) = text.split_at(text.rfind("project = \"kernels\"").expect("a rung"));
    ladder.file("ladder.toml", &format!("{before}{}", rung.replacen("\"kernels\"", "\"own\"", 1)));
    ladder
}

/// What becomes of a rung that changes a file in its second invocation.
fn changing(behaviour: &str, file: &str) -> (Ladder, Value) {
    let ladder = Ladder::new();
    let path = ladder.root().join(file).display().to_string();
    // One process for the check, one for the first invocation; the third changes the file.
    let ladder = with_own_kernel(ladder, "edited", &format!("--do {behaviour} --since 2 --text={path}"));
    let json = {
        ladder.xtask(&["run", "--benchmark", "sums"]);
        ladder.xtask(&["report", "--format", "json"]).json()
    };
    assert_eq!(cell(&json, "brisk/sums")["invocations"], 3, "the others go on");
    let edited = cell(&json, "edited/sums");
    (ladder, edited)
}

fn codes(cell: &Value) -> Vec<&str> {
    cell["flags"].as_array().expect("flags").iter().filter_map(|flag| flag["code"].as_str().or(flag.as_str())).collect()
}

#[test]
fn a_source_that_is_edited_while_it_is_measured_is_named_and_never_mixed_into_one_figure() {
    for file in ["own/sums.py", "own/beside.py"] {
        let (ladder, edited) = changing("edits", file);
        assert_eq!((&edited["status"], &edited["invocations"]), (&"timed".into(), &1.into()), "{edited}");
        assert!(codes(&edited).contains(&"changed"), "{edited}");
        let failures = ladder.records_of("failure", "edited");
        assert_eq!((failures.len(), &failures[0]["since"]), (1, &1.into()), "{failures:?}");
        let message = failures[0]["message"].as_str().expect("a message");
        assert!(message.contains(file) && message.contains("was changed while it was measured"), "{message}");
        ladder.xtask(&["report"]).exits_with(1).says("was changed while it was measured");
    }
}

#[test]
fn an_edit_of_what_the_runner_has_not_loaded_is_nobodys_business() {
    let (ladder, edited) = changing("edits-unseen", "own/beside.py");
    assert_eq!((&edited["status"], &edited["invocations"]), (&"timed".into(), &3.into()), "{edited}");
    assert!(ladder.records_of("failure", "edited").is_empty());
}

#[test]
fn a_source_that_is_removed_in_the_first_invocation_leaves_no_figure() {
    let ladder = Ladder::new();
    let path = ladder.root().join("own/beside.py").display().to_string();
    let ladder = with_own_kernel(ladder, "removed", &format!("--do removes --since 1 --text={path}"));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let removed = cell(&json, "removed/sums");
    let reason = removed["reason"].as_str().unwrap_or_default();
    assert!(removed["status"] == "failed" && reason.contains("is not there any more"), "{removed}");
}

#[test]
fn an_edit_between_build_and_check_is_no_pass() {
    let ladder = Ladder::new();
    let path = ladder.root().join("own/beside.py").display().to_string();
    let ladder = with_own_kernel(ladder, "edited", &format!("--do edits --text={path}"));
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let edited = cell(&json, "edited/sums");
    let reason = edited["reason"].as_str().unwrap_or_default();
    assert!(edited["status"] == "failed" && reason.contains("was changed while it was checked"), "{edited}");
}

#[test]
fn a_tool_or_an_artefact_that_is_replaced_in_mid_run_ends_its_cells_and_no_others() {
    let ladder = Ladder::new();
    let python = ladder.ask_python("import sys; print(sys.executable)");
    ladder.script("bin/own-python", &format!("#!/bin/sh\nexec {python} \"$@\"\n"));
    let tool = ladder.root().join("bin/own-python").display().to_string();
    let ladder = ladder
        .with("[toolchain.own]\ntitle = \"Own\"\nnames = [\"own-python\"]\nplaces = [\"bin\"]\nfix = \"none\"")
        .with(&format!(
            r#"
[rung.replaced]
like = "plain"
title = "By a tool that is replaced"
toolchain = "own"
runner = ["{{tool}}", "{{root}}/scripted_runner.py", "{{artefact}}", "{{entry}}", "--log={{root}}/log/replaced", "--do", "edits", "--since", "2", "--text={tool}"]
kernels = {{ sums = "sums.py" }}

[rung.spoilt]
like = "plain"
title = "With an artefact that is spoilt"
build = [["{{tool}}", "-c", "import shutil, sys; shutil.copy(*sys.argv[1:3])", "{{kernel}}", "{{artefact}}"]]
artefact = "{{out}}/built.py"
runner = ["{{tool}}", "{{root}}/scripted_runner.py", "{{artefact}}", "{{entry}}", "--log={{root}}/log/spoilt", "--do", "edits", "--since", "2", "--text={{artefact}}"]
kernels = {{ sums = "sums.py" }}
"#
        ));
    let path = format!("{}:{}", ladder.root().join("bin").display(), std::env::var("PATH").expect("a PATH"));
    ladder.xtask_with("PATH", &path, &["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    for (rung, file) in [("replaced", "own-python"), ("spoilt", "built.py")] {
        let changed = cell(&json, &format!("{rung}/sums"));
        assert_eq!((&changed["status"], &changed["invocations"]), (&"timed".into(), &1.into()), "{changed}");
        let message = ladder.records_of("failure", rung)[0]["message"].as_str().expect("a message").to_owned();
        assert!(message.contains(file), "{message}");
    }
    assert_eq!(cell(&json, "brisk/sums")["invocations"], 3);
}

/// A toolchain that is accepted without its lock alone.
const FREE: &str = r#"
[toolchain.free]
title = "Free-threaded"
names = ["python3", "python"]
probe = ["{tool}", "-c", "import json; print(json.dumps(dict(version='3', gil=False)))"]
accept = { gil = false }
fix = "none"
"#;

/// A rung of that toolchain whose process is like this once its kernel is loaded, and like that later.
fn with_state(ladder: Ladder, id: &str, first: &str, later: &str) -> Ladder {
    let quoted = |text: &str| text.replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
    let (first, later) = (quoted(first), quoted(later));
    let words = format!("--do tells --for 100 --text {first} --later {later}");
    let ladder = ladder.with_rung(id, &words);
    let text = ladder.text("ladder.toml");
    let (before, rung) = text.split_at(text.rfind("toolchain = \"python\"").expect("a rung"));
    ladder.file("ladder.toml", &format!("{before}{}", rung.replacen("\"python\"", "\"free\"", 1)));
    ladder
}

#[test]
fn what_a_toolchain_was_accepted_for_must_be_so_when_the_kernel_is_loaded_and_after_the_last_round() {
    let free = r#"{"facts":{"gil":false,"subnormals":true,"rounding":"nearest"}}"#;
    let locked = r#"{"facts":{"gil":true}}"#;
    let flushing = r#"{"facts":{"gil":false,"subnormals":false}}"#;
    let upwards = r#"{"facts":{"gil":false,"rounding":"other"}}"#;
    let ladder = Ladder::new().with(FREE);
    let ladder = with_state(ladder, "free", free, free);
    let ladder = with_state(ladder, "locked-by-an-import", locked, locked);
    let ladder = with_state(ladder, "locked-later", free, locked);
    let ladder = with_state(ladder, "flushing", free, flushing);
    let ladder = with_state(ladder, "rounding-upwards", upwards, upwards);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let seen = |name: &str| cell(&json, &format!("{name}/sums"));
    assert_eq!(seen("free")["status"], "timed", "{}", seen("free"));
    assert!(!codes(&seen("free")).contains(&"subnormals"));
    for name in ["locked-by-an-import", "locked-later"] {
        let reason = seen(name)["reason"].as_str().unwrap_or_default().to_owned();
        assert!(seen(name)["status"] == "failed" && reason.contains("is asked for `gil = false`"), "{name}: {reason}");
    }
    let reason = seen("rounding-upwards")["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason.contains("otherwise than to the nearest"), "{reason}");
    assert!(codes(&seen("flushing")).contains(&"subnormals"), "{}", seen("flushing"));
}

#[test]
fn a_runner_that_does_not_tell_is_not_asked_again() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let asked = ladder.asked("plain");
    assert!(asked.iter().any(|line| line.starts_with("prepare ") && line.contains("\"state\":true")), "{asked:?}");
    assert!(!asked.iter().any(|line| line == "state"), "{asked:?}");
}

#[test]
fn a_runner_that_hangs_takes_nothing_of_the_others_budget() {
    for (when, words) in [("in the check", ""), ("while it is measured", "--for 100")] {
        let ladder = Ladder::new()
            .with_rung("hangs", &format!("--do hang-in-run {words}"))
            .with("limits = { run = \"16s\", start = \"1m\" }");
        ladder.xtask(&["run", "--budget", "15s"]).exits_with(1);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
        let reason = cell(&json, "hangs/sums")["reason"].as_str().unwrap_or_default().to_owned();
        assert!(reason.contains("did not answer `run 1") && reason.contains("within 16 s"), "{when}: {reason}");
        for name in ["plain/sums", "brisk/sums", "plain/words"] {
            assert_eq!(cell(&json, name)["invocations"], 3, "{when}: {name}");
        }
        let end = ladder.records().pop().expect("records");
        assert!(end["lost_ms"].as_u64().is_some_and(|lost| lost >= 15_000), "{when}: {end}");
        assert_ne!(end["stop"], "budget", "{when}: {end}");
    }
}

#[test]
fn a_session_in_which_everything_failed_does_not_say_that_its_intervals_are_narrow() {
    let fails = "\"--log={root}/log/brisk\", \"--do\", \"segfault\", \"--for\", \"100\"";
    let ladder = Ladder::new()
        .with_instead("\"--log={root}/log/brisk\"", fails)
        .with_instead("\"--log={root}/log/plain\"", &fails.replace("brisk", "plain"));
    let shown = ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    assert!(!shown.stdout.contains("narrow"), "{}", shown.stdout);
    assert_eq!(ladder.records().last().expect("records")["stop"], "nothing");
}
