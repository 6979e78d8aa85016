//! How a language's sources are read, as typed.

use toml::Spanned;

use super::super::reader::{Field, Shape, Table};
use super::Texts;

/// `[language.NAME]`.
#[derive(Debug, Clone)]
pub(in crate::manifest) struct WireLanguage {
    pub(in crate::manifest) title: Field<String>,
    pub(in crate::manifest) suffixes: Field<Texts>,
    pub(in crate::manifest) line_comments: Field<Texts>,
    pub(in crate::manifest) block_comments: Field<Vec<Spanned<Texts>>>,
    pub(in crate::manifest) docstrings: Field<bool>,
    pub(in crate::manifest) single_quotes: Field<bool>,
    pub(in crate::manifest) until: Field<String>,
    pub(in crate::manifest) includes: Field<Texts>,
    pub(in crate::manifest) files: Field<Texts>,
}

impl Shape for WireLanguage {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireLanguage {
            title: table.get("title", r#"title = "C""#),
            suffixes: table.get("suffixes", r#"suffixes = ["c", "h"]"#),
            line_comments: table.get("line-comments", r##"line-comments = ["#"]"##),
            block_comments: table.get("block-comments", r#"block-comments = [["/*", "*/"]]"#),
            docstrings: table.get("docstrings", "docstrings = true"),
            single_quotes: table.get("single-quotes", "single-quotes = true"),
            until: table.get("until", r"until = '#\[cfg\(test\)\]'"),
            includes: table.get("includes", r#"includes = ['(?m)^#include "(.+)"']"#),
            files: table.get("files", r#"files = ["{name}"]"#),
        }
    }
}
