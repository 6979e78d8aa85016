//! What only Linux tells of processes: who their children are, what they have used, which processors they may use.

use std::process::Child;

use super::ChildState;
use crate::process::Conduct;

pub(in crate::process) fn cores() -> Vec<usize> {
    (0..std::thread::available_parallelism().map_or(1, Into::into)).collect()
}
pub(in crate::process) fn give_memory_back() {}
pub(in crate::process) fn adopt_orphans() {}
pub(in crate::process) fn children(_pid: u32) -> Vec<u32> {
    Vec::new()
}
pub(in crate::process) fn resident_memory(_pid: u32) -> Option<u64> {
    None
}
pub(in crate::process) fn is_unread(_pipe: &std::process::ChildStdin) -> bool {
    false
}
pub(in crate::process) fn start_of(_pid: u32) -> Option<u64> {
    None
}
pub(in crate::process) fn is_in_group(_process: u32, _leader: u32) -> bool {
    true
}
pub(in crate::process) fn stop(_pid: u32) {}
pub(in crate::process) fn go_on(_pid: u32) {}
pub(in crate::process) fn own_children() -> Vec<u32> {
    Vec::new()
}
pub(in crate::process) fn adopted() -> Vec<u32> {
    Vec::new()
}
pub(in crate::process) fn all_processes() -> Vec<u32> {
    Vec::new()
}
pub(in crate::process) fn variable(_pid: u32, _name: &str) -> Option<String> {
    None
}
pub(in crate::process) fn command_line(_pid: u32) -> Option<String> {
    None
}
pub(in crate::process) fn is_of_our_group(_pid: u32) -> bool {
    true
}
pub(in crate::process) fn kill(_pid: u32) {}
pub(in crate::process) fn bury(_pid: u32) -> bool {
    true
}
pub(in crate::process) fn state(_child: &Child) -> ChildState {
    ChildState::Lives
}

/// What a process was given of the processors: nobody knows.
#[derive(Debug, Clone)]
pub(in crate::process) struct Conditions;

impl Conditions {
    pub(in crate::process) fn given(_core: Option<usize>) -> Option<Conditions> {
        None
    }
    pub(in crate::process) fn of(_pid: u32, _is_held: bool) -> Option<Conditions> {
        None
    }
    pub(in crate::process) fn restore(&self, _pid: u32) {}
    pub(in crate::process) fn difference(&self, _given: &Conditions) -> Option<String> {
        None
    }
}
pub(in crate::process) fn conduct(_pid: u32) -> Conduct {
    Conduct::default()
}
pub(in crate::process) fn open_event(_event: (u32, u64), _pid: u32) -> std::io::Result<std::fs::File> {
    Err(std::io::ErrorKind::Unsupported.into())
}
pub(in crate::process) fn read_event(_file: &std::fs::File) -> Option<u64> {
    None
}
