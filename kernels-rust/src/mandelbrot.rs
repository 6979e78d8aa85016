//! mandelbrot: which points of a square belong to the Mandelbrot set, as a bitmap of n by n.
//!
//! Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. The square goes from -1.5 - i to
//! 0.5 + i in steps of 2 / n; a point belongs to the set unless 50 steps of z² + c leave the circle of radius 2. Eight
//! pixels are a byte, the leftmost the highest bit; rows are padded with zeros.

const STEPS: u32 = 50;
/// The square of the radius.
const LIMIT: f64 = 4.0;

/// How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on.
pub fn mandelbrot(n: usize) -> (i64, i64) {
    let width = n.div_ceil(8);
    let mut bitmap = vec![0; n * width];
    for (row, bytes) in bitmap.chunks_mut(width.max(1)).enumerate() {
        fill_row(n, row, bytes);
    }
    summary(&bitmap)
}

pub(crate) fn fill_row(n: usize, row: usize, bytes: &mut [u8]) {
    let imaginary = 2.0 * row as f64 / n as f64 - 1.0;
    for column in 0..n {
        let real = 2.0 * column as f64 / n as f64 - 1.5;
        bytes[column / 8] |= u8::from(belongs(real, imaginary)) << (7 - column % 8);
    }
}

/// Whether a point has not left the circle.
fn belongs(real: f64, imaginary: f64) -> bool {
    let (mut x, mut y, mut xx, mut yy) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..STEPS {
        y = 2.0 * x * y + imaginary;
        x = xx - yy + real;
        xx = x * x;
        yy = y * y;
        if xx + yy > LIMIT {
            return false;
        }
    }
    true
}

pub(crate) fn summary(bitmap: &[u8]) -> (i64, i64) {
    let pixels = bitmap.iter().map(|byte| i64::from(byte.count_ones())).sum();
    (pixels, (1..).zip(bitmap).map(|(place, byte)| place * i64::from(*byte)).sum())
}

#[cfg(test)]
mod tests {
    use super::mandelbrot;

    #[test]
    fn small_bitmaps_are_those_of_the_oracle() {
        assert_eq!(
            [mandelbrot(0), mandelbrot(1), mandelbrot(7), mandelbrot(16)],
            [(0, 0), (0, 0), (22, 1440), (104, 53021)]
        );
    }
}
