//! The checksum at the end of each line of a session's records.
//!
//! A sealed line is a JSON object whose last field is `"crc32"`: eight hexadecimal digits, the CRC-32 (ISO 3309, as zlib
//! and PNG compute it) of the line without that field and without the line feed. Sealing changes nothing else of a line,
//! so that whoever reads JSON reads it as before.

/// What stands between a record and the digits.
const FIELD: &[u8] = br#","crc32":""#;

/// What stands behind the digits.
const END: &[u8] = br#""}"#;

/// The digits of a checksum.
const DIGITS: usize = 8;

/// What the checksum of a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// There is none: the line was written before lines had one.
    None,
    /// It is that of the line.
    Whole,
    /// It is that of another line: this one was changed, or damaged.
    Broken,
}

/// Appends the checksum to a line, which is a JSON object with at least one field and without a line feed.
pub fn seal(line: &mut Vec<u8>) {
    let checksum = crc32fast::hash(line);
    seal_as(line, checksum);
}

/// Appends a checksum that is known to be that of the line.
pub(crate) fn seal_as(line: &mut Vec<u8>, checksum: u32) {
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    line.pop();
    line.extend_from_slice(FIELD);
    line.extend((0..DIGITS).rev().map(|place| HEXADECIMAL[(checksum >> (4 * place) & 15) as usize]));
    line.extend_from_slice(END);
}

/// Takes the checksum off a line, which is then as it was before it was sealed, and says whether it is right.
pub fn sealed(line: &mut Vec<u8>) -> Seal {
    taken_off(line).0
}

/// As [`sealed`], and which checksum it was.
pub(crate) fn taken_off(line: &mut Vec<u8>) -> (Seal, Option<u32>) {
    let Some((written, place)) = written(line) else { return (Seal::None, None) };
    line.truncate(place);
    line.push(b'}');
    (if crc32fast::hash(line) == written { Seal::Whole } else { Seal::Broken }, Some(written))
}

/// The checksum that a line says it has, and where the field begins.
fn written(line: &[u8]) -> Option<(u32, usize)> {
    let digits_end = line.len().checked_sub(END.len()).filter(|end| &line[*end..] == END)?;
    let digits_begin = digits_end.checked_sub(DIGITS)?;
    let place = digits_begin.checked_sub(FIELD.len()).filter(|place| &line[*place..digits_begin] == FIELD)?;
    let digits = line[digits_begin..digits_end].iter();
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(u32::from(digit - b'0')),
        b'a'..=b'f' => Some(u32::from(digit - b'a') + 10),
        _ => None,
    };
    let checksum = digits.copied().try_fold(0_u32, |checksum, next| Some(checksum << 4 | digit(next)?))?;
    Some((checksum, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed_line(text: &str) -> Vec<u8> {
        let mut line = text.as_bytes().to_vec();
        seal(&mut line);
        line
    }

    #[test]
    fn a_sealed_line_is_json_with_the_checksum_that_zlib_computes() {
        let line = sealed_line(r#"{"a":1}"#);
        // As `zlib.crc32` of Python says of the seven bytes.
        assert_eq!(String::from_utf8_lossy(&line), r#"{"a":1,"crc32":"561bacaf"}"#);
        let value: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
        assert_eq!(value["a"], 1);
    }

    #[test]
    fn a_seal_comes_off_and_leaves_the_line_as_it_was() {
        let mut line = sealed_line(r#"{"a":"crc32"}"#);
        assert_eq!(sealed(&mut line), Seal::Whole);
        assert_eq!(line, br#"{"a":"crc32"}"#);
        assert_eq!(sealed(&mut line), Seal::None);
    }

    #[test]
    fn every_changed_byte_of_a_sealed_line_is_noticed() {
        let whole = sealed_line(r#"{"type":"memory","peak_bytes":1024}"#);
        for place in 0..whole.len() {
            for changed in 0..=u8::MAX {
                let mut line = whole.clone();
                line[place] = changed;
                let is_whole = sealed(&mut line) == Seal::Whole;
                assert_eq!(is_whole, changed == whole[place], "byte {place} changed to {changed}");
            }
        }
    }
}
