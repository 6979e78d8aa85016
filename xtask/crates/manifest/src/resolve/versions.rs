//! Bounds on versions, such as `>=3.10, <3.14`.

use std::cmp::Ordering;

/// What a version must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds(Vec<(Comparison, Vec<u64>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

/// How comparisons are written; those of two characters come first.
const WRITTEN: [(&str, Comparison); 5] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    (">", Comparison::Above),
    ("<", Comparison::Below),
    ("=", Comparison::Equal),
];

impl Bounds {
    /// Reads bounds with commas between them.
    pub(super) fn parse(text: &str) -> Option<Bounds> {
        let bound = |text: &str| {
            let text = text.trim();
            let (sign, comparison) = WRITTEN.into_iter().find(|(sign, _)| text.starts_with(sign))?;
            Some((comparison, numbers(text[sign.len()..].trim())?))
        };
        text.split(',').map(bound).collect::<Option<_>>().map(Bounds)
    }

    /// Whether a version is within them; none where it is no version.
    pub(super) fn admit(&self, version: &str) -> Option<bool> {
        let version = numbers(version)?;
        Some(self.0.iter().all(|(comparison, bound)| {
            let order = compared(&version, bound);
            match comparison {
                Comparison::AtLeast => order.is_ge(),
                Comparison::AtMost => order.is_le(),
                Comparison::Above => order.is_gt(),
                Comparison::Below => order.is_lt(),
                Comparison::Equal => order.is_eq(),
            }
        }))
    }
}

/// The numbers of a version.
pub(super) fn numbers(version: &str) -> Option<Vec<u64>> {
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    version.split('.').map(digits).collect()
}

/// Versions by their numbers; what is not there is zero.
fn compared(left: &[u64], right: &[u64]) -> Ordering {
    let at = |numbers: &[u64], place: usize| numbers.get(place).copied().unwrap_or(0);
    let places = 0..left.len().max(right.len());
    places.map(|place| at(left, place).cmp(&at(right, place))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::Bounds;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (bounds, version, within) in [
            (">=3.10", "3.9", false),
            (">=3.10", "3.10", true),
            (">=3.10, <3.14", "3.13.2", true),
            (">=3.10, <3.14", "3.14", false),
            (">3", "3.0", false),
            ("<=3.1 , >2", "3.1.0", true),
            ("=25", "25", true),
        ] {
            assert_eq!(Bounds::parse(bounds).expect("bounds").admit(version), Some(within), "{version} {bounds}");
        }
        assert_eq!(Bounds::parse("<2").expect("bounds").admit("1.x"), None);
    }

    #[test]
    fn what_is_no_bound_is_refused() {
        for text in ["", "3.10", ">=", ">=3.x", ">=3,", "~3", ">=3..1", ">=99999999999999999999"] {
            assert_eq!(Bounds::parse(text), None, "{text}");
        }
    }
}
