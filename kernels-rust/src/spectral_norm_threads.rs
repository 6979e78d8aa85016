//! spectral-norm as in `spectral_norm_tuned`, the rows of each product divided among the threads of rayon's pool.

use crate::spectral_norm_tuned::spectral_norm_at;
use crate::tuned::level::Level;

/// The norm √(u·v / v·v), and the two sums it comes from. `RAYON_NUM_THREADS` says how many threads, else all cores.
pub fn spectral_norm(n: usize) -> (f64, f64, f64) {
    spectral_norm_at(Level::chosen(), n, rayon::current_num_threads())
}
