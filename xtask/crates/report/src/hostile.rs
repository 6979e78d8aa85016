//! Records of somebody who means harm: each text and each number of them goes through everything that is made of a session.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::advice::{self, Workload, advise};
use super::comparison::{self, ComparisonTerms, GateLimits, compare};
use super::detail::{self, details};
use super::export::{self, Export};
use super::merged::{self, merge};
use super::{CellSelection, Layout, brief, effort, laid_out, page, summarise, terminal, verdicts};
use records::Recorded;

/// Texts that somebody may hope are taken for something else; the tests of the program have the same.
const TEXTS: &str = include_str!("../../../tests/it/fixtures/hostile.json");

fn texts() -> Vec<String> {
    serde_json::from_str(TEXTS).expect("JSON")
}

/// Texts that take long, or break what counts in too few bits.
const LONG: [fn() -> String; 5] = [
    || "x".repeat(1_000_000),
    || "\u{301}".repeat(70_000),
    || "a b ".repeat(20_000),
    || "line\n".repeat(50_000),
    || "`<".repeat(40_000),
];

/// Numbers that cannot be.
const NUMBERS: [u64; 4] = [0, u32::MAX as u64, 1 << 63, u64::MAX];

/// Keys whose values are words of the format, or printed numbers.
const WORDS: [&str; 7] = ["type", "phase", "standing", "stop", "ratio", "time", "version"];

/// Rungs of the kept session that are enough to have a cell of every kind.
const RUNGS: [&str; 7] = ["plain", "brisk", "rare", "slow", "wrong", "crashing", "unbuilt"];

/// The lines and the surroundings of a kept session with cells of every kind.
fn kept() -> (Vec<Value>, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/frozen/sessions/troubled");
    let text = fs::read_to_string(folder.join("samples.jsonl")).expect("records");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a record"));
    let lines = lines.map(|mut line| {
        if line["type"] == "memory" {
            line["clock"] = json!({ "said_ns": 1, "passed_ns": 2, "best_share": 0.5 });
            line["oddities"] = json!({ "flushes_subnormals": true, "beyond_threads": 0.5 });
        }
        line
    });
    let is_kept = |line: &Value| line["rung"].as_str().is_none_or(|rung| RUNGS.contains(&rung));
    let environment = fs::read_to_string(folder.join("environment.json")).expect("an environment");
    (lines.filter(is_kept).collect(), serde_json::from_str(&environment).expect("JSON"))
}

/// Changes every value of an object, whatever it lies in.
fn change(value: &mut Value, key: &str, how: &dyn Fn(&str, &mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| change(item, key, how)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| change(field, key, how)),
        other => how(key, other),
    }
}

/// The session after a change, if there still is one.
fn changed(how: &dyn Fn(&str, &mut Value)) -> Option<Recorded> {
    let (mut lines, mut environment) = kept();
    lines.iter_mut().for_each(|line| change(line, "", how));
    change(&mut environment, "", how);
    let folder = tempfile::tempdir().expect("a folder");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(folder.path().join("samples.jsonl"), text).expect("written");
    fs::write(folder.path().join("environment.json"), environment.to_string()).expect("written");
    records::load(folder.path()).ok()
}

/// A text in every place that may have any. Names stay apart from each other.
fn planted(text: &str) -> Recorded {
    let plant = |key: &str, value: &mut Value| {
        let Value::String(was) = value else { return };
        match key {
            _ if WORDS.contains(&key) || was.ends_with("invocations") || was == "planned" => {}
            "benchmark" | "rung" | "baseline" | "toolchain" | "sha256" | "kind" => was.push_str(text),
            _ => text.clone_into(was),
        }
    };
    changed(&plant).expect("texts are no mistakes")
}

/// What a program or a person gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Coloured,
    Markdown,
    Json,
    Page,
    Csv,
}

/// Everything that is made of a session.
fn everything(recorded: &Recorded) -> Vec<(Kind, String)> {
    let cards = [summarise(recorded), summarise(recorded)];
    let [card, again] = &cards;
    let all = CellSelection::default();
    let details = details(recorded, card, &all);
    let terms =
        ComparisonTerms { selection: CellSelection::default(), other_machine: true, limits: GateLimits::slower(0.05) };
    let compared = compare(card, again, &terms);
    let merged = merge(&cards, &all);
    let workload = Workload {
        selection: CellSelection::default(),
        kind: None,
        work_s: 3600.0,
        share: 1.0,
        worth: 0.1,
        with_build: true,
    };
    let advised = advise(card, &workload);
    let export = Export::new(recorded, card, &all);
    let mut made = Vec::new();
    let narrow = Layout { width: 40, ..Layout::default() };
    let coloured = Layout { colour: true, ..Layout::default() };
    let markdown = Layout { markdown: true, ..Layout::default() };
    let layouts = [(Kind::Text, Layout::default()), (Kind::Text, narrow)];
    for (kind, layout) in layouts.into_iter().chain([(Kind::Coloured, coloured), (Kind::Markdown, markdown)]) {
        let texts = [
            Some(terminal(card, layout)),
            Some(brief(card, layout)),
            Some(effort(card, layout)),
            Some(verdicts::render(card, layout)),
            Some(verdicts::brief(card, layout)),
            Some(detail::terminal(&details, layout)),
            Some(detail::curves(&details, layout)),
            Some(comparison::terminal(&compared, layout)),
            merged.as_ref().ok().map(|merged| merged::terminal(merged, layout)),
            advised.as_ref().ok().map(|advised| advice::terminal(advised, layout)),
        ];
        made.extend(texts.into_iter().flatten().map(|text| (kind, laid_out(text, layout))));
    }
    let documents = [
        Some(super::json(card)),
        Some(verdicts::json(card)),
        Some(detail::json(&details)),
        Some(comparison::json(&compared)),
        merged.as_ref().ok().map(merged::json),
        advised.as_ref().ok().map(advice::json),
    ];
    made.extend(documents.into_iter().flatten().map(|document| (Kind::Json, document.expect("JSON"))));
    let exported = |render: export::Render| {
        let mut text = Vec::new();
        render(&export, &mut text).expect("memory takes it");
        String::from_utf8(text).expect("UTF-8")
    };
    let json: [export::Render; 4] = [export::pyperf, export::pyperf_samples, export::hyperfine, export::github];
    made.extend(json.map(|render| (Kind::Json, exported(render))));
    let tables: [export::Render; 2] = [export::csv, export::csv_samples];
    made.extend(tables.map(|render| (Kind::Csv, exported(render))));
    made.push((Kind::Page, page(recorded, card)));
    made
}

/// Insists that a text does nothing but be read.
#[track_caller]
fn is_harmless((kind, text): &(Kind, String), whose: &str) {
    let text = &if *kind == Kind::Csv { text.replace("\r\n", "\n") } else { text.clone() };
    let own = if *kind == Kind::Coloured { plain::coloured(text) } else { plain::without_controls(text) };
    assert!(own == *text, "{kind:?} steers the screen with {whose:?}: {}", text.escape_debug());
    match kind {
        Kind::Text | Kind::Coloured => {}
        Kind::Markdown => {
            let html = html_in(text);
            assert!(html.is_empty(), "{html:?} in Markdown of {whose:?}:\n{text}");
        }
        Kind::Json => drop(serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {whose:?}"))),
        Kind::Page => {
            assert_eq!(text.matches("<script").count(), 1, "{whose:?}");
            for tag in text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
                let is_own = tag.chars().all(|c| !c.is_control() || c == '\n');
                let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
                assert!(is_own && !["i", "img", "iframe"].contains(&name.as_str()), "<{tag}> of {whose:?}");
            }
            assert!(!text.contains("href=\"javascript:"), "{whose:?}");
        }
        Kind::Csv => {
            let mut rows = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for cell in rows.records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
            {
                let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
                assert!(!is_formula, "{cell:?} of {whose:?}");
            }
        }
    }
}

/// Tags of HTML that a reader of Markdown sees, but for the one between lines of a cell: blocks are told apart by empty lines,
/// cells by strokes, and in each, backslashes and code mean what CommonMark says.
fn html_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for block in text.split("\n\n") {
        let is_table = block.trim_start().starts_with('|');
        let parts = if is_table { block.lines().flat_map(cells).collect() } else { vec![block.to_owned()] };
        parts.iter().for_each(|part| tags(part, &mut found));
    }
    found
}

/// The cells of a table's row: strokes are looked for before anything else, and a backslash takes their meaning.
fn cells(row: &str) -> Vec<String> {
    row.replace("\\|", "\u{1}").split('|').map(|cell| cell.replace('\u{1}', "|")).collect()
}

fn tags(text: &str, found: &mut Vec<String>) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' => code(rest),
            '<' if rest.starts_with("<br>") => 4,
            '<' => {
                if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
                    found.push(rest.chars().take(20).collect());
                }
                1
            }
            other => other.len_utf8(),
        };
        rest = &rest[length..];
    }
}

/// The length of the code that a text begins with; of the backquotes where nothing ends it.
fn code(text: &str) -> usize {
    let run = |text: &str| text.bytes().take_while(|byte| *byte == b'`').count();
    let opening = run(text);
    let mut at = opening;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let length = run(&text[at..]);
        at += length;
        if length == opening {
            return at;
        }
    }
    opening
}

#[test]
fn the_look_for_html_finds_what_a_reader_of_markdown_sees() {
    for (text, tags) in [
        ("a <i> `<b>` \\<u>", 1),
        ("` <i> `` <b>", 2),
        ("`a\n<i>` <b>", 1),
        ("`a\n\n<i>`", 1),
        ("| `a | <i>` |", 1),
        ("| `a \\| <i>` |<br>", 0),
        ("\\`<i>`", 1),
    ] {
        assert_eq!(html_in(text).len(), tags, "{text}");
    }
}

#[test]
fn every_text_goes_through_everything_and_does_no_harm() {
    for text in texts() {
        everything(&planted(&text)).iter().for_each(|made| is_harmless(made, &text));
    }
}

#[test]
fn a_text_without_end_is_cut_where_people_read_and_whole_where_programs_do() {
    for text in LONG {
        let text = text();
        let recorded = {
            // One cell of it is enough, and one failure.
            let mut recorded = planted("");
            recorded.cells[0].title.clone_from(&text);
            recorded.cells[1].cost.clone_from(&text);
            recorded.failures.iter_mut().take(1).for_each(|failure| failure.message.clone_from(&text));
            recorded.session.baseline_doubt = Some(text.clone());
            recorded
        };
        let start: String = text.chars().take(20).collect();
        for made in everything(&recorded) {
            is_harmless(&made, &start);
            let (kind, shown) = made;
            let longest = if kind == Kind::Markdown { 400_000 } else { 200_000 };
            let is_read = [Kind::Text, Kind::Coloured, Kind::Markdown].contains(&kind);
            assert!(!is_read || shown.chars().count() < longest, "{kind:?}: {} of {start:?}", shown.len());
        }
    }
}

#[test]
fn every_number_may_be_any_and_ends_nothing() {
    let (lines, _) = kept();
    let mut keys: Vec<String> = Vec::new();
    for line in lines {
        let mut line = line;
        let seen = std::cell::RefCell::new(&mut keys);
        change(&mut line, "", &|key, value| {
            let mut keys = seen.borrow_mut();
            if value.is_number() && !WORDS.contains(&key) && !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        });
    }
    assert!(keys.len() > 25, "{keys:?}");
    for key in &keys {
        for number in NUMBERS {
            // What a field cannot hold is refused when it is read.
            let recorded = changed(&|name, value| {
                if name == key && value.is_number() {
                    *value = number.into();
                }
            });
            recorded.iter().for_each(|recorded| drop(everything(recorded)));
        }
    }
}

#[test]
fn surroundings_of_any_shape_end_nothing() {
    let mut recorded = planted("");
    let shapes = ["null", "[]", "{}", "7", "\"x\"", "{\"machine\":[]}", "{\"machine\":{\"cores\":-1,\"cpu\":{}}}"];
    for shape in shapes {
        recorded.environment = Some(serde_json::from_str(shape).expect("JSON"));
        everything(&recorded).iter().for_each(|made| is_harmless(made, shape));
    }
}
