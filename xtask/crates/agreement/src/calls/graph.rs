//! What came of a call, as the runner wrote it: plain values, and numbers of entries of a heap.

use crate::value::Value;

/// What came of a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome<'v> {
    /// What was returned, or the type and the text of what was raised.
    pub(super) ended: Ended<'v>,
    /// The arguments in their order, as the call left them.
    pub(super) arguments: &'v [Value],
    /// Those by name.
    pub(super) keywords: &'v [(String, Value)],
    /// What was printed, where it was looked at.
    pub(super) printed: Option<&'v Value>,
    /// What has parts.
    pub(super) heap: Heap<'v>,
}

/// How a call ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ended<'v> {
    Returned(&'v Value),
    Raised { kind: &'v str, text: &'v Value },
}

/// The entries of values with parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heap<'v>(&'v [Value]);

impl<'v> Outcome<'v> {
    /// Takes an output apart; none where it is no outcome of a call.
    pub(super) fn of(output: &'v Value) -> Option<Outcome<'v>> {
        let ended = match (member(output, "returned"), member(output, "raised")) {
            (Some(value), None) => Ended::Returned(value),
            (None, Some(Value::Array(parts))) => match parts.as_slice() {
                [Value::String(kind), text] => Ended::Raised { kind, text },
                _ => return None,
            },
            _ => return None,
        };
        let Value::Array(arguments) = member(output, "arguments")? else { return None };
        let Value::Object(keywords) = member(output, "keywords")? else { return None };
        let Value::Array(heap) = member(output, "heap")? else { return None };
        Some(Outcome { ended, arguments, keywords, printed: member(output, "printed"), heap: Heap(heap) })
    }
}

/// The member of an object.
pub(super) fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let Value::Object(members) = value else { return None };
    members.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// The number of an entry, where a part is one.
pub(super) fn number(part: &Value) -> Option<usize> {
    match part {
        Value::Array(parts) => match parts.as_slice() {
            [Value::Integer(number)] => number.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// A value with parts, as it is compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'v> {
    /// What its type is called.
    pub(super) kind: &'v str,
    /// What it holds.
    pub(super) held: Held<'v>,
    /// Its attributes by name.
    pub(super) names: &'v [Value],
    /// Their values.
    pub(super) parts: &'v [Value],
    /// Whether it can change, so that it matters which object it is.
    pub(super) has_identity: bool,
}

/// What a value with parts holds beside attributes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Held<'v> {
    Nothing,
    List(&'v [Value]),
    Tuple(&'v [Value]),
    /// Keys and values in turn.
    Members(&'v [Value]),
    /// In an order that no hash decides.
    Elements(&'v [Value]),
    Bytes(&'v Value),
    Value(&'v Value),
    Array {
        elements: &'v [Value],
        kind: &'v str,
        shape: &'v Value,
    },
}

impl<'v> Heap<'v> {
    /// An entry; none where the heap has no such one, or one that is not understood.
    pub(super) fn node(&self, number: usize) -> Option<Node<'v>> {
        let entry = self.0.get(number)?;
        let Value::Object(members) = entry else { return None };
        let (key, first) = members.first()?;
        let plain = |kind, held, has_identity| Some(Node { kind, held, names: &[], parts: &[], has_identity });
        match (key.as_str(), first) {
            ("list", Value::Array(parts)) => plain("list", Held::List(parts), true),
            ("tuple", Value::Array(parts)) => plain("tuple", Held::Tuple(parts), false),
            ("dict", Value::Array(parts)) if parts.len().is_multiple_of(2) => plain("dict", Held::Members(parts), true),
            ("set", Value::Array(parts)) => plain("set", Held::Elements(parts), true),
            ("frozenset", Value::Array(parts)) => plain("frozenset", Held::Elements(parts), false),
            ("bytearray", hexadecimal) => plain("bytearray", Held::Bytes(hexadecimal), true),
            ("array", Value::Array(elements)) => {
                let (Value::String(kind), Value::String(class)) = (member(entry, "dtype")?, member(entry, "type")?)
                else {
                    return None;
                };
                plain(class, Held::Array { elements, kind, shape: member(entry, "shape")? }, true)
            }
            ("object", Value::String(kind)) => instance(kind, entry),
            _ => None,
        }
    }
}

fn instance<'v>(kind: &'v str, entry: &'v Value) -> Option<Node<'v>> {
    let list = |key| match member(entry, key) {
        Some(Value::Array(parts)) => Some(parts.as_slice()),
        _ => None,
    };
    let frozen = matches!(member(entry, "frozen"), Some(Value::Bool(true)));
    let held = match (list("items"), list("members"), list("elements")) {
        (Some(items), ..) if frozen => Held::Tuple(items),
        (Some(items), ..) => Held::List(items),
        (_, Some(members), _) => Held::Members(members),
        (_, _, Some(elements)) => Held::Elements(elements),
        _ => member(entry, "value").or(member(entry, "text")).map_or(Held::Nothing, Held::Value),
    };
    let (names, parts) = (list("names").unwrap_or_default(), list("parts").unwrap_or_default());
    let is_whole = names.len() == parts.len() && !matches!(held, Held::Members(all) if !all.len().is_multiple_of(2));
    is_whole.then_some(Node { kind, held, names, parts, has_identity: !frozen })
}
