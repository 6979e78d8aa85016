//! The one text of a result: JSON exactly as Python's `json.dumps(value, separators=(",", ":"))` writes it.
//!
//! Results are compared and hashed in this form, so that two of them agree exactly when their texts are the same. Knows
//! values and nothing else.

use std::fmt::Write as _;

use crate::quoted::write_string;
use crate::value::Value;

/// Where Python leaves the positional form: at `1e+16`, and below `0.0001`.
const POSITIONAL: std::ops::Range<i32> = -4..16;

/// The canonical JSON of a value: keys in their given order, no white space, everything beyond ASCII escaped.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

/// SHA-256 of the canonical JSON of a value.
pub fn sha256(value: &Value) -> String {
    files::sha256(canonical(value))
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Integer(digits) => text.push_str(digits),
        Value::Float(float) => write_float(text, *float),
        Value::String(string) => write_string(text, string),
        Value::Array(items) => write_array(text, items),
        Value::Object(members) => write_object(text, members),
    }
}

fn write_array(text: &mut String, items: &[Value]) {
    text.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_value(text, item);
    }
    text.push(']');
}

fn write_object(text: &mut String, members: &[(String, Value)]) {
    text.push('{');
    for (index, (key, value)) in members.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_string(text, key);
        text.push(':');
        write_value(text, value);
    }
    text.push('}');
}

/// As Python's `repr` writes a float: the fewest digits that read back as the same double, with an exponent when it is
/// very large or small.
fn write_float(text: &mut String, float: f64) {
    let scientific = shortest(float);
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, ""));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if POSITIONAL.contains(&exponent) {
        let decimals = (places(digits) as i32 - exponent).max(1) as usize;
        let _ = write!(text, "{float:.decimals$}");
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(text, "{digits}e{sign}{:02}", exponent.abs());
    }
}

/// The fewest digits that read back as the same double, as `-1.25e-7`. Where two are equally near, such as ...4422.62 and
/// ...4422.63 to ...4422.625, Python takes the even one; so does Rust when it is told how many digits to write, but not
/// when it looks for the fewest.
fn shortest(float: f64) -> String {
    let shortest = format!("{float:e}");
    let digits = shortest.split_once('e').map_or("", |(digits, _)| digits);
    let even = format!("{float:.*e}", places(digits));
    if even.parse() == Ok(float) { even } else { shortest }
}

/// How many digits stand after the point.
fn places(digits: &str) -> usize {
    digits.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::read;

    /// Bits, and what Python 3.11 says of them: `struct.unpack("<Q", struct.pack("<d", x))[0], repr(x)`.
    const FLOATS: &[(u64, &str)] = &[
        (0x42d6_0115_7c43_55a8, "96775644974422.62"),
        (0x42e4_808e_ccbb_ac64, "180339073211747.12"),
        (0x4309_91eb_df47_dce2, "899664583392156.2"),
        (0x0000_0000_0000_0000, "0.0"),
        (0x8000_0000_0000_0000, "-0.0"),
        (0x3ff0_0000_0000_0000, "1.0"),
        (0xbff0_0000_0000_0000, "-1.0"),
        (0x4028_0000_0000_0000, "12.0"),
        (0x3fb9_9999_9999_999a, "0.1"),
        (0x3fe0_0000_0000_0000, "0.5"),
        (0xc004_0000_0000_0000, "-2.5"),
        (0x3fd5_5555_5555_5555, "0.3333333333333333"),
        (0x4059_0000_0000_0000, "100.0"),
        (0x4070_6800_0000_0000, "262.5"),
        (0x3f1a_36e2_eb1c_432d, "0.0001"),
        (0x3f20_2e4b_6ce5_dc68, "0.00012345"),
        (0x3f1a_36e2_eb1c_432c, "9.999999999999999e-05"),
        (0x3ee4_f8b5_88e3_68f1, "1e-05"),
        (0x3e84_21f5_f40d_8376, "1.5e-07"),
        (0x42dc_1221_8377_de40, "123456789012345.0"),
        (0x4311_8b54_f22a_eb00, "1234567890123456.0"),
        (0x4341_c379_37e0_7fff, "9999999999999998.0"),
        (0x4341_c379_37e0_8000, "1e+16"),
        (0x4345_ee2a_2eb5_a5c4, "1.2345678901234568e+16"),
        (0xc341_c379_37e0_8000, "-1e+16"),
        (0x4376_3457_85d8_a000, "1e+17"),
        (0x7e41_eb2d_6600_5835, "1.5e+300"),
        (0x4480_f0cf_064d_d592, "1e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x0010_0000_0000_0000, "2.2250738585072014e-308"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0x3d30_0000_0000_0000, "5.684341886080802e-14"),
        (0x4340_0000_0000_0000, "9007199254740992.0"),
        (0x43e0_0000_0000_0000, "9.223372036854776e+18"),
        (0xbfc5_a441_459a_cc23, "-0.16907516382852447"),
        (0xbfc5_a4a9_a352_1faf, "-0.16908760523460617"),
        (0x3ff4_6338_dc3f_d55e, "1.2742241481294836"),
        (0x3fd3_3333_3333_3334, "0.30000000000000004"),
        (0x4011_6666_6666_6666, "4.35"),
        (0x54b2_49ad_2594_c37d, "1e+100"),
        (0x3eb0_0000_0000_0000, "9.5367431640625e-07"),
        (0x2b44_ff63_2b6a_83e4, "3e-100"),
    ];

    #[test]
    fn floats_are_written_as_python_writes_them() {
        for &(bits, text) in FLOATS {
            assert_eq!(canonical(&Value::Float(f64::from_bits(bits))), text, "{bits:#018x}");
        }
    }

    #[test]
    fn floats_read_from_any_form_are_written_in_one() {
        for form in ["1e16", "1E+16", "10000000000000000.0", "1.0e16", "0.1e17", "10000000000000000.00000"] {
            assert_eq!(read(form).map(|value| canonical(&value)), Ok("1e+16".to_owned()), "{form}");
        }
    }

    #[test]
    fn the_nearest_double_is_read_however_many_digits_there_are() {
        // Halfway between two doubles, and a little above it: a reader that is off by one bit shows here.
        for (form, text) in [
            ("9007199254740993.0", "9007199254740992.0"),
            ("9007199254740993.00000000000000000000001", "9007199254740994.0"),
            ("2.2250738585072011e-308", "2.225073858507201e-308"),
            ("0.1000000000000000055511151231257827021181583404541015625", "0.1"),
        ] {
            assert_eq!(read(form).map(|value| canonical(&value)), Ok(text.to_owned()), "{form}");
        }
    }

    #[test]
    fn integers_stay_integers() {
        let text = "[12,12.0,0,-9223372036854775808,18446744073709551615,-18446744073709551617]";
        assert_eq!(canonical(&read(text).expect("JSON")), text);
        let long = "7".repeat(10_000);
        assert_eq!(canonical(&read(&long).expect("JSON")), long);
    }

    #[test]
    fn everything_beyond_printable_ascii_is_escaped() {
        let value = Value::String("\"\\/ ~\u{7f}\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}é\u{2028}\u{ffff}😀".to_owned());
        let text = r#""\"\\/ ~\u007f\u0000\b\t\n\u000b\f\r\u001f\u00e9\u2028\uffff\ud83d\ude00""#;
        assert_eq!(canonical(&value), text);
    }

    #[test]
    fn keys_keep_their_order_and_are_escaped_too() {
        let value = read(r#" { "z\u00fc" : [ ] , "a" : { } , "b": [null, true ,false] } "#).expect("JSON");
        assert_eq!(canonical(&value), r#"{"z\u00fc":[],"a":{},"b":[null,true,false]}"#);
    }
}
