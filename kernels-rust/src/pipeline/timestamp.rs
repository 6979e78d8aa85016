//! Moments of the form `YYYY-MM-DDTHH:MM:SS+00:00`, as seconds.

/// Seconds from 0001-01-01T00:00:00+00:00 to `text`, or nothing if it is not exactly of that form or no real date and
/// time of the years 1 to 9999.
pub(super) fn parse(text: &[u8]) -> Option<i64> {
    let text = of_the_form(text)?;
    let date = [digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..10])?];
    let time = [digits(&text[11..13])?, digits(&text[14..16])?, digits(&text[17..19])?];
    real(date, time)
}

/// The same without a decision per digit.
pub(super) fn parse_at_once(text: &[u8]) -> Option<i64> {
    let text = of_the_form(text)?;
    let mut all_digits = true;
    let mut number = |places: [usize; 2]| {
        let [tens, ones] = places.map(|place| text[place].wrapping_sub(b'0'));
        all_digits &= tens <= 9 && ones <= 9;
        i64::from(tens) * 10 + i64::from(ones)
    };
    let date = [number([0, 1]) * 100 + number([2, 3]), number([5, 6]), number([8, 9])];
    let time = [number([11, 12]), number([14, 15]), number([17, 18])];
    if all_digits { real(date, time) } else { None }
}

/// The same of a text that is trusted to be one; of another, some number.
pub(super) fn trusted(text: &[u8]) -> i64 {
    let Some(text) = text.first_chunk::<19>() else { return 0 };
    let number = |places: std::ops::Range<usize>| {
        text[places].iter().fold(0, |number, byte| number * 10 + i64::from(byte.wrapping_sub(b'0')))
    };
    let month = number(5..7).clamp(1, 12);
    seconds(number(0..4), month, number(8..10), number(11..13), number(14..16), number(17..19))
}

/// The text, if everything is in its place but the digits, which nobody has looked at.
fn of_the_form(text: &[u8]) -> Option<&[u8; 25]> {
    let text: &[u8; 25] = text.try_into().ok()?;
    let separators = [text[4], text[7], text[10], text[13], text[16]];
    (separators == *b"--T::" && text[19..] == *b"+00:00").then_some(text)
}

/// The number that stands there in decimal digits and nothing else.
fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// The seconds, if there are such a date and such a time.
fn real([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3]) -> Option<i64> {
    let real = year >= 1
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 59;
    real.then(|| seconds(year, month, day, hour, minute, second))
}

/// The same for a moment that is known to be one.
pub(super) const fn seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> i64 {
    let years = year - 1;
    let leap_days = years / 4 - years / 100 + years / 400;
    let leap_day = if month > 2 && is_leap(year) { 1 } else { 0 };
    let days = years * 365 + leap_days + DAYS_BEFORE[month as usize - 1] + leap_day + day - 1;
    ((days * 24 + hour) * 60 + minute) * 60 + second
}

/// Days of a common year before each month.
const DAYS_BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_at_once, trusted};

    const DAY: i64 = 86_400;

    /// What both readers say.
    fn both(text: &[u8]) -> Option<i64> {
        let moment = parse(text);
        assert_eq!(parse_at_once(text), moment, "{:?}", text.escape_ascii().to_string());
        if moment.is_some() {
            assert_eq!(Some(trusted(text)), moment, "{:?}", text.escape_ascii().to_string());
        }
        moment
    }

    fn days(date: &str) -> Option<i64> {
        both(format!("{date}T00:00:00+00:00").as_bytes()).map(|seconds| seconds / DAY)
    }

    #[test]
    fn days_are_those_of_the_gregorian_calendar() {
        // Python's `date.toordinal() - 1`.
        for (date, ordinal) in [
            ("0001-01-01", 0),
            ("1600-02-29", 584_081),
            ("1900-03-01", 693_654),
            ("1970-01-01", 719_162),
            ("2000-12-31", 730_484),
            ("2024-02-29", 738_944),
            ("2025-03-01", 739_310),
            ("9999-12-31", 3_652_058),
        ] {
            assert_eq!(days(date), Some(ordinal), "{date}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut next = 0;
        for year in 1..=9999 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(ordinal) = days(&format!("{year:04}-{month:02}-{day:02}")) {
                        assert_eq!(ordinal, next);
                        next += 1;
                    }
                }
            }
        }
        assert_eq!(next, 3_652_059);
    }

    #[test]
    fn the_time_of_day_counts() {
        assert_eq!(both(b"0001-01-02T03:04:05+00:00"), Some(DAY + 3 * 3600 + 4 * 60 + 5));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2025-03-01",
            "2025-02-29T00:00:00+00:00",
            "1900-02-29T00:00:00+00:00",
            "0000-01-01T00:00:00+00:00",
            "2025-00-01T00:00:00+00:00",
            "2025-13-01T00:00:00+00:00",
            "2025-04-31T00:00:00+00:00",
            "2025-04-00T00:00:00+00:00",
            "2025-04-01T24:00:00+00:00",
            "2025-04-01T23:60:00+00:00",
            "2025-04-01T23:59:60+00:00",
            "2025-04-01 23:59:59+00:00",
            "2025-04-01T23:59:59+01:00",
            "2025-04-01T23:59:59-00:00",
            "2025-04-01T23:59:59.0+00:00",
            "2025-04-01T23:59:59+00:00 ",
            "2025-04-01T+3:59:59+00:00",
            "2025-04-01T23:5\u{0665}:9+00:00",
            "2025-04-01T23:59:59Z",
        ] {
            assert_eq!(both(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn any_byte_in_any_place_is_judged_alike() {
        let text = *b"2024-02-29T12:34:56+00:00";
        for place in 0..text.len() {
            for byte in 0..=u8::MAX {
                let mut changed = text;
                changed[place] = byte;
                let digit = byte.is_ascii_digit() && text[place].is_ascii_digit() && place < 19;
                assert!(both(&changed).is_none() || digit || changed == text, "byte {byte} at {place}");
            }
        }
    }
}
