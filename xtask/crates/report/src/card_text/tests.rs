use serde_json::json;

use super::header::machine;
use super::*;
use crate::fixture::summarise;
use crate::fixture::{END, cell, change_samples, lost, published, recorded, samples};
use published::PublishedSource;
use records::Recorded;
use records::{CellRecord, End, Standing, Stop};

/// A session with something of everything.
fn session() -> Recorded {
    let mut recorded = recorded();
    let python =
        CellRecord { title: "CPython 3.11".to_owned(), cost: "changing your base image".to_owned(), ..cell("python") };
    let numpy = CellRecord {
        title: "NumPy".to_owned(),
        cost: "knowing NumPy, and a problem that fits vectorised operations".to_owned(),
        algorithm: "vectorised".to_owned(),
        ..cell("numpy")
    };
    let c = CellRecord { title: "C, tuned".to_owned(), fast_math: true, native: true, ..cell("c-tuned") };
    let fix = Some("put one on PATH");
    let codon = lost("codon", Standing::Missing, "no compiler was found on PATH", fix);
    let taichi = lost("taichi", Standing::Unsupported, "it has neither dictionaries nor strings", None);
    let mojo = lost("mojo", Standing::Disagrees, "output[1]: -0.1690876 expected, -0.1690875 found", None);
    recorded.published = vec![published(&[("python", "1,242ms", "1.0x"), ("numpy", "27ms", "520x")])];
    recorded.cells = vec![python, numpy, codon, c, taichi, mojo];
    recorded.samples = [
        samples("python", &[1_240_000_000, 1_250_000_000, 1_230_000_000, 1_240_000_000, 1_260_000_000, 1_240_000_000]),
        samples("numpy", &[27_000_000, 27_200_000, 26_900_000, 27_100_000, 27_300_000, 27_000_000]),
        samples("c-tuned", &[5_000_000, 6_100_000, 6_900_000, 5_200_000, 5_900_000, 5_000_000]),
    ]
    .concat()
    .into();
    recorded
}

fn shown(recorded: &Recorded, width: u16) -> String {
    let text = render(&summarise(recorded), Layout { width, colour: false, ..Layout::default() });
    assert!(!text.lines().any(|line| line.ends_with(' ')), "trailing blanks in\n{text}");
    text
}

#[track_caller]
fn assert_shows(recorded: &Recorded, width: u16, expected: &str) {
    let text = shown(recorded, width);
    assert!(text == expected, "expected\n{expected}\nfound\n{text}");
}

#[test]
fn the_card_without_a_terminal() {
    let mut recorded = session();
    let machine = json!({"cpu": "Some CPU", "cores": 2, "memory_bytes": 8_331_234_560_u64, "os": "Some OS 12"});
    recorded.environment = Some(json!({ "machine": machine }));
    assert_shows(&recorded, Layout::default().width, CARD);
}

const CARD: &str = "\
session 20260102T030405Z · profile quick · planned: 3 invocations of 2 rounds
Some CPU · 2 cores · 7.76 GiB · Some OS 12
ended 2026-01-02 03:06:05 UTC after 2 min 0 s: every planned invocation was made

nbody · n-body · 33000
                                                                  blog's   blog's
rung           median  speedup    spread    among  n  CPU/wall      time  speedup  flags  cost
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CPython 3.11   1.24 s       1x  baseline   ±1.9 %  3      1.00  1,242 ms       1x         changing your base image
NumPy         27.1 ms    45.9x    ±0.8 %   ±2.3 %  3      1.00     27 ms     520x  a      knowing NumPy, and a problem
                                                                                          that fits vectorised
                                                                                          operations
C, tuned      5.55 ms     220x  191..255  ±11.7 %  3      1.00         –        –  f n

  missing      codon   no compiler was found on PATH
                       fix: put one on PATH
  unsupported  taichi  it has neither dictionaries nor strings
  disagrees    mojo    output[1]: -0.1690876 expected, -0.1690875 found

  a       does not run the oracle's loop
  f       may reorder or approximate floating-point operations, which the baseline may not
  n       returns a native result, no Python object
  among   rungs whose speedups do not overlap with this much to each side differ by more than chance; what moves all
          speedups of a table together, the baseline's own error, is not in it
  blog's  as the blog prints it: another machine, another baseline, and the blog's own input size
what to do about a mark: cargo xtask report --cell RUNG/BENCHMARK

what others printed, judged by the ratios here
  A blog  1 figure: 1 reproduced
every verdict with its reason: cargo xtask report --verdicts

in short  baseline             without a new line  with Python objects  of all
─────────────────────────────────────────────────────────────────────────────────────────
nbody     CPython 3.11 1.24 s  –                   NumPy 45.9x a        C, tuned 220x f n
";

#[test]
fn builds_that_are_unlike_are_named_before_the_first_table() {
    let mut recorded = session();
    for (cell, kind) in recorded.cells.iter_mut().zip(["Debian", "source, plain"]) {
        cell.toolchain = Some(format!("the-{}", cell.rung));
        cell.build_kind = Some(kind.to_owned());
    }
    let text = shown(&recorded, 200);
    let sentence = "\ninterpreters were not built alike: the-python (Debian); the-numpy (source, plain); compare";
    let (said, table) = (text.find(sentence), text.find("\nrung "));
    assert!(said.is_some() && said < table, "{text}");
    assert!(text.contains("k a"), "NumPy carries the flag\n{text}");
}

#[test]
fn what_somebody_else_than_its_authors_has_published_is_named_before_the_first_table() {
    let mut recorded = session();
    let tool = |by_others: bool| json!({ "version": "0.18.0", "origin": "a copy of it", "by_others": by_others });
    recorded.environment = Some(json!({ "toolchains": { "cc": tool(false), "rare": tool(true) } }));
    let text = shown(&recorded, 200);
    let (said, table) = (text.find("\nrare 0.18.0 is a copy of it\n"), text.find("\nrung "));
    assert!(said.is_some() && said < table && !text.contains("cc 0.18"), "{text}");
}

#[test]
fn a_narrow_terminal_gets_fewer_columns_and_is_told_which() {
    assert_shows(&session(), 60, NARROW);
}

const NARROW: &str = "\
session 20260102T030405Z · profile quick · planned: 3
invocations of 2 rounds
ended 2026-01-02 03:06:05 UTC after 2 min 0 s: every planned
invocation was made

nbody · n-body · 33000
                                              blog's
rung           median  speedup    spread  n  speedup  flags
───────────────────────────────────────────────────────────
CPython 3.11   1.24 s       1x  baseline  3       1x
NumPy         27.1 ms    45.9x    ±0.8 %  3     520x  a
C, tuned      5.55 ms     220x  191..255  3        –  f n
left out for want of width: cost, CPU/wall, blog's time,
among

  missing      codon   no compiler was found on PATH
                       fix: put one on PATH
  unsupported  taichi  it has neither dictionaries nor
                       strings
  disagrees    mojo    output[1]: -0.1690876 expected,
                       -0.1690875 found

  a       does not run the oracle's loop
  f       may reorder or approximate floating-point
          operations, which the baseline may not
  n       returns a native result, no Python object
  blog's  as the blog prints it: another machine, another
          baseline, and the blog's own input size
what to do about a mark: cargo xtask report --cell
RUNG/BENCHMARK

what others printed, judged by the ratios here
  A blog  1 figure: 1 reproduced
every verdict with its reason: cargo xtask report --verdicts

in short  without a new line  with Python objects
─────────────────────────────────────────────────
nbody     –                   NumPy 45.9x a
left out for want of width: baseline, of all
";

#[test]
fn one_invocation_gives_a_table_without_intervals() {
    let mut recorded = session();
    recorded.cells.retain(|cell| cell.rung != "c-tuned" && cell.standing == Standing::Ready);
    change_samples(&mut recorded, |samples| {
        samples.retain(|sample| sample.invocation == 0 && sample.rung != "c-tuned")
    });
    recorded.end = None;
    assert_shows(&recorded, 120, FIRST);
}

const FIRST: &str = "\
session 20260102T030405Z · profile quick · planned: 3 invocations of 2 rounds
no end was recorded: the session is still under way, or it was killed

nbody · n-body · 33000
                                                         blog's   blog's
rung           median  speedup    spread  n  CPU/wall      time  speedup  flags  cost
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CPython 3.11   1.25 s       1x  baseline  1      1.00  1,242 ms       1x  i      changing your base image
NumPy         27.1 ms    45.9x         –  1      1.00     27 ms     520x  i a    knowing NumPy, and a problem that fits
                                                                                 vectorised operations

  a       does not run the oracle's loop
  i       fewer than 3 invocations, so there is no interval
  blog's  as the blog prints it: another machine, another baseline, and the blog's own input size
what to do about a mark: cargo xtask report --cell RUNG/BENCHMARK

what others printed, judged by the ratios here
  A blog  1 figure: 1 not resolved
every verdict with its reason: cargo xtask report --verdicts

in short  baseline             without a new line  with Python objects
──────────────────────────────────────────────────────────────────────
nbody     CPython 3.11 1.25 s  –                   NumPy 45.9x i a
";

/// A session with figures of two sources, as its records say how these are shown.
fn with_two_sources(change: impl Fn(&mut PublishedSource, &mut PublishedSource)) -> Card {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", &[4_000_000; 6]), samples("c", &[1_000_000; 6])].concat().into();
    let mut first = published(&[("python", "4ms", "1x"), ("c", "1ms", "4x")]);
    let mut second = published(&[("python", "80ms", "1x"), ("c", "10ms", "8x")]);
    change(&mut first, &mut second);
    recorded.published = vec![first, second];
    summarise(&recorded)
}

#[test]
fn the_source_that_says_so_has_the_columns_by_its_own_name() {
    let card = with_two_sources(|first, second| {
        first.column = Some(false);
        (second.short, second.legend) = (Some("game".to_owned()), Some("of old machines".to_owned()));
    });
    let text = render(&card, Layout::default());
    for part in ["game's   game's\n", "10 ms       8x", "  game's  of old machines\n"] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert_eq!(card.benchmarks[0].cells[1].printed.map(|printed| printed.speedup), Some(Some(8.0)));
}

#[test]
fn without_a_source_that_says_so_there_are_no_such_columns() {
    let card = with_two_sources(|first, second| (first.column, second.column) = (Some(false), Some(false)));
    let text = render(&card, Layout::default());
    assert!(
        !text.contains("'s\n") && !text.contains("10 ms") && card.cells().all(|cell| cell.printed.is_none()),
        "{text}"
    );
}

#[test]
fn in_older_records_the_first_source_has_the_columns_and_no_name() {
    let card = with_two_sources(|first, second| {
        for source in [first, second] {
            (source.short, source.column, source.legend) = (None, None, None);
        }
    });
    let text = render(&card, Layout::default());
    let legend = "  published  as A blog prints it: another machine, another baseline, and its own input size\n";
    for part in ["published  published\n", "1 ms         4x", legend] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn nothing_timed_is_said_and_explained() {
    let mut recorded = recorded();
    let reason = "linking failed:\n\tcc: error: \u{1b}[31mno such file\u{1b}[0m\n";
    recorded.cells = vec![lost("c", Standing::Failed, reason, None)];
    recorded.end = Some(End { stop: Stop::Nothing, ended: "2026-01-02T03:04:06Z".to_owned(), ..END });
    recorded.session.baseline_doubt = Some("built without PGO".to_owned());
    recorded.warnings = vec!["line 9 was cut short".to_owned()];
    assert_shows(&recorded, 80, NOTHING);
}

const NOTHING: &str = "\
session 20260102T030405Z · profile quick · planned: 3 invocations of 2 rounds
ended 2026-01-02 03:04:06 UTC after 1 s: nothing was left to measure
warning: the baseline should be doubted: built without PGO
warning: line 9 was cut short

nbody · n-body · 33000
nothing was timed

  failed  c  linking failed:
                 cc: error: no such file
";

#[test]
fn a_reason_is_told_in_full_once() {
    let mut recorded = recorded();
    let on = |benchmark: &str, cell: CellRecord| CellRecord { benchmark: benchmark.to_owned(), ..cell };
    let codon = || lost("codon", Standing::Missing, "no compiler was found", Some("get one"));
    let pypy = || lost("pypy", Standing::Missing, "not found", None);
    let mojo = |reason| lost("mojo", Standing::Unsupported, reason, None);
    recorded.cells = vec![
        on("nbody", codon()),
        on("nbody", pypy()),
        on("nbody", mojo("no floats")),
        on("spectral-norm", codon()),
        on("spectral-norm", pypy()),
        on("spectral-norm", mojo("no matrices")),
    ];
    let text = shown(&recorded, 80);
    assert!(text.ends_with(TOLD_ONCE), "{text}");
}

const TOLD_ONCE: &str = "
nbody · n-body · 33000
nothing was timed

  missing      codon  no compiler was found
                      fix: get one
  missing      pypy   not found
  unsupported  mojo   no floats

spectral-norm · n-body · 33000
nothing was timed

  unsupported  mojo  no matrices
  missing, as on nbody: codon, pypy
";

#[test]
fn without_a_baseline_there_are_medians_and_no_speedups() {
    let mut recorded = session();
    recorded.session.baseline = Some("graalpy".to_owned());
    let text = shown(&recorded, 120);
    assert!(text.contains("\nno speedups: the baseline, graalpy, has no time here\n"), "{text}");
    let row = "\nNumPy         27.1 ms        –       –   ±2.3 %  3      1.00     27 ms     520";
    assert!(text.contains(row), "{text}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 60..=140 {
        let text = shown(&session(), width);
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn no_width_is_too_narrow_to_say_something() {
    for width in (0..60).chain([u16::MAX]) {
        assert!(shown(&session(), width).contains("1.24 s"), "{width}");
    }
}

#[test]
fn escape_sequences_are_written_if_and_only_if_colour_is_wanted() {
    let card = summarise(&session());
    let coloured = render(&card, Layout { width: 120, colour: true, ..Layout::default() });
    assert!(coloured.contains('\u{1b}'));
    assert!(!render(&card, Layout { width: 120, colour: false, ..Layout::default() }).contains('\u{1b}'));
}

#[test]
fn a_machine_that_says_nothing_takes_no_line() {
    assert_eq!(machine(None), None);
    assert_eq!(machine(Some(&json!([]))), None);
    assert_eq!(machine(Some(&json!({"machine": {"cpu": "", "cores": "two"}}))), None);
    assert_eq!(machine(Some(&json!({"machine": {"cores": 2}}))), Some("2 cores".to_owned()));
}
