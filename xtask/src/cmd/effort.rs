//! What each cell takes beside time, for the records.

use harness::build::Built;
use harness::effort;
use harness::plan::Planned;
use harness::toolchain::{Probe, Tool, Toolbox};
use manifest::{Id, Manifest};
use records::Effort;

/// Knows what is needed to tell the effort of cells.
pub(super) struct Efforts<'a> {
    manifest: &'a Manifest,
    toolbox: &'a Toolbox<'a>,
    /// The interpreter that everybody has.
    baseline: Option<Id>,
}

impl<'a> Efforts<'a> {
    pub(super) fn new(manifest: &'a Manifest, toolbox: &'a Toolbox<'a>, baseline: Option<&Id>) -> Efforts<'a> {
        let found = baseline.and_then(|id| found(toolbox, &manifest.rungs.get(id)?.toolchain));
        Efforts { manifest, toolbox, baseline: found.map(|tool| tool.id) }
    }

    /// The effort of a cell; none of one that cannot be built, or whose sources cannot be read: no figure depends on it.
    pub(super) fn of(&self, planned: &Planned<'_>, built: Option<&Built>) -> Option<Effort> {
        let built = built?;
        let written = effort::of_cell(self.manifest, planned).ok().flatten()?;
        Some(Effort {
            lines: written.lines.own as u64,
            lines_added: written.lines.added as u64,
            lines_removed: written.lines.removed as u64,
            tokens: written.tokens.own as u64,
            tokens_added: written.tokens.added as u64,
            tokens_removed: written.tokens.removed as u64,
            languages: written.languages,
            dependencies: effort::dependencies(self.manifest, planned),
            toolchain_bytes: self.bytes(planned, &built.tool),
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
            let tool = found(self.toolbox, id)?;
            if Some(&tool.id) != self.baseline.as_ref() {
                bytes += self.toolbox.disk_bytes(&tool)?;
            }
        }
        Some(bytes)
    }
}

fn found(toolbox: &Toolbox<'_>, id: &Id) -> Option<Tool> {
    match toolbox.get(id) {
        Probe::Found(tool) => Some(*tool),
        Probe::Missing(_) | Probe::Broken(_) => None,
    }
}
