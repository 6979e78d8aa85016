//! The tuned kernels as Python modules: `kernels_rust_tuned` on one thread, `kernels_rust_threads` on several.

mod numbers;
mod pipeline;

use pyo3::prelude::*;

/// The tuned kernels on one thread.
#[pymodule]
mod kernels_rust_tuned {
    #[pymodule_export]
    use super::numbers::{nbody, spectral_norm};
    #[pymodule_export]
    use super::pipeline::pipeline_bytes;
}

/// The tuned kernels that scale.
#[pymodule]
mod kernels_rust_threads {
    #[pymodule_export]
    use super::numbers::{binary_trees_threads, fannkuch_redux_threads, mandelbrot_threads, spectral_norm_threads};
    #[pymodule_export]
    use super::pipeline::pipeline_bytes_threads;
}
