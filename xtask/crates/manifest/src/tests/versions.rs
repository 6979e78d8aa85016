//! Toolchains that differ in a version.

use super::super::{Id, Manifest, Origin, Provider};
use super::{accepted, found};

const OLD: &str = r#"[toolchain."cpython-3.11"]
like = "python"
title = "CPython 3.11"
names = ["python3.11"]
uv = { request = "cpython-3.11", gives = ["pgo", "lto"] }
accept = { implementation = "cpython", version_tag = "3.11", free_threaded = false }
fix = "uv python install 3.11"
"#;

const NEW: &str = r#"[toolchain."cpython-3.11"]
like = "python"
version = "3.11"
title = "CPython {version}"
names = ["python{version}"]
uv = { request = "cpython-{version}", gives = ["pgo", "lto"] }
accept = { implementation = "cpython", version_tag = "{version}", free_threaded = false }
fix = "uv python install {version}, or set {variable} for {name}"
"#;

const NEWER: &str = r#"title = "CPython 3.14"
names = ["python3.14"]
uv = { request = "cpython-3.14", gives = ["pgo", "lto"] }
accept = { implementation = "cpython", version_tag = "3.14", free_threaded = false }
fix = "uv python install 3.14"
"#;

fn with_versions(newer: &str) -> Manifest {
    accepted(&[(OLD, NEW), (NEWER, newer)])
}

#[test]
fn a_version_is_said_once() {
    let manifest = with_versions("version = \"3.14\"\n");
    for version in ["3.11", "3.14"] {
        let name = format!("cpython-{version}");
        let toolchain = &manifest.toolchains[name.as_str()];
        let Origin::File(file) = &toolchain.origin else { panic!("a file") };
        assert_eq!(toolchain.title, format!("CPython {version}"));
        assert_eq!(file.names, [format!("python{version}")]);
        assert_eq!((&file.accept["version_tag"], &file.accept["free_threaded"]), (&version.into(), &false.into()));
        let Provider::Uv { request } = &file.provisions[0].provider else { panic!("uv") };
        assert_eq!(request, &name);
        let variable = format!("LADDER_TOOL_CPYTHON_3_{}", &version[2..]);
        assert_eq!(toolchain.fix, format!("uv python install {version}, or set {variable} for {name}"));
    }
}

#[test]
fn parts_of_a_toolchain_are_inherited_key_by_key() {
    let manifest = with_versions("version = \"3.14\"\naccept.free_threaded = true\nuv.gives = [\"pgo\"]\n");
    let Origin::File(file) = &manifest.toolchains["cpython-3.14"].origin else { panic!("a file") };
    assert_eq!((&file.accept["free_threaded"], &file.accept["version_tag"]), (&true.into(), &"3.14".into()));
    assert_eq!(file.provisions[0].gives, ["pgo"]);
}

#[test]
fn a_version_in_a_text_needs_one_to_stand_for() {
    found(
        &[("title = \"C compiler\"", "title = \"C compiler {version}\"")],
        &[("{version}", "`{version}` means nothing without `version`", "`version = \"3.14\"`")],
    );
    found(
        &[("names = [\"cc\",", "names = [\"cc{versoin}\",")],
        &[("{versoin}", "unknown placeholder `{versoin}`", "did you mean `{version}`?")],
    );
    found(
        &[("names = [\"cc\",", "version = \"12b\"\nnames = [\"cc\",")],
        &[("\"12b\"", "`12b` is no version", "`version = \"3.14\"`")],
    );
    // A template leaves it to those that are like it.
    let template = ("prefer = [\"pgo\", \"lto\"]\nplaces", "fix = \"get {version}\"\nprefer = [\"pgo\"]\nplaces");
    assert!(accepted(&[template]).toolchains.contains_key("cpython-3.11"));
}

#[test]
fn bounds_choose_among_several_toolchains() {
    let newer = "version = \"3.14\"\n";
    let members = "any-of = [\"cpython-3.14\", \"cpython-3.11\"]";
    for (bounds, expected) in [
        (">=3.11", &["cpython-3.14", "cpython-3.11"][..]),
        (">=3.9, <3.14", &["cpython-3.11"]),
        (">3.11", &["cpython-3.14"]),
    ] {
        let bounded = format!("{members}\nversions = \"{bounds}\"");
        let manifest = accepted(&[(OLD, NEW), (NEWER, newer), (members, &bounded)]);
        let Origin::AnyOf(members) = &manifest.toolchains["cpython"].origin else { panic!("several") };
        assert_eq!(members.iter().map(Id::as_str).collect::<Vec<_>>(), expected, "{bounds}");
    }
    for (bounds, message, help) in [
        ("3.11", "`3.11` does not say which versions will do", "`versions = \">=3.10, <3.14\"`"),
        (">=4", "no toolchain of `any-of` has a version with `>=4`", "widen the bounds"),
    ] {
        let bounded = format!("{members}\nversions = \"{bounds}\"");
        found(&[(OLD, NEW), (NEWER, newer), (members, &bounded)], &[("\"", message, help)]);
    }
}

#[test]
fn bounds_need_several_toolchains_with_versions() {
    let members = "any-of = [\"cpython-3.14\", \"cpython-3.11\"]";
    let message = |id: &str| format!("`versions` cannot be asked of toolchain `cpython-{id}`, which has no `version`");
    found(
        &[(members, &format!("{members}\nversions = \">=3\""))],
        &[("\">=3\"", &message("3.14"), "`version = "), ("\">=3\"", &message("3.11"), "`version = ")],
    );
    found(
        &[("minimum = \"7.0\"", "minimum = \"7.0\"\nversions = \">=3\"")],
        &[("versions", "`versions` means nothing without `any-of`", "`any-of = [")],
    );
}
