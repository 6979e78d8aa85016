//! How a language's sources are read, as typed.

use toml::Spanned;

use super::super::reader::{Field, Shape, Table};
use super::Texts;

/// `[language.NAME]`.
#[derive(Debug, Clone)]
pub(crate) struct WireLanguage {
    pub(crate) title: Field<String>,
    pub(crate) suffixes: Field<Texts>,
    pub(crate) line_comments: Field<Texts>,
    pub(crate) block_comments: Field<Vec<Spanned<Texts>>>,
    pub(crate) docstrings: Field<bool>,
    pub(crate) single_quotes: Field<bool>,
    pub(crate) until: Field<String>,
    pub(crate) includes: Field<Texts>,
    pub(crate) files: Field<Texts>,
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
