//! What Python calls of the tuned kernels that take and give numbers alone.

use pyo3::prelude::*;

/// The energy of the solar system before and after so many steps.
#[pyfunction]
pub(super) fn nbody(steps: i64) -> (f64, f64) {
    crate::nbody_tuned::nbody(steps)
}

/// The spectral norm, and the two sums it comes from.
#[pyfunction]
pub(super) fn spectral_norm(n: usize) -> (f64, f64, f64) {
    crate::spectral_norm_tuned::spectral_norm(n)
}

/// The same on all threads of rayon's pool, while other threads of Python may go on.
#[pyfunction]
#[pyo3(name = "spectral_norm")]
pub(super) fn spectral_norm_threads(py: Python<'_>, n: usize) -> (f64, f64, f64) {
    py.detach(|| crate::spectral_norm_threads::spectral_norm(n))
}

/// The checksum of all permutations' flips, and the most flips.
#[pyfunction]
#[pyo3(name = "fannkuch_redux")]
pub(super) fn fannkuch_redux_threads(py: Python<'_>, n: usize) -> (i64, i64) {
    py.detach(|| crate::fannkuch_redux_threads::fannkuch_redux(n))
}

/// How many pixels of the bitmap are set, and the sum of its bytes, each times its place.
#[pyfunction]
#[pyo3(name = "mandelbrot")]
pub(super) fn mandelbrot_threads(py: Python<'_>, n: usize) -> (i64, i64) {
    py.detach(|| crate::mandelbrot_threads::mandelbrot(n))
}

/// The nodes that were counted, tree by tree.
#[pyfunction]
#[pyo3(name = "binary_trees")]
pub(super) fn binary_trees_threads(py: Python<'_>, n: u32) -> Vec<i64> {
    py.detach(|| crate::binary_trees_threads::binary_trees(n))
}
