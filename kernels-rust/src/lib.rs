//! The ladder's kernels in Rust.
//!
//! One module per benchmark holds the kernel and nothing else: no timing, no printing. They are native functions, which
//! the runner `native_runner` and the benches call; with the feature `python` the crate is also a Python extension,
//! whose functions turn the native results into Python objects.

pub mod binary_trees;
pub mod binary_trees_threads;
pub mod fannkuch_redux;
pub mod fannkuch_redux_threads;
pub mod mandelbrot;
pub mod mandelbrot_threads;
pub mod nbody;
pub mod nbody_power;
pub mod nbody_tuned;
pub mod pipeline;
pub mod pipeline_bytes;
pub mod pipeline_bytes_blog_contract;
pub mod pipeline_bytes_threads;
pub mod pipeline_bytes_tuned;
pub mod spectral_norm;
pub mod spectral_norm_threads;
pub mod spectral_norm_tuned;
pub mod square_roots;
pub mod square_roots_power;
pub mod tuned;

mod tally;

#[cfg(feature = "yyjson")]
pub mod pipeline_bytes_yyjson;
#[cfg(feature = "yyjson")]
mod yyjson;

#[cfg(feature = "python")]
mod objects;
#[cfg(feature = "python")]
mod pipeline_dicts;
#[cfg(feature = "python")]
mod pipeline_dicts_loop;
#[cfg(feature = "python")]
mod python;
#[cfg(feature = "python")]
mod python_tuned;
