//! The choice of the rung whose speedup is 1.

use crate::toolchain::{Probe, Toolbox};
use manifest::{Id, Manifest};

/// The baseline, and why it should be doubted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineChoice {
    /// The rung.
    pub rung: Id,
    /// Why every speedup carries a flag.
    pub doubt: Option<String>,
}

/// The first candidate whose interpreter has every preferred fact; failing that the first that is there, with a doubt.
pub fn choose(manifest: &Manifest, toolbox: &Toolbox<'_>) -> Option<BaselineChoice> {
    let prefer = &manifest.baseline.prefer;
    let mut fallback = None;
    for id in &manifest.baseline.rungs {
        let Some(rung) = manifest.rungs.get(id) else { continue };
        let Probe::Found(tool) = toolbox.get(&rung.toolchain) else { continue };
        if tool.has_all(prefer) {
            return Some(BaselineChoice { rung: id.clone(), doubt: None });
        }
        let lacking: Vec<&str> =
            prefer.iter().filter(|fact| !tool.has_all(std::slice::from_ref(*fact))).map(String::as_str).collect();
        let doubt = format!(
            "{id} ({}) is not known to be built with {}, so every speedup may flatter its rung",
            tool.path.display(),
            lacking.join(" and ")
        );
        fallback = fallback.or(Some(BaselineChoice { rung: id.clone(), doubt: Some(doubt) }));
    }
    fallback
}
