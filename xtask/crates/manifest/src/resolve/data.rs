//! Data files: what commands generate.

use std::collections::HashMap;

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::names::Kind;
use super::paths::Expect;
use super::templates::Scope;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section};
use crate::wire::{Sections, WireData};
use crate::{DataFile, Id, template};

pub(super) fn data(cx: &Context<'_>, field: &Field<Sections<WireData>>) -> IndexMap<Id, DataFile> {
    let entries = field.value().map_or(&[][..], |sections| &sections.entries);
    let mut seen = HashMap::new();
    for file in entries.iter().filter_map(|entry| entry.value.get_ref().body.file.given()) {
        let path = cx.folder(&file.span()).join(file.get_ref());
        if let Some(first) = seen.get(&path) {
            let message = format!("two data files are written to `{}`", file.get_ref());
            let mistake = Mistake::new(file.span(), message).help("give each a file of its own");
            cx.add(mistake.related(Spanned::span(*first), "first given here"));
        } else {
            seen.insert(path, file);
        }
    }
    cx.each(entries, |_, section| data_file(cx, section))
}

fn data_file(cx: &Context<'_>, section: &Section<WireData>) -> Option<DataFile> {
    let wire = &section.body;
    let file = cx.need(section, &wire.file);
    let file = file.and_then(|file| cx.path(file, Expect::Anything));
    let toolchain = cx.need(section, &wire.toolchain);
    let toolchain = toolchain.and_then(|name| cx.reference(Kind::Toolchain, name));
    let command = cx.command(section, &wire.command, &Scope::new(&template::DATA));
    Some(DataFile {
        sha256: cx.sha256(&wire.sha256),
        folder: cx.folder(&section.at).to_owned(),
        file: file?,
        toolchain: toolchain?,
        command: command?,
    })
}
