//! The copies of a source that got the types which were seen.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use harness::build::typed_folder;
use harness::plan::Plan;

/// A copy, as a rung's build wrote it.
#[derive(Debug)]
pub struct TypedCopy {
    /// The rung's name.
    pub rung: String,
    /// What people call the rung.
    pub title: String,
    /// The copy.
    pub file: PathBuf,
    /// What it says.
    pub text: String,
    /// The lines that are not as in the source, with their numbers; a line that was left out is none.
    changed: Vec<(usize, String)>,
}

impl TypedCopy {
    /// The same for programs.
    pub fn json(&self) -> Value {
        json!({ "rung": self.rung, "file": self.file, "text": self.text })
    }

    /// What got types, for people.
    pub fn shown(&self, root: &Path) -> String {
        let lines = self.changed.iter().map(|(number, line)| format!("{number:>5}  {line}\n"));
        let file = self.file.strip_prefix(root).unwrap_or(&self.file).display();
        format!("# {}: {file}\n{}", self.title, lines.collect::<String>())
    }
}

/// All copies that the rungs of a plan have made, in its order.
pub fn typed_copies(plan: &Plan<'_>, target: &Path) -> Vec<TypedCopy> {
    let root = &plan.manifest.root;
    let mut copies = Vec::new();
    for planned in plan.cells.iter().filter(|planned| planned.rung.typed) {
        let folder = typed_folder(target, planned.rung_id, planned.benchmark_id);
        for file in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            // A rung that refuses the function has none.
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let (rung, title) = (planned.rung_id.to_string(), planned.rung.title.clone());
            let source = fs::read_to_string(root.join(&planned.benchmark.oracle)).unwrap_or_default();
            copies.push(TypedCopy { changed: changed(&source, &text), rung, title, file, text });
        }
    }
    copies
}

/// The lines of a copy that are not as in the source. Lines keep their numbers.
fn changed(source: &str, copy: &str) -> Vec<(usize, String)> {
    let mut before = source.lines();
    let mut changed = Vec::new();
    for (index, line) in copy.lines().enumerate() {
        if before.next() != Some(line) && !line.trim().is_empty() {
            changed.push((index + 1, line.to_owned()));
        }
    }
    changed
}

/// Keeps the copies for the user, each in the folder of its rung.
///
/// # Errors
/// When one cannot be written.
pub fn keep_copies(copies: &[TypedCopy], folder: &Path) -> anyhow::Result<()> {
    for copy in copies {
        let name = copy.file.file_name().context("a copy without a name")?;
        files::write_whole(&folder.join("typed").join(&copy.rung).join(name), copy.text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn only_what_got_types_is_shown() {
        let copy = "import cython; import re\n\ndef f(x: cython.double):\n    return x\n# export\n";
        let lines = changed("import re\nimport os\ndef f(x):\n    return x\n", copy);
        assert_eq!(lines.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3, 5]);
    }
}
