//! A copy of a session for everybody: the same records, without what is private.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use anyhow::{Context as _, bail};
use files::Unfinished;
use samples::{CellId, Line, Lines, Sample, Samples, Seal};

use super::journal::{ENVIRONMENT, SAMPLES};
use super::redact::{Lessons, PLACEHOLDERS, Private, Redactor, skeleton};

/// The folder of published copies, in that of the sessions.
pub const PUBLISHED: &str = "published";

/// The files of a session; there may be no environment.
pub const FILES: [&str; 2] = [SAMPLES, ENVIRONMENT];

/// A copy that was made.
#[derive(Debug)]
pub struct Copied {
    /// Its folder.
    pub folder: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// How many times each placeholder stands in it, where it does.
    pub replaced: Vec<(&'static str, usize)>,
    /// Names of users or hosts that are also words of the records, and stay where they stand alone.
    pub ambiguous: Vec<String>,
}

/// Writes a copy of the session in `folder` to the new folder `target`, with placeholders for what is private on this machine
/// and on the one that it was made on. `approve` is given the redactor and the folder of the copy before that gets its name;
/// whatever fails, nothing is left behind.
///
/// # Errors
/// When there is a `target`, the session cannot be read, the disk does not take the copy, or it is not approved of.
pub fn publish(
    (folder, samples): (&Path, &Samples),
    target: &Path,
    private: Private,
    approve: impl FnOnce(&mut Redactor, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<Copied> {
    if target.symlink_metadata().is_ok() {
        bail!(
            "{} is there already: what is public is not changed\nhint: give the copy another name, or remove that one",
            target.display()
        );
    }
    let mut redactor = lessons(folder, samples.cells().map(|cell| cell.id()), private)?.redactor();
    let published = target.parent().context("the copy needs a folder to lie in")?;
    let made = fs::create_dir_all(published).and_then(|()| Unfinished::folder(target));
    let partial = made.with_context(|| format!("cannot make {}", target.display()))?;
    let (counts, copies) = copy(folder, &mut redactor, partial.path())?;
    // The disk takes the copy while it is looked at.
    let (approved, taken) = thread::scope(|scope| {
        let taken = scope.spawn(|| copies.iter().try_for_each(File::sync_data));
        (approve(&mut redactor, partial.path()), taken.join())
    });
    approved?;
    let taken = taken.unwrap_or_else(|_| Err(io::Error::other("what writes it has panicked")));
    taken.with_context(|| format!("cannot write {}", partial.path().display()))?;
    partial.put(target).with_context(|| format!("cannot make {}", target.display()))?;
    let ambiguous = redactor.ambiguous().map(str::to_owned).collect();
    let replaced = counts.replaced.into_iter().filter(|(_, times)| *times > 0).collect();
    Ok(Copied { folder: target.to_owned(), bytes: counts.bytes, replaced, ambiguous })
}

/// Whether a copy has the keys and numbers of a session, file by file and record by record; else the first place where it has
/// not: the file, what the session has there, and what the copy has.
///
/// # Errors
/// When a file cannot be read.
pub fn same_but_for_words(folder: &Path, copy: &Path) -> anyhow::Result<Result<(), (&'static str, String, String)>> {
    for name in FILES {
        let (mut own, mut public) = (Texts::open(folder, name)?, Texts::open(copy, name)?);
        loop {
            own.pass_over_common(&mut public)?;
            let (own, public) = (own.next()?, public.next()?);
            let skeleton = |line: Option<&str>| line.map_or_else(|| Ok("nothing".to_owned()), skeleton);
            match (own, public) {
                (None, None) => break,
                (own, public) if own == public => {}
                (own, public) => {
                    let (own, public) = (skeleton(own)?, skeleton(public)?);
                    if own != public {
                        return Ok(Err((name, own, public)));
                    }
                }
            }
        }
    }
    Ok(Ok(()))
}

/// What a session tells. Samples, which are nearly all of a long one, tell the names of their cells.
fn lessons<'s>(
    folder: &Path,
    cells: impl Iterator<Item = CellId<&'s str>>,
    private: Private,
) -> anyhow::Result<Lessons> {
    let mut lessons = Lessons::new(private);
    for name in FILES {
        let mut texts = Texts::open(folder, name)?;
        while let Some(text) = texts.next_but_samples()? {
            lessons.learn(text).with_context(|| format!("{name} is no JSON"))?;
        }
    }
    let words: BTreeSet<&str> = cells.flat_map(|cell| [cell.benchmark, cell.rung]).collect();
    words.into_iter().for_each(|word| lessons.learn_word(word));
    Ok(lessons)
}

/// Whether the redactor leaves the names of cells as they are, each of which is looked at once.
#[derive(Default)]
struct Names {
    known: HashMap<String, bool>,
    /// The cell of the last sample, and whether its names stay: most samples are of the cell of the one before.
    last: Option<(CellId, bool)>,
}

impl Names {
    /// Whether both names of a sample stay.
    fn stay(&mut self, sample: &Sample<&str>, redactor: &mut Redactor) -> bool {
        if let Some((_, stay)) = self.last.as_ref().filter(|(cell, _)| cell.borrowed() == sample.id()) {
            return *stay;
        }
        let stay = [sample.benchmark, sample.rung].into_iter().all(|word| self.stays(word, redactor));
        self.last = Some((sample.id().owned(), stay));
        stay
    }

    fn stays(&mut self, word: &str, redactor: &mut Redactor) -> bool {
        if let Some(stays) = self.known.get(word) {
            return *stays;
        }
        let text = serde_json::Value::from(word).to_string();
        let stays = redactor.json(&text).is_ok_and(|public| public == text);
        self.known.insert(word.to_owned(), stays);
        stays
    }
}

/// How large a copy is, and how many times each placeholder stands in it.
struct Counts {
    bytes: u64,
    replaced: Vec<(&'static str, usize)>,
}

/// Writes the copy's files, and returns them, as the disk may not have taken them yet.
fn copy(folder: &Path, redactor: &mut Redactor, target: &Path) -> anyhow::Result<(Counts, Vec<File>)> {
    let mut counts = Counts { bytes: 0, replaced: PLACEHOLDERS.map(|placeholder| (placeholder, 0)).to_vec() };
    let mut copies = Vec::new();
    for name in FILES.into_iter().filter(|name| folder.join(name).exists()) {
        let path = target.join(name);
        let mut write = || copy_file(folder, name, redactor, &path, &mut counts);
        copies.push(write().with_context(|| format!("cannot write {}", path.display()))?);
    }
    Ok((counts, copies))
}

/// Writes a copy of a file, piece by piece; the next piece is made while the last one is written.
fn copy_file(
    folder: &Path,
    name: &str,
    redactor: &mut Redactor,
    path: &Path,
    counts: &mut Counts,
) -> anyhow::Result<File> {
    let mut texts = Texts::open(folder, name)?;
    let mut file = File::create(path)?;
    let (to, pieces) = mpsc::sync_channel(2);
    thread::scope(|scope| {
        let written = scope.spawn(move || {
            pieces.iter().try_for_each(|piece: Vec<u8>| file.write_all(&piece))?;
            Ok(file)
        });
        let mut to = BufWriter::with_capacity(PIECE, Pieces(to));
        let made = copy_texts(&mut texts, redactor, counts, &mut to).and_then(|()| Ok(to.flush()?));
        drop(to);
        let written: io::Result<File> =
            written.join().unwrap_or_else(|_| Err(io::Error::other("what writes it has panicked")));
        // Where the disk takes nothing, no more can be made either.
        let file = written?;
        made.map(|()| file)
    })
}

/// How many bytes a piece has.
const PIECE: usize = 1 << 20;

/// Takes pieces for whoever writes them.
struct Pieces(SyncSender<Vec<u8>>);

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0.send(piece.to_vec()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Copies the texts of a file.
fn copy_texts(
    texts: &mut Texts,
    redactor: &mut Redactor,
    counts: &mut Counts,
    file: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut names = Names::default();
    loop {
        counts.bytes += texts.copy_samples(file, &mut |sample| names.stay(sample, redactor))?;
        let Some(text) = texts.next_at_hand()? else { return Ok(()) };
        let public = redactor.json(text)?;
        for (placeholder, times) in &mut counts.replaced {
            *times += public.matches(*placeholder).count();
        }
        let public = texts.ended_like(public);
        counts.bytes += public.len() as u64;
        file.write_all(&public)?;
    }
}

/// The JSON texts of a file of a session: the environment is one, and each record is one, here without its checksum.
struct Texts {
    path: PathBuf,
    source: Source,
    text: String,
    /// What the text at hand ends with in the file.
    seal: Seal,
    whole: bool,
}

enum Source {
    Records(Lines<'static>),
    Environment,
    /// Nothing is left.
    End,
}

impl Texts {
    /// A file that is not there, as there may be no environment, has no line.
    fn open(folder: &Path, name: &str) -> anyhow::Result<Texts> {
        let path = folder.join(name);
        let source = match name {
            ENVIRONMENT if path.exists() => Source::Environment,
            ENVIRONMENT => Source::End,
            _ => {
                let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
                Source::Records(Lines::new(BufReader::with_capacity(1 << 18, file)))
            }
        };
        Ok(Texts { path, source, text: String::new(), seal: Seal::None, whole: false })
    }

    /// Passes over the lines from here on that the other file has, too, letter by letter.
    fn pass_over_common(&mut self, other: &mut Texts) -> anyhow::Result<()> {
        if let (Source::Records(own), Source::Records(others)) = (&mut self.source, &mut other.source) {
            own.pass_over_common(others).with_context(|| format!("cannot read {}", self.path.display()))?;
        }
        Ok(())
    }

    /// Copies the samples from here on that are to be kept as they are; the text behind them is then at hand.
    fn copy_samples(&mut self, to: &mut dyn Write, keep: &mut dyn FnMut(&Sample<&str>) -> bool) -> anyhow::Result<u64> {
        match &mut self.source {
            Source::Records(lines) => Ok(lines.copy_samples(to, keep)?),
            Source::Environment | Source::End => Ok(0),
        }
    }

    /// The next text.
    fn next(&mut self) -> anyhow::Result<Option<&str>> {
        self.after(Lines::advance)
    }

    /// The next text that is no sample.
    fn next_but_samples(&mut self) -> anyhow::Result<Option<&str>> {
        self.after(Lines::pass_over_samples)
    }

    /// The text behind the samples that were copied.
    fn next_at_hand(&mut self) -> anyhow::Result<Option<&str>> {
        self.after(Lines::at_hand)
    }

    fn after(
        &mut self,
        step: for<'l> fn(&'l mut Lines<'static>) -> io::Result<Option<Line<'l>>>,
    ) -> anyhow::Result<Option<&str>> {
        let unreadable = || format!("cannot read {}", self.path.display());
        match &mut self.source {
            Source::Records(lines) => {
                let Some(line) = step(lines).with_context(unreadable)? else { return Ok(None) };
                // What was read without complaint has blank lines at its end alone.
                if line.text.trim_ascii().is_empty() {
                    return Ok(None);
                }
                (self.seal, self.whole) = (line.seal, line.whole);
                self.text.clear();
                self.text.push_str(std::str::from_utf8(line.text).with_context(unreadable)?);
            }
            Source::Environment => {
                self.text = fs::read_to_string(&self.path).with_context(unreadable)?;
                self.source = Source::End;
            }
            Source::End => return Ok(None),
        }
        Ok(Some(&self.text))
    }

    /// Another text with what the one at hand ends with: a checksum, and a line feed.
    fn ended_like(&self, text: String) -> Vec<u8> {
        let mut text = text.into_bytes();
        if self.seal != Seal::None {
            samples::seal(&mut text);
        }
        if self.whole {
            text.push(b'\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a session in it.
    fn session() -> tempfile::TempDir {
        let results = tempfile::tempdir().expect("a folder");
        fs::create_dir(results.path().join("one")).expect("a folder");
        fs::write(results.path().join("one").join(SAMPLES), "{\"a\":\"by ann\"}\n{\"b\":1.0}\n").expect("written");
        results
    }

    fn private() -> Private {
        Private { users: vec!["ann".to_owned()], ..Private::default() }
    }

    #[test]
    fn a_copy_has_every_file_and_no_name() {
        let results = session();
        fs::write(results.path().join("one").join(ENVIRONMENT), "{\"of ann\": null}").expect("written");
        let target = results.path().join(PUBLISHED).join("two");
        let copied = publish((&results.path().join("one"), &Samples::default()), &target, private(), |_, _| Ok(()))
            .expect("published");
        let text = |name: &str| fs::read_to_string(target.join(name)).expect("a file");
        assert_eq!(text(SAMPLES), "{\"a\":\"by {user}\"}\n{\"b\":1.0}\n");
        assert_eq!(text(ENVIRONMENT), "{\"of {user}\": null}");
        assert_eq!((copied.replaced, copied.bytes), (vec![("{user}", 2)], 47));
        assert_eq!(fs::read_dir(results.path().join(PUBLISHED)).expect("a folder").count(), 1);
    }

    #[test]
    fn a_copy_of_sealed_lines_has_seals_of_its_own() {
        let results = session();
        let folder = results.path().join("one");
        let sample = r#"{"type":"sample","benchmark":"b","rung":"ann","invocation":0,"round":0,"turn":0,"phase":"measure","iterations":1,"wall_ns":9,"cpu_ns":8,"slow":false,"at_ms":7}"#;
        let seen: Samples = samples::parse(sample.as_bytes()).into_iter().collect();
        let mut text = Vec::new();
        for line in [r#"{"a":"by bob"}"#, sample, &sample.replace("ann", "c")] {
            let mut line = line.as_bytes().to_vec();
            samples::seal(&mut line);
            text.extend_from_slice(&line);
            text.push(b'\n');
        }
        fs::write(folder.join(SAMPLES), text).expect("written");
        let target = results.path().join(PUBLISHED).join("two");
        let private = Private { users: vec!["ann".to_owned(), "bob".to_owned()], ..Private::default() };
        let copied = publish((&folder, &seen), &target, private, |_, copy| {
            assert_eq!(same_but_for_words(&folder, copy)?, Ok(()));
            Ok(())
        });
        let copied = copied.expect("published");
        assert_eq!((copied.replaced, copied.ambiguous), (vec![("{user}", 1)], vec!["ann".to_owned()]));
        let mut lines = Texts::open(&target, SAMPLES).expect("a file");
        for expected in [r#"{"a":"by {user}"}"#, sample] {
            assert_eq!(lines.next().expect("a line"), Some(expected));
            assert_eq!(lines.seal, Seal::Whole);
        }
    }

    #[test]
    fn nothing_is_left_of_a_copy_that_is_not_approved_of() {
        let results = session();
        let target = results.path().join(PUBLISHED).join("two");
        let refused = publish((&results.path().join("one"), &Samples::default()), &target, private(), |_, copy| {
            assert!(copy.join(SAMPLES).is_file());
            bail!("no")
        });
        assert_eq!(refused.expect_err("refused").to_string(), "no");
        assert_eq!(fs::read_dir(results.path().join(PUBLISHED)).expect("a folder").count(), 0);
    }

    #[test]
    fn what_was_published_is_not_overwritten() {
        let results = session();
        let folder = results.path().join("one");
        let error = publish((&folder, &Samples::default()), &folder, private(), |_, _| Ok(())).expect_err("refused");
        assert!(error.to_string().contains("there already"), "{error}");
        assert!(folder.join(SAMPLES).is_file());
    }
}
