use super::*;
use crate::value::read;

fn parse(text: &str) -> Value {
    read(text).expect("JSON")
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
        "18446744073709551616",
        "18446744073709551617",
        "1.8446744073709552e19",
        "-18446744073709551616",
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

/// Expected, got, and with which tolerances they agree: exact, an absolute one of 1.0, a relative one of 1e-3.
const PAIRS: &[(&str, &str, [bool; 3])] = &[
    // Integers are compared by all of their digits, whatever the tolerance.
    ("18446744073709551616", "18446744073709551616", [true; 3]),
    ("18446744073709551616", "18446744073709551617", [false; 3]),
    ("18446744073709551615", "18446744073709551616", [false; 3]),
    ("9223372036854775807", "9223372036854775808", [false; 3]),
    ("-9223372036854775808", "-9223372036854775809", [false; 3]),
    ("18446744073709551616", "-18446744073709551616", [false; 3]),
    ("9007199254740992", "9007199254740993", [false; 3]),
    ("340282366920938463463374607431768211456", "340282366920938463463374607431768211457", [false; 3]),
    ("1", "2", [false; 3]),
    ("0", "-0", [true; 3]),
    // An integer is no float, even where both mean the same number.
    ("18446744073709551616", "1.8446744073709552e19", [false; 3]),
    ("18446744073709551616", "18446744073709551616.0", [false; 3]),
    ("1.8446744073709552e19", "18446744073709551616", [false; 3]),
    ("1", "1.0", [false; 3]),
    ("1.0", "1", [false; 3]),
    ("0.0", "0", [false; 3]),
    ("-0.0", "-0", [false; 3]),
    ("100", "1e2", [false; 3]),
    ("1", "true", [false; 3]),
    ("18446744073709551616", "\"18446744073709551616\"", [false; 3]),
    // Floats are doubles, however they are written.
    ("1.0", "1.00", [true; 3]),
    ("100.0", "1e2", [true; 3]),
    ("1.8446744073709552e19", "18446744073709551616.0", [true; 3]),
    ("1.8446744073709552e19", "18446744073709551617.0", [true; 3]),
    ("1.8446744073709552e19", "18446744073709555712.0", [false, false, true]),
    ("0.1", "0.1000000000000000055511151231257827021181583404541015625", [true; 3]),
    ("0.1", "0.10000000000000002", [false, true, true]),
    ("1.0", "2.0", [false, true, false]),
    ("1.0", "1.0009", [false, true, true]),
    ("1.0", "2.0000000000000004", [false; 3]),
    // Minus zero is zero for a tolerance alone.
    ("0.0", "-0.0", [false, true, true]),
    ("-0.0", "0.0", [false, true, true]),
    ("-0.0", "-0e7", [true; 3]),
    // Of zero no share can be taken.
    ("0.0", "5e-324", [false, true, false]),
    ("5e-324", "1e-323", [false, true, false]),
    ("5e-324", "0.0", [false, true, false]),
    ("2.2250738585072014e-308", "2.225073858507201e-308", [false, true, true]),
    // The gap may be beyond what a double holds.
    ("1.7976931348623157e308", "-1.7976931348623157e308", [false; 3]),
    ("1.7976931348623157e308", "1.7976931348623155e308", [false, false, true]),
    // Texts are compared by their characters, objects by their keys in order.
    ("\"\\u0041\"", "\"A\"", [true; 3]),
    ("\"\\ud83d\\ude00\"", "\"😀\"", [true; 3]),
    ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", [false; 3]),
    ("[[[[1]]]]", "[[[[1]]]]", [true; 3]),
    ("[]", "{}", [false; 3]),
];

#[test]
fn pairs_agree_with_the_tolerances_that_say_so_alone() {
    let tolerances = [Tolerance::Exact, Tolerance::Absolute(1.0), Tolerance::Relative(1e-3)];
    for &(expected, actual, verdicts) in PAIRS {
        // Alone, and deeper than serde_json's own values go.
        for levels in [0, 300] {
            let nested = |text: &str| format!("{}{text}{}", "[".repeat(levels), "]".repeat(levels));
            for (tolerance, agrees) in tolerances.into_iter().zip(verdicts) {
                let text = message(&nested(expected), &nested(actual), tolerance);
                assert_eq!(text == "agrees", agrees, "{expected} and {actual}, {tolerance:?}: {text}");
            }
        }
    }
}

#[test]
fn long_integers_are_shown_where_they_differ() {
    assert_eq!(
        exactly("18446744073709551616", "18446744073709551617"),
        "the whole result: expected 18446744073709551616, got 18446744073709551617"
    );
    assert_eq!(
        exactly("[18446744073709551616]", "[1.8446744073709552e19]"),
        "[0] (energy before): expected 18446744073709551616, got 1.8446744073709552e+19 \
         (type: a float where an integer is expected)"
    );
    let sevens = |count| "7".repeat(count);
    let long = |digit: char| format!("-{}{digit}{}", sevens(9_990), sevens(9));
    assert_eq!(exactly(&long('7'), &long('7')), "agrees");
    let text = exactly(&long('7'), &long('8'));
    let (before, after) = (sevens(40), sevens(9));
    assert_eq!(
        text,
        format!("the whole result: expected …{before}7{after}, got …{before}8{after} (digit 9991 of 10000 differs)")
    );
    let text = exactly(&sevens(10_000), &sevens(10_001));
    assert!(text.ends_with("7 (10001 digits instead of 10000)"), "{text}");
    assert!(text.len() < 300, "{text}");
    let text = exactly(&sevens(10_000), &format!("-{}", sevens(10_000)));
    assert!(text.contains("expected 777") && text.contains("got -777") && text.len() < 300, "{text}");
}

#[test]
fn long_texts_are_shown_where_they_differ() {
    let long = |end: &str| format!("\"{}{end}\"", "a".repeat(500));
    let text = exactly(&long("b"), &long("c"));
    let before = "a".repeat(40);
    assert_eq!(text, format!("the whole result: expected …{before}b\", got …{before}c\""));
}

#[test]
fn long_values_are_cut_short() {
    let long = format!("\"{}\"", "é".repeat(500));
    let text = exactly("1", &long);
    assert!(text.len() < 300 && text.contains('…'), "{text}");
}
