//! The generated inputs: made when they are not there or not what they should be.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::toolchain::{Probe, Toolbox};
use manifest::{self, Id, Manifest};
use system::process::{self, Spec};
use system::progress::Progress;

/// How long a generator may take.
const LIMIT: Duration = Duration::from_secs(600);

/// A generated file's path; it is generated first if need be.
///
/// # Errors
/// When there is no interpreter for the generator, the generator fails, or the file is not what the manifest says.
pub fn provide(manifest: &Manifest, id: &Id, toolbox: &Toolbox<'_>, progress: &Progress) -> anyhow::Result<PathBuf> {
    let declared = manifest.data.get(id).with_context(|| format!("no data `{id}` is declared"))?;
    let path = manifest.root.join(&declared.file);
    let right = |path: &PathBuf| -> anyhow::Result<bool> {
        Ok(path.is_file()
            && declared.sha256.as_ref().is_none_or(|wanted| files::sha256_of_file(path).is_ok_and(|is| is == *wanted)))
    };
    if right(&path)? {
        return Ok(path);
    }
    let tool = match toolbox.get(&declared.toolchain) {
        Probe::Found(tool) => tool,
        Probe::Missing(absence) | Probe::Broken(absence) => {
            bail!("cannot generate {}: {}; hint: {}", declared.file.display(), absence.reason, absence.fix)
        }
    };
    let _step = progress.step(&format!("generating {}", declared.file.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let lookup = |name: &str| match name {
        "tool" => Some(tool.path.display().to_string()),
        "root" => Some(manifest.root.display().to_string()),
        "file" => Some(path.display().to_string()),
        _ => None,
    };
    let argv: Vec<String> =
        declared.command.iter().map(|word| manifest::expand(word, &lookup)).collect::<Result<_, _>>()?;
    let env = tool.env.into_iter().collect();
    process::capture(&Spec { env, ..Spec::new(argv) }.folder(&manifest.root), LIMIT)
        .with_context(|| format!("cannot generate {}", declared.file.display()))?;
    if !path.is_file() {
        bail!("the command for {} left no such file", declared.file.display());
    }
    if !right(&path)? {
        let is = files::sha256_of_file(&path).unwrap_or_else(|error| format!("{error:#}"));
        bail!(
            "{} was generated, but its SHA-256 is {is}, not {}",
            declared.file.display(),
            declared.sha256.as_deref().unwrap_or_default()
        );
    }
    Ok(path)
}
