//! What several machines share out: the same comes of it whatever the number of shares, and each finding comes once.

use std::fs;

use serde_json::{Value, json};

use crate::fuzzing;
use crate::support::Ladder;

/// What rungs do otherwise than the oracle: rarely, often, and never.
const FAULTS: &[(&str, &str, &str)] = &[
    (
        "seldom",
        "counts: dict",
        "if texts.count('c') > 4 and 'g' in texts:\n        texts.append('x')\n    counts: dict",
    ),
    ("frequent", "counts: dict", "if 'd' in texts:\n        texts.append('x')\n    counts: dict"),
    ("right", "counts: dict", "tally: dict = {}\n    counts: dict"),
];

const WORK: &[&str] = &["fuzz", "--seed", "3", "--batch", "12", "--batches", "5", "--format", "json"];

/// A ladder whose documents can be fuzzed, with rungs that are wrong.
pub(crate) fn ladder() -> Ladder {
    fuzzing::ladder(FAULTS)
}

/// The names of the documents that were found; they are made of what is in them.
pub(crate) fn kept(ladder: &Ladder) -> Vec<String> {
    let entries = fs::read_dir(ladder.root().join("inputs")).expect("a corpus").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("found-") && name.ends_with(".json")).collect();
    names.sort();
    names
}

/// What a cell is told to be: its name, its status, what is wrong, and where that came first.
pub(crate) fn told(json: &Value) -> Vec<[Value; 4]> {
    let cells = json["cells"].as_array().expect("cells").iter();
    cells
        .map(|cell| [cell["rung"].clone(), cell["status"].clone(), cell["reason"].clone(), cell["place"].clone()])
        .collect()
}

/// What comes of so many shares, and the documents that are kept then.
fn shared(of: usize) -> (Value, Vec<String>) {
    let ladder = ladder();
    let mut files = Vec::new();
    for number in 1..=of {
        let share = format!("{number}/{of}");
        let outcome = ladder.xtask(&[WORK, &["--share", &share]].concat());
        let file = format!("share-{number}.json");
        ladder.file(&file, &outcome.stdout);
        files.push(file);
    }
    assert_eq!(kept(&ladder), Vec::<String>::new(), "a share keeps nothing");
    files.reverse();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let gathered = ladder.xtask(&[&["fuzz", "--format", "json", "--gather"], &files[..]].concat());
    (gathered.exits_with(1).json(), kept(&ladder))
}

#[test]
fn a_seed_finds_the_same_on_one_machine_and_on_several_and_each_finding_is_kept_once() {
    let alone = ladder();
    let whole = alone.xtask(WORK).exits_with(1).json();
    let statuses: Vec<Value> = told(&whole).into_iter().map(|[rung, status, ..]| json!([rung, status])).collect();
    for expected in [json!(["seldom", "wrong"]), json!(["frequent", "wrong"]), json!(["right", "agrees"])] {
        assert!(statuses.contains(&expected), "{statuses:?}");
    }
    assert_eq!(kept(&alone).len(), 2, "{:?}", kept(&alone));
    for of in [1, 2, 4] {
        let (gathered, documents) = shared(of);
        assert_eq!(told(&gathered), told(&whole), "of {of}");
        assert_eq!(documents, kept(&alone), "of {of}");
    }
}

#[test]
fn shares_that_do_not_belong_together_are_refused() {
    let ladder = ladder();
    let work = |seed: &'static str, share: &'static str| {
        let arguments =
            ["fuzz", "right", "--seed", seed, "--batch", "2", "--batches", "2", "--format", "json", "--share", share];
        ladder.xtask(&arguments).exits_with(0).stdout
    };
    ladder.file("one.json", &work("3", "1/2"));
    ladder.file("two.json", &work("3", "2/2"));
    ladder.file("other.json", &work("4", "2/2"));
    let gather = |files: &[&str]| ladder.xtask(&[&["fuzz", "--gather"], files].concat());
    gather(&["one.json", "two.json"]).exits_with(0).says("agrees").says("4 documents").says("seed 3");
    gather(&["one.json"]).exits_with(2).mutters("of 2 shares, each is needed once; these are 1");
    gather(&["one.json", "one.json"]).exits_with(2).mutters("these are 1, 1");
    gather(&["one.json", "other.json"]).exits_with(2).mutters("`seed` is 4, not 3");
    ladder.file("no.json", "{}");
    gather(&["no.json"]).exits_with(2).mutters("is no share");
    ladder.xtask(&["fuzz", "--share", "1/2"]).exits_with(2).mutters("--batches");
    ladder.xtask(&["fuzz", "--share", "3/2", "--batches", "2", "--seed", "1"]).exits_with(2).mutters("such as 2/3");
}

#[test]
fn the_shares_of_a_check_are_its_cells_each_once() {
    let ladder = ladder();
    let kernel = ladder.text("kernels/words.py").replace("counts: dict", "texts.append('x')\n    counts: dict");
    ladder.file("kernels/words_always.py", &kernel);
    let rung = "[rung.always]\nlike = \"plain\"\ntitle = \"always\"\nkernels = { words = \"words_always.py\" }";
    let ladder = ladder.with(rung);
    let whole = ladder.xtask(&["check", "--all", "--format", "json"]).exits_with(1).json();
    for of in [1, 3, 50] {
        let mut files = Vec::new();
        for number in 1..=of {
            let outcome = ladder.xtask(&["check", "--all", "--format", "json", "--share", &format!("{number}/{of}")]);
            files.push(format!("check-{number}.json"));
            ladder.file(files.last().expect("one"), &outcome.stdout);
            if of == 50 && number == 2 {
                break;
            }
        }
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let gathered = ladder.xtask(&[&["check", "--format", "json", "--gather"], &files[..]].concat());
        if of == 50 {
            gathered.exits_with(2).mutters("of 50 shares, each is needed once");
            continue;
        }
        let gathered = gathered.exits_with(1).json();
        let cells = |json: &Value| {
            let cells = json["cells"].as_array().expect("cells").iter();
            cells
                .map(|cell| json!([cell["rung"], cell["benchmark"], cell["status"], cell["reason"]]))
                .collect::<Vec<_>>()
        };
        assert_eq!(cells(&gathered), cells(&whole), "of {of}");
    }
}
