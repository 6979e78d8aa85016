//! The Python extension: the kernels under the names that all rungs use, their results as Python objects.
//!
//! One library holds a module per set of kernels, and Python picks the one that bears the name of the file: copied to
//! `kernels_rust.abi3.so` the library is the module with serde, copied to `kernels_rust_yyjson.abi3.so` the one with
//! yyjson. A whole result is built within the call, nothing is kept for the next.

mod numbers;
mod pipelines;

use pyo3::prelude::*;

/// The kernels in Rust alone.
#[pymodule]
mod kernels_rust {
    #[pymodule_export]
    use super::numbers::{binary_trees, fannkuch_redux, mandelbrot, nbody, spectral_norm};
    #[pymodule_export]
    use super::pipelines::{pipeline_bytes, pipeline_dicts};
}

/// The kernel without the contract on its input.
#[pymodule]
mod kernels_rust_blog_contract {
    #[pymodule_export]
    use super::pipelines::pipeline_bytes_blog_contract;
}

/// The kernel that keeps the oracle's loop.
#[pymodule]
mod kernels_rust_loop {
    #[pymodule_export]
    use super::pipelines::pipeline_dicts_loop;
}

/// The kernel that parses with yyjson.
#[cfg(feature = "yyjson")]
#[pymodule]
mod kernels_rust_yyjson {
    #[pymodule_export]
    use super::pipelines::pipeline_bytes_yyjson;
}
