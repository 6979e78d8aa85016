//! The first figures of a session come before all of its cells are built: nothing else runs meanwhile, and no cell is measured less
//! often than another in the end.

use std::collections::{BTreeMap, BTreeSet};

use nix::sys::signal::Signal;

use crate::support::{Ladder, wait_until};

/// A rung whose build takes a while, and ends badly if something is measured meanwhile.
const SLOW: &str = r#"
[rung.NAME]
title = "NAME"
toolchain = "python"
project = "kernels"
build = [["{tool}", "{root}/slow.py", "{kernel}", "{artefact}", "{root}"]]
artefact = "{out}/{stem}_built.py"
runner = ["{tool}", "{root}/scripted_runner.py", "{artefact}", "{entry}", "--ns", "2000000"]
cost = "patience"
simulated = true
kernels = { sums = "sums.py" }
"#;

const BUILD: &str = r#"
import glob, shutil, sys, time

def measured() -> int:
    files = glob.glob(sys.argv[3] + "/results/*/samples.jsonl")
    return sum(open(file).read().count('"type":"sample"') for file in files)

before = measured()
time.sleep(0.7)
if measured() != before:
    sys.exit("something was measured meanwhile")
shutil.copy(*sys.argv[1:3])
"#;

const RUN: [&str; 3] = ["run", "--benchmark", "sums"];
const AT_ONCE: [(&str, &str); 1] = [("LADDER_FIRST_FIGURES", "0")];

/// Three rungs that are ready at once, and eight that are not.
fn ladder() -> Ladder {
    let slow: String = ('a'..='h').map(|letter| SLOW.replace("NAME", &format!("slow-{letter}"))).collect();
    let ready = ["one", "two", "three"].into_iter();
    let ladder = ready.fold(Ladder::new(), |ladder, id| ladder.with_rung(id, "--ns 3000000")).with(&slow);
    ladder.file("slow.py", BUILD);
    ladder
}

/// In which whole invocations each rung was measured.
fn invocations(ladder: &Ladder) -> BTreeMap<String, BTreeSet<u64>> {
    let records = ladder.records();
    let of_type = |kind: &'static str| records.iter().filter(move |record| record["type"] == kind);
    let whole: BTreeSet<u64> = of_type("invocation-end").filter_map(|end| end["invocation"].as_u64()).collect();
    let mut all: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for start in of_type("start") {
        let (Some(rung), Some(invocation)) = (start["rung"].as_str(), start["invocation"].as_u64()) else { continue };
        let own = all.entry(rung.to_owned()).or_default();
        own.extend(whole.contains(&invocation).then_some(invocation));
    }
    all
}

/// Every rung has its three invocations, with the baseline beside it; some joined later.
fn assert_complete(ladder: &Ladder) {
    let mut all = invocations(ladder);
    let baseline = all.remove("plain").expect("the baseline");
    assert_eq!(all.len(), 12, "{all:?}");
    for (rung, own) in &all {
        assert_eq!(own.len(), 3, "{rung}: {own:?}");
        assert!(own.is_subset(&baseline), "{rung}: {own:?} without the baseline, {baseline:?}");
    }
    let first = baseline.first().expect("an invocation");
    assert!(all["brisk"].contains(first) && !all["slow-h"].contains(first), "{all:?}");
    assert_eq!(baseline.len(), 4, "who came later makes up for it: {baseline:?}");
    let ready = ladder.records_of("cell", "slow-h");
    let told: Vec<(&str, bool)> =
        ready.iter().filter_map(|cell| Some((cell["standing"].as_str()?, cell["pending"] == true))).collect();
    assert_eq!((told.first(), told.last()), (Some(&("missing", true)), Some(&("ready", false))));
}

#[test]
fn first_figures_come_before_all_is_built_and_nothing_is_built_meanwhile() {
    let ladder = ladder();
    let outcome = ladder.xtask_within(&AT_ONCE, &RUN).exits_with(0);
    let (first, _) = outcome.stderr.split_once("These are first figures").expect("a first table");
    assert!(first.contains("Four times as brisk") && first.contains("4.00x"), "{first}");
    assert!(!first.contains("slow-h  "), "{first}");
    assert!(outcome.stdout.contains("slow-h"), "{}", outcome.stdout);
    assert_complete(&ladder);
    let loads = ladder.records().into_iter().filter(|record| record["goes_on"] == true).count();
    assert_eq!(loads, 1, "what came before building is no part of a difference");
    // Where all is built, nobody has to wait for the first figures.
    let again = ladder.xtask(&RUN).exits_with(0);
    assert!(!again.stderr.contains("first figures"), "{}", again.stderr);
}

#[test]
fn a_session_that_was_killed_while_cells_were_built_goes_on_with_all_of_them() {
    let ladder = ladder();
    let running = ladder.start_within(&AT_ONCE, &RUN);
    let has_figures = || {
        let is_end = |record: &serde_json::Value| record["type"] == "invocation-end";
        ladder.sessions().len() == 1 && ladder.records().iter().any(is_end)
    };
    wait_until("the first figures are known", has_figures);
    running.signal(Signal::SIGKILL);
    assert_eq!(running.outcome().status, None, "it was killed too late");
    assert!(invocations(&ladder).keys().all(|rung| rung != "slow-h"));
    ladder.xtask(&["run", "--resume"]).exits_with(0).says("slow-h");
    assert_complete(&ladder);
}
