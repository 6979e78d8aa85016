//! Rungs: their templates and their cells.

use super::{found, mistakes};

#[test]
fn placeholders_are_known_to_their_field() {
    for (from, to, caret, message, help) in [
        (
            "\"{kernel}\", \"{entry}\"]\n\n",
            "\"{kernal}\", \"{entry}\"]\n\n",
            "{kernal}",
            "unknown placeholder `{kernal}`",
            "did you mean `{kernel}`?",
        ),
        (
            "\"6667\", \"--output\", \"{file}\"]",
            "\"6667\", \"--output={output}\"]",
            "{output}",
            "unknown placeholder `{output}`",
            "known here: `{tool}`, `{root}`, `{file}`",
        ),
        (
            "probe = [\"{tool}\", \"--version\"]",
            "probe = [\"{tool}\", \"{out}\"]",
            "{out}",
            "unknown placeholder `{out}`",
            "known here: `{tool}`, `{root}`",
        ),
        (
            "artefact = \"{out}/",
            "artefact = \"{artefact}/",
            "{artefact}",
            "unknown placeholder `{artefact}`",
            "known here",
        ),
        (
            "CACHE = \"{cache}\"",
            "CACHE = \"{cashe}\"",
            "{cashe}",
            "unknown placeholder `{cashe}`",
            "did you mean `{cache}`?",
        ),
        (
            "CACHE = \"{cache}\"",
            "CACHE = \"{fact.}\"",
            "{fact.}",
            "unknown placeholder `{fact.}`",
            "known here: `{tool}`, `{root}`",
        ),
        ("CACHE = \"{cache}\"", "CACHE = \"{}\"", "{}", "unknown placeholder `{}`", "known here"),
        ("CACHE = \"{cache}\"", "CACHE = \"{cache\"", "{cache", "`{` without its partner", "write `{{` for a brace"),
        ("CACHE = \"{cache}\"", "CACHE = \"cache}\"", "}", "`}` without its partner", "write `}}` for a brace"),
        (
            "CACHE = \"{cache}\"",
            "CACHE = \"\\t{cachee}\"",
            "\"\\t{cachee}\"",
            "unknown placeholder `{cachee}`",
            "did you mean `{cache}`?",
        ),
        (
            "[\"~/.pyenv/versions/*/bin\"]",
            "[\"{root}/bin\"]",
            "{root}",
            "unknown placeholder `{root}`",
            "known here: `{environment}`",
        ),
    ] {
        found(&[(from, to)], &[(caret, message, help)]);
    }
}

#[test]
fn a_place_in_an_environment_needs_one() {
    found(
        &[("environment = { toolchain = \"cpython\", requirements = \"kernels-rust/requirements.txt\" }\n", "")],
        &[("\"{environment}/lib", "`{environment}` means nothing without `environment`", "`environment = {")],
    );
}

#[test]
fn a_tool_in_a_template_is_listed_among_the_tools() {
    found(
        &[
            ("tools = [\"cc\"]", "tools = [\"cc\", \"libclang\"]"),
            ("\"{tool.cc}\", \"-O3\"", "\"{tool.yyjson}\", \"-O3\""),
        ],
        &[(
            "{tool.yyjson}",
            "`{tool.yyjson}` is not among the `tools` of the rung",
            "write `tools = [\"cc\", \"libclang\", \"yyjson\"]`",
        )],
    );
    found(
        &[("\"{tool.cc}\", \"-O3\"", "\"{tool.c}\", \"-O3\"")],
        &[("{tool.c}", "`{tool.c}` is not among the `tools` of the rung", "did you mean `{tool.cc}`?")],
    );
}

#[test]
fn a_tool_without_its_prefix_is_recognised() {
    found(
        &[("\"{tool.cc}\", \"-O3\"", "\"{cc}\", \"-O3\"")],
        &[("{cc}", "unknown placeholder `{cc}`", "did you mean `{tool.cc}`?")],
    );
}

#[test]
fn an_inherited_template_that_no_longer_fits_names_its_heir() {
    let text = super::changed(&[("threads = \"all\"", "threads = \"all\"\ntools = []")]);
    let found = mistakes(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "`{tool.cc}` is not among the `tools` of the rung");
    let Err(error) = super::parsed(&text) else { panic!("a mistake") };
    let shown = error.render(false);
    assert!(shown.contains("[rung.cython-pow]") && shown.contains("inherited here"), "{shown}");
}

#[test]
fn a_mistake_that_is_inherited_is_shown_once() {
    found(
        &[("{fact.ext_suffix}", "{ext_suffix}")],
        &[(
            "{ext_suffix}",
            "unknown placeholder `{ext_suffix}`",
            "write `{fact.ext_suffix}` for a fact of the probe; known here: `{tool}`",
        )],
    );
}

#[test]
fn a_rung_says_something_about_some_benchmark() {
    let message = "[rung.cython-pow] has neither a kernel nor a reason for having none";
    found(
        &[("[rung.cython-pow.kernels]\nnbody = \"nbody_pow.pyx\"\n", "[rung.cython-pow.kernels]\n")],
        &[("cython-pow]", message, "write a table `[rung.cython-pow.kernels]`")],
    );
}

#[test]
fn a_benchmark_is_either_done_or_unsupported() {
    found(
        &[(
            "pipeline-bytes = \"not written yet\"",
            "pipeline-bytes = \"not written yet\"\nnbody = \"too many bodies\"",
        )],
        &[("nbody", "`nbody` is unsupported, but has a kernel", "remove the one or the other")],
    );
    found(&[("\"not written yet\"", "\"\"")], &[("\"\"", "`unsupported` is empty", "write the reason in a sentence")]);
}

#[test]
fn an_algorithm_needs_a_kernel() {
    found(
        &[("nbody = \"vectorised\"", "pipeline-bytes = \"vectorised\"")],
        &[(
            "pipeline-bytes",
            "`algorithms` speaks of `pipeline-bytes`, but `kernels` says nothing about it",
            "remove it here",
        )],
    );
}

#[test]
fn a_licence_needs_a_benchmark_and_a_kernel_each_once() {
    for (given, caret, message, help) in [
        (
            "[\"pipeline-bytes\"]",
            "\"pipeline-bytes\"",
            "`fast-math` speaks of `pipeline-bytes`, but `kernels` says nothing about it",
            "remove it here",
        ),
        ("[\"n-body\"]", "\"n-body\"", "there is no benchmark `n-body`", "did you mean `nbody`?"),
        ("[\"nbody\", \"nbody\"]", "\"nbody\"", "benchmark `nbody` is listed twice", "remove it here"),
        (
            "\"nbody\"",
            "\"nbody\"",
            "`fast-math` in [rung.cython] must be true, false or an array of benchmarks, not a string",
            "`fast-math = [\"nbody\"]`",
        ),
    ] {
        found(&[("fast-math = true", &format!("fast-math = {given}"))], &[(caret, message, help)]);
    }
}
