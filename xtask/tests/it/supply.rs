//! What is fetched, and when: nothing while anything is measured, nothing that is not the pinned file, nothing that is built by
//! a stranger's build.

use std::fs;

use crate::support::{Ladder, cell, project, uv};

#[test]
fn nothing_needs_a_network_while_it_is_built_checked_and_measured() {
    let ladder = Ladder::new();
    let Some(outcome) = ladder.xtask_without_network(&["run", "--benchmark", "sums"]) else { return };
    outcome.exits_with(0).says("Four times as brisk");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
}

/// Writes a wheel, and a source archive whose build leaves a file behind; prints the SHA-256 of each.
const PACK: &str = r#"
import hashlib, io, sys, tarfile, zipfile
folder = sys.argv[1]
info = "tiny-1.0.dist-info"
metadata = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
with zipfile.ZipFile(f"{folder}/tiny-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tiny.py", "")
    wheel.writestr(f"{info}/METADATA", metadata)
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
with tarfile.open(f"{folder}/tiny-1.0.tar.gz", "w:gz") as source:
    for name, text in [("PKG-INFO", metadata), ("setup.py", f"open({folder + '/ran'!r}, 'w')")]:
        member = tarfile.TarInfo(f"tiny-1.0/{name}")
        member.size = len(text)
        source.addfile(member, io.BytesIO(text.encode()))
for name in "tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz":
    print(hashlib.sha256(open(f"{folder}/{name}", "rb").read()).hexdigest())
"#;

/// A ladder whose rung `packed` needs a package that lies in its folder; and the hashes of its wheel and of its source. None,
/// said aloud, where there is no uv.
fn ladder() -> Option<(Ladder, Vec<String>)> {
    uv()?;
    let ladder = Ladder::new().with(
        r#"
[rung.packed]
like = "plain"
title = "With a package"
requirements = "kernels/requirements.txt"
kernels = { sums = "sums.py" }"#,
    );
    ladder.file("pack.py", PACK);
    let folder = ladder.root().display().to_string();
    let script = ladder.root().join("pack.py").display().to_string();
    let hashes =
        ladder.ask_python(&format!("import runpy, sys; sys.argv = ['', {folder:?}]; runpy.run_path({script:?})"));
    Some((ladder, hashes.lines().map(str::to_owned).collect()))
}

/// What becomes of the rung with this file of the package, of which the list says this hash.
fn checked(ladder: &Ladder, file: &str, hash: &str, status: i32) -> String {
    let place = ladder.root().join(file).display().to_string();
    ladder.file("kernels/requirements.txt", &format!("tiny @ file://{place} --hash=sha256:{hash}\n"));
    let path = format!("{}:{}", uv().expect("it is there").display(), std::env::var("PATH").expect("a PATH"));
    let words = ["check", "--rung", "packed", "--benchmark", "sums", "--format", "json"];
    let json = ladder.xtask_with("PATH", &path, &words).exits_with(status).json();
    let cell = cell(&json, "packed/sums");
    format!("{}: {}", cell["status"].as_str().unwrap_or_default(), cell["reason"].as_str().unwrap_or_default())
}

/// The folders of packages that were installed whole.
fn environments(ladder: &Ladder) -> usize {
    let folders = fs::read_dir(ladder.root().join("target/ladder/environments")).into_iter().flatten().flatten();
    folders.filter(|entry| entry.path().join("ladder-complete").is_file()).count()
}

#[test]
fn a_package_that_is_not_the_pinned_one_is_refused_and_nothing_of_it_is_left() {
    let Some((ladder, hashes)) = ladder() else { return };
    let wheel = "tiny-1.0-py3-none-any.whl";
    let refused = checked(&ladder, wheel, &"00".repeat(32), 0);
    assert!(refused.starts_with("missing: ") && refused.contains("Hash mismatch"), "{refused}");
    assert_eq!(environments(&ladder), 0, "something of it is left");
    assert_eq!(checked(&ladder, wheel, &hashes[0], 0), "agrees: ");
    assert_eq!(environments(&ladder), 1);
}

#[test]
fn a_package_without_a_wheel_is_not_built_and_says_so() {
    let Some((ladder, hashes)) = ladder() else { return };
    let refused = checked(&ladder, "tiny-1.0.tar.gz", &hashes[1], 0);
    assert!(refused.starts_with("missing: ") && refused.contains("disabled"), "{refused}");
    assert!(!ladder.root().join("ran").exists(), "its build was run");
    assert_eq!(environments(&ladder), 0, "something of it is left");
}

#[test]
fn lists_of_packages_have_packages_with_hashes_and_nothing_else() {
    let mut lists = 0;
    for pattern in ["kernels-*/**/requirements*.txt", "xtask/**/requirements*.txt"] {
        let pattern = project().join(pattern).display().to_string();
        for list in glob::glob(&pattern).expect("a pattern").flatten() {
            let text = fs::read_to_string(&list).expect("a list");
            let hashed = text.lines().filter(|line| line.trim_start().starts_with("--hash=sha256:")).count();
            let others = text.lines().filter(|line| {
                let line = line.trim();
                !(line.is_empty()
                    || line.starts_with('#')
                    || line.starts_with("--hash=sha256:")
                    || line.starts_with("--no-binary ")
                    || line.contains("=="))
            });
            assert_eq!(others.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", list.display());
            assert!(hashed > 0, "{}", list.display());
            lists += 1;
        }
    }
    assert!(lists > 20, "{lists}");
}
