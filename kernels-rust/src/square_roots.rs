//! square-roots: the sum of the square roots of the whole numbers from 1 to n. A pure number.

/// The sum, added up in order.
pub fn square_roots(n: i64) -> f64 {
    let (mut x, mut total) = (0.0_f64, 0.0);
    for _ in 0..n {
        x += 1.0;
        total += x.sqrt();
    }
    total
}

#[cfg(test)]
mod tests {
    use super::square_roots;

    /// From the Euler-Maclaurin expansion: 2/3 n√n + √n/2 + ζ(-1/2) + 1/(24√n) - ...
    #[test]
    fn the_sum_is_that_of_the_expansion() {
        for (n, sum) in [(0, "0.000000000"), (1, "1.000000000"), (100, "671.462947103"), (1000, "21097.455887481")] {
            assert_eq!(format!("{:.9}", square_roots(n)), sum, "n = {n}");
        }
    }
}
