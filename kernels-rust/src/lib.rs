//! Rust kernels.
