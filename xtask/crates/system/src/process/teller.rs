//! What the user is told about processes beside what became of them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::progress::Progress;

/// Tells the user, and says each thing once of each owner.
#[derive(Debug, Clone)]
pub(super) struct Teller {
    progress: Progress,
    told: Arc<Mutex<BTreeSet<String>>>,
}

impl Teller {
    pub(super) fn new(progress: &Progress) -> Teller {
        Teller { progress: progress.clone(), told: Arc::default() }
    }

    /// Warns the user of what the processes of one owner do, once for each.
    pub(super) fn warn(&self, owner: &str, text: &str) {
        if self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(owner.to_owned()) {
            self.progress.note(&format!("warning: {text}"));
        }
    }
}

impl Default for Teller {
    fn default() -> Teller {
        Teller::new(&Progress::silent())
    }
}
