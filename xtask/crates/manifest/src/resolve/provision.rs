//! Where a toolchain can be got: one table for each provider.

use toml::Spanned;

use super::Context;
use super::names::Kind;
use super::paths::Expect;
use super::templates::Scope;
use super::toolchain::pattern;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::template;
use crate::wire::{Texts, WireDeb, WireEdit, WireMaven, WireToolchain, WireUv};
use crate::{Deb, Edit, Expression, Maven, Provider, Provision};

/// The ways to get it, in the order in which they are tried when nothing else decides. A template may leave out what
/// those that are like it say.
pub(super) fn provisions(cx: &Context<'_>, wire: &WireToolchain, template: bool) -> Vec<Provision> {
    let uv = wire.uv.value().and_then(|section| uv(cx, section));
    let deb = wire.deb.value().and_then(|section| deb(cx, section, template));
    let maven = wire.maven.value().and_then(|section| maven(cx, section));
    [uv, deb, maven].into_iter().flatten().collect()
}

fn uv(cx: &Context<'_>, section: &Section<WireUv>) -> Option<Provision> {
    let gives = cx.texts(&section.body.gives);
    let request = cx.text(section, &section.body.request)?;
    Some(Provision { provider: Provider::Uv { request }, gives })
}

fn deb(cx: &Context<'_>, section: &Section<WireDeb>, template: bool) -> Option<Provision> {
    let wire = &section.body;
    let (gives, without, remove) = (cx.texts(&wire.gives), cx.texts(&wire.without), paths(cx, &wire.remove));
    let edits: Vec<Option<Edit>> =
        wire.edit.value().into_iter().flatten().map(|section| edit(cx, section.get_ref())).collect();
    if template && (wire.suites.is_absent() || wire.packages.is_absent() || wire.file.is_absent()) {
        return None;
    }
    let (suites, packages) = (words(cx, section, &wire.suites), words(cx, section, &wire.packages));
    let file = cx.need(section, &wire.file).and_then(|text| path(cx, text));
    let edits = edits.into_iter().collect::<Option<Vec<Edit>>>();
    let deb = Deb { suites: suites?, packages: packages?, without, file: file?, edits: edits?, remove };
    Some(Provision { provider: Provider::Deb(deb), gives })
}

fn edit(cx: &Context<'_>, section: &Section<WireEdit>) -> Option<Edit> {
    let wire = &section.body;
    let files = cx.need(section, &wire.files).and_then(|text| path(cx, text));
    let pattern = cx.need(section, &wire.pattern).and_then(|text| expression(cx, text));
    let by = cx.need(section, &wire.by)?;
    cx.template(by, &Scope::new(&template::EDIT));
    Some(Edit { files: files?, pattern: pattern?, by: by.get_ref().clone() })
}

/// Glob patterns of files in the folder that a provider fills.
pub(super) fn paths(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    field.value().into_iter().flatten().filter_map(|text| path(cx, text)).collect()
}

fn path(cx: &Context<'_>, text: &Spanned<String>) -> Option<String> {
    pattern(cx, text);
    cx.inner(text)?;
    Some(text.get_ref().clone())
}

fn expression(cx: &Context<'_>, text: &Spanned<String>) -> Option<String> {
    match Expression::new(text.get_ref()) {
        Ok(_) => Some(text.get_ref().clone()),
        Err(error) => {
            let mistake = Mistake::new(text.span(), format!("`pattern` is no regular expression: {error}"));
            cx.add(mistake.help(for_example(r#"pattern = "'/usr/lib""#)));
            None
        }
    }
}

fn maven(cx: &Context<'_>, section: &Section<WireMaven>) -> Option<Provision> {
    let wire = &section.body;
    let (gives, start) = (cx.texts(&wire.gives), cx.texts(&wire.start));
    let there = |field| cx.path(cx.need(section, field)?, Expect::File);
    let (pom, sha256) = (there(&wire.pom), there(&wire.sha256));
    let toolchain = cx.need(section, &wire.toolchain).and_then(|name| cx.reference(Kind::Toolchain, name));
    let file = cx.need(section, &wire.file).and_then(|text| cx.inner(text));
    let scope = Scope::new(&template::MAVEN);
    let command = cx.need(section, &wire.command);
    let command = command.and_then(|words| cx.words("command", words, wire.command.example, &scope));
    let maven = Maven { pom: pom?, sha256: sha256?, toolchain: toolchain?, file: file?, command: command?, start };
    Some(Provision { provider: Provider::Maven(maven), gives })
}

/// A list that must be there and not be empty.
fn words<S>(cx: &Context<'_>, section: &Section<S>, field: &Field<Texts>) -> Option<Vec<String>> {
    cx.need(section, field)?;
    cx.filled(field).then(|| cx.texts(field))
}
