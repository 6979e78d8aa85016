//! Tools that change, go or break between one step and the next, and memories that are damaged.

use std::fs;
use std::path::PathBuf;

use crate::support::{Ladder, cell, python};

/// A rung that is built by a tool of the user's, and hosted by another.
const MADE: &str = r#"
[toolchain.maker]
title = "Maker"
names = ["maker"]
probe = ["{tool}", "--version"]
version-pattern = '(\d+\.\d+\.\d+)'
fix = "install a maker"

[toolchain.host]
like = "maker"
title = "Host"
names = ["host"]
fix = "install a host"

[rung.made]
title = "Made"
toolchain = "host"
tools = ["maker"]
project = "kernels"
build = [["{tool.maker}", "{kernel}", "{artefact}"]]
artefact = "{out}/{stem}_made.py"
runner = ["{tool}", "{root}/scripted_runner.py", "{artefact}", "{entry}", "--ns", "2000000"]
cost = "a tool"
simulated = true
kernels = { sums = "sums.py" }
"#;

const MAKER: &str =
    "#!/bin/sh\n[ \"$1\" = --version ] && echo Maker 1.2.3 && exit\necho made >> LOG\ncp \"$1\" \"$2\"\n";

const HOST: &str = "#!/bin/sh\n[ \"$1\" = --version ] && echo Host 1.2.3 && exit\nexec 'PYTHON' \"$@\"\n";

fn ladder() -> Ladder {
    let ladder = Ladder::new().with(MADE);
    ladder.script("bin/maker", &maker(&ladder));
    ladder.script("bin/host", &host());
    ladder
}

fn maker(ladder: &Ladder) -> String {
    MAKER.replace("LOG", &ladder.root().join("log/made").display().to_string())
}

fn host() -> String {
    HOST.replace("PYTHON", &python().display().to_string())
}

fn made(ladder: &Ladder) -> usize {
    ladder.xtask_with("PATH", &ladder.path(), &["check", "--rung", "made"]).exits_with(0).says("agrees");
    ladder.text("log/made").lines().count()
}

/// What a session says of the rung, in which all others are measured as ever.
#[track_caller]
fn measured(ladder: &Ladder, status: i32) -> (String, String) {
    let run = ["run", "--profile", "small", "--benchmark", "sums"];
    ladder.xtask_with("PATH", &ladder.path(), &run).exits_with(status).says("4.00x");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(status).json();
    let cell = cell(&json, "made/sums");
    let text = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

#[test]
fn a_tool_that_was_replaced_by_one_of_the_same_version_builds_anew() {
    let ladder = ladder();
    assert_eq!((made(&ladder), made(&ladder)), (1, 1), "built again without a reason");
    ladder.script("bin/maker", &format!("{}# mended\n", maker(&ladder)));
    assert_eq!(made(&ladder), 2, "what another tool made was taken for this one's");
    ladder.script("bin/host", &format!("{}# mended\n", host()));
    assert_eq!(made(&ladder), 3);
}

#[test]
fn a_tool_that_is_removed_or_breaks_between_build_and_run_costs_its_own_row_alone() {
    let ladder = ladder();
    assert_eq!(made(&ladder), 1);
    for tool in ["maker", "host"] {
        let file = ladder.root().join("bin").join(tool);
        let kept = fs::read_to_string(&file).expect("the tool");
        fs::remove_file(&file).expect("the tool");
        let (status, reason) = measured(&ladder, 0);
        assert_eq!((status.as_str(), reason.as_str()), ("missing", &*format!("no {tool} found on PATH")), "{tool}");
        for (broken, words) in [("#!/no/such/interpreter\n", "cannot start"), ("#!/bin/sh\nexit 9\n", "exited with 9")]
        {
            ladder.script(&format!("bin/{tool}"), broken);
            let (status, reason) = measured(&ladder, 0);
            assert_eq!(status, "missing", "{tool}: {reason}");
            assert!(reason.contains(&format!("{tool} is broken")) && reason.contains(words), "{tool}: {reason}");
        }
        ladder.script(&format!("bin/{tool}"), &kept);
    }
    assert_eq!(measured(&ladder, 0).0, "timed");
}

#[test]
fn a_tool_that_goes_after_the_check_fails_its_own_cell_alone() {
    let ladder = ladder();
    let going = host().replace("exec ", "rm \"$0\"\nexec ");
    ladder.script("bin/host", &going);
    let (status, reason) = measured(&ladder, 1);
    assert_eq!(status, "failed", "{reason}");
    assert!(reason.contains("bin/host` is not there any more"), "{reason}");
}

/// What a file is after it was damaged.
type Damage = fn(&str) -> String;

/// Every file that the harness remembers something in.
fn memories(ladder: &Ladder) -> Vec<PathBuf> {
    let target = ladder.root().join("target/ladder");
    let patterns = ["probes/*", "oracle/*", "checked/*", "build/*/*/stamp"];
    let all = patterns.iter().flat_map(|pattern| {
        let found = glob::glob(&target.join(pattern).display().to_string()).expect("a pattern");
        let found: Vec<PathBuf> = found.flatten().collect();
        assert!(!found.is_empty() || *pattern == "probes/*", "nothing is remembered in {pattern}");
        found
    });
    all.collect()
}

#[test]
fn a_memory_that_is_damaged_is_no_memory() {
    let ladder = ladder();
    let agrees = || made(&ladder);
    agrees();
    let damages: [(&str, Damage); 5] = [
        ("empty", |_| String::new()),
        ("half", |text| text[..text.len() / 2].to_owned()),
        ("another number", |text| text.replace(['5', '3', '1'], "7")),
        ("an empty object", |_| "{}".to_owned()),
        ("no text", |_| "\u{0}\u{1}".to_owned()),
    ];
    for (times, (how, damage)) in damages.iter().enumerate() {
        for file in memories(&ladder) {
            let text = fs::read_to_string(&file).expect("a memory");
            fs::write(&file, damage(&text)).expect("a damaged one");
        }
        assert_eq!(agrees(), times + 2, "{how}: what was damaged was believed");
    }
    for file in memories(&ladder) {
        fs::remove_file(&file).expect("a memory");
        fs::create_dir(&file).expect("a folder in its place");
    }
    ladder.xtask_with("PATH", &ladder.path(), &["check", "--rung", "plain", "--benchmark", "sums"]).exits_with(0);
}
