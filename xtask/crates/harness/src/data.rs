//! The generated inputs: made when they are not there or not what they should be.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};

use crate::toolchain::{Tool, Toolbox};
use manifest::{self, DataFile, DataPlaceholder, Id, Manifest};
use system::process::Spec;
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
    if is_right(declared, &path) {
        return Ok(path);
    }
    let absence = |absence| anyhow!("cannot generate {}: {absence}", declared.file.display());
    let tool = toolbox.get(&declared.toolchain).found().map_err(absence)?;
    let _step = progress.step(&format!("generating {}", declared.file.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    generate(manifest, declared, &path, &tool, toolbox)?;
    if !path.is_file() {
        bail!("the command for {} left no such file", declared.file.display());
    }
    if !is_right(declared, &path) {
        let is = files::sha256_of_file(&path).unwrap_or_else(|error| format!("{error:#}"));
        let wanted = declared.sha256.as_deref().unwrap_or_default();
        bail!("{} was generated, but its SHA-256 is {is}, not {wanted}", declared.file.display());
    }
    Ok(path)
}

/// Whether the file is there and has the hash that the manifest says, if it says one.
fn is_right(declared: &DataFile, path: &Path) -> bool {
    path.is_file()
        && declared.sha256.as_ref().is_none_or(|wanted| files::sha256_of_file(path).is_ok_and(|is| is == *wanted))
}

/// Runs the command that makes the file.
fn generate(
    manifest: &Manifest,
    declared: &DataFile,
    path: &Path,
    tool: &Tool,
    toolbox: &Toolbox<'_>,
) -> anyhow::Result<()> {
    let argv = manifest::expand_all(&declared.command, |placeholder: DataPlaceholder| {
        let path = match placeholder {
            DataPlaceholder::Tool => &tool.path,
            DataPlaceholder::Root => &manifest.root,
            DataPlaceholder::File => path,
        };
        Some(path.display().to_string())
    })?;
    let env = tool.env.clone().into_iter().collect();
    toolbox
        .spawner()
        .capture(&Spec { env, ..Spec::new(argv) }.folder(&manifest.root.join(&declared.folder)), LIMIT)
        .with_context(|| format!("cannot generate {}", declared.file.display()))?;
    Ok(())
}
