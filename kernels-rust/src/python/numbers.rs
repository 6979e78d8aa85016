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
