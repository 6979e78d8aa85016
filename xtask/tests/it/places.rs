//! Places that the user names: what is written there stays what it is, and what is not ours stays as it is.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use harness::session::{FETCHED, REMEMBERED};

use crate::support::{Ladder, Outcome, program, project, succeeds, wait_until};

/// A ladder with one session, and a document with a text that is out of date.
fn measured() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.file("document.md", DOCUMENT);
    ladder
}

const DOCUMENT: &str = "<!-- ladder: report --brief -->\nold\n<!-- /ladder -->\n";

/// Every command that writes to a file that the user names, with what the file holds before.
const WRITERS: [(&[&str], &str); 4] = [
    (&["report", "--output"], "old"),
    (&["report", "--format", "html", "-o"], "old"),
    (&["export", "csv", "--output"], "old"),
    (&["splice"], DOCUMENT),
];

/// Writes to a place, named relative to the ladder.
fn write(ladder: &Ladder, writer: &[&str], place: &str) -> Outcome {
    let place = ladder.root().join(place);
    ladder.xtask(&[writer, &[place.to_str().expect("UTF-8")]].concat())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

/// Runs a line of a shell in which `$X` is the harness. There may be no such shell.
fn shell(ladder: &Ladder, line: &str) -> Option<Outcome> {
    let mut bash = program(Path::new("bash"));
    bash.args(["-c", line]).env("X", env!("CARGO_BIN_EXE_xtask")).current_dir(ladder.root());
    let output = bash.output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Outcome { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) })
}

#[test]
fn a_file_keeps_its_mode_and_its_links_whatever_command_writes_it() {
    let ladder = measured();
    for (place, (writer, before)) in WRITERS.iter().enumerate() {
        let (real, link) = (format!("deep/{place}/real"), format!("link-{place}"));
        ladder.file(&real, before);
        let path = ladder.root().join(&real);
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
        ladder.link(&link, &real);
        fs::hard_link(&path, ladder.root().join(format!("hard-{place}"))).expect("another name");
        write(&ladder, writer, &link).exits_with(0);
        assert!(ladder.root().join(&link).is_symlink(), "{writer:?} replaced a link");
        assert_ne!(&ladder.text(&real), before, "{writer:?} wrote elsewhere");
        assert_eq!(ladder.text(&format!("hard-{place}")), ladder.text(&real), "{writer:?} lost a name");
        assert_eq!(mode(&path), 0o600, "{writer:?} shows everybody what was private");
        let beside = fs::read_dir(path.parent().expect("a folder")).expect("readable").count();
        assert_eq!(beside, 1, "{writer:?} left something behind");
    }
}

#[test]
fn a_device_stays_one_and_takes_what_is_written() {
    let ladder = measured();
    ladder.link("nothing", "/dev/null");
    for (writer, _) in &WRITERS[..3] {
        write(&ladder, writer, "nothing").exits_with(0);
        assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
        let told = write(&ladder, writer, "/dev/full").exits_with(1);
        assert!(told.stderr.contains("cannot write /dev/full: No space left on device"), "{}", told.stderr);
    }
    assert!(ladder.root().join("nothing").is_symlink());
}

#[test]
fn a_pipe_stays_one_and_its_reader_gets_all() {
    let ladder = measured();
    let printed = ladder.xtask(&["export", "csv"]).exits_with(0).stdout;
    let pipe = ladder.root().join("pipe");
    assert!(succeeds(ladder.root(), &["mkfifo", "pipe"]), "no pipe");
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read_to_string(pipe).expect("what was written"))
    };
    write(&ladder, &["export", "csv", "-o"], "pipe").exits_with(0);
    assert_eq!(reader.join().expect("a reader"), printed);
    assert!(fs::metadata(&pipe).expect("a pipe").file_type().is_fifo());
    // Somebody who reads the beginning alone is no error.
    let reader = std::thread::spawn(move || drop(fs::File::open(pipe)));
    write(&ladder, &["report", "-o"], "pipe").exits_with(0);
    reader.join().expect("a reader");
}

#[test]
fn standard_output_by_any_of_its_names_is_where_it_is_and_nothing_else_is_said_there() {
    let ladder = measured();
    for command in [&["report"][..], &["report", "--format", "json"], &["export", "hyperfine"]] {
        let printed = ladder.xtask(command).exits_with(0).stdout;
        for name in ["-", "/dev/stdout", "/dev/fd/1"] {
            let written = ladder.xtask(&[command, &["--output", name]].concat()).exits_with(0).stdout;
            assert_eq!(written.trim_end(), printed.trim_end(), "{command:?} to {name}");
        }
    }
    assert!(!ladder.root().join("-").exists());
    ladder.xtask(&["export", "pyperf", "--by", "rung", "-o", "-"]).exits_with(2).mutters("--output DIR");
    let Some(done) = shell(&ladder, "echo first > said; \"$X\" export csv -o /dev/stdout >> said") else { return };
    done.exits_with(0);
    assert_eq!(ladder.text("said"), format!("first\n{}", ladder.xtask(&["export", "csv"]).stdout));
    shell(&ladder, "\"$X\" export csv -o >(cat > copy)").expect("a shell").exits_with(0);
    let whole = ladder.xtask(&["export", "csv"]).stdout;
    wait_until("the other command has it", || {
        fs::read_to_string(ladder.root().join("copy")).is_ok_and(|text| text == whole)
    });
}

#[test]
fn a_folder_and_a_full_disk_are_said_and_the_former_file_stays() {
    let ladder = measured();
    for (writer, before) in &WRITERS[..3] {
        let told = write(&ladder, writer, "kernels").exits_with(1);
        assert!(told.stderr.contains("it is a folder\nhint: name a file in it"), "{}", told.stderr);
        write(&ladder, writer, "document.md/inside").exits_with(1).mutters("document.md/inside: ");
        ladder.file("former", before);
        // Nothing longer than a block fits.
        let line = format!("trap '' XFSZ; ulimit -f 1; \"$X\" {} former", writer.join(" "));
        let Some(told) = shell(&ladder, &line) else { return };
        if told.status == Some(0) {
            assert!(ladder.text("former").len() <= 1024, "{line}");
        } else {
            told.exits_with(1).mutters("cannot write former: ");
            assert_eq!(&ladder.text("former"), before, "{line}");
        }
    }
    assert_eq!(ladder.text("document.md"), DOCUMENT);
    let left = fs::read_dir(ladder.root()).expect("readable").flatten();
    let left: Vec<String> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.ends_with(".part")), "{left:?}");
}

#[test]
fn a_file_in_a_folder_that_takes_no_other_is_written_and_a_file_that_is_read_only_is_not() {
    let ladder = measured();
    if fs::metadata(ladder.root()).expect("a folder").uid() == 0 {
        return; // Nothing is read-only to root.
    }
    ladder.file("closed/open", "old");
    ladder.file("kept", "old");
    let (folder, kept) = (ladder.root().join("closed"), ladder.root().join("kept"));
    fs::set_permissions(&folder, Permissions::from_mode(0o555)).expect("a mode");
    fs::set_permissions(&kept, Permissions::from_mode(0o444)).expect("a mode");
    let before = fs::metadata(folder.join("open")).expect("a file").ino();
    write(&ladder, &["report", "-o"], "closed/open").exits_with(0);
    assert_eq!(fs::metadata(folder.join("open")).expect("a file").ino(), before);
    assert_ne!(ladder.text("closed/open"), "old");
    write(&ladder, &["report", "-o"], "closed/new").exits_with(1).mutters("closed/new: Permission denied");
    write(&ladder, &["report", "-o"], "kept").exits_with(1).mutters("kept: Permission denied");
    assert_eq!(ladder.text("kept"), "old");
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn a_copy_for_everybody_gets_a_name_that_means_no_other_session_and_no_option() {
    let ladder = measured();
    for name in ["latest", "-x", "--all", "published", ".hidden", "a/b", ""] {
        let told = ladder.xtask(&["report", &format!("--publish={name}")]).exits_with(2);
        assert!(told.stderr.contains(&format!("`{name}` is ")), "{name}: {}", told.stderr);
    }
    assert!(!ladder.root().join("results/published").exists());
    // What is there already is not replaced, nor what a link leads to.
    ladder.link("results/published/taken", "nowhere");
    ladder.xtask(&["report", "--publish=taken"]).exits_with(1).mutters("is there already");
    ladder.xtask(&["report", "--publish=free"]).exits_with(0);
    assert_eq!(fs::read_dir(ladder.root().join("results/published")).expect("readable").count(), 2);
}

#[test]
fn a_folder_of_somebody_else_is_not_built_in_and_never_emptied() {
    let ladder = Ladder::new();
    ladder.file("mine/build/precious.txt", "mine");
    ladder.file("tagged/build/precious.txt", "mine");
    ladder.file("tagged/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# of another program\n");
    for folder in ["mine", "tagged"] {
        for command in ["run", "check", "build", "setup", "doctor", "clean"] {
            let told = ladder.xtask(&[command, "--target", folder]).exits_with(2);
            assert!(told.stderr.contains("has files in it that this program has not made\nhint: "), "{}", told.stderr);
        }
        assert_eq!(ladder.text(&format!("{folder}/build/precious.txt")), "mine");
    }
    assert_eq!(fs::read_dir(ladder.root().join("mine")).expect("readable").count(), 1, "something was put into it");
}

#[test]
fn what_was_built_is_removed_and_what_somebody_put_beside_it_stays() {
    let ladder = Ladder::new();
    fs::create_dir(ladder.root().join("empty")).expect("a folder");
    for target in ["empty", "new", "target/ladder"] {
        ladder.xtask(&["check", "--benchmark", "sums", "--target", target]).exits_with(0);
        ladder.file(&format!("{target}/notes.txt"), "mine");
        ladder.file("elsewhere/precious.txt", "mine");
        ladder.link(&format!("{target}/fuzz"), ladder.root().join("elsewhere").to_str().expect("UTF-8"));
        ladder.xtask(&["clean", "--all", "--target", target]).exits_with(0).says("checked");
        assert!(!ladder.root().join(target).join("checked").exists());
        assert_eq!(ladder.text(&format!("{target}/notes.txt")), "mine");
        assert_eq!(ladder.text("elsewhere/precious.txt"), "mine");
    }
}

#[test]
fn whatever_this_program_makes_in_its_folder_is_known_as_ours_and_removed() {
    let mut known: Vec<&str> = REMEMBERED.iter().chain(&FETCHED).copied().collect();
    known.sort_unstable();
    let mut made: Vec<String> = Vec::new();
    for folder in ["xtask/src", "xtask/crates/harness/src"] {
        for file in sources(&project().join(folder)) {
            let text = fs::read_to_string(file).expect("readable");
            let text = text.split("\nmod tests {").next().unwrap_or_default();
            let names = text.split("target.join(\"").skip(1).filter_map(|rest| rest.split('"').next());
            made.extend(names.map(str::to_owned));
        }
    }
    assert!(made.len() > 10, "{made:?}");
    for name in made {
        assert!(known.contains(&name.as_str()), "`{name}` is made in the target folder, and `clean` does not know it");
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(sources(&path)),
            path => files.push(path),
        }
    }
    files
}

#[test]
fn what_only_looks_leaves_a_folder_that_can_be_built_in() {
    let ladder = Ladder::new();
    ladder.xtask(&["doctor"]).exits_with(0);
    ladder.xtask(&["check", "--benchmark", "sums"]).exits_with(0);
    fs::remove_file(ladder.root().join("target/ladder/CACHEDIR.TAG")).expect("the tag");
    ladder.xtask(&["clean"]).exits_with(2).mutters("nothing says that ");
    ladder.xtask(&["check", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["clean"]).exits_with(0).says("removed ");
}
