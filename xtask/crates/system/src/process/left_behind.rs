//! What a command leaves behind: processes that left its group, and so were not ended with it.
//!
//! Every command carries a mark in its environment, which what it starts inherits. Where the system lets us, the harness
//! becomes the parent of whatever loses its own, so that nothing can hide behind a parent that has ended. Looked for is when
//! a command has ended, and never while something is timed.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::system;

/// The variable that marks whatever was started by a command.
pub(super) const MARK: &str = "LADDER_COMMAND";

/// What a command that ended by itself has left may be about to end as well.
const GRACE: Duration = Duration::from_millis(50);

/// The longest that is spent on ending what a command has left: it may start more of it while we end some.
const PATIENCE: Duration = Duration::from_secs(3);

/// How much of a command line is shown.
const SHOWN: usize = 60;

/// The beginning of the marks of this harness: no other has it, at any time.
pub(super) static HARNESS: LazyLock<String> = LazyLock::new(|| {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    format!("{:08x}{:016x}", std::process::id(), now as u64)
});

static STARTED: AtomicU32 = AtomicU32::new(0);

/// The children of the harness that were started as commands and are not known to have ended, with their marks.
static COMMANDS: Mutex<BTreeMap<u32, String>> = Mutex::new(BTreeMap::new());

/// Between its birth and its entry among the commands a child looks like a stray: no strays are looked for then.
static BIRTHS: RwLock<()> = RwLock::new(());

/// What marks the processes of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark(String);

/// Starts a command so that what it leaves behind can be found.
pub(super) fn start(command: &mut Command) -> std::io::Result<(Child, Mark)> {
    system::adopt_orphans();
    let mark = Mark(format!("{}-{:08x}", *HARNESS, STARTED.fetch_add(1, Ordering::Relaxed)));
    command.env(MARK, &mark.0);
    let _birth = BIRTHS.read().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn()?;
    enter(child.id(), &mark.0);
    Ok((child, mark))
}

/// A child of the harness that is no stray.
pub(super) fn enter(pid: u32, mark: &str) {
    COMMANDS.lock().unwrap_or_else(PoisonError::into_inner).insert(pid, mark.to_owned());
}

/// Takes note that a command has ended.
pub(super) fn forget(pid: u32) {
    COMMANDS.lock().unwrap_or_else(PoisonError::into_inner).remove(&pid);
}

/// All that has come from a process, at any remove, and is still below it.
pub(super) fn descendants(pid: u32) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut next = system::children(pid);
    while let Some(pid) = next.pop() {
        if found.insert(pid) {
            next.extend(system::children(pid));
        }
    }
    found
}

/// All that has come from a process that lives: what is below it, and what has lost its parent and carries its mark.
pub(super) fn family(pid: u32, mark: &Mark) -> BTreeSet<u32> {
    let mut found = descendants(pid);
    for orphan in system::adopted() {
        if system::variable(orphan, MARK).as_ref() == Some(&mark.0) && orphan != pid {
            found.insert(orphan);
            found.extend(descendants(orphan));
        }
    }
    found
}

/// What a command has left behind, outside its group.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LeftBehind {
    /// Command lines of what was ended, in the order in which it was found.
    pub(super) ended: Vec<String>,
    /// How many could not be ended.
    pub(super) remain: usize,
}

/// Ends what an ended command has left behind. What is known to have come from it is given, and its group, which was killed
/// with it and may take a moment to be gone; one that ended by itself lets the rest of its own have a moment to do the same.
pub(super) fn end_strays(mark: &Mark, group: u32, known: BTreeSet<u32>, by_itself: bool) -> LeftBehind {
    let began = Instant::now();
    let mut strays = Strays { mark, group, known, ended: BTreeMap::new() };
    loop {
        let found = strays.look(|| by_itself && began.elapsed() < GRACE);
        if found == 0 || began.elapsed() > PATIENCE {
            // What was killed with its group was not left behind, unless it cannot be ended.
            let told = strays.ended.into_values().filter(|stray| found > 0 || !stray.of_group);
            let mut ended: Vec<(usize, String)> = told.map(|stray| (stray.place, stray.line)).collect();
            ended.sort();
            return LeftBehind { ended: ended.into_iter().map(|(_, line)| line).collect(), remain: found };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

struct Strays<'m> {
    mark: &'m Mark,
    group: u32,
    known: BTreeSet<u32>,
    /// Those that were killed.
    ended: BTreeMap<u32, Stray>,
}

/// What was killed.
struct Stray {
    place: usize,
    line: String,
    of_group: bool,
}

impl Strays<'_> {
    /// Looks once, kills what is there unless it has time left, and returns how many there were.
    fn look(&mut self, may_stay: impl Fn() -> bool) -> usize {
        let _no_births = BIRTHS.write().unwrap_or_else(PoisonError::into_inner);
        let commands = COMMANDS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let orphans = system::own_children().into_iter().filter(|pid| !commands.contains_key(pid));
        let mut found = 0;
        for pid in orphans.filter(|&pid| !system::is_of_our_group(pid)).collect::<Vec<_>>() {
            // Whoever it came from: one that has ended is only to be buried.
            if system::bury(pid) || !self.is_ours(pid, &commands) {
                continue;
            }
            found += 1;
            let of_group = system::is_in_group(pid, self.group);
            if of_group || !may_stay() {
                let line = system::command_line(pid).map(|line| shown(&line)).unwrap_or_default();
                let place = self.ended.len();
                self.ended.entry(pid).or_insert(Stray { place, line, of_group });
                // They become ours when their parent is gone, and may have hidden their mark.
                self.known.extend(system::children(pid));
                system::kill(pid);
            }
        }
        found
    }

    /// Whether a child that was no command has come from this one. One that hides where it is from is taken for a part of
    /// the last command that lived.
    fn is_ours(&self, pid: u32, commands: &BTreeMap<u32, String>) -> bool {
        let mark = system::variable(pid, MARK).filter(|mark| mark.starts_with(HARNESS.as_str()));
        match mark {
            _ if self.known.contains(&pid) => true,
            Some(mark) if mark == self.mark.0 => true,
            Some(mark) if commands.values().any(|living| *living == mark) => false,
            _ => !commands.values().any(|living| living.starts_with(HARNESS.as_str())),
        }
    }
}

/// The beginning of a command line, for people.
pub(super) fn shown(line: &str) -> String {
    let mut text: String = line.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if line.chars().count() > SHOWN {
        text.push('…');
    }
    text
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::process::CommandExt;

    use super::*;

    /// A process in a group of its own that has come from a command.
    #[expect(clippy::disallowed_methods, reason = "this is the module that starts processes")]
    fn stray(mark: &Mark) -> u32 {
        let mut command = Command::new("sleep");
        command.arg("9").env(MARK, &mark.0).process_group(0).spawn().expect("sleep starts").id()
    }

    #[test]
    fn what_is_killed_with_its_group_was_not_left_behind_however_long_it_takes_to_be_gone() {
        let mark = Mark(format!("{}-of this test", *HARNESS));
        // Other tests of this process leave alone what has come from a command that lives.
        enter(std::process::id(), &mark.0);
        let (member, other) = (stray(&mark), stray(&mark));
        let left = end_strays(&mark, member, BTreeSet::from([member, other]), false);
        forget(std::process::id());
        assert_eq!((left.ended.len(), left.remain), (1, 0), "{left:?}");
        assert!([member, other].into_iter().all(|pid| system::start_of(pid).is_none()), "both are gone");
    }
}
