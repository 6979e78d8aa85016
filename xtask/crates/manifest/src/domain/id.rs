//! Names.

use std::borrow::Borrow;
use std::fmt;

/// The identifier of a benchmark, rung, toolchain, profile or data file: lower-case letters, digits, `-`, `.` and `+`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(crate) String);

impl Id {
    /// A name that the harness itself knows, such as that of a tool for its own tests.
    pub fn fixed(name: &'static str) -> Id {
        Id(name.to_owned())
    }

    /// The same name with an addition, for a copy that the harness makes: `c-plain` and `b` give `c-plain+b`.
    #[must_use]
    pub fn with(&self, addition: &str) -> Id {
        Id(format!("{self}+{addition}"))
    }

    /// The environment variable by which a user names a toolchain of this name.
    pub fn tool_variable(&self) -> String {
        format!("LADDER_TOOL_{}", self.0.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Maps by identifier can be asked for a text that somebody typed.
impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
