//! Documents that say what sessions say.

use std::fs;
use std::path::Path;

use crate::support::{Ladder, program, project, unsealed};

const DOCUMENT: &str = "# Speed\n\n<!-- ladder: report latest --brief --rung plain,brisk --format markdown -->\n\
    nothing yet\n<!-- /ladder -->\n\nText.\n\n<!-- ladder: report --verdicts --brief -->\n<!-- /ladder -->\n";

/// A ladder with one session and a document.
fn documented() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.file("README.md", DOCUMENT);
    ladder
}

#[test]
fn a_document_says_what_its_commands_say_and_whether_they_still_do() {
    let ladder = documented();
    ladder.xtask(&["splice", "--check"]).exits_with(1).says("README.md, line 3").says("line 9");
    assert_eq!(ladder.text("README.md"), DOCUMENT, "a check changes nothing");
    ladder.xtask(&["splice"]).exits_with(0).says("2 of 2 texts changed");
    let text = ladder.text("README.md");
    let parts = [
        "# Speed\n\n<!-- ladder: report latest",
        "| Four times as brisk | 1.00 ms | 4.00x |",
        "\nText.\n",
        "```text\nwhat others printed",
    ];
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert!(!text.contains("nothing yet") && text.ends_with("```\n\n<!-- /ladder -->\n"), "{text}");
    let said =
        ladder.xtask(&["report", "--brief", "--rung", "plain,brisk", "--format", "markdown"]).exits_with(0).stdout;
    assert!(text.contains(said.trim_end()), "{said}\nis not in\n{text}");
    ladder.xtask(&["splice", "--check"]).exits_with(0).says("up to date");
    ladder.xtask(&["splice"]).exits_with(0).says("0 of 2 texts changed");
    assert_eq!(ladder.text("README.md"), text);
}

#[test]
fn nothing_is_written_where_a_marker_is_wrong() {
    let ladder = documented();
    let wrong = [
        ("<!-- ladder: report -->\n", "other.md, line 1: its text is not ended"),
        ("\n<!-- ladder: run -->\n<!-- /ladder -->\n", "other.md, line 2: no command for a document"),
        ("<!-- ladder: report yesterday -->\n<!-- /ladder -->\n", "other.md, line 1: no session `yesterday`"),
        ("<!-- ladder: report --colour -->\n<!-- /ladder -->\n", "unexpected argument"),
        ("<!-- ladder: compare latest latest -->\n<!-- /ladder -->\n", "both are session"),
        ("no marker at all\n", "other.md has no marker"),
    ];
    for (text, reason) in wrong {
        ladder.file("other.md", text);
        ladder.xtask(&["splice", "README.md", "other.md"]).exits_with(2).mutters(reason);
        assert_eq!((ladder.text("README.md").as_str(), ladder.text("other.md").as_str()), (DOCUMENT, text));
    }
    ladder.xtask(&["splice", "no-such.md"]).exits_with(2).mutters("no-such.md");
}

#[test]
fn a_session_that_doubts_itself_is_put_into_no_document_unless_told_and_then_its_flag_stands_first() {
    let ladder = documented();
    let records = ladder.sessions().pop().expect("a session").join("samples.jsonl");
    let text = unsealed(&fs::read_to_string(&records).expect("records"));
    // As if this system had no way to hold a runner to a core.
    let core = regex_lite::Regex::new(r#""core":\d+"#).expect("a pattern");
    fs::write(&records, core.replace_all(&text, r#""core":null"#).as_bytes()).expect("written");
    let marker = |word: &str| format!("<!-- ladder: report --brief{word} -->\n<!-- /ladder -->\n");
    ladder.file("other.md", &marker(""));
    let refused = ladder.xtask(&["splice", "other.md"]).exits_with(2);
    refused.mutters("has raised a flag: runners were not pinned").mutters("--flagged");
    assert_eq!(ladder.text("other.md"), marker(""));
    ladder.file("other.md", &marker(" --flagged"));
    ladder.xtask(&["splice", "other.md"]).exits_with(0);
    let text = ladder.text("other.md");
    assert!(text.contains("```text\nThe session has raised a flag: runners were not pinned"), "{text}");
    ladder.xtask(&["splice", "--check", "other.md"]).exits_with(0);
}

#[test]
fn the_documents_say_what_the_published_sessions_and_the_declarations_say() {
    let root = project();
    let mut command = program(Path::new(env!("CARGO_BIN_EXE_xtask")));
    command.arg("--manifest").arg(root.join("ladder.toml")).args(["splice", "--check"]);
    let done = command.output().expect("the harness starts");
    let said = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    assert!(done.status.success(), "{}{}", said(&done.stdout), said(&done.stderr));
    for document in ["docs/manifest.md", "docs/published-figures.md", "results/published/README.md"] {
        assert!(said(&done.stdout).contains(&format!("{document}: up to date")), "{}", said(&done.stdout));
    }
}

#[test]
fn without_a_name_every_document_with_markers_is_made_anew() {
    let ladder = documented();
    ladder.file("docs/speed.md", "<!-- ladder: schema --tables -->\n<!-- /ladder -->\n");
    ladder.file("docs/words.md", "No marker.\n");
    ladder.file("results/published/README.md", "<!-- ladder: report --brief -->\n<!-- /ladder -->\n");
    let said = ladder.xtask(&["splice"]).exits_with(0);
    for document in ["/README.md: 2 of 2", "docs/speed.md: 1 of 1", "published/README.md: 1 of 1"] {
        assert!(said.stdout.contains(document), "{}", said.stdout);
    }
    assert!(!said.stdout.contains("words.md"), "{}", said.stdout);
    ladder.file("docs/speed.md", "<!-- ladder: schema --tables -->\n");
    ladder.xtask(&["splice", "--check"]).exits_with(2).mutters("docs/speed.md, line 1: its text is not ended");
}
