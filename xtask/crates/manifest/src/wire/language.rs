//! How a language's sources are read, as typed.

use toml::Spanned;

use super::Texts;
use crate::reader::shape;

shape! {
    /// How the sources of a language are read, to count what was written.
    "[language.NAME]" WireLanguage {
        /// What people call it.
        title: String = r#"title = "C""#;
        /// What its files end in.
        suffixes: Texts = r#"suffixes = ["c", "h"]"#;
        /// What begins a comment that ends with the line.
        line_comments: Texts = r##"line-comments = ["#"]"##;
        /// Pairs of what begins and what ends any other comment.
        block_comments: Vec<Spanned<Texts>> = r#"block-comments = [["/*", "*/"]]"#;
        /// Whether three quotes are a string, and a string that stands alone is a comment.
        docstrings: bool = "docstrings = true";
        /// Whether a string may stand in single quotes.
        single_quotes: bool = "single-quotes = true";
        /// A pattern: from its first match on, a file does not count, such as its tests.
        until: String = r"until = '#\[cfg\(test\)\]'";
        /// Patterns whose group names another source.
        includes: Texts = r#"includes = ['(?m)^#include "(.+)"']"#;
        /// The files that such a name may stand for, by `{name}` and `{stem}` (of the file that names it). The first that is there
        /// counts as well, and for `{name}` alone in the place where it is named.
        files: Texts = r#"files = ["{name}"]"#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}
