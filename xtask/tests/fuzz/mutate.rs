//! Changes inputs at random: bytes, lines, values of JSON, words that mean something.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};
use serde_json::Value;

use crate::input::Input;

/// The longest input that is tried, in bytes.
const LONGEST: usize = 256 * 1024;

/// Values that are seldom thought of.
const VALUES: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "0.0",
    "-0.5",
    "1e308",
    "1e-320",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1e400",
    "null",
    "true",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "[[]]",
    "\"\\u0000\"",
    "\"\\ud83d\"",
    "\"\u{202e}\u{1b}[31m\"",
    "\"../../x\"",
    "\"/etc/x\"",
    "\"{\"",
    "\"{{}}\"",
    "\"`|<b>`\"",
    "\"nan\"",
    "\"1e9999\"",
    "\"2026-02-30T25:61:61Z\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"-262143-01-01T00:00:00Z\"",
    "\"=1+1\"",
    "\"é\u{301}\u{1f468}\u{200d}\u{1f469}\"",
    "1979-05-27",
    "inf",
    "nan",
    "0x7fffffffffffffff",
    "{ a = {} }",
    "\"0s\"",
    "\"99999999999h\"",
    "\"[\"",
    "\"(a*)*b\"",
    "\"**\"",
];

/// An input like these, with some changes.
pub(crate) fn mutant(random: &mut StdRng, pool: &[Input], words: &[&str]) -> Input {
    // Small ones are read more often in the same time.
    let (first, second) = (one(random, pool), one(random, pool));
    let mut input = if first.len() <= second.len() { first } else { second }.clone();
    for _ in 0..1 << random.random_range(0..4_u32) {
        let number = random.random_range(0..input.files.len());
        let other = one(random, pool);
        let donor = &one(random, &other.files).1;
        let contents = &mut input.files[number].1;
        *contents = change(random, std::mem::take(contents), donor, words);
    }
    while input.len() > LONGEST {
        input.files.iter_mut().for_each(|(_, contents)| contents.truncate(contents.len() / 2));
    }
    input
}

fn one<'a, T>(random: &mut StdRng, all: &'a [T]) -> &'a T {
    all.choose(random).expect("something to choose from")
}

fn change(random: &mut StdRng, contents: Vec<u8>, donor: &[u8], words: &[&str]) -> Vec<u8> {
    match random.random_range(0..16) {
        0 | 1 => bytes(random, contents),
        2..=5 => lines(random, &contents, donor),
        6..=9 => json_line(random, &contents),
        10 => everywhere(random, &contents),
        11 | 12 => value_of_line(random, &contents),
        _ => word(random, contents, words),
    }
}

/// A place in the contents, and how many bytes from there on.
fn part(random: &mut StdRng, length: usize, most: usize) -> std::ops::Range<usize> {
    let from = random.random_range(0..=length);
    from..(from + random.random_range(0..=most)).min(length)
}

fn bytes(random: &mut StdRng, mut contents: Vec<u8>) -> Vec<u8> {
    match random.random_range(0..5) {
        0 if !contents.is_empty() => {
            let at = random.random_range(0..contents.len());
            contents[at] ^= 1 << random.random_range(0..8);
        }
        1 => {
            let gone = part(random, contents.len(), 16);
            contents.drain(gone);
        }
        2 => {
            let from = part(random, contents.len(), 64);
            let again: Vec<u8> = contents[from.clone()].repeat(1 << random.random_range(0..8));
            contents.splice(from, again);
        }
        3 => contents.truncate(random.random_range(0..=contents.len())),
        _ => {
            let at = part(random, contents.len(), 2);
            let some: Vec<u8> = (0..random.random_range(1..5)).map(|_| random.next_u32() as u8).collect();
            contents.splice(at, some);
        }
    }
    contents
}

fn lines(random: &mut StdRng, contents: &[u8], donor: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = contents.split(|byte| *byte == b'\n').collect();
    let others: Vec<&[u8]> = donor.split(|byte| *byte == b'\n').collect();
    let (one, two) = (random.random_range(0..lines.len()), random.random_range(0..lines.len()));
    match random.random_range(0..6) {
        0 => drop(lines.remove(one)),
        1 => lines.swap(one, two),
        2 => lines.insert(one, lines[two]),
        3 => lines[one] = others[random.random_range(0..others.len())],
        4 => {
            let from = part(random, others.len(), 20);
            lines.splice(one..one, others[from].iter().copied());
        }
        _ => {
            let gone = part(random, lines.len(), 20);
            lines.drain(gone);
        }
    }
    lines.join(&b'\n')
}

/// What stands behind ` = ` in a line becomes something else.
fn value_of_line(random: &mut StdRng, contents: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = contents.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let at = random.random_range(0..lines.len());
    let text = String::from_utf8_lossy(&lines[at]).into_owned();
    if let Some((key, _)) = text.split_once(" = ") {
        lines[at] = format!("{key} = {}", odd_value(random)).into_bytes();
    }
    lines.join(&b'\n')
}

fn word(random: &mut StdRng, mut contents: Vec<u8>, words: &[&str]) -> Vec<u8> {
    let put = match random.random_bool(0.7) {
        true => (*one(random, words)).to_owned(),
        false => odd_value(random),
    };
    // In place of something, or beside it.
    let at = match random.random_bool(0.5) {
        true => token(random, &contents),
        false => part(random, contents.len(), 0),
    };
    contents.splice(at, put.into_bytes());
    contents
}

/// The bytes of a word or number somewhere.
fn token(random: &mut StdRng, contents: &[u8]) -> std::ops::Range<usize> {
    let middle = random.random_range(0..=contents.len());
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let before = contents[..middle].iter().rev().take_while(|byte| is_part(byte)).count();
    let after = contents[middle..].iter().take_while(|byte| is_part(byte)).count();
    middle - before..middle + after
}

/// A value that is seldom thought of, or a long one.
fn odd_value(random: &mut StdRng) -> String {
    match random.random_range(0..20) {
        0 => format!("\"{}\"", "x".repeat(1 << random.random_range(4..13))),
        1 => format!("\"{}\"", "é ".repeat(1 << random.random_range(4..12))),
        2 => random.next_u64().to_string(),
        3 => format!("-{}", random.next_u64() >> random.random_range(0..64)),
        4 => f64::from_bits(random.next_u64()).to_string(),
        5 => {
            let levels = 1 << random.random_range(1..10);
            format!("{}{}", "[".repeat(levels), "]".repeat(levels))
        }
        _ => (*one(random, VALUES)).to_owned(),
    }
}

/// A value somewhere in a line of JSON becomes something else, comes twice or goes.
fn json_line(random: &mut StdRng, contents: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = contents.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let at = random.random_range(0..lines.len());
    let start = lines[at].iter().position(|byte| b"{[".contains(byte)).unwrap_or(0);
    // A document of several lines is one value.
    if let Ok(mut whole) = serde_json::from_slice::<Value>(contents) {
        change_value(random, &mut whole);
        return whole.to_string().into_bytes();
    }
    if let Ok(mut value) = serde_json::from_slice::<Value>(&lines[at][start..]) {
        change_value(random, &mut value);
        lines[at].truncate(start);
        lines[at].extend(value.to_string().bytes());
    }
    lines.join(&b'\n')
}

/// A key of a line of JSON has another value in all lines.
fn everywhere(random: &mut StdRng, contents: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = contents.split(|byte| *byte == b'\n').collect();
    let line: &[u8] = lines[random.random_range(0..lines.len())];
    let line: Option<Value> = serde_json::from_slice(line).ok();
    let Some(key) = line.as_ref().and_then(Value::as_object).and_then(|members| {
        let keys: Vec<&String> = members.keys().collect();
        keys.choose(random).map(|key| (*key).clone())
    }) else {
        return contents.to_vec();
    };
    let value = serde_json::from_str(&odd_value(random)).unwrap_or(Value::Null);
    let changed = lines.iter().map(|line| match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(mut members)) if members.contains_key(&key) => {
            members.insert(key.clone(), value.clone());
            Value::Object(members).to_string().into_bytes()
        }
        _ => line.to_vec(),
    });
    changed.collect::<Vec<_>>().join(&b'\n')
}

fn change_value(random: &mut StdRng, value: &mut Value) {
    let go_on = random.random_bool(0.85);
    match value {
        Value::Object(members) if go_on && !members.is_empty() => {
            let key = members.keys().nth(random.random_range(0..members.len())).expect("a key").clone();
            match random.random_range(0..8) {
                0 => drop(members.shift_remove(&key)),
                1 => {
                    let other = members.values().nth(random.random_range(0..members.len())).expect("a value").clone();
                    members.insert(key, other);
                }
                _ => change_value(random, members.get_mut(&key).expect("it is there")),
            }
        }
        Value::Array(elements) if go_on && !elements.is_empty() => {
            let at = random.random_range(0..elements.len());
            match random.random_range(0..6) {
                0 => drop(elements.remove(at)),
                1 => elements.insert(at, elements[at].clone()),
                _ => change_value(random, &mut elements[at]),
            }
        }
        Value::Number(number) if random.random_bool(0.5) => {
            let near = number.as_f64().unwrap_or(1.0);
            let factor = *one(random, &[-1.0, 0.0, 0.001, 0.5, 2.0, 1000.0, 1e9, 1e300]);
            *value = match number.as_u64() {
                Some(whole) if random.random_bool(0.7) => Value::from(match random.random_range(0..4) {
                    0 => whole.wrapping_add(1),
                    1 => whole.wrapping_sub(1),
                    2 => u64::MAX - (whole % 3),
                    _ => whole << random.random_range(0..40_u32),
                }),
                _ => Value::from(near * factor),
            };
        }
        _ => *value = serde_json::from_str(&odd_value(random)).unwrap_or(Value::Null),
    }
}
