//! Packages of the distribution, unpacked: a real one, from an archive that a script stands in for.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{Ladder, Outcome, succeeds};

/// Answers like apt where the harness asks it. The suite `gone` does not exist, `empty` has no such package, and `torn`
/// brings one package and not the other.
const APT_GET: &str = r#"#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/log"
config=
while [ $# -gt 0 ]; do
    case $1 in
        --config-file) config=$2; shift ;;
        indextargets) . /etc/os-release; printf 'Component: main\nSite: http://archive.invalid/%s\n' "$ID"; exit ;;
        update) command=update ;;
        install) command=install ;;
    esac
    shift
done
value() { sed -n "s/^$1 \"\(.*\)\";\$/\1/p" "$config"; }
sources=$(cat "$(value Dir::Etc::SourceList)")
case "$command $sources" in
    "update "*" gone main") echo "E: The repository has no release 'gone'." >&2; exit 100 ;;
    "install "*" empty main") echo "E: Unable to locate package tool" >&2; exit 100 ;;
    "install "*" torn main") cp "$here"/other/*.deb "$(value Dir::Cache::Archives)"
                 echo "E: Failed to fetch the rest" >&2; exit 100 ;;
    "install "*) grep -q "^Package: unwanted" "$(value Dir::State::Status)" || exit 1
                 cp "$here"/*.deb "$(value Dir::Cache::Archives)" ;;
esac
"#;

const TOOLCHAIN: &str = r#"
[toolchain.packed]
title = "Packed"
names = ["surely-not-on-path"]
probe = ["{tool}"]
version-pattern = '([\d.]+)'
fix = "build the package"
[toolchain.packed.deb]
suites = ["gone", "empty", "good"]
packages = ["tool"]
without = ["unwanted"]
file = "usr/bin/tool-*"
edit = [{ files = "etc/tool.conf", pattern = "/usr", by = "{folder}/usr" }]
remove = ["usr/share/in-the-*"]
"#;

/// A ladder beside an archive with one package: a tool whose version stands in a file that it knows by its full name.
fn ladder() -> Option<Ladder> {
    if !succeeds(Path::new("/"), &["dpkg-deb", "--version"]) || !Path::new("/etc/os-release").exists() {
        eprintln!("skipped: this system has no dpkg-deb");
        return None;
    }
    let ladder = Ladder::new().with(TOOLCHAIN);
    ladder.file("tree/DEBIAN/control", "Package: tool\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n");
    ladder.file("tree/usr/share/version", "7.8.9\n");
    ladder.file("tree/usr/share/in-the-way", "");
    ladder.file("tree/etc/tool.conf", "exec cat /usr/share/version\n");
    ladder.file("tree/usr/bin/tool-7", "#!/bin/sh\n. \"$(dirname \"$0\")/../share/tool.conf\"\n");
    std::os::unix::fs::symlink("/etc/tool.conf", ladder.root().join("tree/usr/share/tool.conf")).expect("a link");
    ladder.file("bin/apt-get", APT_GET);
    for program in ["tree/usr/bin/tool-7", "bin/apt-get"] {
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(ladder.root().join(program), mode).expect("executable");
    }
    package(&ladder, "tree", "bin/tool.deb");
    Some(ladder)
}

/// Makes a package of a folder.
fn package(ladder: &Ladder, tree: &str, file: &str) {
    assert!(succeeds(ladder.root(), &["dpkg-deb", "--root-owner-group", "--build", tree, file]));
}

fn setup(ladder: &Ladder) -> Outcome {
    ladder.xtask_with("PATH", &ladder.path(), &["setup", "packed"])
}

/// The folder that the packages were unpacked into.
fn unpacked(ladder: &Ladder) -> PathBuf {
    let toolchains = fs::read_dir(ladder.root().join("target/ladder/toolchains")).expect("toolchains").flatten();
    toolchains.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a folder")
}

#[test]
fn packages_are_unpacked_into_a_folder_where_they_work() {
    let Some(ladder) = ladder() else { return };
    setup(&ladder).exits_with(0).says("7.8.9").says("unpacked packages of the distribution").says("downloaded");
    let folder = unpacked(&ladder);
    assert!(!folder.join("usr/share/in-the-way").exists());
    assert!(!folder.join(".downloads").exists());
    // What is there is not got again.
    let asked = ladder.text("bin/log");
    setup(&ladder).exits_with(0).says("7.8.9");
    assert_eq!(ladder.text("bin/log"), asked);
}

#[test]
fn every_suite_says_why_it_has_no_such_package() {
    let Some(ladder) = ladder() else { return };
    let ladder = ladder.with_instead(r#""empty", "good""#, r#""empty""#);
    let outcome = setup(&ladder).exits_with(1);
    outcome.says("gone: The repository has no release 'gone'").says("empty: Unable to locate package tool");
    let left = fs::read_dir(ladder.root().join("target/ladder/toolchains")).expect("readable").flatten();
    assert!(left.into_iter().all(|entry| !entry.path().is_dir()), "something half-done was left");
}

#[test]
fn packages_that_have_changed_are_not_taken_for_good() {
    let Some(ladder) = ladder() else { return };
    let ladder = ladder.with_instead("pattern = \"/usr\"", "pattern = \"/opt\"");
    setup(&ladder).exits_with(1).says("nothing in `etc/tool.conf` matches `/opt`");
}

#[test]
fn an_installation_that_is_broken_or_not_whole_is_got_again() {
    let Some(ladder) = ladder() else { return };
    setup(&ladder).exits_with(0).says("7.8.9");
    let tool = unpacked(&ladder).join("usr/bin/tool-7");
    let spoil: [(&str, &dyn Fn()); 3] = [
        ("it does not work", &|| fs::write(&tool, "#!/bin/sh\nexit 1\n").expect("a spoilt tool")),
        ("its tool is gone", &|| fs::remove_file(&tool).expect("the tool")),
        ("something ended while it was filled", &|| {
            fs::remove_file(unpacked(&ladder).join("ladder-complete")).expect("the receipt");
            fs::remove_file(unpacked(&ladder).join("usr/share/version")).expect("a file");
        }),
    ];
    for (times, (how, spoil)) in spoil.iter().enumerate() {
        spoil();
        let seen = ladder.xtask_with("PATH", &ladder.path(), &["doctor"]).exits_with(0).stdout;
        assert!(!seen.contains("7.8.9"), "{how}, and is not missed:\n{seen}");
        setup(&ladder).exits_with(0).says("7.8.9");
        let got = ladder.text("bin/log").lines().filter(|line| line.contains(" install ")).count();
        // Each time the suite `empty` is asked in vain first.
        assert_eq!(got, 2 * (times + 2), "{how}");
    }
}

#[test]
fn packages_of_two_suites_are_not_mixed() {
    let Some(ladder) = ladder() else { return };
    let ladder = ladder.with_instead(r#""empty", "good""#, r#""torn", "good""#);
    ladder
        .file("other/DEBIAN/control", "Package: other\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n");
    ladder.file("other/usr/share/stowaway", "");
    fs::create_dir(ladder.root().join("bin/other")).expect("a folder");
    package(&ladder, "other", "bin/other/other.deb");
    setup(&ladder).exits_with(0).says("7.8.9");
    assert!(ladder.text("bin/log").contains(" install "), "the torn suite was not asked");
    assert!(!unpacked(&ladder).join("usr/share/stowaway").exists(), "a package of the torn suite was unpacked");
}
