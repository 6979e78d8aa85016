//! How much of the disk toolchains take.

use std::path::Path;

use super::{Fetch, Tool, Toolbox, find, installation};
use manifest::{self, FactPlaceholder, Origin};

impl Toolbox<'_> {
    /// The bytes of a toolchain: what its receipt says, what the manifest says that it consists of, or what it has where it
    /// is a folder. None where nothing tells.
    pub fn disk_bytes(&self, tool: &Tool) -> Option<u64> {
        if let Some(receipt) = &tool.receipt {
            return Some(receipt.disk_bytes);
        }
        let toolchain = self.manifest.toolchains.get(&tool.id)?;
        if let Origin::File(file) = &toolchain.origin
            && let Some(environment) = &file.environment
            && let Ok(folder) = self.environment(environment, Fetch::Never, "")
            && tool.path.starts_with(&folder)
        {
            return installation::receipt(&folder).map(|receipt| receipt.disk_bytes);
        }
        if toolchain.disk.is_empty() {
            return tool.path.is_dir().then(|| size(&tool.path));
        }
        let found: Vec<u64> = toolchain.disk.iter().flat_map(|pattern| sizes(pattern, tool)).collect();
        (!found.is_empty()).then(|| found.iter().sum())
    }
}

/// The sizes of all that a pattern means; `{fact.NAME}` is what the tool's probe reported.
fn sizes(pattern: &str, tool: &Tool) -> Vec<u64> {
    let pattern = manifest::expand(pattern, |FactPlaceholder(fact)| tool.fact(fact));
    let Ok(pattern) = pattern else { return Vec::new() };
    let Some((place, _)) = find::located(&pattern, None) else { return Vec::new() };
    let Ok(paths) = glob::glob(&place.to_string_lossy()) else { return Vec::new() };
    paths.flatten().map(|path| size(&path)).collect()
}

fn size(path: &Path) -> u64 {
    match path.is_dir() {
        true => files::size_of_folder(path),
        false => std::fs::metadata(path).map_or(0, |about| about.len()),
    }
}
