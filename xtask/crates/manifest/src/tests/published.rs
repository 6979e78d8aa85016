//! Files of published figures: what they may say, and what is found in them.

use std::fs;

use super::super::{LoadError, Manifest, load};
use super::{LADDER, PUBLISHED, at_caret, folder};

/// The manifest with a file of published figures, changed; what `load` says of both.
fn loaded(changes: &[(&str, &str)]) -> Result<Manifest, LoadError> {
    let folder = folder();
    let text = changes.iter().fold(PUBLISHED.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand in the file once");
        text.replace(from, to)
    });
    fs::write(folder.path().join("ladder.toml"), LADDER).expect("a new file");
    fs::write(folder.path().join("data/published/blog.toml"), text).expect("a new file");
    load(&folder.path().join("ladder.toml"))
}

/// Changes the file and compares all that is found: the text at the caret, the message, a part of the help.
#[track_caller]
fn found(changes: &[(&str, &str)], expected: &[(&str, &str, &str)]) {
    let Err(LoadError::Invalid { files, mistakes }) = loaded(changes) else { panic!("nothing was found") };
    let (path, text) = (files[0].path(), files[0].as_str());
    assert!(path.ends_with("data/published/blog.toml"), "{}", path.display());
    let shown = format!("{mistakes:#?}");
    assert_eq!(mistakes.len(), expected.len(), "{shown}");
    for (mistake, (caret, message, help)) in mistakes.iter().zip(expected) {
        assert!(at_caret(text, mistake).starts_with(caret), "expected the caret at `{caret}`: {shown}");
        assert_eq!(mistake.message, *message);
        assert!(mistake.help.as_deref().is_some_and(|given| given.contains(help)), "expected `{help}`: {shown}");
    }
}

#[test]
fn figures_and_claims_come_with_the_conditions_of_their_benchmark_and_the_sentences_of_the_ledger() {
    let manifest = loaded(&[]).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let [blog] = &manifest.published[..] else { panic!("one source") };
    assert_eq!((blog.title.as_str(), blog.machine.as_deref()), ("A blog", Some("Some CPU")));
    assert_eq!((blog.short.as_deref(), blog.column), (Some("blog"), Some(true)));
    assert_eq!(blog.legend.as_deref(), Some("as the blog prints it"));
    let pipeline = &blog.conditions["pipeline-bytes"];
    assert_eq!((pipeline.size.as_deref(), pipeline.any_size, pipeline.validates), (Some("events-blog"), false, false));
    assert_eq!((pipeline.contract.as_deref(), &blog.conditions["nbody"].contract), (Some("ours refuses more"), &None));
    let table = &blog.tables[0];
    assert_eq!(table.reference.as_ref().and_then(|row| row.rung.as_deref()), Some("cpython-3.14"));
    let [older, cython, other] = &table.figures[..] else { panic!("three rows") };
    assert_eq!((older.rung.as_deref(), older.near[0].rung.as_str()), (None, "cpython-3.11"));
    assert_eq!(older.near[0].why, "the published interpreter is older");
    assert!(older.any_size && !older.fast_math && !older.parallel && older.sections == ["One", "Two"]);
    assert!(!cython.any_size && cython.fast_math && cython.parallel);
    assert_eq!(cython.cause.as_deref(), Some("the published interpreter is older"));
    assert_eq!((other.absent.as_deref(), other.time.as_deref()), (Some("no cell does it"), None));
    let [hundred, faster, waiting] = &blog.claims[..] else { panic!("three claims") };
    assert_eq!((hundred.low, hundred.high, hundred.despite.is_some()), (Some(80.0), Some(120.0), true));
    assert_eq!((faster.low, faster.high, faster.any_size, hundred.any_size), (Some(1.0), None, Some(false), None));
    let right = faster.right.as_ref().expect("a cell");
    assert_eq!((right.rung.as_str(), right.benchmark.as_str()), ("cpython-3.11", "pipeline-bytes"));
    assert_eq!((waiting.left.is_none(), waiting.absent.as_deref()), (true, Some("no kernel waits")));
}

#[test]
fn a_cell_that_is_not_there_is_a_mistake_at_its_name() {
    found(
        &[("rung = \"cython\"", "rung = \"cythn\"")],
        &[("\"cythn\"", "there is no rung `cythn`", "did you mean `cython`?")],
    );
    found(
        &[("left = \"cython/nbody\"\nright = \"cpython-3.11", "left = \"cython/n-body\"\nright = \"cpython-3.11")],
        &[("\"cython/n-body\"", "there is no benchmark `n-body`", "did you mean `nbody`?")],
    );
    found(
        &[("right = \"cpython-3.11/pipeline-bytes\"", "right = \"cpython-3.14/pipeline-bytes\"")],
        &[("\"cpython-3.14/", "rung `cpython-3.14` says nothing of `pipeline-bytes`", "it has `nbody`")],
    );
    found(
        &[("left = \"cython/nbody\"\nright = \"cpython-3.11", "left = \"cython\"\nright = \"cpython-3.11")],
        &[("\"cython\"", "`cython` is no cell", "left = \"c/nbody\"")],
    );
    found(
        &[("[conditions.nbody]", "[conditions.nbdoy]")],
        &[("nbdoy", "there is no benchmark `nbdoy`", "did you mean `nbody`?")],
    );
}

#[test]
fn what_has_no_cell_says_why_and_what_has_one_does_not() {
    let message = "[table.nbody.figures] names no cell";
    found(&[(", absent = \"no cell does it\"", "")], &[("{ row = \"Other\"", message, "say in `absent`")]);
    let message = "[table.nbody.figures] has a cell, and a reason for having none";
    found(
        &[("rung = \"cython\"", "rung = \"cython\", absent = \"why\"")],
        &[("{ row = \"Cython\"", message, "say in `absent`")],
    );
    found(&[("absent = \"no kernel waits\"\n", "")], &[("[[claim]]", "[claim] names no cell", "say in `absent`")]);
    found(
        &[("right = \"cpython-3.11/pipeline-bytes\"\nabove = 1\nany-size = false\n", "")],
        &[
            ("[[claim]]", "`right` is missing in [claim]", "right ="),
            ("[[claim]]", "[claim] says 0 of `ratio`, `above`, `below` and `bytes`", "say one of them"),
        ],
    );
}

#[test]
fn numbers_must_be_such_as_are_printed_and_fit_together() {
    found(
        &[("time = \"10ms\"", "time = \"10 minutes\"")],
        &[("\"10 minutes\"", "`10 minutes` is not a printed time", "time = \"10ms\"")],
    );
    found(&[("ratio = \"5x\"", "ratio = \"5\"")], &[("\"5\"", "`5` is not a printed ratio", "124x")]);
    let message = "`142x` is not what the times give: 118.24x to 130.79x";
    found(&[("ratio = \"124x\"", "ratio = \"142x\"")], &[("\"142x\"", message, "copy the row again")]);
    found(
        &[(", ratio = \"5x\"", "")],
        &[("{ row = \"Other\"", "[table.nbody.figures] has neither `time` nor `ratio`", "124x")],
    );
}

#[test]
fn a_claim_says_one_range_of_ratios() {
    let message = "`ratio` must be two numbers above zero, the smaller one first";
    for wrong in ["[120, 80]", "[80]", "[0, 80]", "[1, 2, 3]", "[80, 80]"] {
        found(&[("[80, 120]", wrong)], &[(wrong, message, "[0.9, 1.1]")]);
    }
    let message = "[claim] says 2 of `ratio`, `above`, `below` and `bytes`";
    found(&[("above = 1", "above = 1\nbelow = 2")], &[("[[claim]]", message, "say one of them")]);
    found(&[("above = 1", "above = 0")], &[("0", "`above` must be greater than zero", "above = 1")]);
    let message = "`bytes` must be two numbers above zero, the smaller one first";
    found(&[("above = 1", "bytes = [35, 31]")], &[("[35, 31]", message, "bytes = [31, 35]")]);
    let message = "[claim] has `control`, which is about times, and `bytes`";
    let both = "control = \"cython/nbody\"\nbytes = [31, 35]";
    found(&[("above = 1", both)], &[("[[claim]]", message, "remove one of them")]);
    let alone = "above = 1\nat = \"in memory\"";
    found(&[("above = 1", alone)], &[("[[claim]]", "`series` is missing in [claim]", "series =")]);
}

#[test]
fn a_cause_must_stand_in_the_ledger() {
    let message = "there is no cause `oldr`";
    found(&[("despite = \"older\"", "despite = \"oldr\"")], &[("\"oldr\"", message, "did you mean `older`?")]);
    found(
        &[("{ \"cpython-3.11\" = \"older\" }", "{ \"cpython-3.11\" = \"oldr\" }")],
        &[("\"oldr\"", message, "did you mean `older`?")],
    );
}

#[test]
fn a_cause_that_nothing_names_is_a_mistake_once_the_others_are_mended() {
    let unused = ("older = \"the published", "newer = \"ours is newer\"\nolder = \"the published");
    let help = "name it in `cause`, `near`, `unlike`, `despite` or `contract`";
    found(&[unused], &[("newer", "nothing names the cause `newer`", help)]);
    found(
        &[unused, ("despite = \"older\"", "despite = \"oldr\"")],
        &[("\"oldr\"", "there is no cause `oldr`", "did you mean `older`?")],
    );
}

#[test]
fn what_is_said_of_the_contract_belongs_to_programs_that_refused_nothing() {
    let message = "[conditions.pipeline-bytes] has a `contract`, and does not say `validates = false`";
    found(&[("validates = false\n", "")], &[("\"strict\"", message, "did not refuse malformed input")]);
    found(
        &[("contract = \"strict\"", "contract = \"strct\"")],
        &[("\"strct\"", "there is no cause `strct`", "did you mean `strict`?")],
    );
}

#[test]
fn a_source_with_a_column_says_what_tables_call_it() {
    for (line, message, help) in [
        ("short = \"blog\"\n", "`short` is missing at the top level", "short = "),
        ("legend = \"as the blog prints it\"\n", "`legend` is missing at the top level", "legend = "),
    ] {
        found(&[(line, "")], &[("", message, help)]);
    }
    let without = [("short = \"blog\"\n", ""), ("column = true\n", ""), ("legend = \"as the blog prints it\"\n", "")];
    let manifest = loaded(&without).unwrap_or_else(|error| panic!("{}", error.render(false)));
    assert_eq!((manifest.published[0].column, &manifest.published[0].short), (Some(false), &None));
}

#[test]
fn one_source_has_the_column() {
    let folder = folder();
    let ladder =
        LADDER.replace("\"data/published/blog.toml\"", "\"data/published/blog.toml\", \"data/published/b.toml\"");
    fs::write(folder.path().join("ladder.toml"), ladder).expect("a new file");
    fs::write(folder.path().join("data/published/blog.toml"), PUBLISHED).expect("a file");
    fs::write(folder.path().join("data/published/b.toml"), PUBLISHED).expect("a file");
    let error = load(&folder.path().join("ladder.toml")).expect_err("a mistake").render(false);
    for expected in ["published/b.toml", "two sources have the column: this one and \"A blog\"", "column = false"] {
        assert!(error.contains(expected), "no `{expected}` in\n{error}");
    }
}

#[test]
fn mistakes_in_several_files_are_all_shown() {
    let folder = folder();
    let ladder =
        LADDER.replace("\"data/published/blog.toml\"", "\"data/published/blog.toml\", \"data/published/b.toml\"");
    fs::write(folder.path().join("ladder.toml"), ladder).expect("a new file");
    fs::write(folder.path().join("data/published/blog.toml"), PUBLISHED.replace("ratio = \"5x\"", "ratio = \"5\""))
        .expect("a file");
    fs::write(folder.path().join("data/published/b.toml"), "titel = \"B\"\n").expect("a file");
    let error = load(&folder.path().join("ladder.toml")).expect_err("mistakes").render(false);
    for expected in ["published/blog.toml", "`5` is not a printed ratio", "published/b.toml", "did you mean `title`?"] {
        assert!(error.contains(expected), "no `{expected}` in\n{error}");
    }
}

#[test]
fn a_file_that_is_not_there_is_a_mistake_of_the_manifest() {
    super::found(
        &[("published/blog.toml", "published/blg.toml")],
        &[("\"data/published/blg.toml\"", "there is no file `data/published/blg.toml`", "did you mean")],
    );
}
