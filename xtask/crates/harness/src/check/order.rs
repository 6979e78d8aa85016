//! Which cases a kernel is asked, and in which order.

use super::cases::Case;
use crate::build::Built;

/// The cases for a kernel: those that must be refused are only for one that refuses.
pub fn asked<'c>(built: &Built, cases: &'c [Case]) -> Vec<&'c Case> {
    cases.iter().filter(|case| built.validates || !case.must_be_refused()).collect()
}

/// The small ones in triples, then the large ones, each followed by a small one that was seen before: what a large one
/// leaves behind shows there, and what a small one leaves shows in the large one, for less time than more of them take.
pub(super) fn in_order<'c>(cases: &[&'c Case]) -> Vec<&'c Case> {
    let (large, small): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.is_large());
    // One whose totals would show what is left; where there is none, any.
    let witness = small.iter().rev().find(|case| !case.must_be_refused()).or(small.last());
    let Some(witness) = witness else { return in_triples(&large).collect() };
    in_triples(&small).chain(large.into_iter().flat_map(|case| [case, witness])).collect()
}

/// A; B, A; C, B; D, C ...: every input is seen again after another one.
fn in_triples<'c>(cases: &[&'c Case]) -> impl Iterator<Item = &'c Case> {
    let pairs = cases.windows(2).flat_map(|pair| [pair[1], pair[0]]);
    cases.first().copied().into_iter().chain(pairs).chain(cases.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::expected::Expected;
    use agreement::Value;
    use system::runner::Prepare;

    fn case(name: &str) -> Case {
        Case {
            name: name.to_owned(),
            prepare: Prepare::Integer { value: 1 },
            expected: Expected::Output(Value::Null),
            fingerprint: String::new(),
            text: None,
        }
    }

    fn names(order: Vec<&Case>) -> Vec<&str> {
        order.into_iter().map(|case| case.name.as_str()).collect()
    }

    #[test]
    fn every_input_is_seen_again_after_another_one() {
        let cases = [case("A"), case("B"), case("C")];
        let cases: Vec<&Case> = cases.iter().collect();
        assert_eq!(names(in_order(&cases)), ["A", "B", "A", "C", "B", "C"]);
        assert_eq!(in_order(&cases[..1]).len(), 2);
        assert!(in_order(&[]).is_empty());
    }

    #[test]
    fn after_each_large_input_comes_a_small_one_that_was_seen_before_and_has_a_result() {
        let large = |name| Case { text: Some(String::new()), ..case(name) };
        let refused = Case { expected: Expected::Error(None), ..case("C") };
        let cases = [case("A"), large("L"), case("B"), refused, large("M")];
        let cases: Vec<&Case> = cases.iter().collect();
        assert_eq!(names(in_order(&cases)), ["A", "B", "A", "C", "B", "C", "L", "B", "M", "B"]);
        let alone = [cases[1], cases[4]];
        assert_eq!(names(in_order(&alone)), ["L", "M", "L", "M"], "large ones alone come back like any other");
    }
}
