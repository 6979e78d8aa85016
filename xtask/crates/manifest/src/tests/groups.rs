//! Groups of benchmarks, and profiles that are for some.

use super::super::Id;
use super::{accepted, found};

const WITHOUT_QUICK: (&str, &str) = ("sizes = { quick = { value = 33000 }, blog", "group = \"games\"\nsizes = { blog");
const FOR_THE_LADDER: (&str, &str) = ("cells = [\"headline\"]\n", "cells = [\"headline\"]\ngroups = [\"ladder\"]\n");

#[test]
fn a_benchmark_is_of_the_ladder_unless_it_says_one_group_or_several() {
    let groups = |change: &[(&str, &str)]| {
        let manifest = accepted(change);
        manifest.benchmarks["nbody"].groups.iter().map(Id::to_string).collect::<Vec<_>>()
    };
    let title = "input = \"integer\"\noutput";
    assert_eq!(groups(&[]), ["ladder"]);
    assert_eq!(groups(&[(title, &format!("group = \"games\"\n{title}"))]), ["games"]);
    assert_eq!(groups(&[(title, &format!("group = [\"ladder\", \"games\"]\n{title}"))]), ["ladder", "games"]);
}

#[test]
fn a_profile_for_some_groups_needs_sizes_of_their_benchmarks_alone() {
    let manifest = accepted(&[WITHOUT_QUICK, FOR_THE_LADDER]);
    assert!(manifest.benchmarks["nbody"].sizes.get("quick").is_none());
    assert_eq!(manifest.profiles["quick"].groups, [Id("ladder".to_owned())]);
    let message = "[benchmark.nbody] has no size for profile `quick`";
    found(&[WITHOUT_QUICK], &[("sizes", message, "write `quick = { value = 1000 }` among")]);
    let (title, both) = ("group = \"games\"", "group = [\"ladder\", \"games\"]");
    let of_both = (WITHOUT_QUICK.0, WITHOUT_QUICK.1.replace(title, both));
    found(&[(of_both.0, &of_both.1), FOR_THE_LADDER], &[("sizes", message, "write `quick = { value = 1000 }` among")]);
}

#[test]
fn a_group_that_no_benchmark_is_of_is_a_mistake_in_a_profile() {
    let to = "cells = [\"headline\"]\ngroups = [\"lader\"]\n";
    let message = "no benchmark is of the group `lader`";
    found(&[(FOR_THE_LADDER.0, to)], &[("\"lader\"", message, "did you mean `ladder`?")]);
}

#[test]
fn a_group_has_a_name_and_stands_once() {
    for (group, caret, message, help) in [
        ("\"Games\"", "\"Games\"", "`Games` is no identifier", "write `games`"),
        ("[]", "group", "`group` names none", "for example `group = \"games\"`"),
        ("[\"a\", \"a\"]", "\"a\"]", "`a` stands twice in `group`", "remove it here"),
        ("7", "7", "`group` in [benchmark.nbody] must be a string or an array of strings, not a whole number", "for"),
    ] {
        let to = format!("group = {group}\ninput = \"integer\"\noutput");
        found(&[("input = \"integer\"\noutput", &to)], &[(caret, message, help)]);
    }
}
