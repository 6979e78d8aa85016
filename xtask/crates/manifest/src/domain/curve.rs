//! Rungs and benchmarks that are derived from those of the file, for curves: the same kernel on 1, 2, 4 ... threads, and on several
//! sizes. Each is one like any other, with a name of its own; what builds, checks and measures it knows nothing of curves.

use indexmap::IndexMap;

use super::{Benchmark, Id, Manifest, Rung, Size, Threads};

/// What a name that is derived has behind the other one.
const MARK: char = '+';

/// What a benchmark of one size of a curve is derived from.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// The benchmark of the file.
    pub of: Id,
    /// How much there is of it, in the unit of its `work`, or else its value; of a document its bytes, which its file tells.
    pub elements: Option<f64>,
}

impl Id {
    /// The name that it is derived from: its own, where it is not derived.
    pub fn origin(&self) -> &str {
        self.as_str().split(MARK).next().unwrap_or_default()
    }
}

impl Rung {
    /// Whether the same kernel can be told on how many threads it computes.
    pub fn divides(&self) -> bool {
        let says = |word: &String| word.contains("{threads}");
        self.fairness.threads == Threads::All
            && (self.env.values().any(says) || self.runner.iter().chain(self.build.iter().flatten()).any(says))
    }

    /// The same on so many threads.
    fn on(&self, id: &Id, count: u32) -> (Id, Rung) {
        let mut rung = self.clone();
        rung.title = format!("{}, {count} {}", self.title, if count == 1 { "thread" } else { "threads" });
        rung.fairness.threads = Threads::Count(count);
        rung.thread_curve_of = Some(id.clone());
        (id.with(&format!("{count}t")), rung)
    }
}

impl Benchmark {
    /// The same at one size of its curve, whatever the profile.
    fn at(&self, id: &Id, size: &Size) -> (Id, Benchmark) {
        let mut benchmark = self.clone();
        let name = size.input.to_string();
        benchmark.title = format!("{}, {name}", self.title);
        benchmark.sizes = self.sizes.keys().map(|profile| (profile.clone(), size.clone())).collect();
        let value = match size.input {
            super::Input::Value(value) => Some(value as f64),
            super::Input::Data(_) | super::Input::Call(_) => None,
        };
        benchmark.curve = Vec::new();
        benchmark.point = Some(CurvePoint { of: id.clone(), elements: size.work.or(value) });
        (id.with(&name), benchmark)
    }
}

/// The numbers of threads of a curve: 1, 2, 4 ... up to these cores, and all of them.
pub fn thread_counts(cores: u32) -> Vec<u32> {
    let mut counts: Vec<u32> = std::iter::successors(Some(1_u32), |count| count.checked_mul(2))
        .take_while(|count| *count <= cores.max(1))
        .collect();
    if !counts.contains(&cores.max(1)) {
        counts.push(cores);
    }
    counts
}

impl Manifest {
    /// With rungs for so many threads each beside those that can be told.
    #[must_use]
    pub fn with_threads(self, counts: &[u32]) -> Manifest {
        let mut rungs = IndexMap::new();
        for (id, rung) in self.rungs {
            let derived: Vec<(Id, Rung)> = match rung.divides() {
                true => counts.iter().map(|count| rung.on(&id, *count)).collect(),
                false => Vec::new(),
            };
            rungs.insert(id, rung);
            rungs.extend(derived);
        }
        Manifest { rungs, ..self }
    }

    /// With benchmarks for each size beside those that have several.
    #[must_use]
    pub fn with_sizes(mut self) -> Manifest {
        let mut benchmarks = IndexMap::new();
        for (id, benchmark) in self.benchmarks {
            let derived: Vec<(Id, Benchmark)> = benchmark.curve.iter().map(|size| benchmark.at(&id, size)).collect();
            for rung in self.rungs.values_mut() {
                if let Some(cell) = rung.cells.get(&id).cloned() {
                    rung.cells.extend(derived.iter().map(|(id, _)| (id.clone(), cell.clone())));
                }
            }
            benchmarks.insert(id, benchmark);
            benchmarks.extend(derived);
        }
        Manifest { benchmarks, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_has_powers_of_two_up_to_the_cores_and_all_of_them() {
        assert_eq!([1, 2, 6, 8].map(thread_counts), [vec![1], vec![1, 2], vec![1, 2, 4, 6], vec![1, 2, 4, 8]]);
        assert_eq!(thread_counts(0), [1]);
    }

    #[test]
    fn a_derived_name_tells_what_it_comes_from() {
        let id = Id::fixed("numba-parallel");
        assert_eq!(
            (id.with("4t").as_str(), id.with("4t").origin(), id.origin()),
            ("numba-parallel+4t", "numba-parallel", "numba-parallel")
        );
    }
}
