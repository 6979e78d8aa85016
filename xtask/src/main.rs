//! The harness of the optimization ladder: reads `ladder.toml`, builds every rung, proves that they agree, times them,
//! and reports. `ARCHITECTURE.md` shows the way of the data; `tests/it/architecture.rs` enforces it.

mod baseline;
mod build;
mod check;
mod cmd;
mod data;
mod effort;
mod files;
mod flags;
mod fuzz;
mod interrupt;
mod lock;
mod machine;
mod manifest;
mod measure;
mod parallel;
mod plan;
mod process;
mod progress;
mod published;
mod report;
mod results;
mod runner;
mod selftest;
mod splice;
mod statistics;
mod toolchain;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let flags = flags::Flags::parse();
    if let Err(error) = interrupt::listen() {
        eprintln!("warning: cannot listen for Ctrl-C: {error}");
    }
    cmd::run(&flags).unwrap_or_else(|problem| {
        problem.print();
        problem.status()
    })
}
