//! Texts that are kept in `tests/frozen/`, and what is different in them now.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// Set to 1, it has the texts of now kept in place of those of before.
const VARIABLE: &str = "LADDER_FREEZE";

/// A longer output is kept as its length, its hash and its first lines.
const LONG: usize = 32 << 10;

/// So many first lines of a long output, and no more than so many characters of each.
const LINES: usize = 20;
const LINE: usize = 200;

/// What begins the line that stands for a long output.
const STANDS_FOR: &str = "[long: SHA-256 ";

/// The most lines of one difference that are shown.
const SHOWN: usize = 80;

/// What to do where a long output of before is not at hand.
const HINT: &str =
    "  hint: run this test once on the earlier state, with this target folder, to see all that differs\n";

/// The folder of what is kept.
pub(crate) fn frozen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen")
}

/// Whether the texts of now are to be kept.
pub(crate) fn anew() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|value| value == "1")
}

/// Insists that these texts, by the names of their files, are those that the folder has. With `LADDER_FREEZE=1` they are
/// from now on.
#[track_caller]
pub(crate) fn hold(folder: &str, texts: Vec<(String, String)>) {
    let place = frozen().join(folder);
    let count = texts.len();
    let texts: BTreeMap<String, String> = texts.into_iter().collect();
    assert_eq!(texts.len(), count, "two texts of {folder} have the same name");
    if anew() {
        keep(&place, &texts);
        return;
    }
    let differences = differences(&place, &texts);
    assert!(
        differences.is_empty(),
        "{} of {count} texts in {} differ from what is kept:\n\n{}\n\
         If that is meant, keep the new ones: {VARIABLE}=1 cargo test -p xtask --test it frozen, and look at the difference \
         before you commit it.",
        differences.len(),
        place.display(),
        differences.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n")
    );
}

/// An output as it is kept: as it is, or in short. The whole of a long one goes to the target folder under its hash, so
/// that a later difference can be shown.
pub(super) fn shortened(text: &str) -> String {
    if text.len() <= LONG {
        return text.to_owned();
    }
    let digest = Sha256::digest(text.as_bytes());
    let hash: String = digest.iter().fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    fs::create_dir_all(whole("")).expect("a folder for long outputs");
    fs::write(whole(&hash), text).expect("a long output, written");
    let first = text.lines().take(LINES).map(|line| line.chars().take(LINE).collect::<String>());
    let first: Vec<String> = first.collect();
    format!("{STANDS_FOR}{hash}, {} bytes, of which the first lines are:]\n{}\n", text.len(), first.join("\n"))
}

fn whole(hash: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("frozen").join(hash)
}

fn keep(place: &Path, texts: &BTreeMap<String, String>) {
    fs::create_dir_all(place).expect("a folder");
    for name in kept(place) {
        if !texts.contains_key(&name) {
            fs::remove_file(place.join(&name)).expect("a file that goes");
        }
    }
    for (name, text) in texts {
        fs::write(place.join(name), text).expect("a text, written");
    }
}

/// The names of the texts in a folder.
fn kept(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".txt")).collect()
}

fn differences(place: &Path, texts: &BTreeMap<String, String>) -> Vec<String> {
    let gone = kept(place).into_iter().filter(|name| !texts.contains_key(name));
    let mut all: Vec<String> = gone.map(|name| format!("{name}: nothing makes it any more\n")).collect();
    for (name, now) in texts {
        match fs::read_to_string(place.join(name)) {
            Ok(before) if before == *now => {}
            Ok(before) => all.push(format!("{name}:\n{}", difference(&before, now))),
            Err(_) => all.push(format!("{name}: it is new\n")),
        }
    }
    all
}

/// What is different, line by line; of long outputs as well, where both are at hand.
fn difference(before: &str, now: &str) -> String {
    let (before, now, hint) = match in_full(before).zip(in_full(now)) {
        Some((before, now)) => (before, now, ""),
        None => (before.to_owned(), now.to_owned(), HINT),
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let mut shown = String::new();
    for group in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), 2) {
        for op in group {
            let (left, right) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                old[left].iter().for_each(|line| lines(&mut shown, ' ', line));
            } else {
                old[left].iter().for_each(|line| lines(&mut shown, '-', line));
                new[right].iter().for_each(|line| lines(&mut shown, '+', line));
            }
        }
        shown.push_str("  ...\n");
    }
    if shown.is_empty() {
        shown.push_str("  (in the ends of lines alone)\n");
    }
    let count = shown.lines().count();
    let mut clipped: String = shown.lines().take(SHOWN).fold(String::new(), |all, line| all + line + "\n");
    if count > SHOWN {
        let _ = writeln!(clipped, "  ... and {} more lines", count - SHOWN);
    }
    clipped + hint
}

fn lines(shown: &mut String, sign: char, line: &str) {
    let _ = writeln!(shown, "  {sign} {}", line.chars().take(LINE).collect::<String>());
}

/// A text with its long outputs in full; none where the target folder lacks one.
fn in_full(text: &str) -> Option<String> {
    let mut all = String::new();
    for line in text.split_inclusive('\n') {
        let hash = line.strip_prefix(STANDS_FOR).and_then(|rest| rest.split(',').next());
        if let Some(hash) = hash {
            all.push_str(&fs::read_to_string(whole(hash)).ok()?);
        }
        all.push_str(line);
    }
    Some(all)
}

/// Does jobs, a few at a time, and returns what came of each in their order.
pub(crate) fn a_few_at_a_time<J: Sync, R: Send>(jobs: &[J], each: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(job) = jobs.get(index) else { return done };
            done.push((index, each(job)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker that ends well")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
