//! Lists of flags that are spliced into commands, and environment variables: both are inherited key by key.

use super::{accepted, found};

const COMPILE: &str = "[\"{tool.cc}\", \"-O3\", \"-fPIC\"";
const SPLICED: (&str, &str) = (COMPILE, "[\"{tool.cc}\", \"{flags.cc}\", \"-fPIC\"");
const THREADS: &str = "threads = 2";
const HEIR: &str = "threads = \"all\"";

fn with(line: &str, more: &str) -> String {
    format!("{line}\n{more}")
}

#[test]
fn a_list_of_flags_stands_where_its_name_stands() {
    let flags = with(THREADS, "flags = { cc = [\"-O2\", \"-I{fact.include}\"], args = [] }");
    let runner = ("\"{artefact}\", \"{entry}\"]\nenv", "\"{artefact}\", \"{entry}\", \"{flags.args}\"]\nenv");
    let manifest = accepted(&[SPLICED, (THREADS, &flags), runner]);
    let cython = &manifest.rungs["cython"];
    assert_eq!(cython.build[1][..4], ["{tool.cc}", "-O2", "-I{fact.include}", "-fPIC"]);
    assert_eq!(cython.runner.last().map(String::as_str), Some("{entry}"), "an empty list stands for nothing");
}

#[test]
fn flags_are_inherited_key_by_key_and_spliced_anew() {
    let flags = with(THREADS, "flags = { cc = [\"-O2\"], args = [\"--quick\"] }");
    let runner = ("\"{artefact}\", \"{entry}\"]\nenv", "\"{artefact}\", \"{entry}\", \"{flags.args}\"]\nenv");
    let heir = with(HEIR, "flags.cc = [\"-Ofast\", \"-march=native\"]");
    let manifest = accepted(&[SPLICED, (THREADS, &flags), runner, (HEIR, &heir)]);
    let (cython, pow) = (&manifest.rungs["cython"], &manifest.rungs["cython-pow"]);
    assert_eq!(cython.build[1][1..3], ["-O2", "-fPIC"]);
    assert_eq!(pow.build[1][1..4], ["-Ofast", "-march=native", "-fPIC"]);
    assert_eq!(pow.runner, cython.runner);
}

#[test]
fn flags_that_are_not_there_or_not_used_are_mistakes() {
    let flags = with(THREADS, "flags = { cc = [\"-O2\"] }");
    found(
        &[(COMPILE, "[\"{tool.cc}\", \"{flags.c}\", \"{flags.cc}\", \"-fPIC\""), (THREADS, &flags)],
        &[("\"{flags.c}\"", "there are no flags `c`", "did you mean `cc`?")],
    );
    found(&[SPLICED], &[("\"{flags.cc}\"", "there are no flags `cc`", "write `flags = { cc = [...] }` in the rung")]);
    found(
        &[(THREADS, &flags)],
        &[("cc", "no command uses the flags `cc`", "write \"{flags.cc}\" as a word of `build`")],
    );
    let heir = with(HEIR, "flags.ccc = [\"-Ofast\"]");
    found(
        &[SPLICED, (THREADS, &flags), (HEIR, &heir)],
        &[("ccc", "no command uses the flags `ccc`", "did you mean `cc`?")],
    );
}

#[test]
fn flags_that_an_heir_no_longer_uses_are_no_mistake_of_its_own() {
    let flags = with(THREADS, "flags = { cc = [\"-O2\"] }");
    let heir = with(HEIR, "build = [[\"{tool.cc}\", \"-o\", \"{artefact}\", \"{kernel}\"]]");
    let manifest = accepted(&[SPLICED, (THREADS, &flags), (HEIR, &heir)]);
    assert_eq!(manifest.rungs["cython-pow"].build.len(), 1);
}

#[test]
fn a_list_of_flags_is_a_word_of_its_own_in_a_command() {
    let flags = with(THREADS, "flags = { cc = [\"-O2\", \"-c\"] }");
    found(
        &[(COMPILE, "[\"{tool.cc}\", \"{flags.cc}\", \"-W{flags.cc}\""), (THREADS, &flags)],
        &[("{flags.cc}", "`{flags.cc}` stands for several words", "write \"{flags.cc}\" as a word of its own")],
    );
    found(
        &[SPLICED, (THREADS, &flags), ("CACHE = \"{cache}\"", "CACHE = \"{flags.cc}\"")],
        &[("{flags.cc}", "`{flags.cc}` stands for several words", "use it as a word of `build` or `runner`")],
    );
    let nested = with(THREADS, "flags = { cc = [\"-O2\", \"{flags.cc}\"] }");
    found(
        &[SPLICED, (THREADS, &nested)],
        &[("{flags.cc}", "`{flags.cc}` is a list of flags in another one", "write its words here")],
    );
}

#[test]
fn what_is_wrong_in_a_list_is_shown_there_and_once() {
    let flags = with(THREADS, "flags = { cc = [\"-I{fact.}\", \"-L{tool.cx}\"] }");
    found(
        &[SPLICED, (THREADS, &flags)],
        &[
            ("{fact.}", "unknown placeholder `{fact.}`", "known here: `{tool}`"),
            ("{tool.cx}", "`{tool.cx}` is not among the `tools` of the rung", "did you mean `{tool.cc}`?"),
        ],
    );
    found(
        &[SPLICED, (THREADS, &with(THREADS, "flags = { cc = \"-O2\" }"))],
        &[("\"-O2\"", "`cc` in [rung.cython.flags] must be an array of strings, not a string", "`flags = {")],
    );
    found(
        &[(COMPILE, "[\"{flags.cc}\", \"-fPIC\""), (THREADS, &with(THREADS, "flags = { cc = [\" \"] }"))],
        &[(
            "\"{flags.cc}\"",
            "a command of `build` does not say what to start, as these flags are empty",
            "`build = [[",
        )],
    );
}

#[test]
fn variables_are_inherited_one_by_one_and_taken_away_by_false() {
    let manifest = accepted(&[(HEIR, &with(HEIR, "env = { CACHE = false, MORE = \"1\", PYTHONHASHSEED = \"7\" }"))]);
    let env = |name: &str| manifest.rungs[name].env.clone().into_iter().collect::<Vec<_>>();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(env("cython"), [pair("PYTHONHASHSEED", "0"), pair("CACHE", "{cache}")]);
    assert_eq!(env("cython-pow"), [pair("PYTHONHASHSEED", "7"), pair("MORE", "1")]);
}

#[test]
fn a_variable_that_nothing_sets_cannot_be_taken_away() {
    found(
        &[(HEIR, &with(HEIR, "env.CASHE = false"))],
        &[("CASHE", "`CASHE` is taken away, but nothing sets it", "did you mean `CACHE`?")],
    );
    found(
        &[("CACHE = \"{cache}\"", "CACHE = false")],
        &[("CACHE", "`CACHE` is taken away, but nothing sets it", "leave it out")],
    );
    found(
        &[(HEIR, &with(HEIR, "env.CACHE = true"))],
        &[(
            "true",
            "`CACHE` in [rung.cython-pow.env] must be a string, or false to take it away, not true",
            "`env = {",
        )],
    );
}
