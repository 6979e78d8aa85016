//! Sessions on many machines: ReFrame sends them out, and what came back is judged from the sessions alone.
//!
//! Nothing here schedules. A node is done when its session has come to its end with its checksums; what ReFrame and its schedulers say
//! of jobs is kept beside that, and never believed: one without accounting calls jobs well that were killed.

mod collect;
mod kinds;
mod send;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

pub use kinds::unlike_their_kind;
pub use send::send;

/// What is kept of a fleet, in its folder.
const RECORD: &str = "fleet.json";

/// A fleet as it is kept, in `fleet.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fleet {
    /// Of this shape: 1.
    pub version: u32,
    /// Its name, that of its folder.
    pub id: String,
    /// The ladder's file.
    pub manifest: PathBuf,
    /// The site's file.
    pub site: PathBuf,
    /// What is done: `run`, a session on every node, or `check` or `fuzz`, of which each job does a share.
    #[serde(default = "run")]
    pub task: String,
    /// Into how many shares it is parted; none of sessions.
    #[serde(default)]
    pub shares: Option<u32>,
    /// What each node runs, behind the task.
    pub arguments: Vec<String>,
    /// Which systems and partitions; all where there is none.
    pub partitions: Vec<String>,
    /// Whether nodes get the repository as a bundle, as they do not see its folder.
    pub bundle: bool,
    /// Whether they get what was fetched here and this program as well, as they have no network.
    #[serde(default)]
    pub fetched: bool,
    /// How long a job may take, in seconds.
    pub limit_s: u64,
    /// What ReFrame said at its end, once for each time that it was called; kept, and not believed.
    pub reframe: Vec<String>,
    /// What became of the nodes.
    pub nodes: Vec<FleetNode>,
    /// Jobs that were left in a queue, and were taken out of it.
    pub cancelled: Vec<String>,
}

/// A node of a fleet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FleetNode {
    /// Its name.
    pub node: String,
    /// Its kind of processor; absent where nothing came back from it.
    pub kind: Option<String>,
    /// What became of it.
    pub status: FleetStatus,
    /// Why it is not done.
    pub reason: Option<String>,
    /// How long its script took; absent where it did not come to its end.
    pub seconds: Option<u64>,
    /// Which share it did, from 1 on.
    #[serde(default)]
    pub share: Option<u32>,
    /// The folder of its session, below the fleet's, or the file of what came of its share.
    pub session: Option<PathBuf>,
}

fn run() -> String {
    "run".to_owned()
}

impl FleetNode {
    /// What it is told from others by: its share, or else its name.
    pub fn name(&self) -> String {
        self.share.map_or_else(|| self.node.clone(), |share| format!("share {share}"))
    }
}

/// What became of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FleetStatus {
    /// Its session came to its end.
    Done,
    /// There is no such session.
    Failed,
}

impl FleetStatus {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            FleetStatus::Done => "done",
            FleetStatus::Failed => "failed",
        }
    }
}

impl Fleet {
    /// The nodes that are done.
    pub fn done(&self) -> impl Iterator<Item = &FleetNode> {
        self.nodes.iter().filter(|node| node.status == FleetStatus::Done)
    }

    /// Whether all are, and no share is missing.
    pub fn is_well(&self) -> bool {
        let shares = self.shares.unwrap_or(1) as usize;
        self.nodes.len() >= shares && self.nodes.iter().all(|node| node.status == FleetStatus::Done)
    }

    /// The most that a job may take.
    fn limit(&self) -> Duration {
        Duration::from_secs(self.limit_s)
    }

    /// Reads what is kept of a fleet.
    ///
    /// # Errors
    /// When there is none in the folder, or it cannot be understood.
    pub fn read(folder: &Path) -> anyhow::Result<Fleet> {
        let file = folder.join(RECORD);
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} cannot be understood", file.display()))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, folder: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        files::write_whole(&folder.join(RECORD), text.as_bytes())
    }
}
