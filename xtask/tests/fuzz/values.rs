//! What comes of calls: documents of values with a heap, which are read and compared with each other.

use agreement::{Value, calls, read};
use manifest::Tolerance;

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
            Err(error) => return vec![error.to_string()],
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
                    return vec![said];
                }
                for known in &self.known {
                    let there = calls::compare(known, &value, tolerance, same_value);
                    let exact = tolerance == Tolerance::Exact && !same_value;
                    assert!(!(exact && there.is_ok()) || alike(known, &value), "`{text}` is said to agree");
                    said.extend(there.err().map(|difference| difference.to_string()));
                }
            }
        }
        said
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }
}

/// Whether two outcomes have the same result where that stands in them: others are on their heaps, in whatever order.
fn alike(one: &Value, other: &Value) -> bool {
    let result = |value: &Value| {
        let Value::Object(members) = value else { return None };
        let found = members.iter().find(|(name, _)| name == "returned" || name == "raised");
        found.map(|(_, part)| part.clone()).filter(|part| !matches!(part, Value::Array(_)))
    };
    match (result(one), result(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}
