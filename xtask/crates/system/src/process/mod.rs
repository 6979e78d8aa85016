//! The one module that starts processes, and that ends them.
//!
//! Everything started here ends with what it was started for, and dies with the harness: it gets a process group of its
//! own, so that a Ctrl-C in the terminal reaches the harness alone; what leaves that group is found by its mark; and should
//! the harness be killed, the kernel kills what it started, and a guard the rest. That is so on Linux; elsewhere it is the
//! group that is ended. What a process prints is kept within bounds. Nothing here knows what the processes are for.

mod capture;
mod conduct;
mod conversation;
mod counters;
mod ending;
mod error;
pub mod guard;
mod left_behind;
mod output;
mod spawner;
mod spec;
mod started;
mod system;
mod tail;
mod teller;

pub use capture::{Captured, pass_through};
pub use conduct::Conduct;
pub use conversation::{Conversation, Heard, LONGEST_LINE};
pub use counters::{Counters, Counts, uncounted};
pub use ending::hint;
pub use error::ProcessError;
pub use spawner::Spawner;
pub use spec::Spec;
use teller::Teller;

use crate::machine;

/// The cores that the harness may use.
pub fn cores() -> Vec<usize> {
    system::cores()
}

/// How many cores the harness may use; those of a made-up machine, where a test has one.
pub fn core_count() -> usize {
    machine::made_up_cores().unwrap_or_else(|| cores().len())
}

/// From now on what the system does not let be written is an error, which has a place and a reason, and never the end of
/// the harness.
pub fn have_writes_fail() {
    system::have_writes_fail();
}

/// How many runners may live at once: the harness has three open files for each, and three more where the processor counts.
pub fn most_runners() -> usize {
    system::raise_file_limit();
    let room = system::file_limit().map(|limit| limit.saturating_sub(system::open_files()).saturating_sub(SPARE_FILES));
    let each = if uncounted()[0].is_none() { 6 } else { 3 };
    room.map_or(usize::MAX, |room| usize::try_from(room / each).unwrap_or(usize::MAX))
}

/// Open files that are needed beside those of runners that live: for the start of one more, and for reading and writing.
const SPARE_FILES: u64 = 32;

/// Gives memory that the harness no longer uses back to the system. Each process that it starts begins as a copy of the
/// harness, tables of its memory included: copying those cost more than all else that the harness does while it measures.
pub fn give_memory_back() {
    system::give_memory_back();
}
