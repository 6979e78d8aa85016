//! Keeps two sessions apart: two that measure at the same time would measure each other.

mod files;
mod queue;

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::interrupt;
use crate::progress::Progress;
use files::{MOST_TEXT, hold, one_line};
use queue::Ticket;

/// How often a session that waits looks again.
const GLANCE: Duration = Duration::from_millis(200);

/// The variable that names the folder of the queue of sessions of measuring, for tests and for machines without `/tmp`.
pub const QUEUE_VARIABLE: &str = "LADDER_QUEUE_FOLDER";

/// A lock that is held until this is dropped; the system releases it, too, when the process dies.
#[derive(Debug)]
pub struct Lock {
    #[expect(dead_code, reason = "it is held, not used")]
    held: Held,
    waited: Duration,
}

/// What a lock holds.
#[derive(Debug)]
#[expect(dead_code, reason = "it is held, not used")]
enum Held {
    File(File),
    Ticket(Ticket),
}

impl Lock {
    /// How long it was waited for.
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

/// Waits for a lock file. Who waits is told which process holds it.
///
/// # Errors
/// When the file cannot be opened, or at Ctrl-C.
pub fn take(path: &Path, what: &str, progress: &Progress) -> anyhow::Result<Lock> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let open = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
    let mut file = open.with_context(|| format!("cannot open the lock file {}", path.display()))?;
    let asked = Instant::now();
    if !hold(&file, path)? {
        let mut holder = String::new();
        let _ = (&file).take(MOST_TEXT).read_to_string(&mut holder);
        let holder = match one_line(&holder) {
            text if text.is_empty() => String::new(),
            text => format!(": process {text}"),
        };
        let _step = progress.step(&format!("waiting for another session that {what}{holder}"));
        while !hold(&file, path)? {
            wait_for(what)?;
        }
    }
    // Nobody who waits depends on this.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(Lock { held: Held::File(file), waited: asked.elapsed() })
}

/// Waits until this session is the first of all that want to measure on this machine, whoever they belong to and whatever
/// their surroundings: first come, first served. `folder` is where this one works, for those who wait for it.
///
/// # Errors
/// When there is no place for the queue, or at Ctrl-C.
pub fn measure_alone(folder: &Path, progress: &Progress) -> anyhow::Result<Lock> {
    let what = "measures on this machine";
    let asked = Instant::now();
    let place = queue_folder(progress);
    let ticket = Ticket::draw(&place, folder, || wait_for(what))?;
    let mut step = None;
    while let Some(first) = ticket.first_before()? {
        let said = format!("waiting for another session that {what}: {first}");
        if step.as_ref().is_none_or(|(before, _)| *before != first.who) {
            // The one before ends first, so that only one is seen.
            drop(step.take());
            step = Some((first.who, progress.step(&said)));
        }
        wait_for(what)?;
    }
    ticket.begins();
    Ok(Lock { held: Held::Ticket(ticket), waited: asked.elapsed() })
}

/// The same where nobody measures at present or waits to; else nothing.
///
/// # Errors
/// When there is no place for the queue, or at Ctrl-C.
pub fn measure_alone_at_once(folder: &Path, progress: &Progress) -> anyhow::Result<Option<Lock>> {
    let asked = Instant::now();
    let place = queue_folder(progress);
    let ticket = Ticket::draw(&place, folder, || wait_for("measures on this machine"))?;
    if ticket.first_before()?.is_some() {
        return Ok(None);
    }
    ticket.begins();
    Ok(Some(Lock { held: Held::Ticket(ticket), waited: asked.elapsed() }))
}

/// Where the queue is, with a warning where others may look elsewhere.
fn queue_folder(progress: &Progress) -> PathBuf {
    let everybody = Path::new("/tmp");
    let given = std::env::var_os(QUEUE_VARIABLE).map(PathBuf::from);
    let own = if cfg!(unix) && files::is_writable(everybody) { None } else { Some(std::env::temp_dir()) };
    if let (None, Some(own), true) = (&given, &own, cfg!(unix)) {
        progress.note(&format!(
            "warning: {} cannot be written to, so that sessions are kept apart by {}, which other users may not share",
            everybody.display(),
            own.display()
        ));
    }
    place(given, own, everybody)
}

/// The one folder of this machine in which everybody may have files that nobody else may replace, whatever the user's
/// surroundings; but for the one that is given, and for machines that have none.
fn place(given: Option<PathBuf>, own: Option<PathBuf>, everybody: &Path) -> PathBuf {
    given.filter(|folder| folder.is_absolute()).or(own).unwrap_or_else(|| everybody.to_owned())
}

fn wait_for(what: &str) -> anyhow::Result<()> {
    if interrupt::requested() {
        bail!("interrupted while waiting for another session that {what}");
    }
    std::thread::sleep(GLANCE);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_surroundings_have_one_queue() {
        let path = |text: &str| Some(PathBuf::from(text));
        let everybody = Path::new("/tmp");
        assert_eq!(place(None, None, everybody), everybody);
        assert_eq!(place(path("/run/queue"), None, everybody), Path::new("/run/queue"));
        assert_eq!(place(path("relative"), None, everybody), everybody, "one that each would find elsewhere");
        assert_eq!(place(None, path("/own"), everybody), Path::new("/own"), "nobody can write to the common one");
    }
}
