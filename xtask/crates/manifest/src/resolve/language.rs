//! Languages: what is no code in their sources, and how one source names another.

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::templates::Scope;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::template;
use crate::wire::{Sections, Texts, WireLanguage};
use crate::{Expression, Id, Language};

pub(super) fn languages(cx: &Context<'_>, field: &Field<Sections<WireLanguage>>) -> IndexMap<Id, Language> {
    let entries = field.value().map_or(&[][..], |sections| &sections.entries);
    cx.each(entries, |_, section| language(cx, section))
}

fn language(cx: &Context<'_>, section: &Section<WireLanguage>) -> Option<Language> {
    let wire = &section.body;
    let title = cx.text(section, &wire.title);
    cx.need(section, &wire.suffixes);
    cx.filled(&wire.suffixes);
    let scope = Scope::new(&template::SOURCE);
    for file in wire.files.value().into_iter().flatten() {
        cx.template(file, &scope);
    }
    Some(Language {
        suffixes: cx.texts(&wire.suffixes),
        line_comments: cx.texts(&wire.line_comments),
        block_comments: pairs(cx, &wire.block_comments),
        docstrings: wire.docstrings.value().copied().unwrap_or(false),
        single_quotes: wire.single_quotes.value().copied().unwrap_or(false),
        until: wire.until.given().and_then(|text| expression(cx, text, wire.until.example)),
        includes: includes(cx, &wire.includes),
        files: cx.texts(&wire.files),
        title: title?,
    })
}

fn pairs(cx: &Context<'_>, field: &Field<Vec<Spanned<Texts>>>) -> Vec<(String, String)> {
    let pair = |marks: &Spanned<Texts>| match &marks.get_ref()[..] {
        [open, close] => Some((open.get_ref().clone(), close.get_ref().clone())),
        _ => {
            let mistake = Mistake::new(marks.span(), "a comment has two marks, its beginning and its end");
            cx.add(mistake.help(for_example(field.example)));
            None
        }
    };
    field.value().into_iter().flatten().filter_map(pair).collect()
}

fn includes(cx: &Context<'_>, field: &Field<Texts>) -> Vec<Expression> {
    let pattern = |text: &Spanned<String>| {
        let pattern = expression(cx, text, field.example)?;
        if pattern.groups() == 0 {
            let mistake = Mistake::new(text.span(), "the pattern has no group, and a group names the other source");
            cx.add(mistake.help(for_example(field.example)));
        }
        Some(pattern)
    };
    field.value().into_iter().flatten().filter_map(pattern).collect()
}

fn expression(cx: &Context<'_>, text: &Spanned<String>, example: &str) -> Option<Expression> {
    match Expression::new(text.get_ref()) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let mistake = Mistake::new(text.span(), format!("`{}` is no regular expression: {error}", text.get_ref()));
            cx.add(mistake.help(for_example(example)));
            None
        }
    }
}
