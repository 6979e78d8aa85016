//! Building: what a failed command leaves, and what is not built twice.

use std::fs;

use crate::support::{Ladder, cell};

/// A rung whose build copies the kernel and notes that it did.
const BUILT: &str = r#"
[rung.built]
title = "Built"
toolchain = "python"
project = "kernels"
build = [
    ["{tool}", "-c", "import shutil, sys; shutil.copy(*sys.argv[1:3])", "{kernel}", "{artefact}"],
    ["{tool}", "-c", "import sys; open(sys.argv[1], 'a').write('built ')", "{root}/log/built.txt"],
]
artefact = "{out}/{stem}_built.py"
runner = ["{tool}", "{root}/scripted_runner.py", "{artefact}", "{entry}"]
cost = "a copy"
simulated = true
kernels = { sums = "sums.py" }
"#;

/// A rung whose kernel takes what it does from a folder that its runner is told of.
const SHARING: &str = r#"
[rung.sharing]
title = "Sharing"
toolchain = "python"
project = "apart"
runner = ["{tool}", "{root}/run.py", "{root}/shared", "{artefact}", "{entry}"]
cost = "a folder"
kernels = { sums = "sums.py" }
"#;

/// The scripted runner, with a folder to import from.
const RUNNER: &str = "
import os, sys
os.environ['PYTHONPATH'] = sys.argv.pop(1)
runner = os.path.join(os.path.dirname(__file__), 'scripted_runner.py')
os.execv(sys.executable, [sys.executable, runner, *sys.argv[1:]])
";

/// A rung whose build ends badly.
const FAILING: &str = r#"
[rung.failing]
title = "Failing"
toolchain = "python"
project = "kernels"
build = [["{tool}", "-c", "import sys; print('sums.py:3: undeclared thing', file=sys.stderr); sys.exit(7)"]]
artefact = "{out}/{stem}.so"
runner = ["{tool}", "{artefact}"]
cost = "nerves"
kernels = { sums = "sums.py" }
"#;

#[test]
fn what_is_built_is_what_is_checked_and_is_not_built_twice() {
    let ladder = Ladder::new().with(BUILT);
    let times = |ladder: &Ladder| {
        ladder.xtask(&["check", "--rung", "built"]).exits_with(0).says("agrees");
        ladder.text("log/built.txt").split_whitespace().count()
    };
    assert_eq!(times(&ladder), 1);
    assert_eq!(times(&ladder), 1, "built again without a reason");
    ladder.file("kernels/sums.py", &format!("{}\n# changed\n", ladder.text("kernels/sums.py")));
    assert_eq!(times(&ladder), 2, "a changed kernel was not built");
    fs::remove_dir_all(ladder.root().join("target/ladder/build")).expect("what was built");
    assert_eq!(times(&ladder), 3, "a lost artefact was not built");
    let ladder = ladder.with_instead("_built.py", "_made.py");
    assert_eq!(times(&ladder), 4, "a changed command was not run");
}

#[test]
fn what_builds_is_a_reason_to_build_again_when_it_changes() {
    let ladder = Ladder::new().with(&BUILT.replace("\"-c\", \"import shutil, sys;", "\"{root}/tools/copy.py\", \""));
    let builds = |copy: &str| {
        ladder.file("tools/copy.py", copy);
        ladder.xtask(&["check", "--rung", "built"]).exits_with(0).says("agrees");
        ladder.text("log/built.txt").split_whitespace().count()
    };
    let copy = "import shutil, sys\nshutil.copy(*sys.argv[2:4])\n";
    assert_eq!(builds(copy), 1);
    assert_eq!(builds(copy), 1, "built again without a reason");
    assert_eq!(builds(&format!("{copy}# changed\n")), 2, "a changed program did not build");
}

#[test]
fn a_kernel_is_checked_again_when_what_it_shares_has_changed() {
    let ladder = Ladder::new().with(SHARING);
    ladder.file("run.py", RUNNER);
    ladder.file("apart/sums.py", "from added_up import sums\n");
    let shared = ladder.text("kernels/sums.py");
    ladder.file("shared/added_up.py", &shared);
    let check = ["check", "--rung", "sharing"];
    ladder.xtask(&check).exits_with(0).says("agrees");
    ladder.file("shared/added_up.py", &format!("{shared}\nright = sums\nsums = lambda n: right(n + 1)\n"));
    ladder.xtask(&check).exits_with(1).says("disagrees");
    ladder.file("shared/added_up.py", &shared);
    ladder.xtask(&check).exits_with(0).says("agrees");
}

#[test]
fn a_build_that_fails_is_named_with_its_last_words_and_leaves_the_others_alone() {
    let ladder = Ladder::new().with(FAILING);
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let failing = cell(&json, "failing/sums");
    assert_eq!(failing["status"], "failed");
    let reason = failing["reason"].as_str().expect("a reason");
    assert!(reason.contains("exited with 7") && reason.contains("sums.py:3: undeclared thing"), "{reason}");
    assert_eq!(cell(&json, "brisk/sums")["status"], "agrees");
    ladder.xtask(&["build", "--benchmark", "sums"]).exits_with(1).says("undeclared thing");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1).says("undeclared thing").says("4.00x");
}

#[test]
fn a_build_that_leaves_no_artefact_has_failed() {
    let ladder = Ladder::new().with(&FAILING.replace("sys.exit(7)", "sys.exit(0)"));
    ladder.xtask(&["build", "--rung", "failing"]).exits_with(1).says("sums.so");
}

#[test]
fn clean_removes_what_was_built_and_keeps_sessions() {
    let ladder = Ladder::new().with(BUILT);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["clean"]).exits_with(0);
    assert!(!ladder.root().join("target/ladder/build").exists());
    assert_eq!(ladder.sessions().len(), 1);
    ladder.xtask(&["report"]).exits_with(0).says("Built");
    ladder.xtask(&["clean"]).exits_with(0);
}

#[test]
fn variables_that_steer_tools_reach_neither_build_nor_runner() {
    let steered = BUILT.replace("import shutil, sys;", "import os, shutil, sys; assert 'STEERING' not in os.environ;");
    let ladder = Ladder::new().with(&steered);
    let check = ["check", "--rung", "built"];
    ladder.xtask_with("STEERING", "left", &check).exits_with(1).says("AssertionError");
    let ladder = ladder.with_instead("version = 1\n", "version = 1\nunset = [\"STEER*\"]\n");
    ladder.xtask_with("STEERING", "left", &check).exits_with(0).says("agrees");
}

/// A rung whose artefact is a program of its own.
const PROGRAM: &str = r#"
[rung.program]
title = "Program"
toolchain = "python"
project = "kernels"
build = [["{tool}", "-c", "import os, sys; open(sys.argv[1], 'w').write('#!/bin/sh\\n'); os.chmod(sys.argv[1], 0o755)", "{artefact}"]]
artefact = "{out}/{stem}"
runner = ["{artefact}"]
cost = "a program"
kernels = { sums = "sums.py" }
"#;

#[test]
fn a_program_that_may_not_be_executed_where_it_was_built_is_told_with_what_to_do() {
    let ladder = Ladder::new().with(PROGRAM);
    let Some(checked) = ladder.xtask_where_nothing_is_executed(&["check", "--benchmark", "sums"]) else { return };
    checked
        .exits_with(1)
        .says("failed       program/sums: at its start: cannot start ")
        .says("hint: nothing can be executed on its file system (`noexec`): name another folder with --target")
        .says("agrees       brisk/sums");
}
