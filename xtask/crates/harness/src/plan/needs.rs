//! What must be there for a plan: known before anybody looks at the machine.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Plan, Planned};
use manifest::{Id, Input, Kernel};

/// What the cells of a plan are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be built, and no more.
    Build,
    /// To be held against the oracle, on the inputs of the check.
    Check,
    /// To be timed as well, on the input of the profile.
    Time,
}

/// What must be there for a plan, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs<'m> {
    /// The toolchains.
    pub toolchains: BTreeSet<&'m Id>,
    /// Lists of Python packages, each with the interpreter that they are for.
    pub packages: BTreeSet<(&'m Id, &'m Path)>,
}

impl<'m> Plan<'m> {
    /// What must be there. A cell that its rung does not do needs nothing; candidates for the baseline are asked one after
    /// another when one is chosen.
    pub fn needs(&self, purpose: Purpose) -> Needs<'m> {
        let mut needs = Needs::default();
        for planned in self.cells.iter().filter(|planned| matches!(planned.cell.kernel, Kernel::Source(_))) {
            needs.toolchains.extend(std::iter::once(&planned.rung.toolchain).chain(&planned.rung.tools));
            needs.packages.extend(planned.rung.requirements.as_deref().map(|list| (&planned.rung.toolchain, list)));
            if purpose != Purpose::Build {
                needs.toolchains.insert(&self.manifest.oracle.toolchain);
                needs.toolchains.extend(self.makers_of_inputs(planned, purpose));
            }
        }
        needs
    }

    /// What makes the inputs of a cell that are generated.
    fn makers_of_inputs(&self, planned: &Planned<'m>, purpose: Purpose) -> Vec<&'m Id> {
        let timed = planned.benchmark.sizes.get(self.profile_id).filter(|_| purpose == Purpose::Time);
        let timed = timed.and_then(|size| match &size.input {
            Input::Data(data) => Some(data),
            Input::Value(_) | Input::Call(_) => None,
        });
        let data = planned.benchmark.check.data.iter().chain(timed);
        data.filter_map(|id| self.manifest.data.get(id)).map(|data| &data.toolchain).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::plan::Filters;

    /// A selection: rungs, benchmarks, and what it is wanted for; then the toolchains and the lists of packages.
    type Selection = (&'static str, &'static str, Purpose, &'static str, &'static str);

    const SELECTIONS: [Selection; 12] = [
        ("c-plain", "nbody", Purpose::Build, "cc", ""),
        ("c-plain", "nbody", Purpose::Check, "cc cpython", ""),
        ("c-plain", "pipeline-dicts", Purpose::Time, "", ""),
        ("rust-native", "nbody", Purpose::Build, "cargo cc rustc", ""),
        ("rust", "*", Purpose::Build, "cargo cc cpython-310 rustc", ""),
        ("cython", "*", Purpose::Build, "cc cpython-dev", "kernels-cython/requirements.txt"),
        ("cython", "*", Purpose::Check, "cc cpython cpython-dev", "kernels-cython/requirements.txt"),
        ("cython-yyjson", "*", Purpose::Build, "cc cpython-dev yyjson", "kernels-cython/requirements.txt"),
        ("pypy", "nbody", Purpose::Time, "cpython pypy", ""),
        ("graalpy", "pipeline-bytes", Purpose::Check, "", ""),
        ("numba*", "spectral-norm", Purpose::Check, "cpython cpython-310", "kernels-numba/requirements.txt"),
        ("cpython-3.12", "pipeline-bytes", Purpose::Time, "cpython cpython-3.12", ""),
    ];

    #[test]
    fn a_selection_needs_what_its_own_cells_need_and_nothing_else() {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..");
        let manifest = manifest::load(&root.join("ladder.toml")).expect("the project's ladder");
        for (rung, benchmark, purpose, toolchains, packages) in SELECTIONS {
            let (rungs, benchmarks) = (vec![rung.to_owned()], vec![benchmark.to_owned()]);
            let filters = Filters { rungs, benchmarks, ..Filters::default() };
            let needs = Plan::new(&manifest, &filters).expect("cells").needs(purpose);
            let names: BTreeSet<&str> = needs.toolchains.iter().map(|id| id.as_str()).collect();
            let expected: BTreeSet<&str> = toolchains.split_whitespace().collect();
            assert_eq!(names, expected, "{rung}/{benchmark} for {purpose:?}");
            let lists: BTreeSet<String> = needs.packages.iter().map(|(_, list)| list.display().to_string()).collect();
            let expected: BTreeSet<String> = packages.split_whitespace().map(str::to_owned).collect();
            assert_eq!(lists, expected, "{rung}/{benchmark} for {purpose:?}");
        }
    }
}
