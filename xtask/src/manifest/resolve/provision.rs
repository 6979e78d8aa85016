//! Where a toolchain can be got: one table for each provider.

use std::path::PathBuf;

use super::super::reader::{Field, Section};
use super::super::wire::{Texts, WireDeb, WireToolchain, WireUv};
use super::super::{Deb, Provider, Provision};
use super::Context;
use super::values::Expect;

/// The ways to get it, in the order in which they are tried when nothing else decides.
pub(super) fn provisions(cx: &Context<'_>, wire: &WireToolchain) -> Vec<Provision> {
    let uv = wire.uv.value().and_then(|section| uv(cx, section));
    let deb = wire.deb.value().and_then(|section| deb(cx, section));
    [uv, deb].into_iter().flatten().collect()
}

fn uv(cx: &Context<'_>, section: &Section<WireUv>) -> Option<Provision> {
    let gives = cx.texts(&section.body.gives);
    let request = cx.text(section, &section.body.request)?;
    Some(Provision { provider: Provider::Uv { request }, gives })
}

fn deb(cx: &Context<'_>, section: &Section<WireDeb>) -> Option<Provision> {
    let wire = &section.body;
    let gives = cx.texts(&wire.gives);
    let (suites, packages) = (words(cx, section, &wire.suites), words(cx, section, &wire.packages));
    let file = file(cx, section, &wire.file)?;
    Some(Provision { provider: Provider::Deb(Deb { suites: suites?, packages: packages?, file }), gives })
}

/// A list that must be there and not be empty.
fn words<S>(cx: &Context<'_>, section: &Section<S>, field: &Field<Texts>) -> Option<Vec<String>> {
    cx.need(section, field)?;
    cx.filled(field).then(|| cx.texts(field))
}

/// The tool's place in the folder that a provider fills.
fn file<S>(cx: &Context<'_>, section: &Section<S>, field: &Field<String>) -> Option<PathBuf> {
    cx.path(cx.need(section, field)?, "".as_ref(), Expect::Anything)
}
