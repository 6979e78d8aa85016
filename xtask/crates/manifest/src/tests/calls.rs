//! Benchmarks of calls, and rungs that take any source.

use super::super::{GivenCall, Input, InputKind, Kernel};
use super::{LADDER, found, mistakes, parsed};

/// A benchmark of calls, and a rung that has no kernel of its own.
pub(super) const CALLS: &str = r#"
[benchmark.edit-distance]
title = "Edit distance"
input = "call"
function = "Text.distance"
calls = ["Text.distance('kitten', 'sitting')", "data/check/ties.json"]
fresh-arguments = true
same-value = true
origin = "/home/me/text.py"
home = "/home/me"
requirements = "kernels-python/nbody.py"
allow-builds = true
tolerance = { relative = 1e-9 }
oracle = "kernels-python/nbody.py"
sizes = { quick = { call = 2 } }

[rung.any]
like = "cython"
title = "Any"
any-source = true
kernels = {}
"#;

/// The manifest without mistakes, with this after it.
fn with(calls: &str) -> String {
    format!("{LADDER}\n{calls}")
}

#[test]
fn the_oracle_is_the_kernel_of_rungs_that_take_any_source() {
    let manifest = parsed(&with(CALLS)).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let benchmark = &manifest.benchmarks["edit-distance"];
    assert_eq!((benchmark.entry.as_str(), benchmark.input), ("Text.distance", InputKind::Call));
    let calls = benchmark.calls.as_ref().expect("calls");
    assert_eq!(calls.each[0], GivenCall::Expression("Text.distance('kitten', 'sitting')".to_owned()));
    assert_eq!(calls.each[1], GivenCall::File("data/check/ties.json".into()));
    assert!(calls.fresh && calls.same_value);
    for (profile, size) in &benchmark.sizes {
        let timed = &calls.each[usize::from(profile.as_str() == "quick")];
        assert_eq!(size.input, Input::Call(timed.clone()), "{profile}: the first, unless it is said");
    }
    assert_eq!(benchmark.sizes.len(), manifest.profiles.len(), "no profile wants a size");
    let any = &manifest.rungs["any"];
    assert!(any.any_source);
    assert_eq!(any.cells.len(), 1, "kernels of the rung that it is like are not its own");
    assert!(matches!(&any.cells["edit-distance"].kernel, Kernel::Source(path) if path.ends_with("nbody.py")));
    assert!(!manifest.rungs["cython"].cells.contains_key("edit-distance"));
}

#[test]
fn mistakes_in_calls_are_told_with_their_place() {
    let wrong = |from: &str, to: &str| -> Vec<String> {
        assert!(CALLS.contains(from), "{from}");
        mistakes(&with(&CALLS.replace(from, to))).iter().map(|mistake| mistake.message.clone()).collect()
    };
    assert_eq!(wrong("call = 2", "call = 3"), ["there is no call 3: `calls` has 2"]);
    assert_eq!(wrong("Text.distance\"", "Text distance\""), ["`Text distance` is no name of a function"]);
    assert_eq!(wrong("data/check/ties.json", "data/none.json"), ["there is no file `data/none.json`"]);
    let check = "check = { values = [1] }\noracle = \"kernels";
    let said = "`check` does not fit: the kernel's argument is whatever a call says";
    assert_eq!(wrong("oracle = \"kernels", check), [said]);
}

#[test]
fn keys_of_calls_are_for_benchmarks_of_calls_alone() {
    let title = "title = \"N-body\"";
    found(
        &[(title, "title = \"N-body\"\nsame-value = true")],
        &[("same-value", "`same-value` is for benchmarks of calls alone", "write `input = \"call\"`")],
    );
}
