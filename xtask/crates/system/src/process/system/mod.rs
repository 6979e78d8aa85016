//! What the operating system is asked for: the only unsafe code of the harness.

#[cfg(target_os = "linux")]
mod conditions;
#[cfg(target_os = "linux")]
mod events;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;
#[cfg(not(target_os = "linux"))]
mod unknown;

#[cfg(target_os = "linux")]
pub(super) use conditions::Conditions;
#[cfg(target_os = "linux")]
pub(super) use events::{open_event, read_event};
#[cfg(target_os = "linux")]
pub(super) use linux::*;
#[cfg(not(unix))]
pub(super) use other::*;
#[cfg(unix)]
pub(super) use unix::*;
#[cfg(not(target_os = "linux"))]
pub(super) use unknown::*;

/// What a child of ours does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "elsewhere nobody tells"))]
pub(super) enum ChildState {
    /// It works or waits, as far as the system tells.
    Lives,
    /// It was stopped by this signal, and does nothing until somebody lets it go on.
    Stopped(String),
    /// It has ended.
    Ended,
}
