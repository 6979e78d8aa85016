//! The ladder as it is declared in `ladder.toml`.
//!
//! `wire` mirrors the file as typed, filled by `reader`; `gather` joins it with the files that it includes; `resolve` turns it into the types of `domain`, which cannot be
//! invalid, and collects every mistake; `diagnostics` shows them with line, column and caret. `template` is for everybody
//! who fills in placeholders. This crate knows nothing of what is installed on the machine, and no tool by name.

mod diagnostics;
mod document;
mod domain;
mod gather;
mod reader;
mod resolve;
mod syntax;
mod template;
#[cfg(test)]
mod tests;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeTable;

use diagnostics::Mistakes;
pub use diagnostics::{LoadError, Mistake, Text};
pub use document::FileKind;
pub use domain::*;
use published::PublishedSource;
pub use samples::LADDER;
pub use template::{
    DataPlaceholder, EditPlaceholder, ExpectPlaceholder, FactPlaceholder, FuzzPlaceholder, HomePlaceholder,
    MavenPlaceholder, OraclePlaceholder, Placeholder, ProbePlaceholder, RungPlaceholder, RungWord, SourcePlaceholder,
    UnknownPlaceholder, expand, expand_all,
};

/// A duration such as `500ms`, `90s`, `10m` or `1h`.
pub fn duration(text: &str) -> Option<Duration> {
    resolve::parse_duration(text)
}

/// Reads a manifest.
pub fn load(path: &Path) -> Result<Manifest, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    parse(&text, path)
}

/// Understands a manifest's text. The path says from where relative paths start, and what to call it in messages.
pub fn parse(text: &str, path: &Path) -> Result<Manifest, LoadError> {
    let (root, mistakes) = (root_of(path), Mistakes::default());
    let gathered = gather::gather(text, path, &root, &mistakes);
    let made = gathered.and_then(|gathered| resolve::manifest(gathered, &root, &mistakes));
    let (mut manifest, published) = mistakes.outcome(made)?;
    manifest.published = sources(&manifest, &published)?;
    Ok(manifest)
}

/// The texts of a manifest and of all that it includes, as far as they can be read, whatever mistakes are in them.
pub fn texts(path: &Path) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let mistakes = Mistakes::default();
    gather::gather(&text, path, &root_of(path), &mistakes);
    mistakes.texts()
}

/// Reads the files of published figures, all of them before the first mistake counts.
fn sources(manifest: &Manifest, files: &[PathBuf]) -> Result<Vec<PublishedSource>, LoadError> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        match source(manifest, file, &sources) {
            Ok(source) => sources.push(source),
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(sources),
        1 => Err(errors.remove(0)),
        _ => Err(LoadError::Several(errors)),
    }
}

fn source(manifest: &Manifest, file: &Path, earlier: &[PublishedSource]) -> Result<PublishedSource, LoadError> {
    let path = manifest.root.join(file);
    let text = std::fs::read_to_string(&path).map_err(|source| LoadError::Io { path: path.clone(), source })?;
    let mistakes = Mistakes::default();
    let text = mistakes.file(path, text);
    let (document, errors) = DeTable::parse_recoverable(text.as_str());
    let made = match syntax::note(&mistakes, &text, errors) {
        true => None,
        false => {
            let wire = reader::read_shape(document.get_ref(), &text, "", &mistakes);
            resolve::published(&wire, manifest, earlier, &mistakes)
        }
    };
    mistakes.outcome(made)
}

/// The manifest's folder; absolute where the system can tell, because commands are started in other folders.
fn root_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.parent().map_or_else(PathBuf::new, Path::to_owned)
}
