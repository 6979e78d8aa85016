//! Whether what came of a call is what came of the oracle's: types are strict, floats exact, order, aliasing and what
//! became of the arguments included.

use std::collections::{HashMap, HashSet};

use super::alike::{
    alike_plain, exception, other_type, plain_difference, raised, reordered, same_arguments, with_detail,
};
use super::graph::{Ended, Heap, Held, Node, Outcome, number};
use super::numbers::{LAST_DIGITS, Number, number_of};
use super::places::{Places, Step};
use super::shown::{shown, type_of, words};
use crate::canonical::canonical;
use crate::difference::DifferenceKind;
use crate::difference::{Difference, both, cut};
use crate::tolerance::Tolerance;
use crate::value::Value;

/// Compares what came of a call with what came of it in the oracle. An equal value of another type, and floats that differ
/// in the last digits, are differences of their own kinds, unless they are admitted.
///
/// # Errors
/// The first difference; one of those kinds only where there is no other.
pub fn compare(expected: &Value, actual: &Value, tolerance: Tolerance, same_value: bool) -> Result<(), Difference> {
    let (Some(wanted), Some(present)) = (Outcome::of(expected), Outcome::of(actual)) else {
        let (expected, actual) = both(canonical(expected), canonical(actual));
        let detail = Some("this is not what comes of a call".to_owned());
        return Err(Difference {
            path: "the whole output".to_owned(),
            expected,
            actual,
            detail,
            kind: DifferenceKind::Value,
        });
    };
    let mut comparison = Comparison {
        expected: wanted.heap,
        actual: present.heap,
        tolerance,
        same_value,
        places: Places::default(),
        waiting: Vec::new(),
        seen: HashSet::new(),
        partners: HashMap::new(),
        partners_back: HashMap::new(),
        note: None,
    };
    comparison.outcomes(&wanted, &present)?;
    comparison.note.map_or(Ok(()), Err)
}

/// Where an entry of one heap was first met, and which of the other stood there.
#[derive(Clone, Copy)]
struct Partner {
    number: usize,
    place: usize,
}

struct Comparison<'v> {
    expected: Heap<'v>,
    actual: Heap<'v>,
    tolerance: Tolerance,
    same_value: bool,
    places: Places<'v>,
    /// Entries that are still to be compared, with their place.
    waiting: Vec<(usize, usize, usize)>,
    seen: HashSet<(usize, usize)>,
    partners: HashMap<usize, Partner>,
    partners_back: HashMap<usize, Partner>,
    /// The first difference of those that may be admitted.
    note: Option<Difference>,
}

type Compared = Result<(), Difference>;

impl<'v> Comparison<'v> {
    fn outcomes(&mut self, wanted: &Outcome<'v>, present: &Outcome<'v>) -> Compared {
        match (wanted.ended, present.ended) {
            (Ended::Returned(expected), Ended::Returned(actual)) => self.root(Step::Result, expected, actual)?,
            (Ended::Raised { kind, text }, Ended::Raised { kind: other, text: said }) => {
                if (kind, text) != (other, said) {
                    return Err(exception(raised(kind, text), raised(other, said)));
                }
            }
            (Ended::Returned(expected), Ended::Raised { kind, text }) => {
                return Err(exception(shown(expected, self.expected), raised(kind, text)));
            }
            (Ended::Raised { kind, text }, Ended::Returned(actual)) => {
                return Err(exception(raised(kind, text), shown(actual, self.actual)));
            }
        }
        same_arguments(wanted, present)?;
        for (index, (expected, actual)) in wanted.arguments.iter().zip(present.arguments).enumerate() {
            self.root(Step::Argument(index), expected, actual)?;
        }
        for ((name, expected), (_, actual)) in wanted.keywords.iter().zip(present.keywords) {
            self.root(Step::Keyword(name), expected, actual)?;
        }
        match (wanted.printed, present.printed) {
            (Some(expected), Some(actual)) if expected != actual => {
                let (expected, actual) = both(canonical(expected), canonical(actual));
                Err(plain_difference("what is printed".to_owned(), expected, actual))
            }
            _ => Ok(()),
        }
    }

    /// Compares a value with all that belongs to it, however deep that is.
    fn root(&mut self, step: Step<'v>, expected: &'v Value, actual: &'v Value) -> Compared {
        self.part(None, step, expected, actual)?;
        while let Some((place, expected, actual)) = self.waiting.pop() {
            let before = self.waiting.len();
            self.entries(place, expected, actual)?;
            // What comes first is compared first.
            self.waiting[before..].reverse();
        }
        Ok(())
    }

    fn part(&mut self, parent: Option<usize>, step: Step<'v>, expected: &'v Value, actual: &'v Value) -> Compared {
        match (number(expected), number(actual)) {
            (Some(one), Some(other)) => {
                let place = self.places.add(parent, step);
                self.waiting.push((place, one, other));
                Ok(())
            }
            (None, None) => self.plain(parent, step, expected, actual),
            (one, other) => {
                let held = |heap: Heap<'v>, number: Option<usize>, part: &'v Value| match number {
                    None => Some(part),
                    Some(number) => match heap.node(number)?.held {
                        Held::Value(held) => Some(held),
                        _ => None,
                    },
                };
                match (held(self.expected, one, expected), held(self.actual, other, actual)) {
                    (Some(one), Some(other)) if alike_plain(one, other) => {
                        self.type_note(parent, step, expected, actual);
                        Ok(())
                    }
                    _ => Err(self.differ(parent, step, expected, actual)),
                }
            }
        }
    }

    /// Compares values without parts.
    fn plain(&mut self, parent: Option<usize>, step: Step<'v>, expected: &'v Value, actual: &'v Value) -> Compared {
        let same_type = type_of(expected, self.expected) == type_of(actual, self.actual);
        let (one, other) = match (number_of(expected), number_of(actual)) {
            (Some(one), Some(other)) => (one, other),
            _ if same_type && expected == actual => return Ok(()),
            _ if alike_plain(expected, actual) => {
                self.type_note(parent, step, expected, actual);
                return Ok(());
            }
            _ => return Err(self.differ(parent, step, expected, actual)),
        };
        let distance = one.distance(&other);
        if !one.equals(&other) && !self.is_near(&one, &other) {
            let Some(distance) = distance.filter(|distance| *distance <= LAST_DIGITS) else {
                return Err(self.differ(parent, step, expected, actual));
            };
            let unit = if distance == 1 { "unit" } else { "units" };
            let detail = format!("in the last digits: {distance} {unit} in the last place");
            self.add_note(parent, step, expected, actual, DifferenceKind::LastDigits, detail);
        }
        if !same_type {
            self.type_note(parent, step, expected, actual);
        }
        Ok(())
    }

    /// Compares values with parts, and has the parts compared that have parts themselves.
    fn entries(&mut self, place: usize, one: usize, other: usize) -> Compared {
        let (Some(expected), Some(actual)) = (self.expected.node(one), self.actual.node(other)) else {
            return Err(self.faulty(place));
        };
        if expected.has_identity && actual.has_identity {
            self.same_object(place, one, other)?;
        }
        if !self.seen.insert((one, other)) {
            return Ok(());
        }
        let at = Some(place);
        match (expected.held, actual.held) {
            (Held::List(one), Held::List(other)) | (Held::Tuple(one), Held::Tuple(other)) => {
                self.sequence(place, one, other, Step::Index)?;
            }
            (Held::Members(one), Held::Members(other)) => self.members(place, one, other)?,
            (Held::Elements(one), Held::Elements(other)) => self.elements(place, one, other)?,
            (Held::Bytes(one), Held::Bytes(other)) | (Held::Value(one), Held::Value(other)) => {
                self.part(at, Step::Itself, one, other)?;
            }
            (
                Held::Array { elements: one, kind, shape },
                Held::Array { elements: other, kind: other_kind, shape: other_shape },
            ) => {
                if shape != other_shape {
                    let text = |shape| format!("an array of the shape {}", canonical(shape));
                    return Err(plain_difference(self.places.text(place), text(shape), text(other_shape)));
                }
                if kind != other_kind {
                    self.type_note_of(place, kind, other_kind);
                }
                self.sequence(place, one, other, Step::Flat)?;
            }
            (Held::Nothing, Held::Nothing) if expected.kind == actual.kind => {}
            _ => return Err(self.other_types(place, &expected, &actual)),
        }
        if expected.kind != actual.kind {
            self.type_note_of(place, expected.kind, actual.kind);
        } else if expected.names != actual.names {
            let text =
                |names: &[Value]| format!("the attributes {}", names.iter().map(words).collect::<Vec<_>>().join(", "));
            let path = self.places.text(place);
            return Err(plain_difference(path, cut(text(expected.names)), cut(text(actual.names))));
        }
        let named = expected.names.iter().zip(expected.parts).zip(actual.parts);
        for ((name, one), other) in named.filter(|_| expected.kind == actual.kind) {
            self.part(at, Step::Name(name), one, other)?;
        }
        Ok(())
    }

    /// Where the oracle has the same object twice, so must the other, and the other way round.
    fn same_object(&mut self, place: usize, one: usize, other: usize) -> Compared {
        let known = *self.partners.entry(one).or_insert(Partner { number: other, place });
        let back = *self.partners_back.entry(other).or_insert(Partner { number: one, place });
        let same = |earlier: usize, places: &Places<'_>| format!("the same object as {}", places.text(earlier));
        let own = || "an object of its own".to_owned();
        let (expected, actual) = match (known.number == other, back.number == one) {
            (true, true) => return Ok(()),
            (false, _) => (same(known.place, &self.places), own()),
            (true, false) => (own(), same(back.place, &self.places)),
        };
        Err(plain_difference(self.places.text(place), expected, actual))
    }

    fn sequence(
        &mut self,
        place: usize,
        expected: &'v [Value],
        actual: &'v [Value],
        step: fn(usize) -> Step<'v>,
    ) -> Compared {
        let (wanted, present) = (expected.len(), actual.len());
        for (index, (one, other)) in expected.iter().zip(actual).enumerate() {
            self.part(Some(place), step(index), one, other).map_err(|difference| {
                if wanted != present {
                    return with_detail(difference, format!("lengths differ: {present} instead of {wanted}"));
                }
                if difference.kind == DifferenceKind::Value && reordered(expected, actual) {
                    let detail = "the same elements in another order".to_owned();
                    return Difference { kind: DifferenceKind::Order, ..with_detail(difference, detail) };
                }
                difference
            })?;
        }
        if wanted == present {
            return Ok(());
        }
        let text = |count: usize| format!("{count} element{}", if count == 1 { "" } else { "s" });
        Err(plain_difference(self.places.text(place), text(wanted), text(present)))
    }

    fn members(&mut self, place: usize, expected: &'v [Value], actual: &'v [Value]) -> Compared {
        let keys = |parts: &'v [Value]| parts.iter().step_by(2);
        let alike = expected.len() == actual.len()
            && keys(expected).zip(keys(actual)).all(|(one, other)| self.alike(one, other));
        if !alike {
            let (wanted, present) = (keys(expected).collect(), keys(actual).collect());
            return Err(self.other_parts(place, "key", wanted, present));
        }
        for (one, other) in expected.chunks_exact(2).zip(actual.chunks_exact(2)) {
            self.part(Some(place), Step::AKey(&one[0]), &one[0], &other[0])?;
            self.part(Some(place), Step::Key(&one[0]), &one[1], &other[1])?;
        }
        Ok(())
    }

    fn elements(&mut self, place: usize, expected: &'v [Value], actual: &'v [Value]) -> Compared {
        let alike =
            expected.len() == actual.len() && expected.iter().zip(actual).all(|(one, other)| self.alike(one, other));
        if !alike {
            return Err(self.other_parts(place, "element", expected.iter().collect(), actual.iter().collect()));
        }
        expected.iter().zip(actual).try_for_each(|(one, other)| self.part(Some(place), Step::Element, one, other))
    }

    /// What is missing, or there without being expected, or in another place.
    fn other_parts(&self, place: usize, what: &str, expected: Vec<&Value>, actual: Vec<&Value>) -> Difference {
        let texts =
            |parts: Vec<&Value>, heap| -> Vec<String> { parts.into_iter().map(|part| shown(part, heap)).collect() };
        let (expected, actual) = (texts(expected, self.expected), texts(actual, self.actual));
        let lacks = |own: &[String], others: &[String]| {
            let others: HashSet<&String> = others.iter().collect();
            own.iter().find(|text| !others.contains(text)).cloned()
        };
        let path = self.places.text(place);
        let named = |text: String| cut(format!("the {what} {text}"));
        let nothing = || "nothing".to_owned();
        match (lacks(&expected, &actual), lacks(&actual, &expected)) {
            (Some(missing), Some(surplus)) => plain_difference(path, named(missing), named(surplus)),
            (Some(missing), None) => plain_difference(path, named(missing), nothing()),
            (None, Some(surplus)) => plain_difference(path, nothing(), named(surplus)),
            (None, None) => {
                let (expected, actual) = both(expected.join(", "), actual.join(", "));
                let difference =
                    plain_difference(path, format!("the {what}s {expected}"), format!("the {what}s {actual}"));
                let detail = format!("the same {what}s in another order");
                Difference { kind: DifferenceKind::Order, ..with_detail(difference, detail) }
            }
        }
    }

    /// Whether two keys or elements are the same, as far as finding them in a container goes.
    fn alike(&self, one: &Value, other: &Value) -> bool {
        match (number(one), number(other)) {
            (None, None) => alike_plain(one, other),
            _ => shown(one, self.expected) == shown(other, self.actual),
        }
    }

    fn is_near(&self, one: &Number, other: &Number) -> bool {
        let near = |expected: f64, actual: f64| {
            let gap = (actual - expected).abs();
            match self.tolerance {
                Tolerance::Exact => false,
                Tolerance::Absolute(most) => gap <= most,
                Tolerance::Relative(most) => gap == 0.0 || gap / expected.abs() <= most,
            }
        };
        let (expected, actual) = (one.floats(), other.floats());
        let same = |expected: f64, actual: f64| expected.to_bits() == actual.to_bits() || near(expected, actual);
        !expected.is_empty()
            && expected.len() == actual.len()
            && expected.into_iter().zip(actual).all(|(expected, actual)| same(expected, actual))
    }

    fn type_note(&mut self, parent: Option<usize>, step: Step<'v>, expected: &'v Value, actual: &'v Value) {
        if !self.same_value {
            let detail = other_type(type_of(expected, self.expected), type_of(actual, self.actual));
            self.add_note(parent, step, expected, actual, DifferenceKind::Type, detail);
        }
    }

    fn type_note_of(&mut self, place: usize, expected: &str, actual: &str) {
        if !self.same_value && self.note.is_none() {
            let difference = plain_difference(self.places.text(place), expected.to_owned(), actual.to_owned());
            let detail = other_type(expected, actual);
            self.note = Some(Difference { kind: DifferenceKind::Type, ..with_detail(difference, detail) });
        }
    }

    fn add_note(
        &mut self,
        parent: Option<usize>,
        step: Step<'v>,
        expected: &'v Value,
        actual: &'v Value,
        kind: DifferenceKind,
        detail: String,
    ) {
        if self.note.is_none() {
            let difference = self.differ(parent, step, expected, actual);
            self.note = Some(Difference { kind, ..with_detail(difference, detail) });
        }
    }

    fn differ(&mut self, parent: Option<usize>, step: Step<'v>, expected: &Value, actual: &Value) -> Difference {
        let place = self.places.add(parent, step);
        let (kind, other) = (type_of(expected, self.expected), type_of(actual, self.actual));
        let detail = (kind != other).then(|| format!("type: {other} where {kind} is expected"));
        let (expected, actual) = both(shown(expected, self.expected), shown(actual, self.actual));
        Difference { detail, ..plain_difference(self.places.text(place), expected, actual) }
    }

    fn other_types(&self, place: usize, expected: &Node<'_>, actual: &Node<'_>) -> Difference {
        let path = self.places.text(place);
        plain_difference(
            path,
            format!("a value of the type {}", expected.kind),
            format!("one of the type {}", actual.kind),
        )
    }

    fn faulty(&self, place: usize) -> Difference {
        plain_difference(self.places.text(place), "a value".to_owned(), "an entry that is none".to_owned())
    }
}
