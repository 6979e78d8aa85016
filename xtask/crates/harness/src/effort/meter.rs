//! What each cell takes beside time, for the records.

use crate::plan::Planned;
use crate::toolchain::{Tool, Toolbox};
use manifest::{Id, Manifest};
use records::Effort;

/// Knows what is needed to tell the effort of cells.
#[derive(Debug)]
pub struct EffortMeter<'a> {
    manifest: &'a Manifest,
    toolbox: &'a Toolbox<'a>,
    /// The interpreter that everybody has.
    baseline: Option<Id>,
}

impl<'a> EffortMeter<'a> {
    /// With what is known of the toolchains.
    pub fn new(manifest: &'a Manifest, toolbox: &'a Toolbox<'a>, baseline: Option<&Id>) -> EffortMeter<'a> {
        let found = baseline.and_then(|id| toolbox.get(&manifest.rungs.get(id)?.toolchain).found().ok());
        EffortMeter { manifest, toolbox, baseline: found.map(|tool| tool.id) }
    }

    /// What a cell takes that this toolchain hosts or builds.
    ///
    /// # Errors
    /// Why it is not known, where there is something to say: no figure depends on it.
    pub fn measure(&self, planned: &Planned<'_>, tool: &Tool) -> Result<Effort, Option<String>> {
        let written = super::source_effort(self.manifest, planned).map_err(|error| Some(format!("{error:#}")))?;
        let written = written.ok_or(None)?;
        if !written.unread.is_empty() {
            return Err(Some(format!("no `[language]` of the ladder reads {}", written.unread.join(", "))));
        }
        Ok(Effort {
            lines: written.lines.own as u64,
            lines_added: written.lines.added as u64,
            lines_removed: written.lines.removed as u64,
            tokens: written.tokens.own as u64,
            tokens_added: written.tokens.added as u64,
            tokens_removed: written.tokens.removed as u64,
            languages: written.languages,
            dependencies: super::dependencies(self.manifest, planned, &written.libraries),
            toolchain_bytes: self.bytes(planned, tool),
        })
    }

    /// The disk that its interpreter (if it is not the baseline's), its packages and its tools take; none where that of
    /// one of them is not known.
    fn bytes(&self, planned: &Planned<'_>, main: &Tool) -> Option<u64> {
        let mut bytes = 0;
        if planned.rung.requirements.is_some() {
            bytes += main.receipt.as_ref()?.disk_bytes;
        }
        for id in std::iter::once(&planned.rung.toolchain).chain(&planned.rung.tools) {
            let tool = self.toolbox.get(id).found().ok()?;
            if Some(&tool.id) != self.baseline.as_ref() {
                bytes += self.toolbox.disk_bytes(&tool)?;
            }
        }
        Some(bytes)
    }
}
