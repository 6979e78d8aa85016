//! A copy of a session for everybody: the same records, without what is private.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, IntoInnerError, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use files::Unfinished;
use samples::{Lines, Sample, Seal};

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
    folder: &Path,
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
    let mut redactor = lessons(folder, private)?.redactor();
    let published = target.parent().context("the copy needs a folder to lie in")?;
    let made = fs::create_dir_all(published).and_then(|()| Unfinished::folder(target));
    let partial = made.with_context(|| format!("cannot make {}", target.display()))?;
    let counts = copy(folder, &mut redactor, partial.path())?;
    approve(&mut redactor, partial.path())?;
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

/// What a session tells. Of its samples, which are nearly all of a long one, the names of cells are looked at.
fn lessons(folder: &Path, private: Private) -> anyhow::Result<Lessons> {
    let mut lessons = Lessons::new(private);
    let mut words = Words::default();
    for name in FILES {
        let mut lines = Texts::open(folder, name)?;
        while let Some(line) = lines.next()? {
            match samples::parse(line.as_bytes()) {
                Some(sample) => words.of(&sample, |word| lessons.learn_word(word)),
                None => lessons.learn(line).with_context(|| format!("{name} is no JSON"))?,
            }
        }
    }
    Ok(lessons)
}

/// The names in samples, each of which is looked at once.
#[derive(Default)]
struct Words {
    known: HashSet<String>,
    /// Names that the redactor changes.
    changed: HashSet<String>,
}

impl Words {
    /// Tells the names of a sample that were in none before.
    fn of(&mut self, sample: &Sample<&str>, mut tell: impl FnMut(&str)) {
        for word in [sample.benchmark, sample.rung] {
            if !self.known.contains(word) {
                tell(word);
                self.known.insert(word.to_owned());
            }
        }
    }

    /// Whether the redactor leaves both names of a sample as they are.
    fn stay(&mut self, sample: &Sample<&str>, redactor: &mut Redactor) -> anyhow::Result<bool> {
        for word in [sample.benchmark, sample.rung] {
            if !self.known.contains(word) {
                let text = serde_json::to_string(word)?;
                if redactor.json(&text)? != text {
                    self.changed.insert(word.to_owned());
                }
                self.known.insert(word.to_owned());
            }
        }
        Ok([sample.benchmark, sample.rung].iter().all(|word| !self.changed.contains(*word)))
    }
}

/// How large a copy is, and how many times each placeholder stands in it.
struct Counts {
    bytes: u64,
    replaced: Vec<(&'static str, usize)>,
}

/// Writes the copy's files.
fn copy(folder: &Path, redactor: &mut Redactor, target: &Path) -> anyhow::Result<Counts> {
    let mut counts = Counts { bytes: 0, replaced: PLACEHOLDERS.map(|placeholder| (placeholder, 0)).to_vec() };
    for name in FILES.into_iter().filter(|name| folder.join(name).exists()) {
        let path = target.join(name);
        let mut write = || copy_file(folder, name, redactor, &path, &mut counts);
        write().with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(counts)
}

fn copy_file(
    folder: &Path,
    name: &str,
    redactor: &mut Redactor,
    path: &Path,
    counts: &mut Counts,
) -> anyhow::Result<()> {
    let mut lines = Texts::open(folder, name)?;
    let mut file = BufWriter::new(File::create(path)?);
    let mut words = Words::default();
    while let Some(line) = lines.next()? {
        let stays = match samples::parse(line.as_bytes()) {
            Some(sample) => words.stay(&sample, redactor)?,
            None => false,
        };
        let public = if stays { line.to_owned() } else { redactor.json(line)? };
        if !stays {
            for (placeholder, times) in &mut counts.replaced {
                *times += public.matches(*placeholder).count();
            }
        }
        let public = lines.ended_like(public);
        counts.bytes += public.len() as u64;
        file.write_all(&public)?;
    }
    file.into_inner().map_err(IntoInnerError::into_error)?.sync_data()?;
    Ok(())
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

    fn next(&mut self) -> anyhow::Result<Option<&str>> {
        let unreadable = || format!("cannot read {}", self.path.display());
        match &mut self.source {
            Source::Records(lines) => {
                let Some(line) = lines.advance().with_context(unreadable)? else { return Ok(None) };
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
        let copied = publish(&results.path().join("one"), &target, private(), |_, _| Ok(())).expect("published");
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
        let copied = publish(&folder, &target, private, |_, copy| {
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
        let refused = publish(&results.path().join("one"), &target, private(), |_, copy| {
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
        let error = publish(&folder, &folder, private(), |_, _| Ok(())).expect_err("refused");
        assert!(error.to_string().contains("there already"), "{error}");
        assert!(folder.join(SAMPLES).is_file());
    }
}
