//! `new`: a first kernel and its lines of the manifest.

use std::process::ExitCode;

use crate::console::{Problem, WELL, line, print};
use crate::scaffold::{Scaffold, new_benchmark, new_rung};
use crate::sessions::manifest_path;
use flags::{NewFlags, NewThing, Places};

pub(super) fn run(places: &Places, flags: &NewFlags) -> Result<ExitCode, Problem> {
    let file = manifest_path(places)?;
    let at_hand = || manifest_path(&Places { manifest: None, results: None, target: None });
    let Scaffold { source, lines, cell: (benchmark, rung) } = match &flags.what {
        NewThing::Rung(rung) => new_rung(&file, rung)?,
        NewThing::Benchmark(benchmark) => new_benchmark(&file, at_hand, benchmark)?,
    };
    print(&line("source", &source.display().to_string()))?;
    print(&line("manifest", &format!("{}, at its end:\n{lines}", file.display())))?;
    let rung = rung.map(|rung| format!(" --rung {rung}")).unwrap_or_default();
    let manifest = places
        .manifest
        .as_ref()
        .map(|file| format!(" --manifest {}", quoted(&file.display().to_string())))
        .unwrap_or_default();
    print(&format!("to go on: cargo xtask check{rung} --benchmark {benchmark}{manifest}"))?;
    Ok(ExitCode::from(WELL))
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    if path.contains([' ', '\'', '"', '$']) { format!("'{}'", path.replace('\'', "'\\''")) } else { path.to_owned() }
}
