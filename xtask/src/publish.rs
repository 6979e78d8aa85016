//! Writes a copy of a session for everybody, without what is private on this machine.

use std::path::Path;
use std::thread;

use anyhow::{Context as _, anyhow};

use crate::console::{Problem, shown};
use crate::sessions::{LATEST, card, id, manifest_path, recorded, results_folder};
use ::report::summarise;
use flags::Places;
use records::{self, Copied, Damage, Private, Recorded, Redactor, Stop};
use system::machine;

/// A copy that is larger than this makes a repository slow for all who clone it.
const LARGE: u64 = 10 << 20;

/// Writes the copy into the folder of published sessions, and returns what is to be said of it.
pub fn publish(places: &Places, folder: &Path, name: Option<&str>) -> Result<String, Problem> {
    let recorded = recorded(folder, Damage::Refused)?;
    refuse_unfinished(&recorded)?;
    let name = name.map_or_else(|| recorded.session.id.clone(), str::to_owned);
    refuse_no_name(&name)?;
    let results = results_folder(places)?;
    let target = results.join(records::PUBLISHED).join(&name);
    let copied = records::publish((folder, &recorded.samples), &target, private(places), |redactor, copy| {
        same(redactor, &recorded, (folder, copy))
    })?;
    Ok(summary(&id(folder), &copied, &std::env::current_dir().unwrap_or_default()))
}

/// A name that a command line and a file system take for one, and that means no other session.
fn refuse_no_name(name: &str) -> Result<(), Problem> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.starts_with(['.', '-']) || !name.chars().all(is_name) {
        return Err(Problem::usage(format!(
            "`{name}` is no name for a session: write letters, digits, `-`, `_` and `.`, and begin with neither `-` nor `.`"
        )));
    }
    match name {
        LATEST => Err(Problem::usage(format!(
            "`{name}` is the newest session, whichever that is: give the copy another name"
        ))),
        records::PUBLISHED => {
            Err(Problem::usage(format!("`{name}` is the folder of all copies: give this one another name")))
        }
        _ => Ok(()),
    }
}

/// What to do instead of publishing a session that is not whole.
const ANOTHER: &str = "publish one that came to its end";

fn refuse_unfinished(recorded: &Recorded) -> Result<(), Problem> {
    let id = &recorded.session.id;
    match recorded.end.as_ref().map(|end| end.stop) {
        None => {
            let text = format!("session {id} is unfinished: it is under way, or it was killed");
            Err(Problem::usage_with_hint(text, ANOTHER))
        }
        Some(Stop::Interrupted) => Err(Problem::usage_with_hint(format!("session {id} was interrupted"), ANOTHER)),
        Some(_) => match recorded.warnings.first() {
            Some(warning) => Err(Problem::usage(format!("the records of session {id} are not whole: {warning}"))),
            None => Ok(()),
        },
    }
}

/// What is private here, as far as this machine tells; the recording tells the rest.
fn private(places: &Places) -> Private {
    let mut private = Private { users: machine::users(), hosts: machine::hosts(), ..Private::default() };
    private.serials = machine::serials();
    private.hosts.extend(records::hosts(&machine::addresses()));
    let mut add = |folder: Option<std::path::PathBuf>, placeholder| {
        let folder = folder.and_then(|folder| std::path::absolute(folder).ok());
        private.folders.extend(folder.map(|folder| (folder.display().to_string(), placeholder)));
    };
    let manifest = manifest_path(places).ok();
    add(manifest.as_deref().and_then(Path::parent).map(Path::to_owned), "{root}");
    add(places.target.clone(), "{target}");
    add(std::env::home_dir(), "{home}");
    add(Some(std::env::temp_dir()), "{tmp}");
    // Whoever reads ladder.toml, and what it includes, knows the hosts in it.
    let texts = manifest.map(|manifest| manifest::texts(&manifest)).unwrap_or_default();
    private.public_hosts = texts.iter().flat_map(|text| records::hosts(text)).collect();
    private
}

/// Insists that a copy has the keys and numbers of the session, and is reported like it, names apart.
fn same(redactor: &mut Redactor, recorded: &Recorded, (folder, copy): (&Path, &Path)) -> anyhow::Result<()> {
    let (reported, recorded) = thread::scope(|scope| {
        let recorded_alike = scope.spawn(|| records::same_but_for_words(folder, copy));
        (reported_alike(redactor, recorded, copy), recorded_alike.join())
    });
    reported?;
    match recorded.map_err(|_| anyhow!("what compares the records has panicked"))?? {
        Ok(()) => Ok(()),
        Err((file, own, public)) => Err(unlike(file, &shortly(Some(&own)), &shortly(Some(&public)))),
    }
}

/// Insists that a copy is reported like the session, names apart.
fn reported_alike(redactor: &mut Redactor, recorded: &Recorded, copy: &Path) -> anyhow::Result<()> {
    let expected = report::json(&summarise(recorded))?;
    let found = card(copy, Damage::Refused).context("the copy cannot be read")?;
    let found = report::json(&found)?;
    alike("the copy", &records::skeleton(&expected)?, &records::skeleton(&found)?)?;
    alike("the copy", &redactor.json(&expected)?, &found)
}

/// Insists that two texts are the same, to the last line.
fn alike(what: &str, expected: &str, found: &str) -> anyhow::Result<()> {
    if expected == found {
        return Ok(());
    }
    let (mut own, mut public) = (expected.lines(), found.lines());
    let difference = loop {
        match (own.next(), public.next()) {
            (None, None) => break ("its last line".to_owned(), "another".to_owned()),
            (own, public) if own == public => {}
            (own, public) => break (shortly(own), shortly(public)),
        }
    };
    let (own, public) = difference;
    Err(unlike(what, &own, &public))
}

fn unlike(what: &str, own: &str, public: &str) -> anyhow::Error {
    anyhow!(
        "{what} would not be like the session: {own} would become {public}\n\
         hint: a user or a host seems to be called like a word of the records"
    )
}

/// A line as far as it fits into a message.
fn shortly(line: Option<&str>) -> String {
    line.map_or_else(|| "nothing".to_owned(), |line| line.trim().chars().take(200).collect())
}

/// What was copied, and what the user should know of it.
fn summary(session: &str, copied: &Copied, here: &Path) -> String {
    let mut lines = vec![format!(
        "published session {session} as {} ({})",
        shown(&copied.folder, here),
        report::bytes(copied.bytes as f64)
    )];
    let times: Vec<String> =
        copied.replaced.iter().map(|(placeholder, times)| format!("{placeholder} {times}")).collect();
    if !times.is_empty() {
        lines.push(format!("what stands for something private, and how often: {}", times.join(", ")));
    }
    if !copied.ambiguous.is_empty() {
        lines.push(format!(
            "these names of users or hosts are words of the records, too, and stay where they stand alone: {}",
            copied.ambiguous.join(", ")
        ));
    }
    if copied.bytes > LARGE {
        lines.push(
            "hint: everybody who clones a repository gets every file that was ever in it; a smaller profile or fewer rungs \
             make a smaller copy"
                .to_owned(),
        );
    }
    lines.push("hint: look through it once before you give it away".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn a_copy_that_lacks_the_end_or_has_more_is_not_alike() {
        assert!(alike("x", "a\nb\n", "a\nb\n").is_ok());
        for (own, public) in [("a\nb\n", "a\n"), ("a\n", "a\nb\n"), ("a\n", "a"), ("a\nb", "a\nc")] {
            assert!(alike("x", own, public).is_err(), "{own:?} {public:?}");
        }
        let error = alike("x", "a\nb\n", "a\n").expect_err("a line is missing").to_string();
        assert!(error.contains("b would become nothing"), "{error}");
    }
}
