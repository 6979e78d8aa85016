//! Tools that look: what they said is wanted most where they end with another status than 0.

use std::path::Path;
use std::time::Duration;

use super::Auditor;
use manifest::Id;
use system::process::Spec;

/// How long a tool may take, with what it fetches.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Keeps what a command says in two files, and says how it ended.
const KEEPING: &str = r#"out=$1 err=$2; shift 2; "$@" > "$out" 2> "$err"; echo $?"#;

/// What a tool said, and how it ended.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) is_well: bool,
}

impl Said {
    /// Its last words, for a tool that did not do its work.
    pub(super) fn last(&self) -> String {
        let mut lines = self.stderr.lines().chain(self.stdout.lines()).map(str::trim).filter(|line| !line.is_empty());
        lines.next_back().unwrap_or("it said nothing").to_owned()
    }
}

impl Auditor<'_> {
    /// Runs a toolchain of the ladder in the ladder's folder.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub(super) fn ask(&self, tool: &'static str, arguments: &[&str]) -> Result<Said, String> {
        let tool = self.toolbox.get(&Id::fixed(tool)).found().map_err(|absence| absence.to_string())?;
        self.run(&tool.path.display().to_string(), arguments)
    }

    /// Runs a program in the ladder's folder.
    ///
    /// # Errors
    /// When it cannot be started, or takes too long.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Result<Said, String> {
        let _step = self.workspace.progress.step(&format!("asking {}", Path::new(program).display()));
        let [out, err] = ["said", "said.err"].map(|name| self.folder.join(name));
        let (out_text, err_text) = (out.display().to_string(), err.display().to_string());
        let words = ["sh", "-c", KEEPING, "sh", &out_text, &err_text, program].into_iter();
        let spec = Spec::new(words.chain(arguments.iter().copied())).folder(self.root());
        let ended = self.workspace.spawner.capture(&spec, LIMIT).map_err(|error| error.brief())?;
        let text = |path: &Path| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let read = |path: &Path| text(path).map_err(|error| format!("{}: {error}", path.display()));
        Ok(Said { stdout: read(&out)?, stderr: read(&err)?, is_well: ended.stdout.trim() == "0" })
    }
}
