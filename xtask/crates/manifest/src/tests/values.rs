//! Values of the right type that cannot be meant.

use super::{found, mistakes};

#[test]
fn single_values_are_judged_one_by_one() {
    for (from, to, caret, message, help) in [
        ("version = 1", "version = 2", "2", "version 2 of the manifest's format is not known", "write `version = 1`"),
        (
            "budget = \"2m\"",
            "budget = \"2 minutes\"",
            "\"2 minutes\"",
            "`2 minutes` is no duration",
            "such as \"20ms\" or \"1.5h\"",
        ),
        (
            "rounds = 2",
            "rounds = 2\nbaseline-processes = 0",
            "0",
            "`baseline-processes` must be at least 1, and at most 4294967295",
            "`baseline-processes = 3`",
        ),
        ("sample-time = \"10ms\"", "sample-time = \"0ms\"", "\"0ms\"", "`0ms` is no duration", "a number above zero"),
        ("rounds = 2", "rounds = -1", "-1", "`rounds` must be at least 1, and at most 4294967295", "`rounds = 3`"),
        (
            "max-invocations = 30",
            "max-invocations = 2",
            "2",
            "`max-invocations` is below `invocations`, 3",
            "write 3 or more",
        ),
        (
            "width = 0.01",
            "width = 2",
            "2",
            "`width` must lie between 0 and 1, as a share of the estimate",
            "`width = 0.02`",
        ),
        (
            "sha256 = \"BB1D",
            "sha256 = \"XB1D",
            "\"XB1D",
            "`sha256` is no SHA-256: `X` is no hexadecimal digit",
            "sha256sum",
        ),
        (
            "sha256 = \"9387",
            "sha256 = \"387",
            "\"387",
            "`sha256` is no SHA-256: it has 63 digits",
            "write 64 hexadecimal digits",
        ),
        ("title = \"N-body\"", "title = \" \"", "\" \"", "`title` is empty", "`title = \"N-body\"`"),
        (
            "cells = [\"headline\"]",
            "cells = [\"headlines\"]",
            "\"headlines\"",
            "`headlines` is no group of cells",
            "did you mean `headline`?",
        ),
        (
            "title = \"N-body\"",
            "title = \"N-body\"\npart-of = \"nbody\"",
            "\"nbody\"",
            "a benchmark is no part of itself",
            "or leave it out",
        ),
        (
            "title = \"N-body\"",
            "title = \"N-body\"\npart-of = \"pipeline-byte\"",
            "\"pipeline-byte\"",
            "there is no benchmark `pipeline-byte`",
            "did you mean `pipeline-bytes`?",
        ),
        ("cells = [\"headline\"]", "cells = []", "[]", "`cells` is empty", "`cells = [\"headline\"]`"),
        ("input = \"bytes\"", "input = \"byte\"", "\"byte\"", "there is no input `byte`", "did you mean `bytes`?"),
        ("absolute = 1e-10", "absolute = 0", "0", "`absolute` must be greater than zero", "`absolute = 1e-10`"),
        ("minimum = \"7.0\"", "minimum = \">=7\"", "\">=7\"", "`>=7` is no version", "\"7.0\""),
        (
            "threads = 2",
            "threads = \"many\"",
            "\"many\"",
            "`threads` is neither a number of threads nor \"all\"",
            "`threads = \"all\"`",
        ),
        ("threads = 2", "threads = 0", "0", "`threads` is neither a number of threads nor \"all\"", "from 1 on"),
        ("copies = 4", "copies = 1", "1", "`copies` must be 2 or more: each is compared with the next", "`copies = 8`"),
        (
            "more-work = [0.02, 0.1]",
            "more-work = [0.0203, 0.1]",
            "0.0203",
            "`value` cannot grow by 0.0203",
            "a whole number",
        ),
        (
            "benchmark = \"nbody\"",
            "benchmark = \"pipeline-bytes\"",
            "\"pipeline-bytes\"",
            "the input of `pipeline-bytes` is no integer, so that it cannot be given more work",
            "`input = \"integer\"`",
        ),
        (
            "output = [\"\",",
            "output = [\"about 3\",",
            "\"about 3\"",
            "`about 3` is no decimal number",
            "\"-0.169075164\"",
        ),
        (
            "output = [\"\",",
            "output = [\"\", \"1\",",
            "[\"\", \"1\"",
            "3 parts are given, but `output` names 2",
            "leave out the rest",
        ),
        (
            "variables = [\"CC\"]",
            "variables = [\"$CC\"]",
            "\"$CC\"",
            "`$CC` is no name of an environment variable",
            "letters, digits",
        ),
        (
            "CACHE = ",
            "\"my cache\" = ",
            "\"my cache\"",
            "`my cache` is no name of an environment variable",
            "letters, digits",
        ),
        (
            "names = [\"cc\", ",
            "names = [\"/usr/bin/cc\", ",
            "\"/usr/bin/cc\"",
            "`/usr/bin/cc` is a path, not a file name",
            "under `places`",
        ),
        (
            "\"libclang-*.so*\"",
            "\"libclang-[.so\"",
            "\"libclang-[.so\"",
            "`libclang-[.so` is no glob pattern: invalid range pattern",
            "`[[]` for a bracket",
        ),
        ("\"$LIBCLANG_PATH\"", "\"$/lib\"", "$/lib", "`$` without a variable's name", "`$HOME`"),
        (
            "algorithm = \"typed loop\"",
            "algorithm = \"\"",
            "\"\"",
            "`algorithm` is empty",
            "`algorithm = \"same loop\"`",
        ),
        ("nbody = \"vectorised\"", "nbody = \"\"", "\"\"", "`algorithms` is empty", "`algorithms = {"),
    ] {
        found(&[(from, to)], &[(caret, message, help)]);
    }
}

#[test]
fn identifiers_are_lower_case() {
    found(
        &[
            ("[data.events-quick]", "[data.Events_quick]"),
            ("{ data = \"events-quick\" }", "{ data = \"Events_quick\" }"),
        ],
        &[("Events_quick]", "`Events_quick` is no identifier", "write `events-quick`: lower-case letters")],
    );
    found(
        &[("[toolchain.yyjson]", "[toolchain.\"*\"]")],
        &[("\"*\"]", "`*` is no identifier", "use lower-case letters, digits, `-`, `.` and `+`")],
    );
}

#[test]
fn a_benchmark_must_be_able_to_name_a_function() {
    let changed =
        super::LADDER.replace("pipeline-bytes", "pipeline.bytes").replace("n.pipeline.bytes", "n.\"pipeline.bytes\"");
    let changed = changed
        .replace("[benchmark.pipeline.bytes", "[benchmark.\"pipeline.bytes\"")
        .replace("\npipeline.bytes =", "\n\"pipeline.bytes\" =");
    let found = mistakes(&changed);
    let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages, ["`pipeline.bytes` cannot name a function, as a benchmark's identifier must"]);
}

#[test]
fn a_tolerance_is_of_one_kind() {
    let help = "write `tolerance = { absolute = 1e-10 }` or `{ relative = 1e-10 }`";
    found(
        &[("{ absolute = 1e-10 }", "{ absolute = 1e-10, relative = 1e-10 }")],
        &[("tolerance", "[benchmark.nbody.tolerance] says both `absolute` and `relative`", help)],
    );
    found(
        &[("{ absolute = 1e-10 }", "{}")],
        &[("tolerance", "[benchmark.nbody.tolerance] says neither `absolute` nor `relative`", help)],
    );
}

#[test]
fn regular_expressions_are_tried_and_have_a_group() {
    found(
        &[("'(\\d+\\.\\d+(\\.\\d+)?)'", "'(\\d+'")],
        &[(
            "'(",
            "`version-pattern` is no regular expression: found open group without closing ')'",
            "version-pattern = '",
        )],
    );
    found(
        &[("'(\\d+\\.\\d+(\\.\\d+)?)'", "'\\d+'")],
        &[("'", "`version-pattern` has no group, and its first group is the version", "version-pattern = '")],
    );
}

#[test]
fn empty_commands_start_nothing() {
    found(
        &[("command = [\"{tool}\", \"{root}/data/generate_events.py\", \"--output\", \"{file}\"]", "command = []")],
        &[("[]", "a command of `command` has no words", "`command = [")],
    );
    found(
        &[("probe = [\"{tool}\", \"--version\"]", "probe = [\"\"]")],
        &[("\"\"", "a command of `probe` does not say what to start", "`probe = [")],
    );
    found(
        &[("    [\"{tool}\", \"-m\", \"cython\", \"-3\", \"-o\", \"{out}/{stem}.c\", \"{kernel}\"],\n", "    [],\n")],
        &[("[]", "a command of `build` has no words", "`build = [[")],
    );
}

#[test]
fn inputs_and_checks_must_fit_each_other() {
    found(
        &[("{ values = [1, 2, 1000, 10000] }", "{ folders = [\"data/check\"] }")],
        &[("folders", "`folders` does not fit: the kernel's argument is an integer", "values = [1, 2, 1000]")],
    );
    found(
        &[("{ folders = [\"data/check\"], data", "{ values = [1], data")],
        &[("values", "`values` does not fit: the kernel's argument is a document", "folders = [\"data/check\"]")],
    );
    found(
        &[("quick = { value = 33000 }", "quick = { data = \"events-quick\" }")],
        &[
            ("quick", "`value` is missing in [benchmark.nbody.sizes.quick]", "`value = 1000`"),
            ("data", "`data` does not fit: the kernel's argument is an integer", "value = 1000"),
        ],
    );
    found(
        &[
            ("input = \"integer\"", "input = \"json\""),
            ("check = { values = [1, 2, 1000, 10000] }", "check = { data = [\"many-users\"] }"),
            (
                "sizes = { quick = { value = 33000 }, blog = { value = 500000 } }",
                "sizes = { quick = { data = \"many-users\" }, blog = { data = \"many-users\" } }",
            ),
        ],
        &[
            ("known", "`known` does not fit: the kernel's argument is a document", "check = {"),
            (
                "\"nbody\"",
                "the input of `nbody` is no integer, so that it cannot be given more work",
                "`input = \"integer\"`",
            ),
        ],
    );
}

#[test]
fn a_check_checks_something() {
    for nothing in ["{}", "{ values = [] }"] {
        found(
            &[("{ values = [1, 2, 1000, 10000] }", nothing)],
            &[("check", "[benchmark.nbody.check] checks nothing", "`values = [1, 2, 1000]`")],
        );
    }
}

#[test]
fn a_toolchain_has_one_origin() {
    let help = "give exactly one of `names`";
    found(
        &[("crate = \"yyjson-sys\"\n", "")],
        &[("yyjson]", "[toolchain.yyjson] does not say where it comes from", help)],
    );
    found(
        &[("crate = \"yyjson-sys\"\n", "crate = \"yyjson-sys\"\nnames = [\"yyjson\"]\n")],
        &[("yyjson]", "[toolchain.yyjson] comes from more than one place: `crate`, `names`", help)],
    );
    found(&[("names = [\"python3.14\"]", "names = []")], &[("[]", "`names` is empty", "`names = [")]);
}

#[test]
fn keys_that_mean_nothing_beside_the_origin_are_mistakes() {
    found(
        &[("crate = \"yyjson-sys\"", "crate = \"yyjson-sys\"\nuv = { request = \"yyjson\" }")],
        &[("uv", "`uv` means nothing beside `crate`", "leave it out")],
    );
    found(
        &[("require = [\"headers\"]", "require = [\"headers\"]\nprobe = [\"{tool}\"]\nvariables = [\"PYTHON\"]")],
        &[
            ("probe", "`probe` means nothing beside `any-of`", "leave it out"),
            ("variables", "`variables` means nothing beside `any-of`", "leave it out"),
        ],
    );
    found(
        &[("probe = [\"{tool}\", \"--version\"]\n", "")],
        &[
            ("version-pattern", "`version-pattern` is never looked at without `probe`", "`probe = ["),
            ("minimum", "`minimum` is never looked at without `probe`", "`probe = ["),
        ],
    );
}

#[test]
fn what_a_template_says_must_make_sense() {
    found(
        &[("template = true\nprobe = [\"{tool}\", ", "template = true\nprobe = [\"{tol}\", ")],
        &[("{tol}", "unknown placeholder `{tol}`", "did you mean `{tool}`?")],
    );
}
