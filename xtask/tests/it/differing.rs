//! In what rungs differ from Python: each answer has its word, and what one probe does takes no other with it.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Ladder, Outcome, fixtures, project};

/// The runners and compilers of the fixture as rungs, and its functions as probes.
const PROBES: &str = r#"
[rung.odd]
like = "plain"
title = "Odd"
any-source = true
runner = ["{tool}", "{root}/altered.py", "odd", "{artefact}", "{entry}"]

[rung.bad]
like = "plain"
title = "Bad"
any-source = true
runner = ["{tool}", "{root}/altered.py", "bad", "{artefact}", "{entry}"]

[rung.compiled]
like = "plain"
title = "Compiled"
any-source = true
build = [["{tool}", "{root}/compiler.py", "{kernel}", "{artefact}"]]
artefact = "{out}/{stem}.py"

[rung.own]
like = "plain"
title = "Own"
kernels = {}

[benchmark.subject]
title = "A subject"
group = "probes"
input = "call"
oracle = "probes/probes.py"
forms = { own = "own/form.py" }

[benchmark.subject.probes.plus]
behaviour = "one more"
differs = "one more is another"
calls = ["plus(2)", "plus(7)"]
touches = ["+"]

[benchmark.subject.probes.third]
behaviour = "a third"
differs = "a third is another"
calls = ["third(1)"]
touches = ["/"]

[benchmark.subject.probes.names]
behaviour = "the order of a dict"
differs = "a dict has another order"
calls = ["names('a', 'b')"]

[benchmark.subject.probes.fragile]
behaviour = "what is fragile"
differs = "what is fragile breaks"
calls = ["fragile(4)"]
"#;

fn ladder() -> Ladder {
    let text = fs::read_to_string(fixtures().join("climb/ladder.toml")).expect("the fixture");
    let ladder = Ladder::of_the_project(&text, &[]);
    for file in ["runner.py", "calls.py", "values.py", "profiles.py", "probe.py"] {
        let source = fs::read_to_string(project().join("kernels-python").join(file)).expect("a source");
        ladder.file(&format!("kernels-python/{file}"), &source);
    }
    let fixture = |file: &str| fs::read_to_string(fixtures().join("differ").join(file)).expect("the fixture");
    ladder.file("probes/probes.py", &fixture("probes.py"));
    ladder.file("altered.py", &fixture("altered.py"));
    ladder.file("compiler.py", &fixture("compiler.py"));
    ladder.file("own/double.py", "def double(n):\n    return 2 * n\n");
    ladder.file("own/form.py", "def plus(number):\n    return float(number) + 1.5\n");
    ladder.with(PROBES)
}

fn differ(ladder: &Ladder, arguments: &[&str]) -> Outcome {
    ladder.xtask(&[&["differ"], arguments].concat())
}

/// What became of a probe in a rung: the word, and what came instead.
fn answer(json: &Value, rung: &str, probe: &str) -> (String, String) {
    let answer = &json["rungs"][rung]["answers"][format!("subject/{probe}")];
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    (text("is"), text("got"))
}

fn pair(is: &str, got: &str) -> (String, String) {
    (is.to_owned(), got.to_owned())
}

#[test]
fn each_answer_has_its_word_and_a_second_call_finds_what_the_first_agrees_on() {
    let ladder = ladder();
    let json = differ(&ladder, &["--rung", "again,odd,own", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["version"], 1);
    for probe in ["plus", "third", "names", "fragile"] {
        assert_eq!(answer(&json, "again", probe), pair("same", ""), "{probe}");
    }
    assert_eq!(answer(&json, "odd", "plus"), pair("type", "3.0"));
    assert_eq!(answer(&json, "odd", "third"), pair("last-digits", "0.33333333333333337"));
    assert_eq!(answer(&json, "odd", "names").0, "order");
    assert_eq!(answer(&json, "odd", "fragile"), pair("same", ""));
    assert_eq!(answer(&json, "own", "plus"), pair("value", "3.5"));
    let own = &json["rungs"]["own"];
    assert_eq!((own["answers"].as_object().map(serde_json::Map::len), &own["own_form"]), (Some(1), &json!(true)));
    assert_eq!(json["probes"]["subject/plus"]["expected"], json!(["3", "8"]));
    assert!(own["versions"]["python"].is_string(), "{own:#}");
}

#[test]
fn a_probe_that_ends_its_process_is_told_and_takes_no_other_with_it() {
    let ladder = ladder();
    let json = differ(&ladder, &["--rung", "bad", "--format", "json"]).exits_with(1).json();
    let plus = &json["rungs"]["bad"]["answers"]["subject/plus"];
    assert_eq!((&plus["is"], &plus["call"], &plus["got"]), (&json!("value"), &json!("plus(7)"), &json!("9")));
    let (is, got) = answer(&json, "bad", "third");
    assert_eq!((is.as_str(), got.as_str()), ("exception", "the exception OverflowError: too large"));
    let (is, got) = answer(&json, "bad", "names");
    assert_eq!((is.as_str(), got.as_str()), ("refused-at-run", "no dicts: line 7"));
    let (is, got) = answer(&json, "bad", "fragile");
    assert_eq!(is, "no-answer");
    assert!(got.contains("exited with 3") || got.contains("ended"), "{got}");
    assert_eq!(json["unanswered"], json!(["bad subject/fragile"]));
}

#[test]
fn a_probe_that_is_known_to_end_a_process_is_not_asked_again_and_its_row_says_so() {
    let words = "a signal that becomes no exception";
    let known = format!("[benchmark.subject.probes.fragile.ends]\nbad = \"{words}\"\n");
    let ladder = ladder().with(&known);
    let json = differ(&ladder, &["--rung", "bad,again", "--format", "json", "--keep"]).exits_with(0).json();
    let fragile = &json["rungs"]["bad"]["answers"]["subject/fragile"];
    assert_eq!(fragile, &json!({ "is": "ends-process", "got": words }), "without the call that does it");
    assert_eq!(answer(&json, "again", "fragile").0, "same", "others are asked");
    assert_eq!(json["unanswered"], json!([]));
    differ(&ladder, &["--from", "latest"]).exits_with(0).says("1, 1 end it");
    let by_behaviour = differ(&ladder, &["--from", "latest", "--behaviours"]).exits_with(0);
    by_behaviour.says(&format!("ends the process in Bad: {words}"));
    let nobody = ladder.with_instead("ends]\nbad", "ends]\nnobody");
    differ(&nobody, &[]).exits_with(2).mutters("nobody");
    let silent = nobody.with_instead(&format!("nobody = \"{words}\""), "bad = \" \"");
    differ(&silent, &[]).exits_with(2).mutters("`ends` is empty");
}

#[test]
fn what_a_compiler_refuses_takes_no_other_function_of_the_file_with_it() {
    let ladder = ladder();
    let json = differ(&ladder, &["--rung", "compiled", "--format", "json"]).exits_with(0).json();
    for probe in ["plus", "third", "names"] {
        assert_eq!(answer(&json, "compiled", probe), pair("same", ""), "{probe}");
    }
    assert_eq!(answer(&json, "compiled", "fragile"), pair("refused-at-build", "line 26: error: this is banned"));
    let said = differ(&ladder, &["--rung", "compiled"]).exits_with(0);
    said.says("0 of 3").says("refused at build").says("this is banned");
}

#[test]
fn a_change_is_told_and_fails_only_on_request() {
    let ladder = ladder();
    differ(&ladder, &["--rung", "odd", "--keep"]).exits_with(0).says("one more is another");
    differ(&ladder, &["--rung", "odd"]).exits_with(0).says("4 answers are what they were");
    let kept = ladder.root().join("data/differences.json");
    let text = fs::read_to_string(&kept).expect("kept answers").replace("\"3.0\"", "\"4.0\"");
    fs::write(&kept, &text).expect("written");
    let told = "odd subject/plus: type, 3.0; it was type, 4.0";
    differ(&ladder, &["--rung", "odd"]).exits_with(0).says(told);
    differ(&ladder, &["--rung", "odd", "--fail-changed"]).exits_with(1).says(told);
    differ(&ladder, &["--from", "latest", "--against", "data/differences.json", "--fail-changed"])
        .exits_with(1)
        .says(told);
    ladder.file("later.json", &text.replace("\"version\": 1", "\"version\": 9"));
    differ(&ladder, &["--from", "later.json"]).exits_with(1).mutters("is of version 9");
}

#[test]
fn answers_are_shown_by_rung_and_by_behaviour_and_in_documents() {
    let ladder = ladder();
    differ(&ladder, &["--rung", "odd,again", "--keep"]).exits_with(0);
    let shown = differ(&ladder, &["--from", "data/differences.json", "--behaviours"]).exits_with(0);
    shown.says("type: `3.0` in Odd").says("the same in all 2");
    let marker = "<!-- ladder: differ --from data/differences.json --behaviours --format markdown -->";
    ladder.file("doc.md", &format!("{marker}\n<!-- /ladder -->\n"));
    let document = ladder.root().join("doc.md");
    ladder.xtask(&["splice", &document.display().to_string()]).exits_with(0);
    let text = fs::read_to_string(&document).expect("the document");
    assert!(text.contains("| one more | `plus(2)` → `3`<br>`plus(7)` → `8` |"), "{text}");
    ladder.file("asks.md", "<!-- ladder: differ -->\n<!-- /ladder -->\n");
    let asks = ladder.root().join("asks.md");
    ladder.xtask(&["splice", &asks.display().to_string()]).exits_with(2).mutters("no command for a document");
}

#[test]
fn wrong_usage_is_told() {
    let ladder = ladder();
    differ(&ladder, &["--rung", "od"]).exits_with(2).mutters("did you mean `odd`?");
    differ(&ladder, &["--benchmark", "double"]).exits_with(2).mutters("nothing that was asked for has probes");
    differ(&ladder, &["--from", "nothing"]).exits_with(2).mutters("no answers `nothing`");
    differ(&ladder, &["--against", "nothing", "--rung", "odd"]).exits_with(2).mutters("no answers `nothing`");
    ladder.file("no.json", "{}");
    differ(&ladder, &["--from", "no.json"]).exits_with(1).mutters("holds no answers");
    let wrong = ladder.with("[benchmark.double.probes.x]\nbehaviour = \"x\"\ndiffers = \"x\"\ncalls = []");
    differ(&wrong, &[]).exits_with(2).mutters("`calls` is empty");
}

#[test]
fn what_is_known_of_a_rung_stands_in_its_cells_and_in_a_climb() {
    let ladder = ladder().with("[benchmark.double.sizes]\nsmall = { call = 1 }");
    differ(&ladder, &["--rung", "odd,again", "--keep"]).exits_with(0);
    let kept = ladder.root().join("data/differences.json");
    let text = fs::read_to_string(&kept).expect("kept answers");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["rungs"]["again"]["answers"] = json["rungs"]["odd"]["answers"].clone();
    fs::write(&kept, json.to_string()).expect("written");
    let said = " in 3 of 4: one more is another, a third is another, a dict has another order";
    ladder
        .xtask(&["run", "--rung", "again,plain", "--benchmark", "double"])
        .exits_with(0)
        .says("What each rung changes")
        .says(said);
    ladder.xtask(&["report", "--cell", "again/double"]).exits_with(0).says(said);
    ladder.xtask(&["report", "--format", "html"]).exits_with(0).says("one more is another; a third is another");
    ladder.xtask(&["advise"]).exits_with(0).says("3 of 4");
    let climb = |function: &str, call: &str, format: &str| {
        let target = format!("probes/probes.py:{function}");
        ladder.xtask(&["climb", &target, "--call", call, "--budget", "20s", "--rung", "again", "--format", format])
    };
    climb("plus", "plus(2)", "text").exits_with(0).says("beware").says("one more is another (plus(2))");
    let json = climb("third", "third(1)", "json").exits_with(0).json();
    assert_eq!(json["touches"], json!({ "again": ["a third is another (third(1))"] }));
}

#[test]
fn probes_are_asked_and_shown_by_their_group() {
    let ladder = ladder();
    let all =
        differ(&ladder, &["--rung", "odd", "--group", "prob*", "--keep", "--format", "json"]).exits_with(0).json();
    assert_eq!(all["probes"]["subject/plus"]["groups"], json!(["probes"]));
    differ(&ladder, &["--rung", "odd", "--group", "games"]).exits_with(2).mutters("games");
    differ(&ladder, &["--from", "latest", "--group", "probes"]).exits_with(0).says("one more is another");
    differ(&ladder, &["--from", "latest", "--group", "prob"]).exits_with(2).mutters("they have probes");
}

/// A function that agrees on its calls, whatever it uses.
const USES: &str = r"
def everything(values):
    places = {}
    for value in values:
        places[str(value)] = round(value, 1) * 2
    names = sorted(places, key=len)
    return sum(places.values()), [name.upper() for name in names]


def nothing(value):
    return value
";

#[test]
fn a_climb_says_what_a_rung_does_otherwise_of_what_a_function_uses_though_its_calls_agree() {
    let ladder = ladder();
    ladder.file("probes/uses.py", USES);
    let mut known = known_answers();
    let mut answers = known["rungs"]["codon"]["answers"].clone();
    answers["texts/upper"] = known["rungs"]["codon-as-is"]["answers"]["texts/upper"].clone();
    let mut again = known["rungs"]["codon"].clone();
    again["answers"] = answers;
    known["rungs"]["again"] = again;
    ladder.file("data/differences.json", &known.to_string());
    let climb = |function: &str, call: &str| {
        let target = format!("probes/uses.py:{function}");
        let arguments = ["climb", &target, "--call", call, "--budget", "20s", "--rung", "again", "--format", "json"];
        ladder.xtask(&arguments).exits_with(0).json()
    };
    let said = climb("everything", "everything([1.5, 2.25])")["touches"]["again"].to_string();
    for probe in [
        "integers/add",
        "floats/rounded",
        "floats/total",
        "containers/dict_order",
        "containers/by_length",
        "texts/upper",
    ] {
        let phrase = known["probes"][probe]["differs"].as_str().expect("words");
        assert!(said.contains(phrase), "{probe}: {said}");
    }
    assert_eq!(climb("nothing", "nothing(3)")["touches"], json!({}));
}

fn known_answers() -> Value {
    let text = fs::read_to_string(project().join("data/differences.json")).expect("the known answers");
    serde_json::from_str(&text).expect("JSON")
}

/// The rows of the table below a heading, without what quotes their cells.
fn rows_below(text: &str, heading: &str) -> Vec<Vec<String>> {
    let part = text.split(heading).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let part = part.split("\n## ").next().unwrap_or_default();
    let rows = part.lines().filter(|line| line.starts_with("| ")).skip(2);
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().replace('`', "")).collect();
    rows.map(cells).collect()
}

#[test]
fn the_ten_that_hurt_most_and_the_five_wrong_guesses_are_what_was_answered() {
    let known = known_answers();
    let text = fs::read_to_string(project().join("docs/differences.md")).expect("the document");
    for (heading, rows) in [("## Ten that hurt most", 10), ("## Five in which the first guess was wrong", 5)] {
        let table = rows_below(&text, heading);
        assert_eq!(table.len(), rows, "{heading}");
        for row in &table {
            let [probe, rung, call, expected, got, words] = &row[..] else { panic!("{row:?}") };
            let answer = &known["rungs"][rung.as_str()]["answers"][probe.as_str()];
            let said = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
            let place = answer["place"].as_str().map_or_else(String::new, |place| format!("{place} "));
            let told = (said("call"), place.clone() + &said("expected"), place + &said("got"));
            assert_eq!((call, expected, got), (&told.0, &told.1, &told.2), "{probe} in {rung}: {answer:#}");
            assert!(!words.is_empty() && !["", "same"].contains(&answer["is"].as_str().unwrap_or_default()));
        }
        let mut named: Vec<_> = table.iter().map(|row| &row[..2]).collect();
        named.sort();
        named.dedup();
        assert_eq!(named.len(), rows, "each once");
    }
}

#[test]
fn the_known_answers_show_more_than_one_thing_each() {
    let json = known_answers();
    let (probes, rungs) = (json["probes"].as_object().expect("probes"), json["rungs"].as_object().expect("rungs"));
    assert!(probes.len() >= 60 && rungs.len() >= 20, "{} probes, {} rungs", probes.len(), rungs.len());
    let row = |probe: &String| {
        let answer = |rung: &Value| {
            let answer = &rung["answers"][probe];
            let is = answer["is"].as_str().unwrap_or("same").to_owned();
            (is, answer["got"].clone())
        };
        rungs.values().map(answer).collect::<Vec<_>>()
    };
    let rows: Vec<_> = probes.keys().map(|probe| (probe, row(probe))).collect();
    let (alike, others): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, row)| row.iter().all(|(is, _)| is == "same"));
    assert!(alike.len() <= 15, "too many probes are answered alike by all: {:?}", alike.len());
    for (number, (probe, row)) in others.iter().enumerate() {
        let again = others[..number].iter().find(|(_, other)| other == row);
        assert!(again.is_none(), "{probe} is answered as {:?} by every rung", again.map(|(other, _)| other));
    }
    for (name, probe) in probes {
        let calls = probe["calls"].as_array().map_or(0, Vec::len);
        assert_eq!(Some(calls), probe["expected"].as_array().map(Vec::len), "{name}");
        let first = probe["calls"][0].as_str().unwrap_or_default();
        assert!(calls > 1 || first.ends_with("()"), "one value may agree by luck: {name}");
    }
}
