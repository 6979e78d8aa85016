//! Ctrl-C: the first asks a harness that builds or measures to end in order, with a report of what is known; the second ends
//! it at once, and so does the first where it only reads.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status after Ctrl-C.
pub const EXIT_STATUS: u8 = 130;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// What the first Ctrl-C does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstInterrupt {
    /// It asks for an end in order: runners live, and records are being written.
    Asks,
    /// It ends the harness at once: there is nothing to put in order.
    Ends,
}

/// Begins to listen for Ctrl-C and for a polite request to end. `tidy` is called before an end at once.
///
/// # Errors
/// When the system does not let signals be caught.
pub fn listen(first: FirstInterrupt, tidy: fn()) -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(move || {
        if REQUESTED.swap(true, Ordering::Relaxed) || first == FirstInterrupt::Ends {
            tidy();
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
