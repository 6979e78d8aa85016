//! Ctrl-C: the first asks the harness to end in order, with a report of what is known; the second ends it at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status after Ctrl-C.
pub const EXIT_STATUS: u8 = 130;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Begins to listen for Ctrl-C and for a polite request to end.
///
/// # Errors
/// When the system does not let signals be caught.
pub fn listen() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if REQUESTED.swap(true, Ordering::Relaxed) {
            end_at_once();
        }
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever asks twice does not want to wait for files; runners die with us"
)]
fn end_at_once() {
    std::process::exit(EXIT_STATUS.into());
}

/// Whether Ctrl-C was pressed.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
