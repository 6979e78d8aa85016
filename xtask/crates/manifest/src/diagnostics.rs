//! Mistakes in the manifest: how they are collected, ordered and shown with line, column, caret and what to write
//! instead.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};
use toml::Spanned;

/// A place in the manifest's text, in bytes.
pub(super) type Span = Range<usize>;

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("failed to read `{}`", .path.display())]
    Io {
        /// The manifest's path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file says something that cannot be meant.
    #[error("found {} in `{}`", counted(.mistakes.len()), .path.display())]
    Invalid {
        /// The manifest's path.
        path: PathBuf,
        /// The manifest's text, which the mistakes point into.
        text: String,
        /// Every mistake, in the order of the file.
        mistakes: Vec<Mistake>,
    },
    /// Several files of published figures cannot be used.
    #[error("found mistakes in {} files", .0.len())]
    Several(Vec<LoadError>),
}

impl LoadError {
    /// The error for people: every mistake with its line, column, caret and help, and their number at the end.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        match self {
            LoadError::Io { source, .. } => {
                let title = Level::ERROR.primary_title(format!("{self}: {source}"));
                renderer.render(&[title.elements(std::iter::empty::<Snippet<'_, annotate_snippets::Annotation<'_>>>())])
            }
            LoadError::Invalid { path, text, mistakes } => {
                let path = path.display().to_string();
                let mut shown: Vec<String> =
                    mistakes.iter().map(|mistake| mistake.render(&path, text, &renderer)).collect();
                shown.push(self.to_string());
                shown.join("\n\n")
            }
            LoadError::Several(errors) => {
                let shown: Vec<String> = errors.iter().map(|error| error.render(colour)).collect();
                shown.join("\n\n")
            }
        }
    }
}

/// Something in the manifest that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    span: Span,
    related: Option<(Span, String)>,
}

impl Mistake {
    /// A mistake at a place. Its line and column are found when it is collected.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Mistake { line: 0, column: 0, message: message.into(), help: None, span, related: None }
    }

    /// Adds what to write instead.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place that has to do with it.
    pub(super) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    fn render(&self, path: &str, text: &str, renderer: &Renderer) -> String {
        let mut snippet = Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(self.span.clone()));
        if let Some((span, label)) = &self.related {
            snippet = snippet.annotation(AnnotationKind::Context.span(span.clone()).label(label));
        }
        let mut group = Level::ERROR.primary_title(&self.message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        renderer.render(&[group])
    }
}

/// The mistakes found so far in a text.
#[derive(Debug)]
pub(super) struct Mistakes<'t> {
    text: &'t str,
    found: RefCell<Vec<Mistake>>,
}

impl<'t> Mistakes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Mistakes { text, found: RefCell::default() }
    }

    /// Adds one.
    pub(super) fn add(&self, mut mistake: Mistake) {
        mistake.span = self.one_line(mistake.span);
        mistake.related = mistake.related.map(|(span, label)| (self.one_line(span), label));
        (mistake.line, mistake.column) = position(self.text, mistake.span.start);
        self.found.borrow_mut().push(mistake);
    }

    /// Whether none was found so far.
    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The end of the text, where what is missing altogether belongs.
    pub(super) fn end(&self) -> Span {
        let end = self.text.trim_end().len();
        end..end
    }

    /// The text at a place.
    pub(super) fn text_at(&self, span: Span) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    /// The text from a place on.
    pub(super) fn rest(&self, from: usize) -> &'t str {
        self.text.get(from..).unwrap_or_default()
    }

    /// The text of a place's line before it.
    pub(super) fn line_before(&self, at: usize) -> &'t str {
        let before = self.text.get(..at).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    /// The place of a part of a string's value: exact, unless escapes make the string's source another text.
    pub(super) fn part(&self, string: &Spanned<String>, part: Range<usize>) -> Span {
        let whole = string.span();
        let inner = whole.start + 1..whole.end.saturating_sub(1);
        match self.text.get(inner.clone()) {
            Some(raw) if raw == string.get_ref() => inner.start + part.start..inner.start + part.end,
            _ => whole,
        }
    }

    /// All of them in the order of the file, each once: what is inherited is seen more than once.
    pub(super) fn into_sorted(self) -> Vec<Mistake> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|mistake| (mistake.span.start, mistake.span.end, mistake.related.is_some()));
        let mut sorted: Vec<Mistake> = Vec::with_capacity(found.len());
        for mistake in found {
            if !sorted.iter().any(|seen| seen.span == mistake.span && seen.message == mistake.message) {
                sorted.push(mistake);
            }
        }
        sorted
    }

    /// Cuts a place at the end of its first line: a caret under twenty lines helps nobody.
    fn one_line(&self, span: Span) -> Span {
        match self.text_at(span.clone()).find('\n') {
            Some(end) => span.start..span.start + end,
            None => span,
        }
    }
}

/// Line and column, counted from 1, of a place in a text.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn counted(mistakes: usize) -> String {
    match mistakes {
        1 => "1 mistake".to_owned(),
        more => format!("{more} mistakes"),
    }
}
