//! What `new` writes: a first kernel, and its lines at the end of a manifest. What is written is understood before it stays.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use crate::climb::{ladder_head, quoted};
use crate::console::Problem;
use flags::{NewBenchmarkFlags, NewRungFlags};
use manifest::{Benchmark, Id, InputKind, Kernel, Manifest, Model};
use suggest::did_you_mean;

/// The folder of kernels in a ladder whose rungs are declared elsewhere.
const KERNELS: &str = "kernels";

/// The folder of oracles in a ladder that has none yet.
const ORACLES: &str = "oracle";

/// What was written.
#[derive(Debug)]
pub struct Scaffold {
    /// The new kernel or oracle.
    pub source: PathBuf,
    /// The lines at the end of the manifest.
    pub lines: String,
    /// The benchmark, and the rung if it is one.
    pub cell: (String, Option<String>),
}

/// A rung like another one, with one kernel.
///
/// # Errors
/// When nothing can be like that rung, and when it cannot be written.
pub fn new_rung(file: &Path, flags: &NewRungFlags) -> Result<Scaffold, Problem> {
    let manifest = manifest::load(file)?;
    is_name(&flags.name, ".+")?;
    if manifest.models.contains_key(flags.name.as_str()) {
        return Err(Problem::usage(format!("there is a rung `{}` already", flags.name)));
    }
    let Some(model) = manifest.models.get(flags.like.as_str()) else {
        let names = manifest.models.keys().map(Id::as_str);
        return Err(Problem::usage_with_hint(
            format!("there is no rung `{}`", flags.like),
            did_you_mean(&flags.like, names),
        ));
    };
    let (id, benchmark) = benchmark_of(&manifest, flags)?;
    let first = first_kernel(&manifest, flags, model, id, benchmark)?;
    let header = format!("[rung.{}]", key(&flags.name)?);
    let own = match &first.project {
        Some(project) => format!("project = {}", quoted(project)?),
        None => format!("title = {}", quoted(&flags.name)?),
    };
    let kernels = format!("kernels = {{ {id} = {} }}", quoted(&first.name)?);
    let lines = [header, format!("like = {}", quoted(&flags.like)?), own, kernels].join("\n");
    add(file, &manifest.root.join(&first.file), &first.text, &lines)?;
    Ok(Scaffold { source: first.file, lines, cell: (id.to_string(), Some(flags.name.clone())) })
}

/// A benchmark with a small function as its oracle. A manifest that is not there is made, of the one at hand.
///
/// # Errors
/// When it cannot be written.
pub fn new_benchmark(
    file: &Path,
    base: impl FnOnce() -> Result<PathBuf, Problem>,
    flags: &NewBenchmarkFlags,
) -> Result<Scaffold, Problem> {
    is_name(&flags.name, "")?;
    if !file.exists() {
        let base_file = base()?;
        let base = manifest::load(&base_file)?;
        let base_file = std::path::absolute(&base_file).context("cannot tell the working folder")?;
        let rungs: Vec<String> = base.baseline.rungs.iter().map(Id::to_string).collect();
        let head = ladder_head(&base, &base_file, "A ladder of your own functions.", &rungs, &base.oracle.toolchain)?;
        let (name, lines, text) = function(&flags.name, ORACLES)?;
        let root = file.parent().unwrap_or(Path::new(""));
        write_new(&root.join(&name), &text)?;
        files::write_whole(file, format!("{head}\n\n{lines}\n").as_bytes())?;
        return Ok(Scaffold { source: name, lines, cell: (flags.name.clone(), None) });
    }
    let manifest = manifest::load(file)?;
    if manifest.benchmarks.contains_key(flags.name.as_str()) {
        return Err(Problem::usage(format!("there is a benchmark `{}` already", flags.name)));
    }
    let own = manifest.benchmarks.values().map(|benchmark| &benchmark.oracle).find(|oracle| oracle.is_relative());
    let folder = own.and_then(|oracle| oracle.parent()).unwrap_or(Path::new(ORACLES)).display().to_string();
    let (name, lines, text) = function(&flags.name, &folder)?;
    add(file, &manifest.root.join(&name), &text, &lines)?;
    Ok(Scaffold { source: name, lines, cell: (flags.name.clone(), None) })
}

/// The path, the lines and the source of a benchmark.
fn function(name: &str, folder: &str) -> anyhow::Result<(PathBuf, String, String)> {
    let entry = identifier(name);
    let file = format!("{folder}/{entry}.py");
    let lines = [
        format!("[benchmark.{name}]"),
        format!("title = {}", quoted(name)?),
        "input = \"call\"".to_owned(),
        format!("calls = [\"{entry}(1000)\", \"{entry}(0)\"] # all are checked, the first is timed"),
        format!("oracle = {}", quoted(&file)?),
    ]
    .join("\n");
    let text = format!(
        "\"\"\"What this computes.\"\"\"\n\n\ndef {entry}(count: int) -> int:\n    \"\"\"What it takes, and what it returns.\"\"\"\n    \
         total = 0\n    for i in range(count):\n        total += i * i % 7\n    return total\n"
    );
    Ok((PathBuf::from(file), lines, text))
}

/// A kernel to begin with.
struct FirstKernel {
    /// Its path from the root.
    file: PathBuf,
    /// Its path from the folder of the rung's kernels.
    name: String,
    /// That folder, where it is another than that of the rung it is like.
    project: Option<String>,
    text: String,
}

/// The benchmark that is named; else the first for which the rung has a kernel of its own; else the first of calls, or of all.
fn benchmark_of<'m>(manifest: &'m Manifest, flags: &NewRungFlags) -> Result<(&'m Id, &'m Benchmark), Problem> {
    if let Some(name) = &flags.benchmark {
        return manifest.benchmarks.get_key_value(name.as_str()).ok_or_else(|| {
            let names = manifest.benchmarks.keys().map(Id::as_str);
            Problem::usage_with_hint(format!("there is no benchmark `{name}`"), did_you_mean(name, names))
        });
    }
    let has_own = |id: &Id, benchmark: &Benchmark| own_kernel(manifest, &flags.like, id, benchmark).is_some();
    let own = manifest.benchmarks.iter().find(|(id, benchmark)| has_own(id, benchmark));
    let of_calls = || {
        let mut each = manifest.benchmarks.iter();
        each.find(|(_, benchmark)| benchmark.input == InputKind::Call && benchmark.probes.is_empty())
    };
    own.or_else(of_calls).ok_or_else(|| {
        Problem::usage(format!("`{}` has no kernel here: name a benchmark with --benchmark", flags.like))
    })
}

/// The kernel of a rung, where it is not the oracle's source.
fn own_kernel<'m>(manifest: &'m Manifest, rung: &str, id: &Id, benchmark: &Benchmark) -> Option<&'m PathBuf> {
    match &manifest.rungs.get(rung)?.cells.get(id.as_str())?.kernel {
        Kernel::Source(source) if *source != benchmark.oracle => Some(source),
        _ => None,
    }
}

fn first_kernel(
    manifest: &Manifest,
    flags: &NewRungFlags,
    model: &Model,
    id: &Id,
    benchmark: &Benchmark,
) -> Result<FirstKernel, Problem> {
    let read = |file: &Path| {
        let path = manifest.root.join(file);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    if !model.takes_files {
        return Err(Problem::usage_with_hint(
            format!("`{}` builds a whole package, in which a new file does nothing", flags.like),
            starts(manifest),
        ));
    }
    let suffix = identifier(&flags.name);
    // A kernel that lies elsewhere may need what lies beside it.
    if let Some(source) = own_kernel(manifest, &flags.like, id, benchmark).filter(|_| model.project.is_relative()) {
        let stem = source.file_stem().unwrap_or_default().to_string_lossy();
        let ending = source.extension().unwrap_or_default().to_string_lossy();
        let file = source.with_file_name(format!("{stem}_{suffix}.{ending}"));
        let name = file.strip_prefix(&model.project).unwrap_or(&file).display().to_string();
        return Ok(FirstKernel { text: read(source)?, file, name, project: None });
    }
    let any_source = manifest.rungs.get(flags.like.as_str()).is_some_and(|rung| rung.any_source);
    let as_it_is = any_source.then(|| ("py".to_owned(), "{source}".to_owned()));
    let Some((ending, start)) = model.start.clone().or(as_it_is) else {
        let text = format!("nothing says how a kernel like `{}` begins for `{id}`", flags.like);
        return Err(Problem::usage_with_hint(text, starts(manifest)));
    };
    let (project, name) = match model.project.is_relative() {
        true => (model.project.clone(), format!("{}_{suffix}.{ending}", identifier(id.as_str()))),
        false => (PathBuf::from(KERNELS), format!("{suffix}.{ending}")),
    };
    let up = "../".repeat(project.components().count());
    let oracle = if benchmark.oracle.is_absolute() { String::new() } else { up };
    let oracle = format!("{oracle}{}", benchmark.oracle.display());
    let text = start.trim_start_matches('\n').replace("{oracle}", &oracle).replace("{entry}", &benchmark.entry);
    Ok(FirstKernel {
        text: text.replace("{source}", &read(&benchmark.oracle)?),
        file: project.join(&name),
        name,
        project: model.project.is_absolute().then(|| KERNELS.to_owned()),
    })
}

/// Which rungs say how a kernel begins.
fn starts(manifest: &Manifest) -> String {
    let names = manifest.models.iter().filter(|(_, model)| model.begins).map(|(name, _)| format!("--like {name}"));
    let names = names.collect::<Vec<_>>().join(", or ");
    if names.is_empty() { "give the rung that it is like a `start`: see docs/manifest.md".to_owned() } else { names }
}

/// Writes the source, and the lines at the end of the manifest if it is understood with them; else nothing stays.
fn add(file: &Path, source: &Path, text: &str, lines: &str) -> Result<(), Problem> {
    let before = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    write_new(source, text)?;
    let after = format!("{}\n\n{lines}\n", before.trim_end());
    let written = manifest::parse(&after, file)
        .map_err(Problem::from)
        .and_then(|_| Ok(files::write_whole(file, after.as_bytes())?));
    if written.is_err() {
        fs::remove_file(source).with_context(|| format!("cannot remove {}", source.display()))?;
    }
    written
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Problem> {
    if path.exists() {
        return Err(Problem::Other(anyhow!("there is a file {} already", path.display())));
    }
    Ok(files::write_whole(path, text.as_bytes())?)
}

/// Refuses what is no name.
fn is_name(name: &str, more: &str) -> Result<(), Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || more.contains(c);
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain) {
        return Ok(());
    }
    let text = format!("`{name}` is no name: begin with a letter, and use lower-case letters, digits and `-` alone");
    Err(Problem::usage(text))
}

/// A name as it can stand in a file's name, and in Python.
fn identifier(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// A name as a part of a table's header.
fn key(name: &str) -> anyhow::Result<String> {
    if name.contains(['.', '+']) { quoted(name) } else { Ok(name.to_owned()) }
}
