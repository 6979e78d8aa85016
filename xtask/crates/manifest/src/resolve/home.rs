//! The home that processes get.

use indexmap::IndexMap;

use super::Context;
use super::templates::Scope;
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::template;
use crate::wire::{Sections, Texts, WireHome};
use crate::{HomePart, Id, KeptSettings, SettingsFormat};

pub(super) fn home(cx: &Context<'_>, field: &Field<Sections<WireHome>>) -> IndexMap<Id, HomePart> {
    let entries = field.value().map_or(&[][..], |sections| &sections.entries);
    cx.each(entries, |_, section| part(cx, section))
}

fn part(cx: &Context<'_>, section: &Section<WireHome>) -> Option<HomePart> {
    let wire = &section.body;
    let place = wire.place.given().and_then(|path| cx.inner(path));
    let settings = settings(cx, section);
    for key in [&wire.place, &wire.format] {
        if let Some(given) = key.given().filter(|_| wire.files.is_absent()) {
            let message = format!("`{}` speaks of files, and there are no `files`", key.key);
            cx.add(Mistake::new(given.span(), message).help(for_example(wire.files.example)));
        }
    }
    if let Some(files) = wire.files.given().filter(|_| wire.place.is_absent() && wire.format.is_absent()) {
        let message = "these `files` reach nothing: there is neither a `place` nor a `format`";
        cx.add(Mistake::new(files.span(), message).help(for_example(wire.place.example)));
    }
    Some(HomePart { files: files(cx, &wire.files), place, settings, set: set(cx, section) })
}

fn files(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    cx.filled(field);
    for text in field.value().into_iter().flatten() {
        cx.template(text, &Scope::new(&template::HOME_FILES));
    }
    cx.texts(field)
}

fn settings(cx: &Context<'_>, section: &Section<WireHome>) -> Option<KeptSettings> {
    let wire = &section.body;
    let format = wire.format.given();
    if format.is_none() && !wire.format.is_faulty() {
        for key in [
            wire.keep.given().map(|given| ("keep", given.span())),
            wire.paths.given().map(|given| ("paths", given.span())),
        ] {
            let Some((name, span)) = key else { continue };
            let mistake =
                Mistake::new(span, format!("`{name}` chooses settings, and no `format` says how they are written"));
            cx.add(mistake.help(for_example(wire.format.example)));
        }
    }
    let format = format?;
    let known = SettingsFormat::of(format.get_ref());
    if known.is_none() {
        let message = format!("`{}` is no format of settings", format.get_ref());
        cx.add(Mistake::new(format.span(), message).help("write \"toml\" or \"ini\""));
    }
    cx.need(section, &wire.keep);
    Some(KeptSettings {
        format: known?,
        keep: patterns(cx, &wire.keep),
        paths: patterns(cx, &wire.paths),
        paths_from: wire.paths_from.value().map_or_else(Default::default, Into::into),
        variables: cx.optional_text(&wire.variables),
    })
}

fn patterns(cx: &Context<'_>, field: &Field<Texts>) -> Vec<String> {
    for text in field.value().into_iter().flatten() {
        if let Err(error) = glob::Pattern::new(text.get_ref()) {
            cx.add(Mistake::new(text.span(), format!("`{}` is no glob pattern: {error}", text.get_ref())));
        }
    }
    cx.texts(field)
}

fn set(cx: &Context<'_>, section: &Section<WireHome>) -> IndexMap<String, String> {
    let Some(set) = section.body.set.value() else { return IndexMap::new() };
    let mut variables = IndexMap::new();
    for entry in &set.entries {
        cx.variable(&entry.name);
        let scope = Scope::new(&template::HOME);
        variables.insert(entry.name.get_ref().clone(), cx.template(&entry.value, &scope));
    }
    variables
}
