//! What a table says under a key, and how another table's word comes in where it says nothing.

use toml::Spanned;

use super::Inherit;
use super::values::Entries;
use crate::diagnostics::Span;

/// What a table says under a key.
#[derive(Debug, Clone)]
pub(crate) struct Field<T> {
    /// The key.
    pub(crate) key: &'static str,
    /// A line as it may be written, for help.
    pub(crate) example: &'static str,
    /// Whether it was given by another table, which this one is `like`.
    pub(crate) inherited: bool,
    pub(super) state: State<T>,
}

/// What became of a key.
#[derive(Debug, Clone)]
pub(super) enum State<T> {
    /// Nobody wrote it.
    Absent,
    /// Given, but noted as a mistake already.
    Faulty,
    /// Given, with the place of the key.
    Given { key: Span, value: Spanned<T> },
}

impl<T> Field<T> {
    /// The value, if there is a usable one.
    pub(crate) fn given(&self) -> Option<&Spanned<T>> {
        match &self.state {
            State::Given { value, .. } => Some(value),
            State::Absent | State::Faulty => None,
        }
    }

    /// The value without its place.
    pub(crate) fn value(&self) -> Option<&T> {
        self.given().map(Spanned::get_ref)
    }

    /// The value, to be changed.
    pub(crate) fn value_mut(&mut self) -> Option<&mut T> {
        match &mut self.state {
            State::Given { value, .. } => Some(value.get_mut()),
            State::Absent | State::Faulty => None,
        }
    }

    /// Where the key stands, if it is given.
    pub(crate) fn key_span(&self) -> Option<Span> {
        match &self.state {
            State::Given { key, .. } => Some(key.clone()),
            State::Absent | State::Faulty => None,
        }
    }

    /// Whether nothing is said under the key.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether something is said under the key that is no use.
    pub(crate) fn is_faulty(&self) -> bool {
        matches!(self.state, State::Faulty)
    }
}

impl<T> Field<T> {
    /// The same key with something under it that is no use.
    pub(crate) fn spoilt(&self) -> Field<T> {
        Field { key: self.key, example: self.example, inherited: false, state: State::Faulty }
    }

    /// The same key with another value, at the places of a field that is given.
    pub(crate) fn with(&self, places: &Field<T>, value: T) -> Field<T> {
        let state = match &places.state {
            State::Given { key, value: old } => {
                State::Given { key: key.clone(), value: Spanned::new(old.span(), value) }
            }
            State::Absent | State::Faulty => State::Faulty,
        };
        Field { key: self.key, example: self.example, inherited: false, state }
    }
}

impl<T: Clone> Field<T> {
    /// Takes the value of another table when this one says nothing.
    pub(crate) fn inherit(&mut self, from: &Field<T>) {
        if self.is_absent() {
            *self = Field { inherited: true, ..from.clone() };
        }
    }

    /// Takes the value of another table when this one says nothing, and what is not in this one's value otherwise.
    pub(crate) fn merge(&mut self, from: &Field<T>)
    where
        T: Merge,
    {
        match (&mut self.state, &from.state) {
            (State::Given { value, .. }, State::Given { value: theirs, .. }) => value.get_mut().merge(theirs.get_ref()),
            // What the other one says is not known, so nothing is missing here.
            (State::Given { value, .. }, State::Faulty) => value.get_mut().merge_unknown(),
            (State::Absent, State::Given { key, value }) => {
                let taken = Spanned::new(value.span(), value.get_ref().taken());
                self.state = State::Given { key: key.clone(), value: taken };
                self.inherited = true;
            }
            _ => self.inherit(from),
        }
    }
}

/// A value of keys, each of which can be taken from another table.
pub(crate) trait Merge {
    /// Takes what it does not say itself.
    fn merge(&mut self, from: &Self);

    /// The same value as a table has it that takes all of it.
    fn taken(&self) -> Self;

    /// Takes that more may be said than is known.
    fn merge_unknown(&mut self);
}

impl<T: Clone> Merge for Entries<T> {
    fn merge(&mut self, from: &Self) {
        self.inherit(from);
    }

    fn taken(&self) -> Self {
        let mut taken = Entries::none();
        taken.inherit(self);
        taken
    }

    fn merge_unknown(&mut self) {
        self.open = true;
    }
}

impl<T: Inherit> Merge for super::Section<T> {
    fn merge(&mut self, from: &Self) {
        self.body.inherit(&from.body);
    }

    fn taken(&self) -> Self {
        let mut body: T = super::empty_shape();
        body.inherit(&self.body);
        super::Section { path: self.path.clone(), at: self.at.clone(), body }
    }

    fn merge_unknown(&mut self) {
        self.body.inherit(&super::unknown_shape());
    }
}
