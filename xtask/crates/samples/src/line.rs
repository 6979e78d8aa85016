//! The short way to samples, of which a session may have a million: lines exactly as the journal writes them.
//!
//! Anything else (another order, blanks, an escape, a field more) is nothing to this module and left to the long way,
//! which accepts all that JSON does: this one is quicker, and never different.

use crate::sample::{Phase, Sample};

/// How a sample begins in the written form.
const HEAD: &[u8] = br#"{"type":"sample","benchmark":""#;

/// Whether a line begins like a sample in the written form.
pub(crate) fn begins_a_sample(line: &[u8]) -> bool {
    line.starts_with(HEAD)
}

/// The sample in a line, if it is one in the written form.
pub fn sample(line: &[u8]) -> Option<Sample<&str>> {
    let mut rest = Rest(line);
    // The fields stand here in the order in which they are written and read.
    let sample = Sample {
        benchmark: rest.name_behind(HEAD)?,
        rung: rest.name_behind(br#","rung":""#)?,
        invocation: rest.small_behind(br#","invocation":"#)?,
        round: rest.small_behind(br#","round":"#)?,
        turn: rest.small_behind(br#","turn":"#)?,
        phase: phase(rest.name_behind(br#","phase":""#)?)?,
        iterations: rest.number_behind(br#","iterations":"#)?,
        wall_ns: rest.number_behind(br#","wall_ns":"#)?,
        cpu_ns: rest.number_behind(br#","cpu_ns":"#)?,
        slow: rest.truth_behind(br#","slow":"#)?,
        at_ms: rest.number_behind(br#","at_ms":"#)?,
        // These two stand only where they are not what they mostly are.
        process: rest.another_process()?,
        throttled: rest.skip(br#","throttled":true"#).is_some(),
    };
    rest.skip(b"}")?;
    rest.0.is_empty().then_some(sample)
}

fn phase(name: &str) -> Option<Phase> {
    match name {
        "first" => Some(Phase::First),
        "warm-up" => Some(Phase::WarmUp),
        "resume" => Some(Phase::Resume),
        "measure" => Some(Phase::Measure),
        _ => None,
    }
}

/// What is left of a line.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn skip(&mut self, literal: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    fn name_behind(&mut self, literal: &[u8]) -> Option<&'a str> {
        self.skip(literal)?;
        self.name()
    }

    fn number_behind(&mut self, literal: &[u8]) -> Option<u64> {
        self.skip(literal)?;
        self.number()
    }

    /// A number that fits a smaller field.
    fn small_behind(&mut self, literal: &[u8]) -> Option<u32> {
        u32::try_from(self.number_behind(literal)?).ok()
    }

    /// Which process, where it is not the first.
    fn another_process(&mut self) -> Option<u32> {
        let head = br#","process":"#;
        if self.0.starts_with(head) { self.small_behind(head).filter(|process| *process > 0) } else { Some(0) }
    }

    fn truth_behind(&mut self, literal: &[u8]) -> Option<bool> {
        self.skip(literal)?;
        let is_true = self.skip(b"true").is_some();
        if is_true { Some(true) } else { self.skip(b"false").map(|()| false) }
    }

    /// A text of letters, digits and plain signs up to its closing quotation mark, which is skipped.
    fn name(&mut self) -> Option<&'a str> {
        let end = self.0.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-.+_".contains(byte))?;
        let (name, rest) = self.0.split_at(end);
        self.0 = rest;
        self.skip(b"\"")?;
        std::str::from_utf8(name).ok()
    }

    /// A whole number as JSON writes it: no leading zero but in 0 itself.
    fn number(&mut self) -> Option<u64> {
        let end = self.0.iter().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        if digits.is_empty() || digits.len() > 1 && digits[0] == b'0' {
            return None;
        }
        digits.iter().try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"{"type":"sample","benchmark":"nbody","rung":"cpython-3.14","invocation":3,"round":2,"turn":10,"phase":"warm-up","iterations":1,"wall_ns":18446744073709551615,"cpu_ns":0,"slow":true,"at_ms":5}"#;

    fn long_way(line: &str) -> Option<Sample> {
        serde_json::from_str(line).ok()
    }

    #[test]
    fn what_is_written_takes_the_short_way_and_reads_the_same() {
        for phase in ["first", "warm-up", "resume", "measure"] {
            for slow in ["true", "false"] {
                let line = SAMPLE.replace("warm-up", phase).replace("true", slow);
                for more in ["", r#","process":2"#, r#","throttled":true"#, r#","process":1,"throttled":true"#] {
                    let line = line.replace('}', &format!("{more}}}"));
                    let read = sample(line.as_bytes()).map(|read| read.owned());
                    assert!(read.is_some(), "{line}");
                    assert_eq!(read, long_way(&line));
                    assert_eq!(serde_json::to_string(&read).ok(), Some(line.replace(r#""type":"sample","#, "")));
                }
            }
        }
    }

    #[test]
    fn whatever_is_changed_or_cut_short_it_never_reads_what_the_long_way_does_not() {
        for place in 0..SAMPLE.len() {
            assert_eq!(sample(&SAMPLE.as_bytes()[..place]), None, "cut at {place}");
            for byte in *b"0a\"\\ ,}-" {
                let mut line = SAMPLE.to_owned().into_bytes();
                line[place] = byte;
                let line = String::from_utf8(line).expect("ASCII");
                if let Some(read) = sample(line.as_bytes()) {
                    assert_eq!(Some(read.owned()), long_way(&line), "{line}");
                }
            }
        }
        assert_eq!(sample(format!("{SAMPLE} ").as_bytes()), None);
    }

    #[test]
    fn a_number_too_large_for_its_field_is_left_to_the_long_way() {
        assert_eq!(sample(SAMPLE.replace("551615", "551616").as_bytes()), None);
        assert_eq!(sample(SAMPLE.replace('}', r#","process":0}"#).as_bytes()), None, "nothing writes it so");
        assert_eq!(sample(SAMPLE.replace("\"round\":2", "\"round\":4294967296").as_bytes()), None);
    }
}
