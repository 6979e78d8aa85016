//! Every command in a document: the real command line takes it, and where it takes no compiler, no network and no
//! minutes, it is run on a ladder of scripts and ends with the status that it should.

use std::collections::BTreeMap;
use std::fs;

use clap::Parser as _;
use clap::error::ErrorKind;
use flags::Flags;

use super::{Document, documents};
use crate::climbing;
use crate::support::{Ladder, unsealed};

/// Commands that are not run here, by their beginnings, and why.
const NOT_RUN: [(&str, &str); 23] = [
    ("audit", "it fetches its tools; auditing.rs has scripts in their place"),
    ("differ", "it asks rungs of the project; differing.rs runs it on others"),
    ("fleet", "it fetches ReFrame; fleet.rs has scripts in its place"),
    ("fuzz", "it needs the project's makers of documents; fuzzing.rs runs it on others"),
    ("selftest", "it measures for minutes; selftest.rs has a shorter one"),
    ("test", "it is all tests"),
    ("setup --from-source", "it compiles CPython; from_source.rs has a source that takes no time"),
    ("setup cpython-3.14t", "it compiles CPython"),
    ("setup graalpy", "it fetches an interpreter; maven.rs has a script in Maven's place"),
    ("whereabouts", "no command yet: contributing.rs makes it"),
    ("climb slow.py:distance --arguments cases --requirements", "it fetches packages; climbing.rs has its own"),
    ("climb slow.py:distance --call 'distance(\"saturday\" * 15, \"sunday\" * 20)' --typed", "it fetches MonkeyType"),
    ("check --benchmark square-roots", "contributing.rs follows the page in its order"),
    ("check --benchmark collatz", "contributing.rs follows the page in its order"),
    ("run --profile quick --benchmark square-roots", "contributing.rs follows the page in its order"),
    ("run --profile quick --benchmark collatz", "contributing.rs follows the page in its order"),
    ("report --effort --benchmark square-roots", "contributing.rs follows the page in its order"),
    ("report --cell numba-as-is/distance", "a cell of the reader's own climb; `report --cell` is run"),
    ("compare EARLIER LATER", "names of no session; `compare` is run"),
    ("new rung", "it begins with kernels of the project; scaffolding.rs runs it"),
    ("run --group why", "it needs the kernels of the project"),
    ("run --profile pyperformance", "it fetches the suite and takes half an hour"),
    ("merge A B", "names of no session; `merge laptop/one server/two` is run"),
];

/// What documents name, added to the ladder of scripts.
const NAMED: &str = r#"
[benchmark.spectral-norm]
title = "Spectral norm"
input = "integer"
tolerance = { absolute = 1e-9 }
oracle = "kernels/sums.py"
check = { values = [1, 2] }
sizes = { quick = { value = 100 }, marked = { value = 50 } }

[rung.mypyc]
like = "cython"
title = "mypyc"
kernels = { nbody = "sums.py", spectral-norm = "sums.py" }

[rung.jax-1t]
like = "cython"
title = "JAX"
compiles-while-running = true

[rung.pypy]
like = "cython"
title = "PyPy"

[rung.c-sanitized]
like = "cython"
title = "C, sanitized"
timed = false
"#;

#[test]
fn the_command_line_takes_every_command_of_the_documents() {
    let commands = commands();
    assert!(commands.len() > 60, "{commands:?}");
    let refused: Vec<String> = commands
        .iter()
        .filter(|(command, _)| !command.starts_with("whereabouts"))
        .filter_map(|(command, place)| Some(format!("{place}: `{command}`: {}", refusal(command)?)))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(
        refusal("run --profil quick").is_some() && refusal("rum").is_some() && refusal("advise --work soon").is_some()
    );
}

#[test]
fn every_command_that_is_not_run_has_a_reason_that_is_needed() {
    let commands = commands();
    for (beginning, reason) in NOT_RUN {
        assert!(
            commands.keys().any(|command| command.starts_with(beginning)),
            "no document has `{beginning}`: {reason}"
        );
    }
}

#[test]
fn the_commands_of_the_documents_do_what_they_should_on_a_ladder_of_scripts() {
    let ladder = ladder();
    let commands = commands();
    let (last, first): (Vec<_>, Vec<_>) = commands.iter().partition(|(command, _)| command.starts_with("clean"));
    let (mut ran, mut otherwise) = (0, Vec::new());
    for (command, place) in first.into_iter().chain(last) {
        if is_name_alone(command) || NOT_RUN.iter().any(|(beginning, _)| command.starts_with(beginning)) {
            continue;
        }
        if command.starts_with("climb") || command.contains("my-ladder") {
            continue;
        }
        if command == "run --resume" {
            interrupt(&ladder);
        }
        let outcome = ladder.xtask(&words(command).iter().map(String::as_str).collect::<Vec<_>>());
        if outcome.status != Some(0) {
            let (status, said) = (outcome.status, outcome.stderr);
            otherwise.push(format!("{place}: `{command}` ends with {status:?}:\n{said}"));
        }
        ran += 1;
    }
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
    assert!(ran > 40, "{ran} commands were run");
}

#[test]
fn the_climbs_of_the_documents_end_well() {
    let ladder = climbing::ladder();
    let tutorial = Document::named("docs/climb.md");
    let (_, source) = tutorial.text.split_once("```python\n").expect("a source");
    let source = source.split("```").next().unwrap_or_default();
    ladder.file("slow.py", &format!("{source}\n\ndef f(n):\n    return sum(range(n))\n"));
    let commands = commands();
    let climbs: Vec<&String> = commands
        .keys()
        .filter(|command| command.starts_with("climb slow.py"))
        .filter(|command| !NOT_RUN.iter().any(|(beginning, _)| command.starts_with(beginning)))
        .collect();
    assert!(climbs.len() >= 5, "{climbs:?}");
    for command in climbs {
        ladder.xtask(&words(command).iter().map(String::as_str).collect::<Vec<_>>()).exits_with(0).says("Plain");
    }
    assert!(commands.contains_key("run --manifest my-ladder/ladder.toml"));
    ladder.xtask_alone("my-ladder/ladder.toml", &["run"]).exits_with(0).says("distance");
}

/// Commands behind `cargo xtask` or `ladder`, each with the first place where it stands.
fn commands() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let line_of_code = regex_lite::Regex::new(r"^(?:\$ )?(?:[A-Z_0-9]+=\S+ )?(?:cargo xtask|ladder) (\w.*)$");
    let span = regex_lite::Regex::new(r"`(?:[A-Z_0-9]+=\S+ )?(?:cargo xtask|ladder) (\w[^`]*)`");
    let (line_of_code, span) = (line_of_code.expect("a pattern"), span.expect("a pattern"));
    for document in documents().iter().filter(|document| document.name != "CHANGELOG.md") {
        for (number, line, in_code) in document.lines() {
            let commands: Vec<String> = match in_code {
                true => line_of_code.captures(line.trim()).map(|one| without_remark(&one[1])).into_iter().collect(),
                false => span.captures_iter(line).map(|one| without_remark(&one[1])).collect(),
            };
            for command in commands {
                found.entry(command).or_insert_with(|| format!("{}, line {number}", document.name));
            }
        }
    }
    found
}

/// A command without what is said of it, and without what it is piped into.
fn without_remark(line: &str) -> String {
    let ends = ["  ", " # ", " \\| ", " | "];
    ends.iter().fold(line, |line, end| line.split(end).next().unwrap_or_default()).trim().to_owned()
}

fn words(command: &str) -> Vec<String> {
    shlex::split(command).unwrap_or_else(|| panic!("a quote is not closed in `{command}`"))
}

/// Why the command line does not take a command. A name alone stands for the command, whatever it needs.
fn refusal(command: &str) -> Option<String> {
    let typed = std::iter::once("cargo xtask".to_owned()).chain(words(command));
    match Flags::try_parse_from(typed) {
        Ok(_) => None,
        Err(error) if error.kind() == ErrorKind::DisplayHelp => None,
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument && is_name_alone(command) => None,
        Err(error) => Some(error.to_string()),
    }
}

/// Whether a text names a command that needs more.
fn is_name_alone(command: &str) -> bool {
    ["climb", "export", "fleet", "merge", "new rung", "merge --format json", "fleet --format json"].contains(&command)
}

/// The ladder of scripts, with what documents name, some sessions and documents of its own.
fn ladder() -> Ladder {
    let ladder = Ladder::new();
    for file in ["ladder.toml", "published.toml"] {
        let mut text = ladder.text(file);
        for (old, new) in [
            ("benchmark.sums]", "benchmark.nbody]"),
            ("benchmark.sums.known", "benchmark.nbody.known"),
            ("sums = \"sums.py\"", "nbody = \"sums.py\""),
            ("benchmark.words]", "benchmark.pipeline-bytes]"),
            ("words = \"", "pipeline-bytes = \""),
            ("[profile.small]", "[profile.quick]"),
            ("small = {", "quick = {"),
            ("rung.plain]", "rung.\"cpython-3.14\"]"),
            ("\"plain\"", "\"cpython-3.14\""),
            ("rung.brisk]", "rung.cython]"),
            ("\"brisk\"", "\"cython\""),
            ("conditions.sums]", "conditions.nbody]"),
            ("conditions.words]", "conditions.pipeline-bytes]"),
            ("benchmark = \"sums\"", "benchmark = \"nbody\""),
            ("benchmark = \"words\"", "benchmark = \"pipeline-bytes\""),
            ("plain/sums", "cpython-3.14/nbody"),
            ("brisk/sums", "cython/nbody"),
            ("plain/words", "cpython-3.14/pipeline-bytes"),
            ("title = \"Sums\"\ninput", "title = \"Sums\"\nkind = \"loops\"\ninput"),
            ("\"words.py\" }", "\"words.py\", spectral-norm = \"sums.py\" }"),
        ] {
            text = text.replace(old, new);
        }
        ladder.file(file, &text);
    }
    for (file, more) in [("sums", "nbody = spectral_norm = sums"), ("words", "pipeline_bytes = words")] {
        let file = format!("kernels/{file}.py");
        ladder.file(&file, &format!("{}\n\n{more}\n", ladder.text(&file)));
    }
    let ladder = ladder.with(NAMED);
    ladder.xtask(&["run"]).exits_with(0);
    for name in ["reference", "why", "pyperformance", "loops", "functions", "functions-steady"] {
        ladder.xtask(&["report", &format!("--publish={name}")]).exits_with(0);
    }
    ladder.xtask(&["run"]).exits_with(0);
    let sessions = ladder.sessions();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    ladder.folder(&sessions[0], "laptop/one");
    ladder.folder(&sessions[1], "server/two");
    ladder.folder(&ladder.root().join("inputs"), "my-documents");
    let table = "<!-- ladder: schema --tables -->\n<!-- /ladder -->\n";
    for name in ["README.md", "docs/manifest.md", "docs/published-figures.md"] {
        ladder.file(name, table);
    }
    ladder
        .file("results/published/README.md", "<!-- ladder: report reference --flagged --brief -->\n<!-- /ladder -->\n");
    ladder.xtask(&["splice"]).exits_with(0);
    ladder
}

/// Takes the end away from the latest session, as if it had been killed.
fn interrupt(ladder: &Ladder) {
    let records = ladder.sessions().pop().expect("a session").join("samples.jsonl");
    let text = unsealed(&fs::read_to_string(&records).expect("records"));
    let kept = text.trim_end().rfind('\n').expect("lines") + 1;
    fs::write(&records, &text[..kept]).expect("written");
}
