//! Makes a document small on which a kernel is wrong: whatever can be left out is left out.
//!
//! Pure: it knows brackets, commas and quotes, so that most of what it leaves out are whole elements, and asks others
//! whether what remains is still of interest. Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
//! input" (IEEE Transactions on Software Engineering 28, 2002), is where the idea of ever smaller stretches comes from.

use std::ops::Range;

/// How often somebody is asked, so that a stubborn document comes to an end.
const MOST_QUESTIONS: usize = 120;

/// The most candidates of one question.
const MOST_CANDIDATES: usize = 400;

/// The smallest document that was found of which `fails` still says that it fails, asked for many at once.
pub(super) fn minimise(document: &[u8], fails: impl FnMut(&[Vec<u8>]) -> Vec<bool>) -> Vec<u8> {
    let mut search = Search { best: document.to_vec(), fails, questions: 0 };
    loop {
        let before = search.best.len();
        while search.without_any(&elements(&search.best)) {}
        let mut length = search.best.len().div_ceil(2);
        while length > 0 {
            if !search.without_any(&stretches(search.best.len(), length)) {
                length /= 2;
            }
        }
        if search.best.len() == before || search.questions >= MOST_QUESTIONS {
            return search.best;
        }
    }
}

struct Search<F> {
    best: Vec<u8>,
    fails: F,
    questions: usize,
}

impl<F: FnMut(&[Vec<u8>]) -> Vec<bool>> Search<F> {
    /// Leaves out as many of these parts as it can; says whether it could leave out any.
    fn without_any(&mut self, parts: &[Range<usize>]) -> bool {
        let parts = &parts[..parts.len().min(MOST_CANDIDATES)];
        if self.questions >= MOST_QUESTIONS || parts.is_empty() {
            return false;
        }
        self.questions += 1;
        let candidates: Vec<Vec<u8>> =
            parts.iter().map(|part| without(&self.best, std::slice::from_ref(part))).collect();
        let needless: Vec<bool> = (self.fails)(&candidates);
        let mut each = needless.iter().zip(parts).filter(|(needless, _)| **needless).map(|(_, part)| part.clone());
        let Some(first) = each.next() else { return false };
        let all: Vec<Range<usize>> = apart(std::iter::once(first.clone()).chain(each));
        let together = without(&self.best, &all);
        self.best = match all.len() > 1 && (self.fails)(std::slice::from_ref(&together)) == [true] {
            true => together,
            false => without(&self.best, &[first]),
        };
        true
    }
}

/// Those that do not overlap an earlier one, in the order of the document.
fn apart(parts: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut chosen: Vec<Range<usize>> = Vec::new();
    for part in parts {
        if chosen.iter().all(|other| part.end <= other.start || other.end <= part.start) {
            chosen.push(part);
        }
    }
    chosen.sort_by_key(|part| part.start);
    chosen
}

/// The document without these parts, which are in order and apart.
fn without(document: &[u8], parts: &[Range<usize>]) -> Vec<u8> {
    let mut rest = Vec::with_capacity(document.len());
    let mut from = 0;
    for part in parts {
        rest.extend_from_slice(&document[from..part.start]);
        from = part.end;
    }
    rest.extend_from_slice(&document[from..]);
    rest
}

/// Neighbouring stretches of a length.
fn stretches(size: usize, length: usize) -> Vec<Range<usize>> {
    (0..size).step_by(length.max(1)).map(|start| start..(start + length).min(size)).collect()
}

/// The elements of all brackets, each with the comma behind it or else the one before it, and both halves of many; the
/// longest first.
fn elements(document: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Of each open bracket: where its contents begin, and the commas in them.
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut bytes = document.iter().copied().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                while let Some((_, inside)) = bytes.next().filter(|(_, inside)| *inside != b'"') {
                    if inside == b'\\' {
                        bytes.next();
                    }
                }
            }
            b'[' | b'{' => open.push((at + 1, Vec::new())),
            b',' => {
                if let Some((_, commas)) = open.last_mut() {
                    commas.push(at);
                }
            }
            b']' | b'}' => {
                if let Some((start, commas)) = open.pop() {
                    found.push(commas.last().copied().unwrap_or(start)..at);
                    found.extend(halves(start, &commas, at));
                    found.extend(before(start, &commas));
                }
            }
            _ => {}
        }
    }
    found.extend(open.iter().flat_map(|(start, commas)| before(*start, commas)));
    found.retain(|part| !part.is_empty());
    found.sort_by_key(|part| std::cmp::Reverse(part.len()));
    found
}

/// The elements that have a comma behind them, with it.
fn before(start: usize, commas: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(start).chain(commas.iter().map(|comma| comma + 1));
    starts.zip(commas).map(|(start, comma)| start..comma + 1)
}

/// The first and the second half of four elements or more.
fn halves(start: usize, commas: &[usize], end: usize) -> impl Iterator<Item = Range<usize>> {
    let middle = commas.get(commas.len().saturating_sub(1) / 2).filter(|_| commas.len() >= 3);
    middle.into_iter().flat_map(move |middle| [start..middle + 1, *middle..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(document: &str) -> Vec<&str> {
        elements(document.as_bytes()).into_iter().map(|part| &document[part]).collect()
    }

    /// What is left of a document that fails as long as it has all of these and its brackets match.
    fn smallest(document: &str, needed: &[&str]) -> String {
        let fails = |candidates: &[Vec<u8>]| -> Vec<bool> {
            let fails = |text: &str| {
                needed.iter().all(|part| text.contains(part)) && serde_json::from_str::<serde_json::Value>(text).is_ok()
            };
            candidates.iter().map(|candidate| std::str::from_utf8(candidate).is_ok_and(fails)).collect()
        };
        String::from_utf8(minimise(document.as_bytes(), fails)).expect("UTF-8")
    }

    #[test]
    fn elements_take_a_comma_with_them_and_strings_hide_theirs() {
        assert_eq!(texts(r#"[1,"a,]\",",{"k":2}]"#), [r#""a,]\",","#, r#",{"k":2}"#, r#""k":2"#, "1,"]);
        assert_eq!(texts("[[]]"), ["[]"]);
        assert_eq!(texts("[1,2,3,4]"), ["1,2,", ",3,4", ",4", "1,", "2,", "3,"]);
        for strange in ["", "]", "[", "\"", "\"\\", ",", "[,", "}{"] {
            let parts = elements(strange.as_bytes());
            assert!(parts.iter().all(|part| part.end <= strange.len()), "{strange}: {parts:?}");
        }
    }

    #[test]
    fn all_that_is_not_needed_goes() {
        let many: Vec<String> = (0..200).map(|n| format!(r#"{{"number": {n}, "text": "event {n}"}}"#)).collect();
        let document = format!("[{}]", many.join(",\n"));
        for needed in [&["event 17\""][..], &["event 17\"", "event 190\""], &["\"number\": 5,"]] {
            let small = smallest(&document, needed);
            assert!(needed.iter().all(|part| small.contains(part)) && small.len() < 60, "{small}");
        }
    }

    #[test]
    fn what_never_fails_again_stays_as_it_is() {
        let document = b"[1,2,3]";
        assert_eq!(minimise(document, |candidates| vec![false; candidates.len()]), document);
        assert_eq!(minimise(document, |candidates| vec![true; candidates.len()]), b"");
    }
}
