//! What is written for each sample: here, as this crate is compiled with optimisation.

use std::io::{self, Write};

/// How much is kept before it is written, in bytes.
const CHUNK: usize = 64 * 1024;

/// A part of what is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'t> {
    /// As it stands.
    Text(&'t str),
    /// Its digits.
    Integer(u64),
    /// The fewest digits that read back as the same double, as JSON has them; `null` where it is not finite.
    Float(f64),
}

/// Writes rows of texts and numbers to a file or a pipe, many at once.
pub struct Rows<'w> {
    to: &'w mut dyn Write,
    kept: Vec<u8>,
}

impl<'w> Rows<'w> {
    /// Rows that go there.
    pub fn new(to: &'w mut dyn Write) -> Rows<'w> {
        Rows { to, kept: Vec::with_capacity(2 * CHUNK) }
    }

    /// Writes the parts, one after another, and nothing between them.
    ///
    /// # Errors
    /// When the place takes nothing.
    pub fn write(&mut self, parts: &[Part<'_>]) -> io::Result<()> {
        for part in parts {
            match part {
                Part::Text(text) => self.kept.extend_from_slice(text.as_bytes()),
                Part::Integer(number) => self.kept.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes()),
                Part::Float(float) if float.is_finite() => {
                    self.kept.extend_from_slice(zmij::Buffer::new().format_finite(*float).as_bytes());
                }
                Part::Float(_) => self.kept.extend_from_slice(b"null"),
            }
        }
        if self.kept.len() < CHUNK { Ok(()) } else { self.flush() }
    }

    /// Writes what was kept so far.
    ///
    /// # Errors
    /// When the place takes nothing.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.write_all(&self.kept)?;
        self.kept.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_other_json_has_them() {
        let floats = [0.0, -0.0, 1.0, 0.1, 1e-7, 1e-5, 123_456.789, 1e16, 1e21, 5e-324, f64::MAX, 1.0 / 3.0];
        for float in floats {
            let mut written = Vec::new();
            let mut rows = Rows::new(&mut written);
            rows.write(&[Part::Float(float)]).and_then(|()| rows.flush()).expect("memory takes it");
            assert_eq!(String::from_utf8(written).expect("ASCII"), serde_json::to_string(&float).expect("a number"));
        }
    }

    #[test]
    fn more_than_is_kept_arrives_in_its_order() {
        let mut written = Vec::new();
        let mut rows = Rows::new(&mut written);
        for number in 0..50_000 {
            rows.write(&[Part::Integer(number), Part::Text(",")]).expect("memory takes it");
        }
        rows.write(&[Part::Float(f64::NAN)]).and_then(|()| rows.flush()).expect("memory takes it");
        let expected: String = (0..50_000).map(|number| format!("{number},")).collect();
        assert_eq!(String::from_utf8(written).expect("ASCII"), expected + "null");
    }
}
