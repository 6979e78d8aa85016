//! What a build leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use manifest::{AnswerLimits, Id};
use records::CellId;
use system::process::Spec;

use crate::sources::Sources;
use crate::toolchain::Tool;

/// A cell that can be started.
#[derive(Debug, Clone)]
pub struct Built {
    /// The benchmark's name.
    pub benchmark: Id,
    /// The rung's name.
    pub rung: Id,
    /// The runner's command line and environment.
    pub runner: Spec,
    /// Changes whenever anything that went into the artefact or its runner does.
    pub fingerprint: String,
    /// SHA-256 of the sources in the project's folder, and in those that it shares.
    pub sources_sha256: String,
    /// SHA-256 of what the runner loads.
    pub artefact_sha256: String,
    /// How large that is.
    pub artefact_bytes: Option<u64>,
    /// What hosts or builds it.
    pub tool: Tool,
    /// How many threads the kernel may use.
    pub threads: u32,
    /// Whether it is held to one core, when its kernel uses one thread.
    pub pinned: bool,
    /// Whether its runtime has threads beside the kernel's.
    pub helpers: bool,
    /// The longest warm-up of its processes, where that is longer than the profile's.
    pub warm_up: Option<Duration>,
    /// Whether it compiles while it runs, so that its processes need a while until they are steady.
    pub compiles: bool,
    /// Whether the kernel refuses malformed input.
    pub validates: bool,
    /// Whether its runner's times come from a model instead of a clock.
    pub simulated: bool,
    /// Whether it is asked for calls, whose arguments may be copied outside its clock.
    pub calls: bool,
    /// Whether each of its answers comes from a command that warms up by itself, outside the runner's clock.
    pub warms_up_itself: bool,
    /// Whether floating-point operations may be reordered or approximated.
    pub fast_math: bool,
    /// How long its runner may take for its answers.
    pub limits: AnswerLimits,
    /// What its toolchain is asked for, which must be so in its processes, too.
    pub asked_for: BTreeMap<String, serde_json::Value>,
    /// The files that its processes are made of.
    pub files: Arc<Sources>,
    /// The build commands as they were run, for the record.
    pub commands: Vec<String>,
    /// Seconds that the build commands took when they last ran.
    pub seconds: f64,
    /// What the tool says of what stayed slow, where its build, or the runner for that, left it in [`ACCOUNT`].
    pub account: Option<serde_json::Value>,
    /// The runner that leaves it, where a build cannot, and the file.
    pub accountant: Option<(Spec, PathBuf)>,
    /// Whether they were run now.
    pub is_new: bool,
}

/// What a build may leave in its folder: the tool's own account of the kernel's slow lines, as docs/records.md has it.
pub(super) const ACCOUNT: &str = "account.json";

/// An account of more bytes is none that anybody reads.
const MOST_OF_AN_ACCOUNT: usize = 16 * 1024;

/// The account in a file, where there is one that can be read.
pub(super) fn account_in(file: &Path) -> Option<serde_json::Value> {
    let text = fs::read_to_string(file).ok();
    text.filter(|text| text.len() <= MOST_OF_AN_ACCOUNT).and_then(|text| serde_json::from_str(&text).ok())
}

impl Built {
    /// Looks at the account once more, which was made meanwhile.
    pub(crate) fn read_account(&mut self) {
        if let Some((_, file)) = &self.accountant {
            self.account = account_in(file);
        }
    }

    /// The cell's name.
    pub fn id(&self) -> CellId {
        CellId::new(self.rung.as_str(), self.benchmark.as_str())
    }
}

/// The folder of a cell for what it builds or keeps.
fn folder_of(kind: &str, target: &Path, rung: &Id, benchmark: &Id) -> PathBuf {
    target.join(kind).join(rung.as_str()).join(benchmark.as_str())
}

/// Where the build of a rung that needs types writes its copy of the source.
pub fn typed_folder(target: &Path, rung: &Id, benchmark: &Id) -> PathBuf {
    folder_of("build", target, rung, benchmark).join("typed")
}
