//! Numbers as they are printed: the digits say what they leave open.

use super::Bounds;

/// A printed number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedNumber {
    /// As it stands there.
    pub value: f64,
    /// What is rounded to it: half a unit of the last printed digit to each side.
    pub bounds: Bounds,
}

/// A printed time such as `1,663ms` or `2.1s`, in milliseconds. None if it is no time above zero.
pub fn milliseconds(text: &str) -> Option<PrintedNumber> {
    // `ms` ends in `s`: the longer unit is tried first.
    let units = [("ms", 1.0), ("s", 1000.0)];
    units.iter().find_map(|(unit, scale)| number(text.strip_suffix(unit)?, *scale))
}

/// A printed ratio such as `0.75x`. None if it is no ratio above zero.
pub fn ratio(text: &str) -> Option<PrintedNumber> {
    number(text.strip_suffix('x')?, 1.0)
}

/// Digits, with commas between thousands and perhaps a point.
fn number(text: &str, scale: f64) -> Option<PrintedNumber> {
    let text = text.trim_end();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| digits(first))?;
    if !groups.clone().all(|group| group.len() == 3 && digits(group)) || !digits(fraction) {
        return None;
    }
    if groups.next().is_some() && first.len() > 3 {
        return None;
    }
    let value: f64 = text.replace(',', "").parse().ok()?;
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    // A quotient of whole numbers is the double next to the true one; 0.1 multiplied several times is not.
    let half = 0.5 / 10_f64.powi(i32::try_from(decimals).ok()?);
    let bounds = Bounds { low: (value - half) * scale, high: (value + half) * scale };
    (bounds.low > 0.0).then_some(PrintedNumber { value: value * scale, bounds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_is(found: Option<PrintedNumber>, value: f64, low: f64, high: f64) {
        let found = found.expect("a number");
        for (found, expected) in [(found.value, value), (found.bounds.low, low), (found.bounds.high, high)] {
            assert!((found - expected).abs() <= 1e-12 * expected, "{found} instead of {expected}");
        }
    }

    #[test]
    fn half_a_unit_of_the_last_digit_is_left_open() {
        assert_is(milliseconds("1,663ms"), 1663.0, 1662.5, 1663.5);
        assert_is(milliseconds("16,826 ms"), 16826.0, 16825.5, 16826.5);
        assert_is(milliseconds("2.1s"), 2100.0, 2050.0, 2150.0);
        assert_is(milliseconds("372s"), 372_000.0, 371_500.0, 372_500.0);
        assert_is(ratio("0.75x"), 0.75, 0.745, 0.755);
        assert_is(ratio("1.10x"), 1.1, 1.095, 1.105);
        assert_is(ratio("1.1x"), 1.1, 1.05, 1.15);
        assert_is(ratio("520x"), 520.0, 519.5, 520.5);
    }

    #[test]
    fn what_is_no_printed_number_above_zero_is_none() {
        for text in
            ["", "ms", "x", "fastms", "-1ms", "1,2ms", "1234,567ms", ",123ms", "1.ms", ".5ms", "1e3ms", "0ms", "0.0s"]
        {
            assert_eq!(milliseconds(text), None, "{text}");
        }
        for text in ["5", "5ms", "0x", "-2x", "1.2.3x", "∞x", "NaNx", "1 2x"] {
            assert_eq!(ratio(text), None, "{text}");
        }
        assert_eq!(milliseconds("5x"), None);
    }
}
