//! Where there is no Unix: processes are started and killed, and nothing more.

use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

pub(in crate::process) fn prepare(_command: &mut Command, _core: Option<usize>) {}
pub(in crate::process) fn cores() -> Vec<usize> {
    (0..std::thread::available_parallelism().map_or(1, Into::into)).collect()
}
pub(in crate::process) fn kill_group(_child: &Child) {}
pub(in crate::process) fn give_memory_back() {}
pub(in crate::process) fn pause(_child: &Child) {}
pub(in crate::process) fn resume(_child: &Child) {}
pub(in crate::process) fn signal(_status: ExitStatus) -> Option<String> {
    None
}
pub(in crate::process) fn wait_until_idle(_child: &Child, _most: Duration) {}
