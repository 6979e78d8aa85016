//! The queue of sessions that want to measure: each has a file with a number, which it holds locked as long as it lives,
//! and the lowest one that is held measures. So nobody overtakes, and who waits can read whom for.

use std::fmt;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;

use super::files::{self, MOST_TEXT, hold, is_held, one_line};
use crate::progress::spoken;

/// The file whose lock is held while a number is drawn.
const DRAWING: &str = "optimization-ladder.queue";

/// How the files of sessions are called, around their numbers.
const NAME: (&str, &str) = ("optimization-ladder.", ".session");

/// A session's place in the queue. Dropping it leaves the queue.
#[derive(Debug)]
pub(super) struct Ticket {
    number: u64,
    folder: PathBuf,
    file: File,
}

/// Whom a session waits for.
#[derive(Debug)]
pub(super) struct Before {
    /// Process, user and folder.
    pub(super) who: String,
    /// How long it has measured.
    since: Duration,
    /// How many others are before us.
    others: usize,
}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, for {}", self.who, spoken(self.since))?;
        match self.others {
            0 => Ok(()),
            1 => f.write_str(", and one more is before this one"),
            others => write!(f, ", and {others} more are before this one"),
        }
    }
}

impl Ticket {
    /// Takes a place at the end of the queue. Only one session at a time can do that; the others `wait`.
    pub(super) fn draw(folder: &Path, working: &Path, wait: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<Ticket> {
        let path = folder.join(DRAWING);
        let drawing = files::open_or_make(&path)?;
        while !hold(&drawing, &path)? {
            wait()?;
        }
        let known = tickets(folder)?;
        for (_, path) in &known {
            // Of one that has died; another user's stays until they come back, or the folder is cleared.
            if files::open(path).is_ok() && !is_held(path) {
                let _ = std::fs::remove_file(path);
            }
        }
        let last = known.iter().map(|(number, _)| *number).max().unwrap_or_default();
        let number = last.saturating_add(1);
        let path = path_of(folder, number);
        let cannot = || format!("cannot make {}, this session's place among those that measure", path.display());
        let mut file = files::make(&path).with_context(cannot)?;
        anyhow::ensure!(hold(&file, &path)?, "somebody else has locked {}", path.display());
        let text = format!("{}\n{}\n", std::process::id(), working.display());
        file.write_all(text.as_bytes()).with_context(cannot)?;
        Ok(Ticket { number, folder: folder.to_owned(), file })
    }

    /// Whom this session waits for, if for anybody.
    pub(super) fn first_before(&self) -> anyhow::Result<Option<Before>> {
        let mut before = tickets(&self.folder)?;
        before.retain(|(number, path)| *number < self.number && is_held(path));
        before.sort();
        Ok(before.first().map(|(_, path)| described(path, before.len() - 1)))
    }

    /// Takes note that the waiting is over.
    pub(super) fn begins(&self) {
        let _ = self.file.set_modified(SystemTime::now());
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Its lock goes with the file.
        let _ = std::fs::remove_file(path_of(&self.folder, self.number));
    }
}

fn path_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{}{number:08}{}", NAME.0, NAME.1))
}

/// The files of the queue, with their numbers.
fn tickets(folder: &Path) -> anyhow::Result<Vec<(u64, PathBuf)>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let number = |name: &str| name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?.parse::<u64>().ok();
    Ok(entries.flatten().filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path()))).collect())
}

/// The session whose file this is, as far as it tells.
fn described(path: &Path, others: usize) -> Before {
    let (mut text, mut user, mut since) = (String::new(), None, Duration::ZERO);
    if let Ok(file) = files::open(path) {
        let about = file.metadata().ok();
        user = about.as_ref().and_then(files::user);
        let began = about.and_then(|about| about.modified().ok());
        since = began.and_then(|began| began.elapsed().ok()).unwrap_or_default();
        let _ = file.take(MOST_TEXT).read_to_string(&mut text);
    }
    let (pid, folder) = text.split_once('\n').unwrap_or_default();
    let mut who = format!("process {}", one_line(pid));
    if let Some(user) = user {
        who.push_str(&format!(" of {}", one_line(&user)));
    }
    who.push_str(&format!(" in {}", one_line(folder)));
    Before { who, since, others }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(folder: &Path, working: &str) -> Ticket {
        Ticket::draw(folder, Path::new(working), || anyhow::bail!("somebody else draws")).expect("a place")
    }

    fn before(ticket: &Ticket) -> Option<String> {
        ticket.first_before().expect("a queue").map(|before| before.to_string())
    }

    #[test]
    fn who_comes_first_is_served_first_and_the_others_are_told_whom_they_wait_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = draw(folder.path(), "/home/a");
        assert_eq!(before(&first), None);
        let (second, third) = (draw(folder.path(), "/home/b"), draw(folder.path(), "/home/c"));
        let said = before(&third).expect("somebody");
        let own = std::process::id();
        assert!(said.starts_with(&format!("process {own} of ")) && said.contains(" in /home/a, for "), "{said}");
        assert!(said.ends_with(", and one more is before this one"), "{said}");
        drop(first);
        assert_eq!(before(&second), None);
        assert!(before(&third).is_some_and(|said| said.contains("/home/b") && !said.contains("before this one")));
        let fourth = draw(folder.path(), "/home/d");
        drop(third);
        assert!(before(&fourth).is_some_and(|said| said.contains("/home/b")), "whoever gives up is not waited for");
    }

    #[test]
    fn what_the_dead_have_left_is_cleared_and_waited_for_by_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let left = path_of(folder.path(), 7);
        std::fs::write(&left, "1\n/home/dead\n").expect("a file");
        let ticket = draw(folder.path(), "/home/a");
        assert_eq!((ticket.number, before(&ticket)), (8, None), "numbers grow");
        assert!(!left.exists());
    }

    #[test]
    fn what_others_write_cannot_speak_to_the_terminal() {
        let folder = tempfile::tempdir().expect("a folder");
        let ticket = draw(folder.path(), "/home/\u{1b}]0;pwned\u{7}");
        let said = described(&path_of(folder.path(), ticket.number), 0).to_string();
        assert!(!said.contains(['\u{1b}', '\u{7}']) && said.contains("pwned"), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn what_another_user_has_made_can_be_locked_but_no_link_and_no_pipe() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let queue = folder.path().join(DRAWING);
        std::fs::write(&queue, "").expect("a file");
        std::fs::set_permissions(&queue, std::fs::Permissions::from_mode(0o444)).expect("a mode");
        drop(draw(folder.path(), "/home/a"));

        let precious = folder.path().join("precious");
        std::fs::write(&precious, "all of it").expect("a file");
        std::fs::remove_file(&queue).expect("removed");
        symlink(&precious, &queue).expect("a link");
        let refused = Ticket::draw(folder.path(), Path::new("/home/a"), || Ok(())).expect_err("a link").to_string();
        assert!(refused.contains("hint: have it removed"), "{refused}");
        std::fs::remove_file(&queue).expect("removed");

        // A link in the place of a session is not followed, and not taken for one.
        symlink(&precious, path_of(folder.path(), 1)).expect("a link");
        let ticket = draw(folder.path(), "/home/a");
        assert_eq!(before(&ticket), None);
        assert_eq!(std::fs::read_to_string(&precious).expect("a file"), "all of it");
    }
}
