//! Rounding as Python does it.

/// From here on doubles are 1/64 apart, so the nearest one to the nearest hundredth is the number itself.
const ALREADY_ROUND: f64 = (1_u64 << 46) as f64;

/// From here on doubles have no room for a half.
const WHOLE: f64 = (1_u64 << 52) as f64;

/// `x` rounded to two decimals as Python's `round(x, 2)` does it: to the hundredth that is nearest to the exact binary
/// value, ties to the even one; then to the double that is nearest to that hundredth.
///
/// `x * 100.0` is itself rounded, so it says only between which two hundredths x lies. Which of them is nearer is
/// decided by the sign of x * 100 - (n + 1/2), and a fused multiply-add has the sign of the exact value. (Formatting with
/// `{:.2}` and parsing gives the same, and costs more.)
pub(super) fn round_to_hundredths(x: f64) -> f64 {
    let a = x.abs();
    // Written so that infinities and NaN go out here as well.
    if !matches!(a.partial_cmp(&ALREADY_ROUND), Some(std::cmp::Ordering::Less)) {
        return x;
    }
    let mut n = (a * 100.0).floor();
    // A product beyond `WHOLE` has been rounded to a whole number already, ties to even.
    if n < WHOLE {
        let beyond_half = a.mul_add(100.0, -(n + 0.5));
        if beyond_half > 0.0 || (beyond_half == 0.0 && n as u64 % 2 == 1) {
            n += 1.0;
        }
    }
    (n / 100.0).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::round_to_hundredths;

    #[test]
    fn numbers_between_two_hundredths_go_to_the_nearer_by_their_exact_value() {
        // As doubles 0.005 and 99.995 are a little above what is written here, the others a little below.
        for (x, rounded) in [(2.675, 2.67), (1.005, 1.0), (0.005, 0.01), (0.615, 0.61), (0.285, 0.28), (99.995, 100.0)]
        {
            assert_eq!(round_to_hundredths(x), rounded, "{x}");
        }
    }

    #[test]
    fn exact_halves_go_to_the_even_hundredth() {
        for (x, rounded) in [(0.125, 0.12), (0.375, 0.38), (0.625, 0.62), (0.875, 0.88), (1_000_000.125, 1_000_000.12)]
        {
            assert_eq!(round_to_hundredths(x), rounded, "{x}");
            assert_eq!(round_to_hundredths(-x), -rounded, "-{x}");
        }
    }

    #[test]
    fn signs_survive_even_at_zero() {
        assert!(round_to_hundredths(-0.001).is_sign_negative());
        assert!(round_to_hundredths(0.001).is_sign_positive());
    }

    #[test]
    fn large_and_infinite_numbers_stay_what_they_are() {
        for x in [7.0e13, 1.0e15 + 0.125, 1e25, f64::MAX, f64::INFINITY] {
            assert_eq!(round_to_hundredths(x), x);
        }
        assert!(round_to_hundredths(f64::NAN).is_nan());
    }

    #[test]
    fn it_agrees_with_exact_decimal_formatting() {
        // Rust formats the exact binary value, correctly rounded, ties to even, and parses correctly: the same function.
        let mut state = 42_u64;
        for _ in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let exponent = 2_f64.powi((state >> 32) as i32 % 70 - 15);
            let x = (state >> 11) as f64 / (1_u64 << 53) as f64 * exponent;
            for x in [x, (x * 1000.0).round() / 1000.0, (x * 8.0).round() / 8.0] {
                let expected: f64 = format!("{x:.2}").parse().expect("a formatted number");
                assert_eq!(round_to_hundredths(x), expected, "{x:?}");
            }
        }
    }
}
