//! Command lines that read: what each said of sessions that are kept.

use std::fs;
use std::path::Path;

use super::sessions::KEPT;
use crate::support::{Ladder, a_few_at_a_time, frozen, hold, project, section, without_folder};

/// The published sessions, with a rung, a benchmark and a cell of each.
const PUBLISHED: [[&str; 4]; 2] = [
    ["reference", "cython*", "pipeline-*", "cython/nbody"],
    ["limits", "rust*", "spectral-norm", "rust-tuned/spectral-norm"],
];

/// The same of the kept sessions.
const OF_KEPT: [&str; 3] = ["b*", "sums", "brisk/sums"];

/// What is asked of every session. A folder `{out}` of its own is for what a command writes.
const OF_EACH: [&str; 35] = [
    "report {session}",
    "report {session} --format markdown",
    "report {session} --format html",
    "report {session} --format json",
    "report {session} --brief",
    "report {session} --brief --format markdown",
    "report {session} --effort",
    "report {session} --effort --format markdown",
    "report {session} --verdicts",
    "report {session} --verdicts --format markdown",
    "report {session} --verdicts --format json",
    "report {session} --verdicts --brief",
    "report {session} --verdicts --brief --format markdown",
    "report {session} --cell {cell}",
    "report {session} --cell {cell} --format markdown",
    "report {session} --cell {cell} --format json",
    "report {session} --cell '{rung}'",
    "report {session} --benchmark '{benchmark}' --brief --format markdown",
    "report {session} --rung '{rung}'",
    "report {session} --benchmark '{benchmark}' --rung '{rung}' --format json",
    "report {session} --rung '{rung}' --format html",
    "export pyperf {session}",
    "export pyperf {session} --samples --rung '{rung}'",
    "export hyperfine {session}",
    "export csv {session}",
    "export csv {session} --samples",
    "export csv {session} --benchmark '{benchmark}' --rung '{rung}' --output {out}/cells.csv",
    "export github-action-benchmark {session}",
    "advise {session}",
    "advise {session} --format markdown",
    "advise {session} --format json",
    "advise {session} --work 90s --share 30% --benchmark '{benchmark}'",
    "advise {session} --seconds 0.5 --with-build --worth 1% --rung '{rung}'",
    "merge {session} {steady} --format json",
    "compare {steady} {session} --other-machine",
];

/// What is asked of the kept sessions alone.
const OF_KEPT_EACH: [&str; 6] = [
    "report {results}/{session} --publish=copy --results {out}",
    "export pyperf {session} --samples --output {out}/all.json",
    "report {session} --benchmark {benchmark} --format html",
    "export hyperfine {session} --by rung --output {out}/rungs --rung brisk",
    "export pyperf {session} --by rung --output {out}/rungs --rung brisk",
    "report {session} --output {out}/report.md --format markdown",
];

/// What is asked once: of several sessions, of the manifest, and in vain.
const ONCE: [&str; 96] = [
    "report",
    "report latest --brief",
    "compare",
    "compare --format json",
    "compare {steady} {slower}",
    "compare {steady} {slower} --fail-slower 5%",
    "compare {slower} {steady} --fail-slower 5%",
    "compare {steady} {slower} --fail-slower 5% --benchmark words --format json",
    "compare {steady} {slower} --rung 'b*'",
    "compare {steady} {troubled}",
    "compare {steady} {troubled} --other-machine --format json",
    "compare reference limits",
    "compare reference limits --format json",
    "compare reference {steady} --other-machine",
    "merge {steady} {slower}",
    "merge {steady} {slower} --format markdown",
    "merge {steady} {slower} {troubled} --format json",
    "merge {steady} {slower} {troubled} --benchmark sums --rung 'b*,plain'",
    "merge reference limits",
    "merge reference limits --format markdown",
    "merge reference limits --format json",
    "splice --check",
    "splice {out}/outdated.md",
    "splice --check {out}/outdated.md",
    "splice --check {out}/current.md",
    "splice {out}/no-command.md",
    "splice {out}/no-end.md",
    "splice {out}/writes.md",
    "splice {out}/page.md {out}/current.md",
    "list",
    "list --format json",
    "list --resolved",
    "list --resolved --format json",
    "list --resolved --rung brisk --benchmark words",
    "report cut",
    "report cut --format html",
    "report cut --cell brisk/sums",
    "report later",
    "report garbled",
    "report empty",
    "report {steady} --publish=limits",
    "report cut --publish=cut",
    "selftest --show",
    "selftest --show --format json",
    "--version",
    "",
    "report nothing",
    "report reference --cell cyton/nbody",
    "report reference --rung cyton",
    "report reference --benchmark words",
    "report reference --brief --effort",
    "report reference --format xml",
    "report reference --results {out}",
    "export pyperf reference --by rung",
    "export csv reference --by rung --output {out}",
    "export pyperf reference --rung cyton",
    "export csv reference --by rung",
    "export pyprf",
    "report reference --brief --format html",
    "report reference --effort --format html",
    "report reference --verdicts --format html",
    "report reference --cell cython --format html",
    "report {steady} --brief --format json",
    "report {steady} --effort --format json",
    "compare {steady} {steady}",
    "merge {steady} {steady}",
    "compare nothing",
    "compare reference limits --fail-slower 5",
    "merge reference",
    "merge reference nothing",
    "advise reference --kind loop",
    "advise reference --share 2",
    "advise --work 90 reference",
    "advise --seconds 0 reference",
    "list --rung brisk",
    "completions bash",
    "man",
    "report {steady} --format svg --benchmark sums",
    "report {steady} --format svg --benchmark sums --slide",
    "report {steady} --format svg",
    "report {steady} --mean",
    "report {steady} --baseline brisk",
    "report {steady} --sort speedup",
    "report reference --chart effort --benchmark nbody --format svg",
    "report reference --baseline pypi",
    "list --resolved --rung brsk",
    "list --format yaml",
    "run --rung brsk",
    "run --profile blog",
    "run --rung watched",
    "run --budget soon",
    "check --benchmark word",
    "build --rung brisk --benchmark words,sum",
    "warmup --rung none",
    "fuzz --batch 0",
    "frobnicate",
];

/// A command line with the session that it is about, for the name of its file.
struct Asked {
    command: String,
    name: String,
    /// Whether it is beside the project's own ladder, which says what tables call the sources of its published sessions:
    /// these are older than that.
    at_home: bool,
}

#[test]
fn every_command_that_reads_says_what_it_said() {
    let ladder = reading_ladder();
    let asked: Vec<(usize, Asked)> = asked().into_iter().enumerate().collect();
    let texts = a_few_at_a_time(&asked, |(index, asked)| (asked.name.clone(), told(&ladder, *index, asked)));
    hold("commands", texts);
}

#[test]
fn the_help_of_every_command_is_what_it_was() {
    let ladder = Ladder::for_texts();
    let commands = "run climb new check differ fuzz setup build list doctor report warmup compare export fleet sessions history merge advise splice schema selftest clean audit completions man test";
    let mut asked: Vec<(String, String)> =
        vec![("--help".to_owned(), "all".to_owned()), ("-h".to_owned(), "short".to_owned())];
    asked.extend(commands.split(' ').map(|name| (format!("{name} --help"), name.to_owned())));
    let listed = ladder.xtask_alone("ladder.toml", &["--help"]).stdout;
    let listed = listed.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty()));
    assert_eq!(listed.collect::<Vec<_>>().join(" "), format!("{commands} help"), "no command is left out");
    let texts = a_few_at_a_time(&asked, |(command, name)| {
        let words: Vec<&str> = command.split(' ').collect();
        (format!("{name}.txt"), ladder.xtask_alone("ladder.toml", &words).told(command, str::to_owned))
    });
    hold("help", texts);
}

/// A ladder with all sessions, and some that are not whole.
fn reading_ladder() -> Ladder {
    let ladder = Ladder::for_texts().with("[rung.watched]\nlike = \"plain\"\ntimed = false");
    for [name, ..] in PUBLISHED {
        ladder.folder(&project().join("results/published").join(name), &format!("results/published/{name}"));
    }
    for (kept, name) in KEPT {
        ladder.folder(&frozen().join("sessions").join(kept), &format!("results/{name}"));
    }
    let records = ladder.text(&format!("results/{}/samples.jsonl", KEPT[0].1));
    let half = records.len() / 2;
    ladder.file("results/published/cut/samples.jsonl", &records[..half]);
    ladder.file("results/published/later/samples.jsonl", &records.replacen("\"version\":2", "\"version\":99", 1));
    ladder.file("results/published/garbled/samples.jsonl", &records.replacen("\"type\":\"cell\"", "\"type\":7", 1));
    ladder.file("results/published/empty/samples.jsonl", "");
    ladder.file("README.md", "No marker.\n");
    ladder
}

fn asked() -> Vec<Asked> {
    let kept = KEPT.map(|(name, _)| [name, OF_KEPT[0], OF_KEPT[1], OF_KEPT[2]]);
    let of_all =
        PUBLISHED.iter().chain(&kept).flat_map(|session| OF_EACH.iter().map(move |template| (session, template)));
    let of_kept = kept.iter().flat_map(|session| OF_KEPT_EACH.iter().map(move |template| (session, template)));
    let about = of_all.chain(of_kept).map(|(about, template)| {
        let [session, rung, benchmark, cell] = about;
        let at_home = PUBLISHED.contains(about) && template.starts_with("report ");
        let session =
            if KEPT.iter().any(|(name, _)| name == session) { format!("{{{session}}}") } else { (*session).to_owned() };
        let named = [("{session}", session.as_str()), ("{rung}", rung), ("{benchmark}", benchmark), ("{cell}", cell)];
        let command = named.iter().fold((*template).to_owned(), |command, (name, value)| command.replace(name, value));
        Asked { name: name(&command), command, at_home }
    });
    let once = ONCE.iter().map(|command| (*command).to_owned());
    about.chain(once.map(|command| Asked { name: name(&command), command, at_home: false })).collect()
}

/// The name of a command's file: its letters and digits.
fn name(command: &str) -> String {
    let words = command.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    match words.collect::<Vec<_>>().join("-") {
        name if name.is_empty() => "nothing.txt".to_owned(),
        name => format!("{name}.txt"),
    }
}

/// What a command says, and what it writes.
fn told(ladder: &Ladder, index: usize, Asked { command, at_home, .. }: &Asked) -> String {
    let out = format!("out/{index}");
    ladder.folder(&frozen().join("documents"), &out);
    let folder = ladder.root().join(&out);
    let before = files(&folder);
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let results = path(&ladder.root().join("results"));
    let typed = command.replace("{out}", &path(&folder)).replace("{results}", &results);
    let typed = KEPT.iter().fold(typed, |typed, (name, session)| typed.replace(&format!("{{{name}}}"), session));
    let words = shlex::split(&typed).expect("words");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let version = format!("cargo xtask {}\n", env!("CARGO_PKG_VERSION"));
    let plain = |text: &str| {
        let text = without_folder(text, ladder.root()).replace(&format!("{{folder}}/{out}"), "{out}");
        text.replace(&version, "cargo xtask {version}\n")
    };
    let outcome = match at_home {
        true => {
            let home = path(&project().join("ladder.toml"));
            ladder.xtask_alone(&home, &[&words[..], &["--results", &results]].concat())
        }
        false => ladder.xtask_alone("ladder.toml", &words),
    };
    let mut text = outcome.told(command, plain);
    for (name, written) in files(&folder) {
        if !before.contains(&(name.clone(), written.clone())) {
            text.push_str(&section(&format!("{{out}}/{name}"), &plain(&written)));
        }
    }
    text
}

/// The files below a folder with what is in them, sorted by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match path.is_dir() {
            true => all.extend(files(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text))),
            false => all.push((name, fs::read_to_string(&path).expect("a text"))),
        }
    }
    all.sort();
    all
}
