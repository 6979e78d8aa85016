//! A copy of a session for everybody: the same records, without what is private.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::journal::{ENVIRONMENT, SAMPLES};
use super::redact::{PLACEHOLDERS, Private, Redactor};

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
    if target.exists() {
        bail!(
            "{} is there already: what is public is not changed\nhint: give the copy another name, or remove that one",
            target.display()
        );
    }
    let texts = read(folder)?;
    let recordings: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let mut redactor = Redactor::new(private, &recordings).context("the session is no JSON")?;
    let published = target.parent().context("the copy needs a folder to lie in")?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let partial = published.join(format!(".{name}.{}.part", std::process::id()));
    let copied = copy(&texts, &mut redactor, &partial).and_then(|(bytes, replaced)| {
        approve(&mut redactor, &partial)?;
        fs::rename(&partial, target).with_context(|| format!("cannot make {}", target.display()))?;
        let ambiguous = redactor.ambiguous().map(str::to_owned).collect();
        Ok(Copied { folder: target.to_owned(), bytes, replaced, ambiguous })
    });
    copied.inspect_err(|_| drop(fs::remove_dir_all(&partial)))
}

/// The files of a session with their names; there may be no environment.
fn read(folder: &Path) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut texts = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        if name == SAMPLES || path.exists() {
            texts.push((name, fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?));
        }
    }
    Ok(texts)
}

/// Writes the copy's files. Says how large it is, and how many times each placeholder stands in it.
fn copy(
    texts: &[(&str, String)],
    redactor: &mut Redactor,
    folder: &Path,
) -> anyhow::Result<(u64, Vec<(&'static str, usize)>)> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut bytes = 0;
    let mut replaced: Vec<(&str, usize)> = PLACEHOLDERS.iter().map(|placeholder| (*placeholder, 0)).collect();
    for (name, text) in texts {
        let public = redactor.json(text).with_context(|| format!("{name} is no JSON"))?;
        for (placeholder, times) in &mut replaced {
            *times += public.matches(*placeholder).count();
        }
        bytes += public.len() as u64;
        files::write_whole(&folder.join(name), public.as_bytes())?;
    }
    replaced.retain(|(_, times)| *times > 0);
    Ok((bytes, replaced))
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
