//! The choice of the rung whose speedup is 1.

use crate::toolchain::{Probe, Tool, Toolbox};
use manifest::{Id, Manifest};

/// The baseline, and what should be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineChoice {
    /// The rung.
    pub rung: Id,
    /// Why every speedup carries a flag.
    pub doubt: Option<String>,
    /// Why it is not the first candidate, where it is another.
    pub instead: Option<String>,
}

/// The first candidate whose interpreter has every preferred fact; failing that the first that is there, with a doubt.
pub fn choose(manifest: &Manifest, toolbox: &Toolbox<'_>) -> Option<BaselineChoice> {
    let prefer = &manifest.baseline.prefer;
    let (mut fallback, mut instead) = (None, None);
    for id in &manifest.baseline.rungs {
        let Some(rung) = manifest.rungs.get(id) else { continue };
        let choice = |doubt| BaselineChoice { rung: id.clone(), doubt, instead: instead.clone() };
        let why = match toolbox.get(&rung.toolchain) {
            Probe::Found(tool) if tool.has_all(prefer) => return Some(choice(None)),
            Probe::Found(tool) => {
                let lacks = lacking(id, &tool, prefer);
                let doubt = Some(format!("{lacks}, so every speedup may flatter its rung"));
                fallback = fallback.or_else(|| Some(choice(doubt)));
                lacks
            }
            Probe::Missing(absence) => format!("{id} is missing: {}", beginning(&absence.reason)),
            Probe::Broken(absence) => format!("{id} is broken: {}", beginning(&absence.reason)),
        };
        instead = instead.or(Some(why));
    }
    fallback
}

fn lacking(id: &Id, tool: &Tool, prefer: &[String]) -> String {
    let lacking: Vec<&str> =
        prefer.iter().filter(|fact| !tool.has_all(std::slice::from_ref(*fact))).map(String::as_str).collect();
    format!("{id} ({}) is not known to be built with {}", tool.path.display(), lacking.join(" and "))
}

/// The first of the things that a reason names.
fn beginning(reason: &str) -> &str {
    reason.split("; ").next().unwrap_or(reason)
}
