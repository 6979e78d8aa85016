//! Looks at the clock while inputs are read: one that takes too long is kept, and the test ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::input::Input;

/// How long an input may take; by far longer than any needs on a busy machine.
const LIMIT_S: u32 = 60;

/// What is read now, and how long the watch has seen it.
#[derive(Debug, Default)]
struct Reading {
    input: Option<Input>,
    /// Counted rather than taken from a clock, which goes on while all of the process is stopped.
    seconds: u32,
}

/// Where an input goes that hangs, and what is read now.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    now: Arc<Mutex<Reading>>,
}

impl Watch {
    /// Watches from now on.
    pub(crate) fn over(folder: PathBuf) -> Watch {
        let watch = Watch { now: Arc::default() };
        let now = Arc::clone(&watch.now);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let mut reading = now.lock().unwrap_or_else(PoisonError::into_inner);
                reading.seconds += 1;
                let Reading { input: Some(input), seconds: LIMIT_S.. } = &*reading else { continue };
                let path = keep(&folder, "hang", input);
                eprintln!("HANG: {} takes longer than {LIMIT_S} s", path.display());
                // Nothing can end the thread that hangs.
                std::process::abort();
            }
        });
        watch
    }

    /// An input is read now.
    pub(crate) fn begin(&self, input: &Input) {
        self.set(Some(input.clone()));
    }

    /// It was read.
    pub(crate) fn end(&self) {
        self.set(None);
    }

    fn set(&self, input: Option<Input>) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Reading { input, seconds: 0 };
    }
}

/// Keeps an input under a name of its own.
pub(crate) fn keep(folder: &Path, kind: &str, input: &Input) -> PathBuf {
    let bytes = input.kept();
    let path = folder.join(format!("{kind}-{}.txt", &files::sha256(&bytes)[..12]));
    let kept = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
    kept.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}
