//! mandelbrot, its rows divided among the threads of rayon's pool.

use rayon::prelude::*;

use crate::mandelbrot::{fill_row, summary};

/// How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on.
pub fn mandelbrot(n: usize) -> (i64, i64) {
    let width = n.div_ceil(8);
    let mut bitmap = vec![0; n * width];
    bitmap.par_chunks_mut(width.max(1)).enumerate().for_each(|(row, bytes)| fill_row(n, row, bytes));
    summary(&bitmap)
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_come_to_the_same_whoever_fills_them() {
        for n in [0, 1, 16, 67] {
            assert_eq!(super::mandelbrot(n), crate::mandelbrot::mandelbrot(n), "n = {n}");
        }
    }
}
