//! square-roots with the oracle's `** 0.5` in place of `sqrt`.

/// The sum, added up in order.
pub fn square_roots(n: i64) -> f64 {
    let (mut x, mut total) = (0.0_f64, 0.0);
    for _ in 0..n {
        x += 1.0;
        total += x.powf(0.5);
    }
    total
}
