//! What a finished build leaves beside its artefact, so that the same is not built again.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// What a finished build remembers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) key: String,
    pub(super) seconds: f64,
    pub(super) artefact: String,
}

/// The stamp of an earlier build of the same, if the artefact is still what it was.
pub(super) fn remembered(stamp: &Path, key: &str, artefact: &Path) -> Option<Stamp> {
    let stamp: Stamp = serde_json::from_str(&files::recall(stamp)?).ok()?;
    let same = stamp.key == key && files::sha256_of_file(artefact).is_ok_and(|hash| hash == stamp.artefact);
    same.then_some(stamp)
}
