//! The page: what it is made from, and what a browser, a checker of accessibility and a checker of HTML say of it.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::support::{Ladder, Seen, axe, browser, cell, html_checker, look_at, part, printed, program, project};

/// A window on a desk, and one in a hand.
const DESK: (u32, u32) = (1280, 900);
const HAND: (u32, u32) = (360, 740);

/// A session of the small ladder, and its page.
fn page() -> (Ladder, String) {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    let page = ladder.xtask(&["report", "--format", "html"]).exits_with(0).stdout;
    (ladder, page)
}

/// The page of the session in the repository: every benchmark and hundreds of rows, of which many a one has everything.
fn large_page() -> String {
    let session = project().join("results/published/reference");
    let session = session.to_str().expect("UTF-8");
    let page = Ladder::new().xtask(&["report", session, "--format", "html"]).exits_with(0);
    assert!(!page.stderr.contains("paths and names"), "{}", page.stderr);
    let page = page.stdout;
    for section in ["at-a-glance", "effort", "warm-up", "time-budget", "verdicts"] {
        assert!(page.contains(&format!("<section id=\"{section}\"")), "no {section}");
    }
    page
}

/// The same as it is seen on a desk or in a hand; a browser takes a while for it.
fn large_seen(browser: &Path, (width, height): (u32, u32)) -> &'static Seen {
    static SEEN: [OnceLock<Seen>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = usize::from(width == HAND.0);
    SEEN[place].get_or_init(|| {
        let page = large_page();
        // The dark is looked at in a hand.
        let page = if width == HAND.0 { in_the_dark(&page) } else { page };
        look_at(browser, &page, (width, height))
    })
}

/// The page as it is in the dark: the same rules, said to hold always.
fn in_the_dark(page: &str) -> String {
    use base64ct::{Base64, Encoding as _};
    use sha2::{Digest as _, Sha256};
    let style = |page: &str| {
        let (_, rest) = page.split_once("<style>").expect("a style");
        rest.split_once("</style>").expect("an end").0.to_owned()
    };
    let hash = |style: &str| Base64::encode_string(&Sha256::digest(style));
    let light = style(page);
    let dark = light.replace("@media (prefers-color-scheme: dark)", "@media all");
    assert_ne!(light, dark, "the style knows no dark");
    page.replace(&light, &dark).replace(&hash(&light), &hash(&dark))
}

fn nothing_is_wrong(seen: &Seen) {
    let Seen { found, console } = seen;
    assert_eq!(*console, Vec::<String>::new(), "the console is not silent");
    for (what, none) in
        [("errors", "an error"), ("violations", "the policy was broken"), ("resources", "something was loaded")]
    {
        assert_eq!(part(found, what), &json!([]), "{none}");
    }
    let (page, window) = (found["width"]["page"].as_u64(), found["width"]["window"].as_u64());
    assert!(page <= window, "the page is {page:?} wide in a window of {window:?}");
    assert_eq!(part(found, "overlapping"), &json!([]), "names in a chart lie on one another");
    assert_eq!(part(found, "tables")["labelled"], json!(true));
    let opening = part(found, "opening");
    assert_eq!(opening["open"], 0, "something is unfolded before anybody asked");
    if axe().is_some() {
        assert_eq!(found["accessibility"]["violations"], json!([]));
        assert!(found["accessibility"]["passes"].as_u64() > Some(20), "hardly anything was checked");
    }
}

#[test]
fn a_page_is_written_whole_from_the_records_alone() {
    let (ladder, page) = page();
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    let file = ladder.root().join("pages/page.html");
    let path = file.to_str().expect("UTF-8");
    ladder
        .xtask(&["report", "--format", "html", "--output", path])
        .exits_with(0)
        .says("page.html: ")
        .mutters("paths and names");
    assert_eq!(fs::read_to_string(&file).expect("a page").trim_end(), page.trim_end());
    let elsewhere = tempfile::tempdir().expect("a folder");
    for name in ["samples.jsonl", "environment.json"] {
        let session = ladder.sessions().pop().expect("a session");
        fs::copy(session.join(name), elsewhere.path().join(name)).expect("a copy");
    }
    ladder.file("ladder.toml", "nonsense");
    let session = elsewhere.path().to_str().expect("UTF-8");
    ladder.xtask(&["report", session, "--format", "html", "--output", path]).exits_with(0);
    assert_eq!(fs::read_to_string(&file).expect("a page").trim_end(), page.trim_end());
}

#[test]
fn any_format_can_be_written_to_a_file_and_a_page_is_of_a_whole_session() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let file = ladder.root().join("report.json");
    let path = file.to_str().expect("UTF-8");
    ladder.xtask(&["report", "--format", "json", "--output", path]).exits_with(0);
    let written: Value = serde_json::from_slice(&fs::read(&file).expect("a file")).expect("JSON");
    assert_eq!(written["cells"][0]["rung"], "plain");
    for part in [&["--verdicts"][..], &["--effort"], &["--cell", "plain"]] {
        let arguments = [&["report", "--format", "html"][..], part].concat();
        ladder.xtask(&arguments).exits_with(2).mutters("a page has all of its cells");
    }
    ladder.xtask(&["report", "--output", "/dev/null/report"]).exits_with(1).mutters("cannot write /dev/null/report");
}

#[test]
fn the_numbers_on_the_page_are_those_of_the_report() {
    let Some(browser) = browser() else { return };
    let (ladder, page) = page();
    let seen = look_at(browser, &page, DESK);
    nothing_is_wrong(&seen);
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let markdown = ladder.xtask(&["report", "--format", "markdown"]).exits_with(0).stdout.replace('\\', "");
    let timed =
        part(&report, "cells").as_array().expect("cells").iter().filter(|cell| cell["status"] == "timed").count();
    let shown = part(&seen.found, "cells").as_array().expect("cells");
    assert_eq!((shown.len(), timed > 2), (timed, true));
    let number = |value: &Value| value.as_str().map(|text| text.parse::<f64>().expect("a number"));
    for row in shown {
        let name =
            format!("{}/{}", row["rung"].as_str().expect("a rung"), row["benchmark"].as_str().expect("a benchmark"));
        let cell = cell(&report, &name);
        let column = |heading: &str| part(part(row, "columns"), heading).clone();
        for (shown, reported) in [
            (&column("median")["v"], &cell["median_ns"]),
            (&column("speedup")["v"], &cell["speedup"]["estimate"]),
            (&column("CPU/wall")["v"], &cell["cpu_over_wall"]),
            (&row["low"], &cell["speedup"]["low"]),
            (&row["high"], &cell["speedup"]["high"]),
        ] {
            assert_eq!(number(shown), reported.as_f64(), "{name}: {shown} is shown for {reported}");
        }
        let words = ["rung", "median", "speedup", "95 % interval", "CPU/wall"];
        let mut words: Vec<String> =
            words.iter().filter_map(|heading| column(heading)["text"].as_str().map(str::to_owned)).collect();
        words.insert(words.len() - 1, cell["invocations"].to_string());
        let line = format!("| {} |", words.join(" | "));
        assert!(markdown.contains(&line), "{name}: no `{line}` in\n{markdown}");
    }
}

#[test]
fn tables_are_sorted_and_rows_are_found_from_the_keyboard() {
    let Some(browser) = browser() else { return };
    let (_ladder, page) = page();
    let found = look_at(browser, &page, DESK).found;
    let (plain, brisk) = ("Plain", "Four times as brisk");
    let sorting = part(&found, "sorting");
    assert_eq!(sorting["reached"], true);
    let rare = "Made of unobtainium";
    let state = |sort: Value, [first, second]: [&str; 2]| json!({ "sort": sort, "order": [first, second], "chart": [first, second, rare] });
    let states = [
        state(Value::Null, [plain, brisk]),
        state("ascending".into(), [brisk, plain]),
        state("descending".into(), [plain, brisk]),
        state(Value::Null, [plain, brisk]),
    ];
    assert_eq!(sorting["states"], json!(states));
    let left = |rows: &[&str], chart: &[&str], said: &str| json!({ "rows": rows, "chart": chart, "said": said });
    let finding = part(&found, "finding");
    let all = left(&[plain, brisk], &[plain, brisk, rare], "all 2 rows");
    assert_eq!(finding["all"], all);
    assert_eq!(finding["searched"], left(&[brisk], &[brisk], "1 of 2 rows"));
    assert_eq!(finding["first"], left(&[plain], &[plain], "1 of 2 rows"));
    assert_eq!(finding["again"], all);
}

#[test]
fn verdicts_are_shown_as_they_are_told_and_can_be_chosen() {
    let Some(browser) = browser() else { return };
    let (_ladder, page) = page();
    let judging = look_at(browser, &page, DESK).found["judging"].clone();
    assert_eq!(
        (&judging["all"], &judging["folded"]),
        (&json!(4), &json!(true)),
        "what is looked for is unfolded meanwhile"
    );
    let left = |words: &[&str]| json!(words);
    assert_eq!(
        judging["left"],
        json!({
            "same order": left(&["≈ same order"]),
            "not measured": left(&["– not measured"]),
            "holds": left(&["✓ holds"]),
            "does not hold": left(&["✗ does not hold"]),
        })
    );
}

#[test]
fn a_phone_and_the_dark_show_the_same_without_a_fault() {
    let Some(browser) = browser() else { return };
    let (_ladder, page) = page();
    nothing_is_wrong(&look_at(browser, &page, HAND));
    nothing_is_wrong(&look_at(browser, &in_the_dark(&page), HAND));
    nothing_is_wrong(&look_at(browser, &in_the_dark(&page), DESK));
}

#[test]
fn a_large_session_is_without_a_fault_on_a_desk_in_a_hand_and_in_the_dark() {
    let Some(browser) = browser() else { return };
    nothing_is_wrong(large_seen(browser, DESK));
    nothing_is_wrong(large_seen(browser, HAND));
}

#[test]
fn the_answer_is_on_the_first_screen_and_the_rest_is_folded() {
    let Some(browser) = browser() else { return };
    let found = &large_seen(browser, DESK).found;
    let opening = part(found, "opening");
    let number = |key: &str| opening[key].as_f64().unwrap_or_else(|| panic!("no {key} in {opening}"));
    assert!(number("glance") <= number("window") && number("chart") <= number("window"), "{opening}");
    assert!(number("folded") > 20.0, "{opening}");
    let flag = &opening["flag"];
    let meaning = flag["title"].as_str().expect("what a pointer sees").split(" (").next().expect("a text").to_owned();
    assert_eq!(flag["open"], true, "a tap shows what a flag means");
    assert!(meaning.len() > 20 && flag["text"].as_str().is_some_and(|text| text.contains(&meaning)), "{flag}");
}

#[test]
fn a_page_is_as_long_as_its_charts_and_not_as_its_tables() {
    let Some(browser) = browser() else { return };
    let opening = part(&large_seen(browser, DESK).found, "opening");
    // A third of what it was when all tables were unfolded: 48,424 px at 1,300 px.
    assert!(opening["height"].as_f64().is_some_and(|height| height < 16_141.0), "{opening}");
}

#[test]
fn a_phone_has_cards_instead_of_tables_that_are_cut() {
    let Some(browser) = browser() else { return };
    let tables = |size| part(&large_seen(browser, size).found, "tables").clone();
    let (desk, hand) = (tables(DESK), tables(HAND));
    assert_eq!((&desk["shown"], &hand["shown"]), (&json!(["table"]), &json!(["block"])));
    assert_eq!(hand["cut"], json!([]));
    assert_eq!(hand["labels"], json!([]), "labels that are higher than their cells");
}

#[test]
fn no_heading_stands_alone_at_the_foot_of_a_printed_page() {
    let Some(browser) = browser() else { return };
    let page = large_page();
    let Some(feet) = printed(browser, &page) else { return };
    assert!(feet.len() > 5 && feet.iter().all(|foot| !foot.is_empty()), "{feet:?}");
    let headings: Vec<String> =
        ["h1", "h2", "h3", "summary", "caption"].iter().flat_map(|tag| texts(&page, tag)).collect();
    assert!(headings.len() > 30, "{headings:?}");
    let alone: Vec<&String> = feet.iter().filter(|foot| headings.contains(foot)).collect();
    assert!(alone.is_empty(), "{alone:?}");
}

/// The words of every element of a kind.
fn texts(page: &str, tag: &str) -> Vec<String> {
    let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
    let elements = page.split(&begin).skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once(&end));
    elements.map(|(inside, _)| words(inside)).collect()
}

/// A piece of HTML without its tags.
fn words(html: &str) -> String {
    let parts = html.split('<').enumerate().map(|(place, part)| match place {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    parts.collect::<String>().replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_of_small_and_of_large_sessions_are_valid_html() {
    let Some((java, archive)) = html_checker() else { return };
    let (ladder, page) = page();
    for page in [page, large_page()] {
        is_valid(&ladder, &page, java, archive);
    }
}

fn is_valid(ladder: &Ladder, page: &str, java: &Path, archive: &Path) {
    ladder.file("page.html", page);
    let mut checker = program(java);
    checker.arg("-jar").arg(archive).args(["--format", "json", "--stdout", "--exit-zero-always"]);
    let checked = checker.arg(ladder.root().join("page.html")).output().expect("a checker that starts");
    let said: Value = serde_json::from_slice(&checked.stdout).unwrap_or_else(|error| {
        panic!("{error} in {}{}", String::from_utf8_lossy(&checked.stdout), String::from_utf8_lossy(&checked.stderr))
    });
    let messages = part(&said, "messages").as_array().expect("messages");
    let wrong: Vec<&Value> = messages.iter().filter(|message| message["type"] != "info").collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
