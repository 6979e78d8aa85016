//! spectral-norm, fused: each element of A is computed once for both products, A times the vector and Aᵀ times that.
//!
//! Four rows at a time: their elements are computed and kept (four rows, never the matrix) while they are multiplied with
//! the vector; then they are added to the result, each row times its sum. The divisor of an element is the triangular
//! number of i + j, from a table of 2n, plus i + 1. One reciprocal serves four elements: with p = a b and q = c d it is
//! 1 / (p q), and multiplication gives the four (Montgomery's trick). With AVX-512 it is an estimate made exact by products, and no
//! division. Doubles hold the divisors exactly as long as n is below 2^25; their products are rounded, so that an element has
//! up to eight roundings where the oracle's has one.
//!
//! Sums are in another order than the oracle's, reciprocals differ from it in their last digits, products may be fused:
//! hence the licence that the rungs declare.

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

#[cfg(target_arch = "x86_64")]
use crate::tuned::eight::x86::{Avx2, Avx512};
use crate::tuned::eight::{Eight, Lanes, Portable};
use crate::tuned::level::Level;

const ROUNDS: usize = 10;
/// Rows that are worked on together; one division serves as many elements.
const ROWS: usize = 4;
/// Columns that are worked on together.
const LANES: usize = 8;

/// The norm √(u·v / v·v), and the two sums it comes from, on one thread.
pub fn spectral_norm(n: usize) -> (f64, f64, f64) {
    spectral_norm_at(Level::chosen(), n, 1)
}

/// The same with the rows divided among so many threads of rayon's, with the instructions of one level.
pub fn spectral_norm_at(level: Level, n: usize, threads: usize) -> (f64, f64, f64) {
    let mut product = Product::new(level, n, threads);
    let mut u = product.vector(1.0);
    let mut v = product.vector(0.0);
    for _ in 0..ROUNDS {
        product.multiply_at_a(&u, &mut v);
        product.multiply_at_a(&v, &mut u);
    }
    let (mut u_dot_v, mut v_dot_v) = (0.0, 0.0);
    for (x, y) in u.as_flattened().iter().zip(v.as_flattened()) {
        u_dot_v += x * y;
        v_dot_v += y * y;
    }
    ((u_dot_v / v_dot_v).sqrt(), u_dot_v, v_dot_v)
}

/// A transposed, times A, times a vector; with the room that it takes.
struct Product {
    level: Level,
    n: usize,
    /// s (s + 1) / 2 for every s = i + j that occurs, and a few that do not.
    triangles: Vec<f64>,
    shares: Vec<Share>,
}

/// What one thread does of a product.
struct Share {
    /// From which row to before which.
    rows: (usize, usize),
    /// [`ROWS`] rows of elements, those of one strip of columns side by side.
    elements: Vec<[Lanes; ROWS]>,
    /// The rows' part of the result.
    part: Vec<Lanes>,
}

impl Product {
    fn new(level: Level, n: usize, threads: usize) -> Self {
        let strips = n.div_ceil(LANES);
        let tiles = n.div_ceil(ROWS);
        let shares = threads.clamp(1, tiles.max(1));
        let first_row = |share: usize| (tiles * share / shares * ROWS).min(n);
        Product {
            level,
            n,
            triangles: (0..n + strips * LANES + ROWS).map(|s| s as f64 * (s + 1) as f64 * 0.5).collect(),
            shares: (0..shares)
                .map(|share| Share {
                    rows: (first_row(share), first_row(share + 1)),
                    elements: vec![[[0.0; LANES]; ROWS]; strips],
                    part: vec![[0.0; LANES]; strips],
                })
                .collect(),
        }
    }

    /// A vector of n times the value, padded with zeros.
    fn vector(&self, value: f64) -> Vec<Lanes> {
        let mut vector = vec![[0.0; LANES]; self.n.div_ceil(LANES)];
        vector.as_flattened_mut()[..self.n].fill(value);
        vector
    }

    fn multiply_at_a(&mut self, vector: &[Lanes], product: &mut [Lanes]) {
        let (level, triangles) = (self.level, &self.triangles[..]);
        match &mut self.shares[..] {
            [share] => share.multiply(level, triangles, vector),
            shares => shares.par_iter_mut().for_each(|share| share.multiply(level, triangles, vector)),
        }
        product.fill([0.0; LANES]);
        for share in &self.shares {
            for (sum, part) in product.as_flattened_mut().iter_mut().zip(share.part.as_flattened()) {
                *sum += part;
            }
        }
        // Columns that the matrix does not have.
        product.as_flattened_mut()[self.n..].fill(0.0);
    }
}

impl Share {
    fn multiply(&mut self, level: Level, triangles: &[f64], vector: &[Lanes]) {
        match level {
            Level::Portable => self.multiply_with::<Portable>(triangles, vector),
            // SAFETY: who holds the token has asked the processor.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) => unsafe { self.multiply_avx2(triangles, vector) },
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(_) | Level::Avx512Bytes(_) => unsafe { self.multiply_avx512(triangles, vector) },
        }
    }

    /// # Safety
    ///
    /// The processor must have AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn multiply_avx2(&mut self, triangles: &[f64], vector: &[Lanes]) {
        self.multiply_with::<Avx2>(triangles, vector);
    }

    /// # Safety
    ///
    /// The processor must have AVX-512 F and VL.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma,avx512f,avx512vl")]
    unsafe fn multiply_avx512(&mut self, triangles: &[f64], vector: &[Lanes]) {
        self.multiply_with::<Avx512>(triangles, vector);
    }

    /// The rows' part of both products, left in `part`.
    #[inline(always)]
    fn multiply_with<E: Eight>(&mut self, triangles: &[f64], vector: &[Lanes]) {
        self.part.fill([0.0; LANES]);
        for row in (self.rows.0..self.rows.1).step_by(ROWS) {
            let mut sums = self.multiply_rows::<E>(row, triangles, vector);
            // Rows that the matrix does not have.
            sums[(self.rows.1 - row).min(ROWS)..].fill(0.0);
            let [a, b, c, d] = [E::same(sums[0]), E::same(sums[1]), E::same(sums[2]), E::same(sums[3])];
            for (part, elements) in self.part.iter_mut().zip(&self.elements) {
                let total = E::of(&elements[0]).times_plus(a, E::of(part));
                let total = E::of(&elements[1]).times_plus(b, total);
                let total = E::of(&elements[2]).times_plus(c, total);
                E::of(&elements[3]).times_plus(d, total).to(part);
            }
        }
    }

    /// Computes the elements from this row on and keeps them; the rows times the vector.
    #[inline(always)]
    fn multiply_rows<E: Eight>(&mut self, row: usize, triangles: &[f64], vector: &[Lanes]) -> [f64; ROWS] {
        let mut sums = [E::same(0.0); ROWS];
        let first = (row + 1) as f64;
        let addends = [E::same(first), E::same(first + 1.0), E::same(first + 2.0), E::same(first + 3.0)];
        let triangles = &triangles[row..];
        for (strip, (kept, x)) in self.elements.iter_mut().zip(vector).enumerate() {
            let triangles: &[f64; LANES + ROWS - 1] =
                triangles[strip * LANES..].first_chunk().expect("the table goes beyond the last column");
            let a = below::<E, 0>(triangles).plus(addends[0]);
            let b = below::<E, 1>(triangles).plus(addends[1]);
            let c = below::<E, 2>(triangles).plus(addends[2]);
            let d = below::<E, 3>(triangles).plus(addends[3]);
            let (p, q) = (a.times(b), c.times(d));
            let inverse = p.times(q).reciprocal();
            let (inverse_p, inverse_q) = (inverse.times(q), inverse.times(p));
            let elements = [inverse_p.times(b), inverse_p.times(a), inverse_q.times(d), inverse_q.times(c)];
            let x = E::of(x);
            for below in 0..ROWS {
                elements[below].to(&mut kept[below]);
                sums[below] = elements[below].times_plus(x, sums[below]);
            }
        }
        let mut totals = [0.0; ROWS];
        for below in 0..ROWS {
            let mut lanes = [0.0; LANES];
            sums[below].to(&mut lanes);
            totals[below] = lanes.iter().sum();
        }
        totals
    }
}

/// The triangular numbers of i + j for one strip of columns, so many rows below.
#[inline(always)]
fn below<E: Eight, const ROW: usize>(triangles: &[f64; LANES + ROWS - 1]) -> E {
    E::of(triangles[ROW..].first_chunk().expect("the last row's are the last"))
}

#[cfg(test)]
mod tests {
    use super::{Level, spectral_norm_at};

    #[test]
    fn at_every_level_the_norm_agrees_with_the_values_published_for_the_benchmarks_game() {
        for level in Level::available() {
            for (n, norm) in [(2, "1.183350177"), (100, "1.274219991")] {
                assert_eq!(format!("{:.9}", spectral_norm_at(level, n, 1).0), norm, "{level:?}, n = {n}");
            }
        }
    }

    #[test]
    fn at_every_level_every_size_gives_what_the_plain_kernel_gives_on_any_number_of_threads() {
        for level in Level::available() {
            for n in (0..70).chain([255, 256, 257]) {
                let plain = crate::spectral_norm::spectral_norm(n);
                for threads in [1, 2, 3, 7] {
                    let tuned = spectral_norm_at(level, n, threads);
                    for (a, b) in [(plain.0, tuned.0), (plain.1, tuned.1), (plain.2, tuned.2)] {
                        let same = (a - b).abs() <= 1e-13 * a.abs() || (a.is_nan() && b.is_nan());
                        assert!(same, "{level:?}, n = {n}, {threads} threads: {plain:?}, {tuned:?}");
                    }
                }
            }
        }
    }
}
