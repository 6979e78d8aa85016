//! Numbers as people read them.

use std::time::SystemTime;

use statistics::Speedup;

/// What stands where there is no number.
pub(crate) const NONE: &str = "–";

/// A duration with three significant digits and its unit.
pub(crate) fn duration(ns: f64) -> String {
    const UNITS: [(&str, f64); 4] = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)];
    // 999.6 ns is not "1,000 ns" but "1.00 µs": the unit is chosen as if after rounding.
    let fitting = UNITS.iter().find(|(_, size)| ns / size < 999.5);
    let (unit, size) = fitting.unwrap_or(&UNITS[UNITS.len() - 1]);
    format!("{} {unit}", significant(ns / size))
}

/// A time as others printed it: all its digits, and in milliseconds.
pub(crate) fn published_time(ms: f64) -> String {
    format!("{} ms", grouped(&ms.to_string()))
}

/// A speedup as others printed it.
pub(crate) fn published_speedup(speedup: f64) -> String {
    format!("{}x", grouped(&speedup.to_string()))
}

/// A speedup with three significant digits.
pub(crate) fn speedup(estimate: f64) -> String {
    format!("{}x", significant(estimate))
}

/// How far the estimate may be off: `±1.2 %`; beyond ten per cent the interval itself, `9.81..15.1`, because it is then
/// visibly lopsided and one number for both sides would be wrong for each.
pub(crate) fn spread(speedup: &Speedup) -> String {
    match (speedup.half_width(), speedup.interval) {
        (Some(half), _) if half < 0.001 => "±<0.1 %".to_owned(),
        (Some(half), _) if half < 0.0995 => format!("±{:.1} %", half * 100.0),
        (_, Some(interval)) => format!("{}..{}", significant(interval.low), significant(interval.high)),
        _ => NONE.to_owned(),
    }
}

/// A half-width as a share of an estimate: `±1.2 %`.
pub(crate) fn half_width(half: f64) -> String {
    if half < 0.001 { "±<0.1 %".to_owned() } else { format!("±{:.1} %", half * 100.0) }
}

/// When a session ended, and after how long: `2026-01-02 03:06:05 UTC after 2 min 0 s`. What is no time stays as it is. Where
/// what another clock counted is far from the difference, somebody has set the clock, and the count is true.
pub(crate) fn ended(started: &str, ended: &str, counted_ms: Option<u64>) -> String {
    let Ok(end) = humantime::parse_rfc3339(ended) else {
        return ended.to_owned();
    };
    let time = moment(ended);
    let between = humantime::parse_rfc3339(started).ok().map(|start| whole_seconds(start, end));
    let counted = counted_ms.and_then(|ms| i64::try_from(ms / 1000).ok());
    let took = match (between, counted) {
        (Some(between), Some(counted)) if (between - counted).abs() > SET_S => Some(counted),
        (between, _) => between.filter(|seconds| *seconds >= 0),
    };
    took.map_or(time.clone(), |seconds| format!("{time} after {}", elapsed_time(seconds)))
}

/// Seconds by which two clocks part when one of them is set.
const SET_S: i64 = 60;

/// A time as `2026-01-02 03:06:05 UTC`. What is no time stays as it is.
pub(crate) fn moment(text: &str) -> String {
    let Ok(time) = humantime::parse_rfc3339(text) else {
        return text.to_owned();
    };
    humantime::format_rfc3339_seconds(time).to_string().replace('T', " ").replace('Z', " UTC")
}

/// The whole seconds from one moment to another; below zero where the clock was set back.
fn whole_seconds(start: SystemTime, end: SystemTime) -> i64 {
    match end.duration_since(start) {
        Ok(after) => after.as_secs().cast_signed(),
        Err(before) => -before.duration().as_secs().cast_signed(),
    }
}

/// Seconds as `23 min 0 s`.
pub(crate) fn elapsed(seconds: f64) -> String {
    elapsed_time(seconds.round() as i64)
}

/// Seconds in the two units that fit.
fn elapsed_time(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Bytes in the binary unit that fits, with three significant digits.
pub fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{} {}", if unit == 0 { value.to_string() } else { significant(value) }, UNITS[unit])
}

/// A count with three significant digits, in thousands (k), millions (M) or thousands of these (G).
pub(crate) fn count(count: f64) -> String {
    const UNITS: [(&str, f64); 3] = [("k", 1e3), ("M", 1e6), ("G", 1e9)];
    match UNITS.iter().rev().find(|(_, size)| count >= 0.9995 * size) {
        Some((unit, size)) => format!("{} {unit}", significant(count / size)),
        None => significant(count),
    }
}

/// Energy in the unit that fits, from microjoules.
pub(crate) fn energy(microjoules: f64) -> String {
    const UNITS: [(&str, f64); 3] = [("µJ", 1.0), ("mJ", 1e3), ("J", 1e6)];
    let fitting = UNITS.iter().rev().find(|(_, size)| microjoules >= 0.9995 * size).unwrap_or(&UNITS[0]);
    format!("{} {}", significant(microjoules / fitting.1), fitting.0)
}

/// Three significant digits, without an exponent; thousands are grouped.
pub(crate) fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    // Rounded first: 9.996 has three significant digits as 10.0, not as 10.00.
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    let exponent = rounded.abs().log10().floor();
    let decimals = (2.0 - exponent).clamp(0.0, 12.0) as usize;
    grouped(&format!("{rounded:.decimals$}"))
}

/// Puts a comma between thousands of a decimal number.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{text}.{fraction}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::Interval;

    #[test]
    fn durations_have_three_significant_digits_and_a_fitting_unit() {
        let known = [
            (0.0, "0 ns"),
            (1.0, "1.00 ns"),
            (999.4, "999 ns"),
            (999.6, "1.00 µs"),
            (12_345.0, "12.3 µs"),
            (999_600_000.0, "1.00 s"),
            (1_242e6, "1.24 s"),
            (46_000e6, "46.0 s"),
            (1_234_000e6, "1,230 s"),
        ];
        for (ns, text) in known {
            assert_eq!(duration(ns), text);
        }
    }

    #[test]
    fn speedups_have_three_significant_digits() {
        let known = [
            (1.0, "1.00x"),
            (0.8234, "0.823x"),
            (0.0123, "0.0123x"),
            (9.996, "10.0x"),
            (99.95, "100x"),
            (519.6, "520x"),
            (2338.0, "2,340x"),
            (1_234_567.0, "1,230,000x"),
        ];
        for (estimate, text) in known {
            assert_eq!(super::speedup(estimate), text);
        }
    }

    #[test]
    fn published_figures_keep_the_digits_that_were_printed() {
        assert_eq!(published_time(14046.0), "14,046 ms");
        assert_eq!(published_time(10.0), "10 ms");
        assert_eq!(published_time(2.5), "2.5 ms");
        assert_eq!(published_speedup(520.0), "520x");
        assert_eq!(published_speedup(0.75), "0.75x");
    }

    #[test]
    fn a_wide_spread_is_shown_as_the_interval_itself() {
        let spread = |low: f64, high: f64| {
            let interval = Some(Interval { low, high });
            super::spread(&Speedup { estimate: (low * high).sqrt(), interval, invocations: 3, paired: false })
        };
        assert_eq!(spread(9.9, 10.1), "±1.0 %");
        assert_eq!(spread(9.999, 10.001), "±<0.1 %");
        assert_eq!(spread(9.1, 11.0), "±9.9 %");
        assert_eq!(spread(9.0, 11.0), "9.00..11.0");
        let none = Speedup { estimate: 2.0, interval: None, invocations: 2, paired: false };
        assert_eq!(super::spread(&none), NONE);
    }

    #[test]
    fn the_end_of_a_session_says_when_and_after_how_long() {
        let known = [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.9Z", "2026-01-02 03:04:05 UTC after 0 s"),
            ("2026-01-02T03:04:05.5Z", "2026-01-02T03:06:04Z", "2026-01-02 03:06:04 UTC after 1 min 58 s"),
            ("2026-01-02T03:04:05Z", "2026-01-02T05:34:05+00:00", "2026-01-02 05:34:05 UTC after 2 h 30 min"),
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:04Z", "2026-01-02 03:04:04 UTC"),
            ("yesterday", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05 UTC"),
            ("2026-01-02T03:04:05Z", "today", "today"),
        ];
        for (start, end, text) in known {
            assert_eq!(ended(start, end, None), text);
        }
        // The clock was set by ten days.
        let set = ended("2026-01-02T03:04:05Z", "2026-01-12T03:04:10Z", Some(5_000));
        assert_eq!(set, "2026-01-12 03:04:10 UTC after 5 s");
        let back = ended("2026-01-12T03:04:10Z", "2026-01-02T03:04:15Z", Some(5_000));
        assert_eq!(back, "2026-01-02 03:04:15 UTC after 5 s");
        assert!(ended("2026-01-02T03:04:05Z", "2026-01-12T03:04:10Z", Some(u64::MAX)).contains(" h "));
    }

    #[test]
    fn bytes_have_a_binary_unit() {
        assert_eq!(bytes(12.0), "12 B");
        assert_eq!([12.0, 1234.0, 66_712_345.0, 4.2e9].map(count), ["12.0", "1.23 k", "66.7 M", "4.20 G"]);
        assert_eq!([12.0, 1234.0, 5.0e6].map(energy), ["12.0 µJ", "1.23 mJ", "5.00 J"]);
        assert_eq!(bytes(8_331_234_560.0), "7.76 GiB");
    }

    #[test]
    fn thousands_are_grouped_and_signs_are_not() {
        assert_eq!(grouped("-123"), "-123");
        assert_eq!(grouped("-1234567.25"), "-1,234,567.25");
        assert_eq!(significant(f64::NAN), "NaN");
    }
}
