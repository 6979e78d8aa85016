//! Where a value is in what comes of a call: kept in few bytes, and written when somebody is told.

use super::shown::words;
use crate::canonical::canonical;
use crate::difference::cut;
use crate::value::Value;

/// More steps than this are not written.
const MOST_STEPS: usize = 40;

/// A step from a value to a part of it, or to the value that all begins with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'v> {
    Result,
    Argument(usize),
    Keyword(&'v str),
    Index(usize),
    Flat(usize),
    Key(&'v Value),
    AKey(&'v Value),
    Element,
    Name(&'v Value),
    Itself,
}

/// All places, each with the one that it is a part of.
#[derive(Debug, Default)]
pub(super) struct Places<'v>(Vec<(Option<usize>, Step<'v>)>);

impl<'v> Places<'v> {
    /// A new place.
    pub(super) fn add(&mut self, parent: Option<usize>, step: Step<'v>) -> usize {
        self.0.push((parent, step));
        self.0.len() - 1
    }

    /// A place as one would write it in Python.
    pub(super) fn text(&self, place: usize) -> String {
        let mut steps = Vec::new();
        let mut here = Some(place);
        while let Some(&(parent, step)) = here.and_then(|here| self.0.get(here)) {
            steps.push(written(step));
            here = parent;
        }
        let cut = steps.len() > MOST_STEPS;
        if cut {
            let deepest = steps.len() - 1;
            steps.drain(MOST_STEPS..deepest);
            steps.insert(MOST_STEPS, "…".to_owned());
        }
        steps.reverse();
        match steps.as_slice() {
            [one] => format!("{}{one}", if one == RESULT { "the " } else { "" }),
            _ => steps.concat(),
        }
    }
}

const RESULT: &str = "result";

fn written(step: Step<'_>) -> String {
    match step {
        Step::Result => RESULT.to_owned(),
        Step::Argument(index) => format!("argument {}", index + 1),
        Step::Keyword(name) => format!("argument `{name}`"),
        Step::Index(index) => format!("[{index}]"),
        Step::Flat(index) => format!(".flat[{index}]"),
        Step::Key(key) => format!("[{}]", cut(key_text(key))),
        Step::AKey(key) => format!(", the key {}", cut(key_text(key))),
        Step::Element => ", an element".to_owned(),
        Step::Name(name) => format!(".{}", words(name)),
        Step::Itself => String::new(),
    }
}

/// A key without parts as it is; of one that has some, that it is one.
fn key_text(key: &Value) -> String {
    match key {
        Value::Array(_) => "…".to_owned(),
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => canonical(other),
    }
}
