//! Unknown keys, wrong types, missing and repeated things.

use super::{found, mistakes};

#[test]
fn an_unknown_key_suggests_the_nearest_known_one_at_every_level() {
    for (from, to, place, meant) in [
        ("version = 1", "version = 1\nprofiles = 1", "at the top level", "profile"),
        ("rungs = [", "prefers = []\nrungs = [", "in [baseline]", "prefer"),
        ("width = 0.01", "widht = 0.01", "in [profile.blog]", "width"),
        ("max-invocations", "max_invocations", "in [profile.blog]", "max-invocations"),
        ("sha256 = \"BB", "sha-256 = \"BB", "in [data.events-blog]", "sha256"),
        ("absolute", "absolut", "in [benchmark.nbody.tolerance]", "absolute"),
        ("folders", "folder", "in [benchmark.pipeline-bytes.check]", "folders"),
        ("sha256 = \"9", "sha25 = \"9", "in [benchmark.pipeline-bytes.sizes.blog]", "sha256"),
        ("output = [\"\",", "outputs = [\"\",", "in [benchmark.nbody.known]", "output"),
        ("on-path", "onpath", "in [toolchain.libclang]", "on-path"),
        (
            "requirements = \"kernels-rust",
            "requirement = \"kernels-rust",
            "in [toolchain.libclang.environment]",
            "requirements",
        ),
        ("plain-minutes", "plain_minutes", "in [recipe.cpython]", "plain-minutes"),
        ("file = \"bin/python3.11\"", "fil = \"bin/python3.11\"", "in [toolchain.\"cpython-3.11\".source]", "file"),
        ("fast-math", "fastmath", "in [rung.cython]", "fast-math"),
    ] {
        let typed = to.lines().find(|line| !line.starts_with("version")).unwrap_or_default();
        let typed = typed.split(' ').next().unwrap_or_default();
        let message = format!("unknown key `{typed}` {place}");
        found(&[(from, to)], &[(typed, &message, &format!("did you mean `{meant}`?"))]);
    }
}

#[test]
fn a_misspelt_key_is_not_missing_as_well() {
    found(
        &[("cost = \"nothing\"", "costs = \"nothing\"")],
        &[("costs", "unknown key `costs` in [rung.\"cpython-3.11\"]", "did you mean `cost`?")],
    );
    found(
        &[("names = [\"cc\", \"gcc\", \"clang\"]", "name = [\"cc\"]")],
        &[("name", "unknown key `name` in [toolchain.cc]", "did you mean `names`?")],
    );
    found(
        &[("tools = [\"cc\"]", "tool = [\"cc\"]")],
        &[("tool", "unknown key `tool` in [rung.cython]", "did you mean `tools`?")],
    );
}

#[test]
fn a_key_like_no_other_gets_the_list_of_known_ones() {
    found(
        &[(r#"cells = ["headline"]"#, "favourite = true")],
        &[("favourite", "unknown key `favourite` in [profile.quick]", "known here: `cells`, `groups`, `invocations`")],
    );
}

#[test]
fn a_wrong_type_is_named_beside_the_right_one() {
    for (from, to, caret, message, help) in [
        (
            "version = 1",
            "version = \"1\"",
            "\"1\"",
            "`version` at the top level must be a whole number, not a string",
            "`version = 1`",
        ),
        (
            "title = \"N-body\"",
            "title = 3",
            "3",
            "`title` in [benchmark.nbody] must be a string, not a whole number",
            "`title = \"N-body\"`",
        ),
        (
            "on-path = false",
            "on-path = \"no\"",
            "\"no\"",
            "`on-path` in [toolchain.libclang] must be true or false, not a string",
            "`on-path = false`",
        ),
        (
            "sample-time = \"20ms\"",
            "sample-time = 20",
            "20",
            "`sample-time` in [profile.blog] must be a string, not a whole number",
            "`sample-time = \"20ms\"`",
        ),
        (
            "names = [\"python3.14\"]",
            "names = \"python3.14\"",
            "\"python3.14\"",
            "`names` in [toolchain.\"cpython-3.14\"] must be an array of strings, not a string",
            "`names = [",
        ),
        (
            "tools = [\"cc\"]",
            "tools = [\"cc\", 7]",
            "7]",
            "`tools` in [rung.cython] must be a string, not a whole number",
            "`tools = [\"cc\"]`",
        ),
        ("width = 0.01", "width = nan", "nan", "`width` in [profile.blog] must be finite", "`width = 0.02`"),
        (
            "check = { values = [1, 2, 1000, 10000] }",
            "check = 3",
            "3",
            "`check` in [benchmark.nbody] must be a table, not a whole number",
            "`check = {",
        ),
        (
            "env = { PYTHONHASHSEED = \"0\"",
            "env = { PYTHONHASHSEED = 0",
            "0,",
            "`PYTHONHASHSEED` in [rung.cython.env] must be a string, or false to take it away, not a whole number",
            "`env = {",
        ),
        (
            "threads = 2",
            "threads = 1.5",
            "1.5",
            "`threads` in [rung.cython] must be a whole number or \"all\", not a real number",
            "`threads = 1`",
        ),
        (
            "version_tag = \"3.14\"",
            "version_tag = [3, 14]",
            "[3, 14]",
            "`version_tag` in [toolchain.\"cpython-3.14\".accept] must be a string, a number or a boolean, not an array",
            "`accept = {",
        ),
        (
            "value = 33000",
            "value = 99999999999999999999",
            "9999",
            "`value` in [benchmark.nbody.sizes.quick] does not fit into 64 bits",
            "`value = 1000`",
        ),
    ] {
        found(&[(from, to)], &[(caret, message, help)]);
    }
}

#[test]
fn a_build_of_one_command_needs_its_brackets_too() {
    let changes = [(
        "    [\"{tool}\", \"-m\", \"cython\", \"-3\", \"-o\", \"{out}/{stem}.c\", \"{kernel}\"],\n",
        "    \"make\",\n",
    )];
    let message = "`build` in [rung.cython] must be an array of strings, not a string";
    found(&changes, &[("\"make\"", message, "`build = [[")]);
}

#[test]
fn a_missing_key_shows_how_to_write_it() {
    for (line, section, caret) in [
        (
            "runner = [\"{tool}\", \"{root}/kernels-python/runner.py\", \"{kernel}\", \"{entry}\"]\n",
            "oracle",
            "oracle]",
        ),
        ("samples = 3\n", "profile.blog", "blog]"),
        ("budget = \"2m\"\n", "profile.quick", "quick]"),
        ("file = \"data/many-users.json\"\n", "data.many-users", "many-users]"),
        ("input = \"bytes\"\n", "benchmark.pipeline-bytes", "pipeline-bytes]"),
        ("check = { values = [1, 2, 1000, 10000] }\n", "benchmark.nbody", "nbody]"),
        ("sizes = { quick = { value = 33000 }, blog = { value = 500000 } }\n", "benchmark.nbody", "nbody]"),
        ("fix = \"cargo fetch\"\n", "toolchain.yyjson", "yyjson]"),
        ("install = \"altinstall\"\n", "recipe.cpython", "cpython]"),
        ("title = \"Cython\"\n", "rung.cython", "cython]"),
        ("cost = \"nothing\"\n", "rung.\"cpython-3.11\"", "\"cpython-3.11\"]"),
        ("artefact = \"{out}/{stem}{fact.ext_suffix}\"\n", "rung.cython", "cython]"),
    ] {
        let key = line.split(' ').next().unwrap_or_default();
        let found = mistakes(&super::changed(&[(line, "")]));
        let message = format!("`{key}` is missing in [{section}]");
        assert_eq!(found.first().map(|found| found.message.as_str()), Some(message.as_str()));
        let help = found.first().and_then(|found| found.help.clone()).unwrap_or_default();
        assert!(help.starts_with(&format!("write for example `{key} = ")), "{help}");
        let text = super::changed(&[(line, "")]);
        assert!(super::at_caret(&text, &found[0]).starts_with(caret), "{message}");
    }
}

#[test]
fn missing_sections_are_named_with_what_to_write() {
    let found = mistakes("version = 1\n");
    let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the section [baseline] is missing",
            "the section [oracle] is missing",
            "the manifest declares no profile",
            "the manifest declares no benchmark",
            "the manifest declares no toolchain",
            "the manifest declares no rung",
        ]
    );
    assert!(found.iter().all(|found| (found.line, found.column) == (1, 12)));
    assert_eq!(found[2].help.as_deref(), Some("write at least one, in a table such as `[profile.quick]`"));
}

#[test]
fn an_empty_file_lacks_everything_and_is_no_panic() {
    assert_eq!(mistakes("").len(), 7);
    assert_eq!(mistakes("\n\n# nothing yet\n").len(), 7);
}

#[test]
fn references_into_a_missing_section_are_not_mistakes_as_well() {
    let (before, _) = super::LADDER.split_once("[rung.\"cpython-3.11\"]\ntitle").expect("rungs");
    let found = mistakes(before);
    let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages, ["the manifest declares no rung"]);
}

#[test]
fn a_key_given_twice_does_not_hide_other_mistakes() {
    found(
        &[("cost = \"nothing\"", "cost = \"nothing\"\ncost = \"little\""), ("samples = 3", "samples = 0")],
        &[
            ("0", "`samples` must be at least 1, and at most 4294967295", "`samples = 3`"),
            ("cost = \"little\"", "`cost` is given twice", "remove one of the two"),
        ],
    );
}

#[test]
fn a_table_opened_twice_is_one_mistake() {
    found(
        &[("[toolchain.yyjson]", "[toolchain.cc]")],
        &[("cc]", "the table `cc` is opened twice", "give one of them another name")],
    );
}

#[test]
fn what_is_not_toml_is_shown_alone_but_all_of_it() {
    found(
        &[
            ("title = \"N-body\"", "title = Bodies # five of them"),
            ("samples = 3", "samples = 0"),
            ("names = [\"python3.14\"]", "names = [\"python3.14\""),
        ],
        &[
            (
                "Bodies",
                "this is not TOML: string values must be quoted, expected literal string",
                "write a string in quotes: `title = \"Bodies\"`",
            ),
            (
                "uv",
                "this is not TOML: missing comma between array elements, expected `,`",
                "close the bracket before it",
            ),
        ],
    );
}

#[test]
fn a_key_of_earlier_versions_says_what_to_write_now() {
    let headline = "headline = true\nlibraries";
    for (tags, line) in [
        ("[\"default\"]", "write `headline = true`"),
        ("[\"jit\"]", "write `compiles-while-running = true`"),
        ("[\"default\", \"jit\"]", "write `headline = true` and `compiles-while-running = true`"),
        ("[\"default\", \"mine\"]", "write `headline = true`, and leave out `mine`, which says nothing"),
        ("[\"mine\"]", "leave it out: it says nothing"),
        ("[]", "leave it out: it says nothing"),
        ("\"jit\"", "write `compiles-while-running = true`"),
        ("3", "leave it out: it says nothing"),
    ] {
        let now = "`tags` in [rung.cython] is written otherwise now";
        found(&[(headline, &format!("tags = {tags}\nlibraries"))], &[("tags", now, line)]);
    }
    let title = "title = \"N-body\"";
    for (given, line) in [("false", "write `headline = false`"), ("true", "or write `headline = true`")] {
        let now = "`default` in [benchmark.nbody] is written otherwise now";
        found(&[(title, &format!("{title}\ndefault = {given}"))], &[("default", now, line)]);
    }
    found(
        &[("cells = [\"headline\"]", "cells = [\"published\", \"default\"]")],
        &[(
            "\"default\"",
            "the group of cells `default` is called `headline` now",
            "write `cells = [\"published\", \"headline\"]`",
        )],
    );
}
