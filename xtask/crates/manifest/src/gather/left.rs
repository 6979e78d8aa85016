//! What included files say and is not taken of them.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::diagnostics::Span;
use crate::wire::Part;

/// What included files say and is not taken of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Left(HashMap<(Part, String), Leftover>);

/// Something that an included file says and is not taken of it.
#[derive(Debug, Clone)]
pub(crate) struct Leftover {
    /// Where the file is included that says it.
    pub(crate) at: Span,
    /// The numbers of that file and of those that it includes: they may take it for granted.
    files: Rc<BTreeSet<usize>>,
}

impl Left {
    /// Notes what is left behind of a file.
    pub(super) fn add<'n>(
        &mut self,
        part: Part,
        names: impl Iterator<Item = &'n str>,
        at: &Span,
        files: &Rc<BTreeSet<usize>>,
    ) {
        for name in names {
            self.0.insert((part, name.to_owned()), Leftover { at: at.clone(), files: Rc::clone(files) });
        }
    }

    /// Notes what a file has left behind of others.
    pub(super) fn add_all(&mut self, other: &Left) {
        self.0.extend(other.0.iter().map(|(name, leftover)| (name.clone(), leftover.clone())));
    }

    /// All that was left behind of a part.
    pub(crate) fn of(&self, part: Part) -> impl Iterator<Item = &Leftover> {
        self.0.iter().filter(move |((left, _), _)| *left == part).map(|(_, leftover)| leftover)
    }

    /// What was left behind under this name.
    pub(crate) fn get(&self, part: Part, name: &str) -> Option<&Leftover> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(part, name.to_owned()))
    }
}

impl Leftover {
    /// Whether a file may take for granted that it is there.
    pub(crate) fn is_known_to(&self, file: usize) -> bool {
        self.files.contains(&file)
    }
}
