//! The operating system as the harness sees it: processes, the runners that speak its protocol, locks, signals, the
//! machine, work side by side, and what the user sees of it. This crate knows nothing of ladders, rungs or records.

pub mod interrupt;
pub mod lock;
pub mod machine;
pub mod parallel;
pub mod process;
pub mod progress;
pub mod runner;
