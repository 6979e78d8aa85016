use super::*;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn message(expected: &str, actual: &str, tolerance: Tolerance) -> String {
    let names = ["energy before".to_owned(), "energy after".to_owned()];
    match compare(&parse(expected), &parse(actual), tolerance, &names) {
        Ok(()) => "agrees".to_owned(),
        Err(difference) => difference.to_string(),
    }
}

fn exactly(expected: &str, actual: &str) -> String {
    message(expected, actual, Tolerance::Exact)
}

#[test]
fn one_step_too_few_is_named_with_its_place_and_size() {
    assert_eq!(
        message("[-0.169075164,-0.169087605]", "[-0.169075164,-0.169087619]", Tolerance::Absolute(1e-10)),
        "[1] (energy after): expected -0.169087605, got -0.169087619 (differs by 1.4e-8, tolerance 1e-10)"
    );
}

#[test]
fn a_relative_tolerance_is_a_share_of_the_oracles_value() {
    let tolerance = Tolerance::Relative(1e-10);
    assert_eq!(message("[1e6]", "[1000000.00001]", tolerance), "agrees");
    assert_eq!(message("[-1e6]", "[-1000000.00001]", tolerance), "agrees");
    assert!(message("[1.0]", "[1.00001]", tolerance).contains("a share of 1.0e-5, tolerance 1e-10"));
    assert_eq!(message("[0.0]", "[-0.0]", tolerance), "agrees");
    assert!(message("[0.0]", "[1e-300]", tolerance).contains("got 1e-300"));
    assert!(message("[1e308]", "[-1e308]", tolerance).contains("got -1e+308"));
}

#[test]
fn a_tolerance_is_for_floats_alone() {
    for tolerance in [Tolerance::Absolute(10.0), Tolerance::Relative(10.0)] {
        assert_eq!(message("[1.0,2.0]", "[1.5,2.5]", tolerance), "agrees");
        let text = message("[1.0,2.0]", "[1.0,2]", tolerance);
        assert_eq!(text, "[1] (energy after): expected 2.0, got 2 (type: an integer where a float is expected)");
        let text = message("[1.0,2.0]", r#"[1.0,"NaN"]"#, tolerance);
        assert_eq!(text, r#"[1] (energy after): expected 2.0, got "NaN" (type: a string where a float is expected)"#);
        assert!(message("[1.0]", "[null]", tolerance).contains("type: null where a float is expected"));
        assert_eq!(message("[1]", "[2]", tolerance), "[0] (energy before): expected 1, got 2");
    }
}

#[test]
fn the_place_leads_through_arrays_and_objects() {
    let expected = r#"{"users":[{"user_id":1,"top page":"/a"},{"user_id":2,"top page":"/b"}]}"#;
    assert_eq!(exactly(expected, &expected.replace("/b", "/c")), r#"users[1]["top page"]: expected "/b", got "/c""#);
    assert_eq!(
        exactly(expected, &expected.replace("\"user_id\":2", "\"user_id\":3")),
        "users[1].user_id: expected 2, got 3"
    );
    assert_eq!(exactly("[[1,[2]]]", "[[1,[3]]]"), "[0] (energy before)[1][0]: expected 2, got 3");
    assert_eq!(exactly("1", "2"), "the whole result: expected 1, got 2");
}

#[test]
fn the_first_difference_in_the_document_is_named() {
    let text = exactly(r#"{"b":[1,2],"a":3}"#, r#"{"b":[1,5],"a":4}"#);
    assert_eq!(text, "b[1]: expected 2, got 5");
}

#[test]
fn lengths_are_named_when_they_differ() {
    assert_eq!(exactly("[1,2,3]", "[1,2]"), "the whole result: expected 3 elements, got 2 elements (lengths differ)");
    assert_eq!(
        exactly(r#"{"users":[1,2,3]}"#, r#"{"users":[1,3]}"#),
        "users[1]: expected 2, got 3 (lengths differ: 2 elements instead of 3)"
    );
    assert_eq!(
        exactly(r#"{"users":[]}"#, r#"{"users":[1]}"#),
        "users: expected 0 elements, got 1 element (lengths differ)"
    );
}

#[test]
fn keys_must_be_the_same_in_the_same_order() {
    let expected = r#"{"a":1,"b":2}"#;
    assert_eq!(exactly(expected, r#"{"a":1}"#), "b: expected 2, got nothing (key missing)");
    assert_eq!(exactly(expected, r#"{"b":2}"#), "a: expected 1, got nothing (key missing)");
    assert_eq!(exactly(expected, "{}"), "a: expected 1, got nothing (key missing)");
    assert_eq!(exactly(expected, r#"{"a":1,"b":2,"c":3}"#), "c: expected nothing, got 3 (unknown key)");
    assert_eq!(exactly(expected, r#"{"a":1,"c":3,"b":2}"#), "c: expected nothing, got 3 (unknown key)");
    assert_eq!(exactly(expected, r#"{"b":2,"a":1}"#), r#"the whole result: expected key "a", got key "b" (key order)"#);
}

#[test]
fn exact_agreement_is_equality_of_the_canonical_texts() {
    let values = [
        "0.0",
        "-0.0",
        "0",
        "12",
        "12.0",
        "1e16",
        "10000000000000000",
        "0.1",
        "0.10000000000000002",
        "null",
        "true",
        "false",
        r#""""#,
        r#""a""#,
        r#""12""#,
        "[]",
        "[0]",
        "[0.0]",
        "[[]]",
        "[1,2]",
        "[2,1]",
        "{}",
        r#"{"a":1}"#,
        r#"{"a":1.0}"#,
        r#"{"b":1}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"b":2,"a":1}"#,
        r#"{"a":[]}"#,
        r#"{"a":{}}"#,
        "18446744073709551615",
        "-1",
    ];
    for one in values {
        for other in values {
            let same = canonical(&parse(one)) == canonical(&parse(other));
            assert_eq!(exactly(one, other) == "agrees", same, "{one} and {other}");
        }
    }
    assert_eq!(exactly("[0.0]", "[-0.0]"), "[0] (energy before): expected 0.0, got -0.0 (the sign of zero differs)");
    assert_eq!(exactly("[1.23]", "[1.24]"), "[0] (energy before): expected 1.23, got 1.24 (differs by 1.0e-2)");
}

#[test]
fn long_values_are_cut_short() {
    let long = format!("\"{}\"", "é".repeat(500));
    let text = exactly("1", &long);
    assert!(text.len() < 300 && text.contains('…'), "{text}");
}
