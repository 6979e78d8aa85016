use super::compare;
use crate::difference::Difference;
use crate::difference::DifferenceKind;
use crate::tolerance::Tolerance;
use crate::value::{Value, read};

fn output(text: &str) -> Value {
    read(text).expect("JSON")
}

/// What comes of a call that returns this, with these entries.
fn returned(part: &str, heap: &str) -> Value {
    output(&format!(r#"{{"returned":{part},"arguments":[],"keywords":{{}},"heap":[{heap}]}}"#))
}

fn compared(expected: &Value, actual: &Value) -> Result<(), Difference> {
    compare(expected, actual, Tolerance::Exact, false)
}

/// The kind and the text of the difference of two results.
fn told(expected: (&str, &str), actual: (&str, &str)) -> (DifferenceKind, String) {
    let difference =
        compared(&returned(expected.0, expected.1), &returned(actual.0, actual.1)).expect_err("a difference");
    (difference.kind, difference.to_string())
}

fn plain(expected: &str, actual: &str) -> (DifferenceKind, String) {
    told((expected, ""), (actual, ""))
}

#[test]
fn the_same_is_the_same_not_a_number_included() {
    for part in [
        "null",
        "true",
        "12",
        "1.5",
        "-0.0",
        r#""é""#,
        r#"{"float":"nan"}"#,
        r#"{"bytes":"00"}"#,
        r#"{"complex":[1.0,{"float":"nan"}]}"#,
    ] {
        assert_eq!(compared(&returned(part, ""), &returned(part, "")), Ok(()), "{part}");
    }
    let heap = r#"{"list":[1,[1]]},{"dict":["a",[0]]}"#;
    assert_eq!(compared(&returned("[0]", heap), &returned("[0]", heap)), Ok(()), "it contains itself");
}

#[test]
fn types_are_strict_and_an_equal_value_of_another_type_is_a_difference_of_its_own() {
    for (one, other, said) in [
        ("1", "1.0", "float where int is expected"),
        ("1", "true", "bool where int is expected"),
        ("1.5", r#"{"scalar":["float64",1.5]}"#, "float64 where float is expected"),
        ("1", r#"{"complex":[1.0,0.0]}"#, "complex where int is expected"),
        (r#""a""#, r#"{"scalar":["<U1","a"]}"#, "<U1 where str is expected"),
        ("100000000000000000000000", "1e23", "never"),
    ] {
        let (kind, text) = plain(one, other);
        if said == "never" {
            assert_eq!(kind, DifferenceKind::Value, "1e23 is not 10 ** 23: {text}");
        } else {
            assert_eq!(kind, DifferenceKind::Type, "{text}");
            assert!(text.contains("same value, other type: ") && text.contains(said), "{text}");
            assert_eq!(compare(&returned(one, ""), &returned(other, ""), Tolerance::Exact, true), Ok(()));
        }
    }
    assert_eq!(plain("1", r#""1""#).0, DifferenceKind::Value);
    assert_eq!(plain("-0.0", "0.0").0, DifferenceKind::Value);
    let (kind, text) = told(("[0]", r#"{"list":[1]}"#), ("[0]", r#"{"tuple":[1]}"#));
    assert_eq!(kind, DifferenceKind::Value, "[1] is not (1,) in Python");
    assert!(text.contains("list") && text.contains("tuple"), "{text}");
    let counter = r#"{"object":"collections.Counter","members":["a",1]}"#;
    assert_eq!(told(("[0]", r#"{"dict":["a",1]}"#), ("[0]", counter)).0, DifferenceKind::Type);
}

#[test]
fn floats_that_are_near_differ_in_the_last_digits_unless_a_tolerance_admits_it() {
    let (kind, text) = plain("0.3", "0.30000000000000004");
    assert_eq!(kind, DifferenceKind::LastDigits);
    assert_eq!(
        text,
        "the result: expected 0.3, got 0.30000000000000004 (in the last digits: 1 unit in the last place)"
    );
    assert_eq!(plain("0.3", "0.3000000000000003").0, DifferenceKind::Value, "more than four units are another value");
    let near = |tolerance| compare(&returned("1.0", ""), &returned("1.0000001", ""), tolerance, false);
    assert_eq!(near(Tolerance::Relative(1e-6)), Ok(()));
    assert_eq!(near(Tolerance::Absolute(1e-6)), Ok(()));
    assert!(near(Tolerance::Relative(1e-9)).is_err());
    let complex = |real: &str| returned(&format!(r#"{{"complex":[{real},1.0]}}"#), "");
    assert_eq!(
        compared(&complex("0.3"), &complex("0.30000000000000004")).map_err(|d| d.kind),
        Err(DifferenceKind::LastDigits)
    );
}

#[test]
fn another_value_counts_more_than_another_type() {
    let (kind, text) = told(("[0]", r#"{"list":[1,2]}"#), ("[0]", r#"{"list":[1.0,3]}"#));
    assert_eq!(kind, DifferenceKind::Value);
    assert_eq!(text, "result[1]: expected 2, got 3");
}

#[test]
fn places_are_named_as_in_python() {
    let expected = r#"{"list":[[1]]},{"dict":["a",[2]]},{"object":"Point","names":["x"],"parts":[1]}"#;
    let actual = r#"{"list":[[1]]},{"dict":["a",[2]]},{"object":"Point","names":["x"],"parts":[2]}"#;
    assert_eq!(told(("[0]", expected), ("[0]", actual)).1, r#"result[0]["a"].x: expected 1, got 2"#);
    let (_, text) = told(("[0]", r#"{"list":[1,2,3]}"#), ("[0]", r#"{"list":[1,2]}"#));
    assert_eq!(text, "the result: expected 3 elements, got 2 elements");
}

#[test]
fn order_is_a_difference_of_its_own() {
    let (kind, text) = told(("[0]", r#"{"dict":["a",1,"b",2]}"#), ("[0]", r#"{"dict":["b",2,"a",1]}"#));
    assert_eq!(kind, DifferenceKind::Order, "{text}");
    assert!(text.contains("the same keys in another order"), "{text}");
    assert_eq!(told(("[0]", r#"{"list":[1,2]}"#), ("[0]", r#"{"list":[2,1]}"#)).0, DifferenceKind::Order);
    let (kind, text) = told(("[0]", r#"{"set":["a","b"]}"#), ("[0]", r#"{"set":["a"]}"#));
    assert_eq!((kind, text.as_str()), (DifferenceKind::Value, r#"the result: expected the element "b", got nothing"#));
}

#[test]
fn exceptions_have_types_and_texts() {
    let raised = |kind: &str, text: &str| {
        output(&format!(r#"{{"raised":["{kind}","{text}"],"arguments":[],"keywords":{{}},"heap":[]}}"#))
    };
    assert_eq!(compared(&raised("ValueError", "no"), &raised("ValueError", "no")), Ok(()));
    let difference = compared(&raised("ValueError", "no"), &raised("TypeError", "no")).expect_err("another one");
    assert_eq!(difference.kind, DifferenceKind::Exception);
    assert!(difference.to_string().contains("expected the exception ValueError: no, got the exception TypeError: no"));
    let difference = compared(&raised("ValueError", "no"), &returned("1", "")).expect_err("none at all");
    assert_eq!(difference.kind, DifferenceKind::Exception);
}

#[test]
fn what_became_of_the_arguments_and_what_is_printed_belongs_to_what_comes_of_a_call() {
    let call = |argument: &str, printed: &str| {
        output(&format!(
            r#"{{"returned":null,"arguments":[[0]],"keywords":{{"by":2}},"printed":"{printed}","heap":[{{"list":[{argument}]}}]}}"#
        ))
    };
    assert_eq!(compared(&call("1", "a"), &call("1", "a")), Ok(()));
    let difference = compared(&call("1", ""), &call("2", "")).expect_err("it was changed otherwise");
    assert_eq!(difference.to_string(), "argument 1[0]: expected 1, got 2");
    let difference = compared(&call("1", "a"), &call("1", "b")).expect_err("it printed something else");
    assert_eq!(difference.path, "what is printed");
    let timed = output(r#"{"returned":null,"arguments":[[0]],"keywords":{"by":2},"heap":[{"list":[1]}]}"#);
    assert_eq!(compared(&call("1", "a"), &timed), Ok(()), "while it is timed, nobody looks at what is printed");
}

#[test]
fn the_same_object_twice_is_not_two_equal_ones() {
    let shared = r#"{"list":[[1],[1]]},{"list":[]}"#;
    let apart = r#"{"list":[[1],[2]]},{"list":[]},{"list":[]}"#;
    let (kind, text) = told(("[0]", shared), ("[0]", apart));
    assert_eq!(kind, DifferenceKind::Value);
    assert_eq!(text, "result[1]: expected the same object as result[0], got an object of its own");
    assert!(compared(&returned("[0]", apart), &returned("[0]", shared)).is_err());
    let tuples = r#"{"list":[[1],[1]]},{"tuple":[1]}"#;
    let others = r#"{"list":[[1],[2]]},{"tuple":[1]},{"tuple":[1]}"#;
    assert_eq!(compared(&returned("[0]", tuples), &returned("[0]", others)), Ok(()), "nobody can tell tuples apart");
}

#[test]
fn arrays_have_types_and_shapes() {
    let array = |kind: &str, shape: &str, elements: &str| {
        returned("[0]", &format!(r#"{{"array":[{elements}],"type":"array","dtype":"{kind}","shape":[{shape}]}}"#))
    };
    let kind = |expected: &Value, actual: &Value| compared(expected, actual).map_err(|difference| difference.kind);
    let one = array("int64", "2", "1,2");
    assert_eq!(kind(&one, &one), Ok(()));
    assert_eq!(kind(&one, &array("int32", "2", "1,2")), Err(DifferenceKind::Type));
    assert_eq!(kind(&one, &array("int64", "2,1", "1,2")), Err(DifferenceKind::Value));
    let difference = compared(&one, &array("int64", "2", "1,3")).expect_err("another element");
    assert_eq!(difference.path, "result.flat[1]");
}

#[test]
fn what_no_runner_writes_is_no_outcome_and_no_panic() {
    let good = returned("[0]", r#"{"list":[]}"#);
    for text in [
        "null",
        "{}",
        r#"{"returned":1}"#,
        r#"{"raised":["a"],"arguments":[],"keywords":{},"heap":[]}"#,
        r#"{"returned":[7],"arguments":[],"keywords":{},"heap":[]}"#,
        r#"{"returned":[0],"arguments":[],"keywords":{},"heap":[{}]}"#,
        r#"{"returned":[0],"arguments":[],"keywords":{},"heap":[{"object":"A","names":[1],"parts":[]}]}"#,
        r#"{"returned":{"scalar":[]},"arguments":[],"keywords":{},"heap":[]}"#,
        r#"{"returned":{"complex":[1]},"arguments":[],"keywords":{},"heap":[]}"#,
        r#"{"returned":[0],"arguments":[],"keywords":{},"heap":[{"dict":[1]}]}"#,
    ] {
        let output = output(text);
        assert!(compared(&good, &output).is_err(), "{text}");
        assert!(compared(&output, &good).is_err(), "{text}");
        let _ = compared(&output, &output);
    }
}

#[test]
fn what_is_alike_but_for_more_or_less_is_not_the_same() {
    let pairs = [
        (r#"{"scalar":["int64",7]}"#, "", r#"{"scalar":["int64",7,7]}"#, ""),
        (r#"{"float":"nan"}"#, "", r#"{"float":"nan","complex":[1.0,2.0]}"#, ""),
        ("[0]", r#"{"object":"A","names":["x"],"parts":[1]}"#, "[0]", r#"{"object":"A","names":["x"]}"#),
        ("[0]", r#"{"dict":[1,2]}"#, "[0]", r#"{"dict":[1,2,3]}"#),
    ];
    for (expected, heap, actual, other_heap) in pairs {
        told((expected, heap), (actual, other_heap));
        told((actual, other_heap), (expected, heap));
    }
    let call = |arguments: &str, keywords: &str| {
        output(&format!(r#"{{"returned":1,"arguments":{arguments},"keywords":{keywords},"heap":[]}}"#))
    };
    for (arguments, keywords) in [("[1,2]", "{}"), ("[]", "{}"), ("[1]", r#"{"by":2}"#)] {
        let difference = compared(&call("[1]", "{}"), &call(arguments, keywords)).expect_err("a difference");
        assert!(difference.path == "the arguments", "{difference}");
    }
}

#[test]
fn depth_is_no_matter() {
    let deep = |last: &str| {
        let mut heap: Vec<String> = (1..50_000).map(|next| format!(r#"{{"list":[[{next}]]}}"#)).collect();
        heap.push(format!(r#"{{"list":[{last}]}}"#));
        returned("[0]", &heap.join(","))
    };
    assert_eq!(compared(&deep("1"), &deep("1")), Ok(()));
    let difference = compared(&deep("1"), &deep("2")).expect_err("a difference far below");
    assert!(difference.path.starts_with("result") && difference.path.len() < 400, "{}", difference.path);
}
