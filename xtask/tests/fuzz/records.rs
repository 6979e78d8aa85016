//! Sessions that others made: their records and environment, in every report, comparison, export and copy.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use report::advice::{self, Workload, advise};
use report::comparison::{self, ComparisonTerms, GateLimits, compare};
use report::detail::{self, details};
use report::export::{self, Export};
use report::merged::{self, merge};
use report::{Card, CellSelection, Layout, laid_out, summarise, verdicts};
use samples::{Samples, Seal};
use serde_json::Value;

use crate::Target;
use crate::input::Input;

/// Parts of records.
const WORDS: &[&str] = &[
    "\"type\":\"sample\"",
    "\"type\":\"session\"",
    "\"type\":\"cell\"",
    "\"type\":\"end\"",
    "\"type\":\"published\"",
    "\"type\":\"failure\"",
    "\"phase\":\"first\"",
    "\"phase\":\"warmup\"",
    "\"phase\":\"measure\"",
    "\"standing\":\"ready\"",
    "\"standing\":\"missing\"",
    "\"stop\":\"interrupted\"",
    "\"invocation\":4294967295",
    "\"round\":0",
    "\"iterations\":0",
    "\"wall_ns\":0",
    "\"wall_ns\":18446744073709551615",
    "\"cpu_ns\":18446744073709551615",
    "\"bytes\":18446744073709551615",
    "\"ready_ns\":18446744073709551615",
    "\"version\":1",
    "\"version\":2",
    "\"version\":3",
    "plain",
    "brisk",
    "sums",
    "words",
    "\\u001b[31m",
    "\\u202e",
    "<script>",
    "`",
    "|",
    "\\n",
    "\\u0000",
    "\\ud800",
    "=cmd",
    "../",
    "{user}",
    "/home/somebody/x",
    "somebody@example.org",
    "192.0.2.1",
    "\n",
    "\r\n",
    ",",
    "}",
    "{",
    "]",
    "null",
];

/// The samples of a cell that a seed keeps.
const SAMPLES: usize = 7;

/// Makes reports of sessions in a folder of its own.
pub(crate) struct Sessions {
    folder: tempfile::TempDir,
    /// What others are compared with.
    known: Card,
}

impl Sessions {
    pub(crate) fn new() -> Sessions {
        let folder = tempfile::tempdir().expect("a temporary folder");
        seed("steady", 6).write(folder.path());
        let known = summarise(&records::load(folder.path()).expect("a session"));
        Sessions { folder, known }
    }
}

fn frozen(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/sessions").join(name)
}

/// A session with a few samples of each of its first cells; what does not belong to a cell is kept where there are many.
fn seed(name: &str, most: usize) -> Input {
    let text = |file: &str| fs::read_to_string(frozen(name).join(file)).expect("readable");
    let (mut cells, mut times) = (HashSet::new(), HashMap::new());
    let samples = text("samples.jsonl");
    let kept = samples.lines().filter(|line| {
        let record: Value = serde_json::from_str(line).expect("a record");
        let word = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let cell = (word("benchmark"), word("rung"));
        match &*word("type") {
            "cell" => cells.len() < most && cells.insert(cell),
            "sample" => {
                let times = times.entry(cell.clone()).or_insert(0);
                *times += 1;
                *times <= SAMPLES && cells.contains(&cell)
            }
            "start" | "output" | "memory" | "failure" => cells.contains(&cell),
            "load" | "published" => most > 2,
            _ => true,
        }
    });
    let kept: String = kept.flat_map(|line| [line, "\n"]).collect();
    let environment =
        if most > 2 { text("environment.json") } else { "{\"machine\":{\"cpu\":\"x\",\"cores\":2}}".to_owned() };
    Input::of([("samples.jsonl", &*kept), ("environment.json", &environment)])
}

/// The same with a checksum in every line.
fn sealed(mut input: Input) -> Input {
    let contents = &mut input.files[0].1;
    let lines = contents.split(|byte| *byte == b'\n').map(|line| {
        let mut line = line.to_vec();
        if !line.is_empty() {
            samples::seal(&mut line);
        }
        line
    });
    *contents = lines.collect::<Vec<_>>().join(&b'\n');
    input
}

impl Target for Sessions {
    fn name(&self) -> &'static str {
        "records"
    }

    fn seeds(&self) -> Vec<Input> {
        let names = ["troubled", "steady", "slower"];
        let seeds = names.into_iter().flat_map(|name| [2, 6, 100].map(|most| seed(name, most)));
        seeds.chain(names.map(|name| sealed(seed(name, 2)))).collect()
    }

    /// Most lines that have a checksum get the right one.
    fn mended(&self, mut input: Input) -> Input {
        for (_, contents) in input.files.iter_mut().filter(|(name, _)| name == "samples.jsonl") {
            let lines = contents.split(|byte| *byte == b'\n').map(|line| {
                let mut mended = line.to_vec();
                let stays = line.len() % 8 == 0;
                if !stays && samples::sealed(&mut mended) == Seal::Broken {
                    samples::seal(&mut mended);
                    return mended;
                }
                line.to_vec()
            });
            *contents = lines.collect::<Vec<_>>().join(&b'\n');
        }
        input
    }

    fn read(&self, input: &Input) -> Vec<String> {
        input.write(self.folder.path());
        let recorded = match records::load(self.folder.path()) {
            Ok(recorded) => recorded,
            Err(error) => return vec![error.to_string()],
        };
        let card = summarise(&recorded);
        let all = CellSelection::default();
        let details = details(&recorded, &card, &all);
        let export = Export::new(&recorded, &card, &all);
        let mut said = recorded.warnings.clone();
        said.push(layouts(|layout| laid_out(report::terminal(&card, layout), layout)));
        layouts(|layout| laid_out(report::brief(&card, layout), layout));
        layouts(|layout| laid_out(report::effort(&card, layout), layout));
        layouts(|layout| laid_out(verdicts::render(&card, layout), layout));
        layouts(|layout| laid_out(verdicts::brief(&card, layout), layout));
        layouts(|layout| laid_out(detail::terminal(&details, layout), layout));
        let page = report::page(&recorded, &card);
        assert!(!page.contains("<script>alert") && !page.contains('\u{1b}'), "something on the page is not escaped");
        for document in [report::json(&card), verdicts::json(&card), detail::json(&details)] {
            serde_json::from_str::<Value>(&document.expect("JSON")).expect("JSON can be read");
        }
        let json: [export::Render; 4] = [export::github, export::hyperfine, export::pyperf, export::pyperf_samples];
        for render in json {
            let mut document = Vec::new();
            render(&export, &mut document).expect("memory takes it");
            serde_json::from_slice::<Value>(&document).expect("JSON can be read");
        }
        export::csv(&export, &mut io::sink()).expect("CSV");
        export::csv_samples(&export, &mut io::sink()).expect("CSV");
        export.by_rung();
        said.extend(self.beside_another(card));
        said.push(self.copied(&recorded.samples));
        said
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }
}

impl Sessions {
    /// What is said of the session and of one that is known.
    fn beside_another(&self, card: Card) -> Vec<String> {
        let terms = |other_machine| ComparisonTerms {
            selection: CellSelection::default(),
            other_machine,
            limits: GateLimits::slower(0.05),
        };
        let (strict, lax) = (terms(false), terms(true));
        for (before, after) in [(&self.known, &card), (&card, &self.known), (&card, &card)] {
            for terms in [&strict, &lax] {
                let comparison = compare(before, after, terms);
                layouts(|layout| comparison::terminal(&comparison, layout));
                comparison::json(&comparison).expect("JSON");
            }
        }
        let workload = |work_s, share, with_build| Workload {
            selection: CellSelection::default(),
            kind: None,
            work_s,
            share,
            worth: 0.05,
            with_build,
        };
        let mut said = Vec::new();
        for workload in [workload(60.0, 1.0, true), workload(1e-3, 0.3, false)] {
            match advise(&card, &workload) {
                Ok(advice) => {
                    layouts(|layout| laid_out(advice::terminal(&advice, layout), layout));
                    advice::json(&advice).expect("JSON");
                }
                Err(reason) => said.push(reason),
            }
        }
        let cards = [self.known.clone(), card];
        match merge(&cards, &CellSelection::default()) {
            Ok(merged) => {
                layouts(|layout| laid_out(merged::terminal(&merged, layout), layout));
                merged::json(&merged).expect("JSON");
            }
            Err(reason) => said.push(reason),
        }
        said
    }

    /// What is said of the copy for everybody.
    fn copied(&self, samples: &Samples) -> String {
        let target = self.folder.path().join("copy");
        let private = records::Private {
            users: vec!["somebody".to_owned()],
            hosts: vec!["machine".to_owned()],
            folders: vec![("/home/somebody".to_owned(), "{home}")],
            ..records::Private::default()
        };
        let copied = records::publish((self.folder.path(), samples), &target, private, |_, copy| {
            records::load(copy)?;
            Ok(())
        });
        drop(fs::remove_dir_all(&target));
        copied.map_or_else(|error| error.to_string(), |copied| format!("{:?}", copied.ambiguous))
    }
}

/// A text in every layout, on a narrow terminal with colours too; the last of them.
fn layouts(render: impl Fn(Layout) -> String) -> String {
    let narrow = Layout { width: 20, colour: true, ..Layout::default() };
    render(narrow);
    render(Layout { markdown: true, ..Layout::default() });
    let plain = render(Layout::default());
    assert!(!plain.contains('\u{1b}'), "an escape sequence reaches the terminal");
    plain
}
