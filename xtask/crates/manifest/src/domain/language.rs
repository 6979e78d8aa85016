//! How sources are read, to count what was written.

use super::Expression;

/// How the sources of a language are read, to count what was written.
#[derive(Debug, Clone, Default)]
pub struct Language {
    /// For people.
    pub title: String,
    /// What its files end in, without the point.
    pub suffixes: Vec<String>,
    /// What begins a comment that ends with the line.
    pub line_comments: Vec<String>,
    /// What begins and what ends any other comment.
    pub block_comments: Vec<(String, String)>,
    /// Whether three quotes are a string, and a string that stands alone is a comment.
    pub docstrings: bool,
    /// Whether a string may stand in single quotes.
    pub single_quotes: bool,
    /// From the first match on, a file does not count: its tests.
    pub until: Option<Expression>,
    /// Patterns whose first group that takes part names another source.
    pub includes: Vec<Expression>,
    /// The file that such a name stands for, relative to the folder of the one that has it: the first that is there.
    pub files: Vec<String>,
}
