//! What others made and this ladder uses, held against what is known of it: licences, sources, hashes, advisories.
//!
//! Each part says what it looked at, what it found, and what it could not look at: nothing counts as clean that nobody looked
//! at. What a part needs of the network, its tool fetches.

mod archives;
mod bom;
mod crates;
mod lists;
mod packages;
mod tool;

use std::path::{Path, PathBuf};

use harness::session::Workspace;
use harness::toolchain::{Fetch, Toolbox};

pub use bom::bom;

/// Something that is looked at.
#[derive(Debug)]
pub struct AuditPart {
    /// In a word, for programs.
    pub name: &'static str,
    /// What is looked at, with how much there is of it.
    pub title: String,
    /// What should not be.
    pub found: Vec<String>,
    /// What could not be looked at, and why.
    pub unchecked: Vec<String>,
}

/// What came of a part, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditStatus {
    /// All of it was looked at, and nothing was found.
    Clean,
    /// Something could not be looked at.
    Unchecked,
    /// Something was found, whatever could not be looked at beside it.
    Found,
}

impl AuditStatus {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            AuditStatus::Clean => "clean",
            AuditStatus::Unchecked => "unchecked",
            AuditStatus::Found => "found",
        }
    }
}

impl AuditPart {
    fn new(name: &'static str, title: impl Into<String>) -> AuditPart {
        AuditPart { name, title: title.into(), found: Vec::new(), unchecked: Vec::new() }
    }

    /// What came of it.
    pub fn status(&self) -> AuditStatus {
        match self {
            AuditPart { found, .. } if !found.is_empty() => AuditStatus::Found,
            AuditPart { unchecked, .. } if !unchecked.is_empty() => AuditStatus::Unchecked,
            _ => AuditStatus::Clean,
        }
    }
}

/// Where the parts work.
struct Auditor<'w> {
    workspace: &'w Workspace,
    toolbox: Toolbox<'w>,
    /// For what tools are given and what they say.
    folder: PathBuf,
}

impl Auditor<'_> {
    fn root(&self) -> &Path {
        &self.workspace.manifest.root
    }
}

/// Looks at everything; the parts in the order in which they are told.
///
/// # Errors
/// When the target folder cannot be written.
pub fn audit(workspace: &Workspace) -> anyhow::Result<Vec<AuditPart>> {
    let _lock = workspace.lock()?;
    let folder = workspace.target.join("audit");
    std::fs::create_dir_all(&folder)?;
    let auditor = Auditor { workspace, toolbox: workspace.toolbox(Fetch::IfNeeded), folder };
    let lists = lists::all(auditor.root());
    Ok(vec![
        crates::pinned(&auditor),
        crates::allowed(&auditor),
        crates::advisories(&auditor),
        packages::pinned(&lists),
        packages::advisories(&auditor, &lists),
        archives::of_java(&auditor),
        archives::of_npm(&auditor),
    ])
}

/// A number with what it counts.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The files below a folder whose names a test accepts, relative to it and in order; without what is built, measured, hidden
/// or got from elsewhere.
fn files_below(root: &Path, accepts: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(root, root, accepts, &mut files);
    files.sort();
    files
}

fn collect(root: &Path, folder: &Path, accepts: &dyn Fn(&str) -> bool, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = entry.file_type();
        let is_passed_over = name.starts_with('.') || ["target", "results", "node_modules", "log"].contains(&&*name);
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) && !is_passed_over {
            collect(root, &path, accepts, files);
        } else if kind.is_ok_and(|kind| kind.is_file()) && accepts(&name) {
            files.extend(path.strip_prefix(root).map(Path::to_owned));
        }
    }
}
