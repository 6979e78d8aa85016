//! What comes of calls: documents of values with a heap, which are read and compared with each other.

use agreement::{Difference, Tolerance, Value, calls, read};

use crate::Target;
use crate::input::Input;

/// Parts of such documents.
const WORDS: &[&str] = &[
    "[0]",
    "[1]",
    "[99999999999999999999]",
    "[-1]",
    "[0,0]",
    "{\"float\":\"nan\"}",
    "{\"float\":\"-inf\"}",
    "{\"float\":0}",
    "{\"complex\":[1.0,-0.0]}",
    "{\"complex\":[1.0]}",
    "{\"bytes\":\"00ff\"}",
    "{\"surrogates\":\"eda080\"}",
    "{\"value\":[\"Decimal\",\"1.0\"]}",
    "{\"enum\":[\"Colour\",\"RED\"]}",
    "{\"scalar\":[\"float64\",1.5]}",
    "{\"opaque\":\"a function\"}",
    "{\"list\":[1,[0]]}",
    "{\"dict\":[\"a\",1,\"b\"]}",
    "{\"set\":[1,2]}",
    "{\"array\":[1.0],\"type\":\"numpy.ndarray\",\"dtype\":\"float64\",\"shape\":[1]}",
    "{\"object\":\"Point\",\"names\":[\"x\"],\"parts\":[1]}",
    "\"frozen\":true",
    "\"heap\":",
    "\"raised\":[\"ValueError\",\"no\"]",
    "\"printed\":\"x\"",
    "1.0000000000000002",
    "-0.0",
    "18446744073709551616",
    "null",
    "true",
];

/// What comes of a call of each kind.
const OUTCOMES: [&str; 6] = [
    r#"{"returned":[0],"arguments":[[0],1],"keywords":{"by":2.5},"heap":[{"list":[1,[1],[1]]},{"dict":["a",[0],"b",{"float":"nan"}]}]}"#,
    r#"{"returned":1.5,"arguments":[],"keywords":{},"printed":"hello\n","heap":[]}"#,
    r#"{"raised":["ValueError","no"],"arguments":[{"opaque":"a function"}],"keywords":{},"heap":[]}"#,
    r#"{"returned":[0],"arguments":[],"keywords":{},"heap":[{"object":"Point","names":["x","y"],"parts":[1.0,[1]],"frozen":true},{"set":[1,2,3]}]}"#,
    r#"{"returned":[0],"arguments":[],"keywords":{},"heap":[{"array":[1.0,2.0],"type":"numpy.ndarray","dtype":"float64","shape":[2]}]}"#,
    r#"{"returned":{"scalar":["int64",7]},"arguments":[{"value":["date","2024-01-01"]}],"keywords":{},"heap":[{"tuple":[]}]}"#,
];

/// What is said of a document that no runner of ours writes.
const REFUSED: [&str; 2] = ["this is not what comes of a call", "an entry that is none"];

/// Compares what an input holds with itself and with what is known.
pub(crate) struct Values {
    known: Vec<Value>,
}

impl Values {
    pub(crate) fn new() -> Values {
        Values { known: OUTCOMES.iter().map(|text| read(text).expect("JSON")).collect() }
    }
}

impl Target for Values {
    fn name(&self) -> &'static str {
        "values"
    }

    fn seeds(&self) -> Vec<Input> {
        OUTCOMES.map(|text| Input::of([("outcome", text)])).into()
    }

    fn read(&self, input: &Input) -> Vec<String> {
        let text = String::from_utf8_lossy(input.file("outcome")).into_owned();
        let value = match read(&text) {
            Ok(value) => value,
            // Place and text of the fault are as many-sided as the input.
            Err(error) => {
                let text = error.to_string();
                let known = ["no JSON", "no number", "nested", "beyond what", "nearer to it", "surrogate", "twice"];
                return known.iter().filter(|known| text.contains(*known)).map(|known| (*known).to_owned()).collect();
            }
        };
        let mut said = Vec::new();
        for same_value in [false, true] {
            for tolerance in [Tolerance::Exact, Tolerance::Relative(1e-9)] {
                if let Err(difference) = calls::compare(&value, &value, tolerance, same_value) {
                    let said = difference.to_string();
                    assert!(
                        REFUSED.iter().any(|refused| said.contains(refused)),
                        "`{text}` differs from itself: {said}"
                    );
                    return REFUSED
                        .iter()
                        .filter(|refused| said.contains(*refused))
                        .map(|text| (*text).to_owned())
                        .collect();
                }
                for known in &self.known {
                    let there = calls::compare(known, &value, tolerance, same_value);
                    let exact = tolerance == Tolerance::Exact && !same_value;
                    assert!(!(exact && there.is_ok()) || alike(known, &value), "`{text}` is said to agree");
                    said.extend(there.err().map(|difference| shape(&difference)));
                }
            }
        }
        said
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }
}

/// A difference without its values, of which there is no end.
fn shape(difference: &Difference) -> String {
    let detail = difference.detail.as_deref().unwrap_or_default();
    let place: String = difference.path.chars().filter(|c| "[].,".contains(*c)).take(2).collect();
    format!("{:?} {} {place}", difference.kind, detail.split(':').next().unwrap_or_default())
}

/// Whether two outcomes read alike in full, as far as both can be written out: a second comparison, which has nothing of the first.
fn alike(one: &Value, other: &Value) -> bool {
    let part = |value: &Value, name: &str| member(value, name).map(|part| written_out(part, value, 0));
    let same = |name: &str| match (part(one, name), part(other, name)) {
        (Some(Some(one)), Some(Some(other))) => one == other,
        (Some(None), _) | (_, Some(None)) => true,
        (one, other) => one.is_none() == other.is_none(),
    };
    ["returned", "raised", "arguments", "keywords"].into_iter().all(same)
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Object(members) = value else { return None };
    members.iter().find(|(known, _)| known == name).map(|(_, part)| part)
}

/// The keys of an entry that say what a value is.
const TELLING: [&str; 15] = [
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "bytearray",
    "array",
    "dtype",
    "shape",
    "object",
    "items",
    "members",
    "elements",
    "names",
    "parts",
];

/// A value with all of its parts in their places; none where it holds itself, or is no value.
fn written_out(part: &Value, outcome: &Value, level: usize) -> Option<String> {
    if level > 40 {
        return None;
    }
    let all = |parts: &[Value]| -> Option<String> {
        parts.iter().map(|part| Some(written_out(part, outcome, level + 1)? + ",")).collect()
    };
    match part {
        Value::Array(parts) => match parts.as_slice() {
            [Value::Integer(number)] => {
                let Some(Value::Array(heap)) = member(outcome, "heap") else { return None };
                let Value::Object(members) = heap.get(number.parse::<usize>().ok()?)? else { return None };
                let told = members.iter().filter(|(key, _)| TELLING.contains(&key.as_str()));
                let each = told.map(|(key, part)| match part {
                    // The list of an entry is one even where it looks like a number.
                    Value::Array(parts) => Some(format!("{key}=[{}]", all(parts)?)),
                    other => Some(format!("{key}={}", written_out(other, outcome, level + 1)?)),
                });
                each.collect()
            }
            parts => all(parts),
        },
        // A float by its bits: zero has a sign.
        Value::Float(float) => Some(format!("float {:x}", float.to_bits())),
        Value::Object(members) => {
            let each =
                members.iter().map(|(key, part)| Some(format!("{key}:{}", written_out(part, outcome, level + 1)?)));
            each.collect()
        }
        other => Some(format!("{other:?}")),
    }
}
