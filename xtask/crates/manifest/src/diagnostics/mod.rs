//! Mistakes in the manifest: how they are collected, ordered and shown with line, column, caret and what to write
//! instead.

mod text;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};
use toml::Spanned;

pub(crate) use text::Span;
pub use text::Text;

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
    /// The files say something that cannot be meant.
    #[error("found {} in {}", counted(.mistakes.len()), places(.files, .mistakes))]
    Invalid {
        /// The files, which the mistakes point into; the manifest itself is the first.
        files: Vec<Arc<Text>>,
        /// Every mistake, in the order of the files.
        mistakes: Vec<Mistake>,
    },
    /// Several files of published figures cannot be used.
    #[error("found mistakes in {} files", .0.len())]
    Several(Vec<LoadError>),
}

/// The most mistakes that are shown: whoever has more will mend these first.
const MOST: usize = 100;

impl LoadError {
    /// The error for people: every mistake with its line, column, caret and help, and their number at the end.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        match self {
            LoadError::Io { source, .. } => {
                let title = Level::ERROR.primary_title(format!("{self}: {source}"));
                renderer.render(&[title.elements(std::iter::empty::<Snippet<'_, Annotation<'_>>>())])
            }
            LoadError::Invalid { files, mistakes, .. } => {
                let first = mistakes.iter().take(MOST);
                let mut shown: Vec<String> = first.map(|mistake| mistake.render(files, &renderer)).collect();
                shown.push(match mistakes.len() > MOST {
                    true => format!("{self}; these are the first {MOST}"),
                    false => self.to_string(),
                });
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
    /// The file, by its place among those that were read.
    pub file: usize,
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
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Mistake { file: 0, line: 0, column: 0, message: message.into(), help: None, span, related: None }
    }

    /// Adds what to write instead.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place that has to do with it.
    pub(crate) fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    fn render(&self, files: &[Arc<Text>], renderer: &Renderer) -> String {
        let mut places = vec![Shown { span: &self.span, kind: AnnotationKind::Primary, label: None }];
        places.extend(self.related.as_ref().map(|(span, label)| {
            let label = Some(label.as_str());
            Shown { span, kind: AnnotationKind::Context, label }
        }));
        let snippets = files.iter().filter_map(|file| snippet(file, &places));
        // The file with the mistake comes first, whichever was read first.
        let (mut first, others): (Vec<_>, Vec<_>) = snippets.partition(|(primary, _)| *primary);
        first.extend(others);
        let mut group =
            Level::ERROR.primary_title(&self.message).elements(first.into_iter().map(|(_, snippet)| snippet));
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        renderer.render(&[group])
    }
}

/// A place that is shown.
struct Shown<'m> {
    span: &'m Span,
    kind: AnnotationKind,
    label: Option<&'m str>,
}

/// The lines of a file with the places in it, if there are any, and whether that of the mistake itself is among them.
fn snippet<'m>(file: &'m Text, places: &[Shown<'m>]) -> Option<(bool, Snippet<'m, Annotation<'m>>)> {
    let here: Vec<&Shown<'_>> = places.iter().filter(|place| file.places().contains(&place.span.start)).collect();
    let (number, start, lines) = file.lines_of(&here.iter().map(|place| place.span).collect::<Vec<_>>())?;
    let path = file.path().display().to_string();
    let mut snippet = Snippet::source(lines).line_start(number).path(path);
    for place in &here {
        let annotation = place.kind.span(place.span.start - start..place.span.end - start);
        snippet = snippet.annotation(match place.label {
            Some(label) => annotation.label(label),
            None => annotation,
        });
    }
    Some((here.iter().any(|place| place.kind == AnnotationKind::Primary), snippet))
}

/// The mistakes found so far in the files that are read together.
#[derive(Debug, Default)]
pub(crate) struct Mistakes {
    files: RefCell<Vec<Arc<Text>>>,
    found: RefCell<Vec<Mistake>>,
}

impl Mistakes {
    /// Takes in one more file.
    pub(crate) fn file(&self, path: PathBuf, text: String) -> Arc<Text> {
        let mut files = self.files.borrow_mut();
        let start = files.last().map_or(0, |last| last.places().end);
        let text = Arc::new(Text::new(path, text, start));
        files.push(Arc::clone(&text));
        text
    }

    /// What all files say.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.files.borrow().iter().map(|file| file.as_str().to_owned()).collect()
    }

    /// Adds one.
    pub(crate) fn add(&self, mut mistake: Mistake) {
        let (file, text) = self.file_at(mistake.span.start);
        mistake.span = text.one_line(mistake.span);
        mistake.related = mistake.related.map(|(span, label)| (self.file_at(span.start).1.one_line(span), label));
        mistake.file = file;
        (mistake.line, mistake.column) = text.position(mistake.span.start);
        self.found.borrow_mut().push(mistake);
    }

    /// Whether none was found so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The end of the manifest itself, where what is missing altogether belongs.
    pub(crate) fn end(&self) -> Span {
        self.files.borrow().first().map_or(0..0, |file| file.end())
    }

    /// The place of a part of a string's value.
    pub(crate) fn part(&self, string: &Spanned<String>, part: Range<usize>) -> Span {
        self.file_at(string.span().start).1.part(string, part)
    }

    /// The file that a place is in, and its number.
    pub(crate) fn file_at(&self, at: usize) -> (usize, Arc<Text>) {
        let files = self.files.borrow();
        let file = files.partition_point(|file| file.places().start <= at).saturating_sub(1);
        (file, Arc::clone(&files[file]))
    }

    /// What was made, or all mistakes in the order of the files, each once: what is inherited is seen more than once.
    /// Whoever makes nothing has noted why.
    pub(crate) fn outcome<T>(self, made: Option<T>) -> Result<T, LoadError> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|mistake| (mistake.span.start, mistake.span.end, mistake.related.is_some()));
        let mut mistakes: Vec<Mistake> = Vec::with_capacity(found.len());
        for mistake in found {
            let mut at_the_place = mistakes.iter().rev().take_while(|seen| seen.span == mistake.span);
            if !at_the_place.any(|seen| seen.message == mistake.message) {
                mistakes.push(mistake);
            }
        }
        match made {
            Some(made) if mistakes.is_empty() => Ok(made),
            _ => Err(LoadError::Invalid { files: self.files.into_inner(), mistakes }),
        }
    }
}

fn counted(mistakes: usize) -> String {
    match mistakes {
        1 => "1 mistake".to_owned(),
        more => format!("{more} mistakes"),
    }
}

/// The file that all mistakes are in, or how many files have some.
fn places(files: &[Arc<Text>], mistakes: &[Mistake]) -> String {
    let with_some: BTreeSet<usize> = mistakes.iter().map(|mistake| mistake.file).collect();
    match (with_some.len(), with_some.first().and_then(|file| files.get(*file))) {
        (1, Some(file)) => format!("`{}`", file.path().display()),
        (count, _) => format!("{count} files"),
    }
}
