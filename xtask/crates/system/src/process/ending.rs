//! How processes end.

use std::io;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use super::system;
use crate::interrupt;

/// How often a wait looks for Ctrl-C.
pub(super) const GLANCE: Duration = Duration::from_millis(50);

/// How a process ended, in words.
pub(super) fn ending(status: ExitStatus) -> String {
    match (status.code(), system::signal(status)) {
        (Some(code), _) => format!("exited with {code}"),
        (None, Some(name)) => format!("was killed by {name}"),
        (None, None) => "ended without a status".to_owned(),
    }
}

/// What came of waiting for a process.
pub(super) enum Waited {
    Ended(ExitStatus),
    TooLong,
    Interrupted,
    Lost(io::Error),
}

/// Waits until a process ends, a time is over or the user wants no more.
pub(super) fn wait(child: &mut Child, deadline: Instant) -> Waited {
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Waited::Ended(status),
            Err(error) => return Waited::Lost(error),
            Ok(None) if interrupt::requested() => return Waited::Interrupted,
            Ok(None) if Instant::now() >= deadline => return Waited::TooLong,
            Ok(None) => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(GLANCE);
    }
}
