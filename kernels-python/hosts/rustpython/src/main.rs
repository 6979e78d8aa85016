//! RustPython's own command line, with its standard library.

use std::process::ExitCode;

use rustpython::{InterpreterBuilder, InterpreterBuilderExt as _};

fn main() -> ExitCode {
    rustpython::run(InterpreterBuilder::new().init_stdlib())
}
