//! `setup --source` and `setup --from-source`: what was built, and what could not be.

use serde_json::{Value, json};

use super::Problem;
use crate::flags::SetupFlags;
use harness::toolchain::{Absence, Toolbox, Wish};
use manifest::Id;

/// A toolchain that was to be built from source.
pub(super) struct Build<'m> {
    /// Its name.
    pub(super) id: &'m Id,
    outcome: Result<(), Absence>,
}

/// Builds what the user wants to be built, of these toolchains; nothing if nothing is wanted.
pub(super) fn builds<'m>(toolbox: &Toolbox<'_>, ids: &[&'m Id], flags: &SetupFlags) -> Result<Vec<Build<'m>>, Problem> {
    let wanted = flags.from_source || !flags.source.is_empty();
    if !wanted && flags.plain {
        return Err(Problem::Usage("--plain is a way to build: add --source FILE or --from-source".to_owned()));
    }
    if !wanted {
        return Ok(Vec::new());
    }
    let wish = Wish { given: &flags.source, all: flags.from_source, plain: flags.plain };
    let builds = toolbox.build_from_source(ids, &wish).map_err(Problem::Usage)?;
    if builds.is_empty() {
        let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        return Err(Problem::Usage(format!("none of these can be built from source: {}", names.join(", "))));
    }
    Ok(builds.into_iter().map(|(id, outcome)| Build { id, outcome }).collect())
}

impl Build<'_> {
    /// Whether there is no such build now.
    pub(super) fn failed(&self) -> bool {
        self.outcome.is_err()
    }

    /// A failure in words; a success speaks for itself among the toolchains.
    pub(super) fn text(&self) -> Option<String> {
        let absence = self.outcome.as_ref().err()?;
        Some(format!("failed   {} from source: {}\n         hint: {}", self.id, absence.reason, absence.fix))
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let absence = self.outcome.as_ref().err();
        json!({
            "toolchain": self.id.as_str(),
            "reason": absence.map(|absence| &absence.reason),
            "fix": absence.map(|absence| &absence.fix),
        })
    }
}
