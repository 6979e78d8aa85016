//! Building from source: the recipes, and the toolchains that are made with them.

use indexmap::IndexMap;

use super::Context;
use super::names::Kind;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::wire::{Sections, WireRecipe, WireSource};
use crate::{BuildSource, Expression, Id, Recipe};

pub(super) fn recipes(cx: &Context<'_>, field: &Field<Sections<WireRecipe>>) -> IndexMap<Id, Recipe> {
    let entries = field.value().map_or(&[][..], |sections| &sections.entries);
    cx.each(entries, |_, section| recipe(cx, section))
}

fn recipe(cx: &Context<'_>, section: &Section<WireRecipe>) -> Option<Recipe> {
    let wire = &section.body;
    let minutes = |field: &Field<i64>| {
        cx.need(section, field);
        cx.count(field)
    };
    let version_file = cx.need(section, &wire.version_file);
    let version_file = version_file.and_then(|path| cx.inner(path));
    cx.need(section, &wire.version_pattern);
    let (version_pattern, install) = (cx.pattern(&wire.version_pattern), cx.text(section, &wire.install));
    let (plain_minutes, optimised_minutes) = (minutes(&wire.plain_minutes), minutes(&wire.optimised_minutes));
    Some(Recipe {
        configure: cx.texts(&wire.configure),
        optimise: cx.texts(&wire.optimise),
        suites: cx.texts(&wire.suites),
        version_file: version_file?,
        version_pattern: version_pattern?,
        install: install?,
        plain_minutes: plain_minutes?,
        optimised_minutes: optimised_minutes?,
    })
}

pub(super) fn source(cx: &Context<'_>, section: &Section<WireSource>) -> Option<BuildSource> {
    let wire = &section.body;
    let recipe = cx.need(section, &wire.recipe).and_then(|name| cx.reference(Kind::Recipe, name));
    let file = cx.need(section, &wire.file).and_then(|path| cx.inner(path));
    let version = cx.text(section, &wire.version);
    Some(BuildSource {
        configure: cx.texts(&wire.configure),
        package: cx.optional_text(&wire.package),
        recipe: recipe?,
        version: version?,
        file: file?,
    })
}

impl Context<'_> {
    /// A regular expression with a group for the version.
    pub(super) fn pattern(&self, field: &Field<String>) -> Option<String> {
        let given = field.given()?;
        let problem = match Expression::new(given.get_ref()) {
            Ok(expression) if expression.groups() > 0 => return Some(given.get_ref().clone()),
            Ok(_) => "`version-pattern` has no group, and its first group is the version".to_owned(),
            Err(error) => format!("`version-pattern` is no regular expression: {error}"),
        };
        self.add(Mistake::new(given.span(), problem).help(for_example(field.example)));
        None
    }
}
