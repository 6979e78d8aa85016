//! What Python calls of the kernels that take and give numbers alone.

use pyo3::prelude::*;

/// The energy of the solar system before and after so many steps.
#[pyfunction]
pub(super) fn nbody(steps: i64) -> (f64, f64) {
    crate::nbody::nbody(steps)
}

/// The spectral norm, and the two sums it comes from.
#[pyfunction]
pub(super) fn spectral_norm(n: usize) -> (f64, f64, f64) {
    crate::spectral_norm::spectral_norm(n)
}

/// The checksum of all permutations' flips, and the most flips.
#[pyfunction]
pub(super) fn fannkuch_redux(n: usize) -> (i64, i64) {
    crate::fannkuch_redux::fannkuch_redux(n)
}

/// How many pixels of the bitmap are set, and the sum of its bytes, each times its place.
#[pyfunction]
pub(super) fn mandelbrot(n: usize) -> (i64, i64) {
    crate::mandelbrot::mandelbrot(n)
}

/// The nodes that were counted, tree by tree.
#[pyfunction]
pub(super) fn binary_trees(n: u32) -> Vec<i64> {
    crate::binary_trees::binary_trees(n)
}
