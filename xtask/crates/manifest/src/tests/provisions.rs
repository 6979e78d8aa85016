//! Where a toolchain can be got.

use super::super::{Deb, Origin, Provider};
use super::{accepted, found};

/// The place in the manifest where a toolchain says something of its packages.
const UV: &str = "uv = { request = \"cpython-3.14\", gives = [\"pgo\", \"lto\"] }\n";

/// What the toolchain that it is like says of them.
const PARENT: (&str, &str) = (
    "uv = { request = \"cpython-3.11\", gives = [\"pgo\", \"lto\"] }\n",
    r#"deb.suites = ["bookworm"]
deb.packages = ["other"]
deb.without = ["libc6-dev"]
deb.file = "usr/bin/other"
deb.remove = ["usr/lib/*/IN-THE-WAY"]
deb.edit = [{ files = "usr/*.py", pattern = "(a)", by = "{folder}$1" }]
"#,
);

fn packages(deb: &str) -> String {
    format!("deb = {{ {deb} }}\n")
}

#[test]
fn what_a_table_says_of_packages_joins_what_the_one_it_is_like_says() {
    let deb = packages(r#"suites = ["forky", "sid"], packages = ["tool"], file = "usr/bin/tool*", remove = []"#);
    let manifest = accepted(&[PARENT, (UV, &deb)]);
    let of = |name: &str| {
        let (_, toolchain) = manifest.toolchains.iter().find(|(id, _)| id.as_str() == name).expect("declared");
        let Origin::File(origin) = &toolchain.origin else { panic!("no file") };
        let provisions = origin.provisions.iter().map(|provision| provision.provider.clone());
        let deb = |provider| if let Provider::Deb(deb) = provider { Some(deb) } else { None };
        provisions.filter_map(deb).collect::<Vec<Deb>>()
    };
    let [deb] = &of("cpython-3.14")[..] else { panic!("one provision of packages") };
    assert_eq!((deb.suites.len(), deb.packages.len(), deb.file.as_str()), (2, 1, "usr/bin/tool*"));
    assert_eq!(deb.without, ["libc6-dev"]);
    assert!(deb.remove.is_empty());
    assert_eq!((deb.edits[0].pattern.as_str(), deb.edits[0].by.as_str()), ("(a)", "{folder}$1"));
}

#[test]
fn packages_must_say_where_and_what_they_are() {
    found(
        &[(UV, &packages(r#"packages = [], file = "../tool""#))],
        &[
            ("deb", "`suites` is missing in [toolchain.\"cpython-3.14\".deb]", "`suites = ["),
            ("[]", "`packages` is empty", "`packages = ["),
            ("\"../tool\"", "`../tool` leaves its folder by `..`", "write a path"),
        ],
    );
}

#[test]
fn a_change_in_packages_must_make_sense() {
    let deb = |edit: &str| {
        packages(&format!(r#"suites = ["sid"], packages = ["tool"], file = "bin/tool", edit = [{{ {edit} }}]"#))
    };
    found(
        &[(UV, &deb(r#"files = "a", pattern = "(", by = "{prefix}""#))],
        &[
            ("\"(\"", "`pattern` is no regular expression: found open group without closing ')'", "`pattern = "),
            ("{prefix}", "unknown placeholder `{prefix}`", "`{folder}`"),
        ],
    );
    found(
        &[(UV, &deb(r#"files = "/etc/[", by = "x""#))],
        &[
            ("{ files", "`pattern` is missing in [toolchain.\"cpython-3.14\".deb.edit]", "`pattern = "),
            ("\"/etc/[\"", "`/etc/[` is no glob pattern: invalid range pattern", "bracket"),
            ("\"/etc/[\"", "`/etc/[` is not a relative path", "write a path"),
        ],
    );
}
