//! spectral-norm: the largest singular value of the infinite matrix A, cut to n by n, by ten rounds of power iteration.
//!
//! A\[i\]\[j\] = 1 / ((i + j) (i + j + 1) / 2 + i + 1); source: the spectral-norm problem of the Computer Language
//! Benchmarks Game, written anew. No unit; the matrix is never stored.

const ROUNDS: usize = 10;

/// The norm √(u·v / v·v), and the two sums it comes from, which still show what the norm no longer does.
pub fn spectral_norm(n: usize) -> (f64, f64, f64) {
    let mut u = vec![1.0; n];
    let mut v = vec![0.0; n];
    let mut between = vec![0.0; n];
    for _ in 0..ROUNDS {
        multiply_at_a(&u, &mut between, &mut v);
        multiply_at_a(&v, &mut between, &mut u);
    }
    let (mut u_dot_v, mut v_dot_v) = (0.0, 0.0);
    for (x, y) in u.iter().zip(&v) {
        u_dot_v += x * y;
        v_dot_v += y * y;
    }
    ((u_dot_v / v_dot_v).sqrt(), u_dot_v, v_dot_v)
}

/// A transposed, times A, times the vector.
fn multiply_at_a(vector: &[f64], between: &mut [f64], product: &mut [f64]) {
    multiply(vector, between, inverse_element);
    multiply(between, product, |i, j| inverse_element(j, i));
}

/// A matrix, given by the inverses of its elements, times the vector.
fn multiply(vector: &[f64], product: &mut [f64], inverse_element: impl Fn(i64, i64) -> i64) {
    for (i, total) in (0..).zip(product) {
        *total = 0.0;
        for (j, x) in (0..).zip(vector) {
            *total += x / inverse_element(i, j) as f64;
        }
    }
}

/// 1 / A\[i\]\[j\]. Signed, because processors convert signed integers to floats in one instruction.
fn inverse_element(i: i64, j: i64) -> i64 {
    (i + j) * (i + j + 1) / 2 + i + 1
}

#[cfg(test)]
mod tests {
    use super::spectral_norm;

    #[test]
    fn the_norm_agrees_with_the_values_published_for_the_benchmarks_game() {
        for (n, norm) in [(2, "1.183350177"), (100, "1.274219991")] {
            assert_eq!(format!("{:.9}", spectral_norm(n).0), norm, "n = {n}");
        }
    }

    #[test]
    fn the_norm_comes_from_the_sums() {
        let (norm, u_dot_v, v_dot_v) = spectral_norm(50);
        assert_eq!(norm, (u_dot_v / v_dot_v).sqrt());
    }
}
