//! Where there is no Unix: processes are started and killed, and nothing more.

use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use crate::process::Spec;

pub(in crate::process) fn prepare(_command: &mut Command, _spec: &Spec) {}
pub(in crate::process) fn kill_group(_child: &Child) {}
pub(in crate::process) fn pause(_child: &Child) {}
pub(in crate::process) fn resume(_child: &Child) {}
pub(in crate::process) fn signal(_status: ExitStatus) -> Option<String> {
    None
}
pub(in crate::process) fn wait_until_idle(_child: &Child, _most: Duration) {}
pub(in crate::process) fn have_writes_fail() {}
pub(in crate::process) fn raise_file_limit() {}
pub(in crate::process) fn file_limit() -> Option<u64> {
    None
}
pub(in crate::process) fn open_files() -> u64 {
    0
}
