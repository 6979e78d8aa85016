//! The texts of files that are read together, and places in them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

/// A place in the files that are read together, in bytes: those of the second file follow those of the first, and so on.
/// So a place says by itself which file it is in.
pub(crate) type Span = Range<usize>;

/// A file that is read.
#[derive(Debug)]
pub struct Text {
    /// What it is called in messages.
    path: PathBuf,
    /// What it says.
    text: String,
    /// The place of its first byte.
    start: usize,
    /// Where its lines begin, in bytes of the text.
    lines: Vec<usize>,
}

impl Text {
    /// A file whose places begin with this one.
    pub(super) fn new(path: PathBuf, text: String, start: usize) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Text { path, text, start, lines }
    }

    /// What it is called in messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The place of a range of its bytes.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        self.start + range.start..self.start + range.end
    }

    /// All places in it; that of its end is among them.
    pub(crate) fn places(&self) -> Range<usize> {
        self.start..self.start + self.text.len() + 1
    }

    /// The end of the text, where what is missing altogether belongs.
    pub(crate) fn end(&self) -> Span {
        let end = self.text.trim_end().len();
        self.span(end..end)
    }

    /// The text at a place.
    pub(crate) fn at(&self, span: Span) -> &str {
        self.text.get(self.range(&span)).unwrap_or_default()
    }

    /// The text from a place on.
    pub(crate) fn rest(&self, from: usize) -> &str {
        self.text.get(from.saturating_sub(self.start)..).unwrap_or_default()
    }

    /// The text of a place's line before it.
    pub(crate) fn line_before(&self, at: usize) -> &str {
        let before = self.text.get(..at.saturating_sub(self.start)).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    /// The bytes of a place.
    pub(super) fn range(&self, span: &Span) -> Range<usize> {
        span.start.saturating_sub(self.start)..span.end.saturating_sub(self.start)
    }

    /// Line and column, counted from 1, of a place.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let at = at.saturating_sub(self.start);
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let before = self.text.get(self.lines[line - 1]..at).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The lines that places lie on, with the number of the first one and the place of its first byte.
    pub(super) fn lines_of(&self, spans: &[&Span]) -> Option<(usize, usize, &str)> {
        let first = spans.iter().map(|span| span.start).min()?;
        let last = spans.iter().map(|span| span.end).max()?;
        let line = |at: usize| self.lines.partition_point(|start| *start <= at.saturating_sub(self.start)).max(1);
        let (first, last) = (line(first), line(last));
        let (from, to) = (self.lines[first - 1], self.lines.get(last).copied().unwrap_or(self.text.len()));
        Some((first, self.start + from, &self.text[from..to]))
    }

    /// Cuts a place at the end of its first line: a caret under twenty lines helps nobody.
    pub(super) fn one_line(&self, span: Span) -> Span {
        match self.at(span.clone()).find('\n') {
            Some(end) => span.start..span.start + end,
            None => span,
        }
    }

    /// The place of a part of a string's value: exact, unless escapes make the string's source another text.
    pub(crate) fn part(&self, string: &Spanned<String>, part: Range<usize>) -> Span {
        let whole = string.span();
        let inner = whole.start + 1..whole.end.saturating_sub(1);
        match self.at(inner.clone()) {
            raw if raw == string.get_ref() => inner.start + part.start..inner.start + part.end,
            _ => whole,
        }
    }
}
