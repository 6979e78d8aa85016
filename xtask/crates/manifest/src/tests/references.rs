//! References that lead nowhere, in circles, or to one thing twice.

use super::found;

#[test]
fn a_reference_to_nothing_suggests_the_nearest_name() {
    for (from, to, caret, message, help) in [
        (
            "rungs = [\"cpython-3.14\"",
            "rungs = [\"cpython-3.13\"",
            "\"cpython-3.13\"",
            "there is no rung `cpython-3.13`",
            "did you mean `cpython-3.1",
        ),
        (
            "[oracle]\ntoolchain = \"cpython\"",
            "[oracle]\ntoolchain = \"cpyton\"",
            "\"cpyton\"",
            "there is no toolchain `cpyton`",
            "did you mean `cpython`?",
        ),
        (
            "{ data = \"events-quick\" }",
            "{ data = \"event-quick\" }",
            "\"event-quick\"",
            "there is no data file `event-quick`",
            "did you mean `events-quick`?",
        ),
        (
            "data = [\"many-users\"]",
            "data = [\"many_users\"]",
            "\"many_users\"",
            "there is no data file `many_users`",
            "did you mean `many-users`?",
        ),
        (
            "tools = [\"cc\"]",
            "tools = [\"cc\", \"zebra\"]",
            "\"zebra\"",
            "there is no toolchain `zebra`",
            "known here: `cpython-3.11`, ",
        ),
        (
            "[rung.cython.kernels]\nnbody",
            "[rung.cython.kernels]\nn-body",
            "n-body",
            "there is no benchmark `n-body`",
            "did you mean `nbody`?",
        ),
        (
            "recipe = \"cpython\"",
            "recipe = \"cpyton\"",
            "\"cpyton\"",
            "there is no recipe `cpyton`",
            "did you mean `cpython`?",
        ),
        (
            "any-of = [\"cpython-3.14\"",
            "any-of = [\"cpython-314\"",
            "\"cpython-314\"",
            "there is no toolchain `cpython-314`",
            "did you mean `cpython-3.14`?",
        ),
        (
            "toolchain = \"cpython-3.11\"\ncommand",
            "toolchain = \"CPython-3.11\"\ncommand",
            "\"CPython-3.11\"",
            "there is no toolchain `CPython-3.11`",
            "did you mean `cpython-3.11`?",
        ),
    ] {
        let mut expected = vec![(caret, message, help)];
        if caret == "n-body" {
            expected.push(("nbody", "`algorithms` speaks of `nbody`, but `kernels` says nothing about it", "remove"));
        }
        found(&[(from, to)], &expected);
    }
}

#[test]
fn a_size_for_a_misspelt_profile_is_one_mistake() {
    found(&[("quick = { data", "quik = { data")], &[("quik", "there is no profile `quik`", "did you mean `quick`?")]);
}

#[test]
fn every_profile_has_a_size_of_every_benchmark() {
    found(
        &[("quick = { value = 33000 }, ", "")],
        &[("sizes", "[benchmark.nbody] has no size for profile `quick`", "write `quick = { value = 1000 }` among")],
    );
    found(
        &[("quick = { data = \"events-quick\" }\n", "")],
        &[("sizes]", "[benchmark.pipeline-bytes] has no size for profile `quick`", "`quick = { data = \"events\" }`")],
    );
}

#[test]
fn a_template_is_only_there_for_like() {
    let message = "toolchain `python` is a template, which is only there for `like`";
    found(
        &[("toolchain = \"cpython-3.11\"\nproject", "toolchain = \"python\"\nproject")],
        &[("\"python\"", message, "did you mean `cpython`?")],
    );
}

#[test]
fn like_nothing_is_one_mistake_whatever_is_lacking_then() {
    found(
        &[("like = \"cython\"", "like = \"cyton\"")],
        &[("\"cyton\"", "there is no rung `cyton` to be like", "did you mean `cython`?")],
    );
    found(
        &[("like = \"python\"", "like = \"pyhton\"")],
        &[("\"pyhton\"", "there is no toolchain `pyhton` to be like", "did you mean `python`?")],
    );
}

#[test]
fn circles_of_like_are_shown_once_with_their_path() {
    let message = "rung is like itself: `cython` -> `cython-pow` -> `cython`";
    found(
        &[("[rung.cython]\n", "[rung.cython]\nlike = \"cython-pow\"\n")],
        &[("\"cython\"", message, "name one that does not lead back here")],
    );
    let message = "toolchain is like itself: `python` -> `python`";
    found(&[("template = true", "template = true\nlike = \"python\"")], &[("\"python\"", message, "name one that")]);
}

#[test]
fn circles_of_toolchains_are_found_through_members_and_environments() {
    let message = "toolchain needs itself: `cpython` -> `libclang` -> `cpython`";
    found(
        &[("any-of = [\"cpython-3.14\", ", "any-of = [\"libclang\", \"cpython-3.14\", ")],
        &[("\"cpython\"", message, "name one that")],
    );
    let message = "toolchain needs itself: `cpython` -> `cpython`";
    found(&[("any-of = [\"cpython-3.14\", ", "any-of = [\"cpython\", ")], &[("\"cpython\"", message, "name one that")]);
}

#[test]
fn nothing_is_listed_twice() {
    for (from, to, message) in [
        ("rungs = [\"cpython-3.14\", ", "rungs = [\"cpython-3.11\", ", "rung `cpython-3.11` is listed twice"),
        ("any-of = [\"cpython-3.14\", ", "any-of = [\"cpython-3.11\", ", "toolchain `cpython-3.11` is listed twice"),
        ("tools = [\"cc\"]", "tools = [\"cc\", \"cc\"]", "toolchain `cc` is listed twice"),
        ("[\"one\", \"two\"]", "[\"one\", \"one\"]", "`one` stands twice in `libraries`"),
        ("[1, 2, 1000, 10000]", "[1, 2, 1, 10000]", "1 stands twice in `values`"),
        ("value = 10_000", "value = 1000", "the output for 1000 is given twice"),
    ] {
        let found = super::mistakes(&super::changed(&[(from, to)]));
        let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(messages, [message]);
        assert_eq!(found[0].help.as_deref(), Some("remove it here"));
    }
}

#[test]
fn two_data_files_do_not_share_a_file() {
    found(
        &[("data/many-users.json", "data/events-6667.json")],
        &[("\"data/events-6667.json\"", "two data files are written to `data/events-6667.json`", "a file of its own")],
    );
}
