//! JSON documents that are longer than memory should be: serialised with their longest arrays empty, which are filled while
//! the document is written.

use std::io::{self, Write};

use serde::Serialize;

use crate::wire;
use records::{Part, Rows};

/// An empty array of a document, to be filled.
pub(super) struct Gap<'r, 'w> {
    /// Its key.
    pub key: &'static str,
    /// How many of its name came before it.
    pub place: usize,
    indent: String,
    rows: &'r mut Rows<'w>,
    filled: bool,
}

impl Gap<'_, '_> {
    /// A value as an element of the array is laid out: on a line of its own, as there may be millions.
    pub fn element(&self, value: &impl Serialize) -> io::Result<String> {
        Ok(serde_json::to_string(value)?)
    }

    /// Adds an element, in parts.
    pub fn push(&mut self, parts: &[Part<'_>]) -> io::Result<()> {
        let comma = if self.filled { "," } else { "" };
        self.filled = true;
        self.rows.write(&[Part::Text(comma), Part::Text("\n"), Part::Text(&self.indent)])?;
        self.rows.write(parts)
    }
}

/// Writes a document. The arrays of these names that are empty are given to `fill`.
///
/// # Errors
/// When the place takes nothing.
pub(super) fn write(
    document: &impl Serialize,
    keys: &[&'static str],
    to: &mut dyn Write,
    fill: &mut dyn FnMut(&mut Gap<'_, '_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut rows = Rows::new(to);
    let mut places = vec![0; keys.len()];
    for line in wire::pretty(document)?.split_inclusive('\n') {
        let Some((index, key)) = keys.iter().enumerate().find(|(_, key)| is_gap(line, key)) else {
            rows.write(&[Part::Text(line)])?;
            continue;
        };
        let (before, after) = line.split_at(line.rfind(']').unwrap_or(line.len()));
        rows.write(&[Part::Text(before)])?;
        let outer = &line[..line.len() - line.trim_start().len()];
        let mut gap = Gap { key, place: places[index], indent: format!("{outer}  "), rows: &mut rows, filled: false };
        fill(&mut gap)?;
        let close = if gap.filled { ["\n", outer] } else { [""; 2] };
        rows.write(&close.map(Part::Text))?;
        rows.write(&[Part::Text(after)])?;
        places[index] += 1;
    }
    rows.flush()
}

/// Whether a line is an empty array of this name: no text of a document has a line of its own.
fn is_gap(line: &str, key: &str) -> bool {
    let rest = line.trim().strip_prefix('"').and_then(|line| line.strip_prefix(key)).unwrap_or_default();
    rest.trim_end_matches(',') == "\": []"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Document {
        name: &'static str,
        times: Vec<f64>,
        runs: Vec<Run>,
    }

    #[derive(Serialize)]
    struct Run {
        times: Vec<f64>,
        pairs: Vec<(u64, f64)>,
    }

    fn document(times: &[f64], pairs: &[(u64, f64)]) -> Document {
        let run = || Run { times: times.to_vec(), pairs: pairs.to_vec() };
        Document { name: "\"times\": []", times: times.to_vec(), runs: vec![run(), run()] }
    }

    #[test]
    fn a_document_is_what_it_would_be_at_once() {
        for (times, pairs) in [(&[0.5, 1.0][..], &[(1, 2.0)][..]), (&[1e-9], &[]), (&[], &[(1, 2.0), (3, 4.0)])] {
            let mut written = Vec::new();
            let mut places = Vec::new();
            let gaps = document(&[], &[]);
            write(&gaps, &["times", "pairs"], &mut written, &mut |gap| {
                places.push((gap.key, gap.place));
                match gap.key {
                    "times" => times.iter().try_for_each(|time| gap.push(&[Part::Float(*time)])),
                    _ => pairs.iter().try_for_each(|pair| {
                        let element = gap.element(pair)?;
                        gap.push(&[Part::Text(&element)])
                    }),
                }
            })
            .expect("memory takes it");
            let whole = serde_json::to_value(document(times, pairs)).expect("JSON");
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).expect("JSON"), whole);
            assert_eq!(places, [("times", 0), ("times", 1), ("pairs", 0), ("times", 2), ("pairs", 1)]);
        }
    }
}
