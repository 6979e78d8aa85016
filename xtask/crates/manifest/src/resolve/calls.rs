//! Calls of a function of any arguments, and whose kernel the function itself is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::benchmark::misfit;
use super::names::Kind;
use super::paths::Expect;
use crate::diagnostics::Mistake;
use crate::reader::{Entries, Field, Section};
use crate::wire::{Sections, WireBenchmark};
use crate::{BehaviourProbe, Calls, GivenCall, Id, Input, InputKind, OwnPackages, Size};

/// What a file of arguments ends with, and an expression never.
const FILE: &str = ".json";

/// The oracles of the benchmarks of calls, by the benchmarks' names.
pub(super) fn sources(cx: &Context<'_>, field: &Field<Sections<WireBenchmark>>) -> HashMap<String, PathBuf> {
    let entries = field.value().into_iter().flat_map(|sections| &sections.entries);
    let of_calls = entries.filter(|entry| {
        let input = &entry.value.get_ref().body.input;
        input.value().is_some_and(|input| input == InputKind::Call.name())
    });
    let source = |section: &Section<WireBenchmark>| {
        let oracle = section.body.oracle.given()?;
        Some(cx.folder(&oracle.span()).join(Path::new(oracle.get_ref())))
    };
    of_calls.filter_map(|entry| Some((entry.name.get_ref().clone(), source(entry.value.get_ref())?))).collect()
}

/// The calls of a benchmark that has some; of all others the keys that have no meaning there are noted.
pub(super) fn calls(cx: &Context<'_>, section: &Section<WireBenchmark>, input: Option<InputKind>) -> Option<Calls> {
    let wire = &section.body;
    if input != Some(InputKind::Call) {
        input?;
        strangers(cx, wire);
        return None;
    }
    let example = r#"calls = ["distance('kitten', 'sitting')"]"#;
    misfit(cx, &wire.check, "whatever a call says", example);
    misfit(cx, &wire.known, "whatever a call says", example);
    misfit(cx, &wire.fuzz, "whatever a call says", example);
    // Probes have calls of their own.
    let given = match wire.probes.is_absent() {
        true => cx.need(section, &wire.calls),
        false => wire.calls.given(),
    };
    let given = given.map(Spanned::get_ref);
    cx.filled(&wire.calls);
    Some(Calls {
        each: given.into_iter().flatten().filter_map(|text| call(cx, text)).collect(),
        fresh: wire.fresh_arguments.value().copied().unwrap_or(false),
        same_value: wire.same_value.value().copied().unwrap_or(false),
        origin: cx.optional_text(&wire.origin),
        home: cx.optional_text(&wire.home),
        packages: wire
            .requirements
            .given()
            .and_then(|list| cx.path(list, Expect::File))
            .map(|list| OwnPackages { list, builds: wire.allow_builds.value().copied().unwrap_or(false) }),
    })
}

/// The probes of a benchmark that has some.
pub(super) fn probes(cx: &Context<'_>, wire: &WireBenchmark) -> IndexMap<String, BehaviourProbe> {
    let entries = wire.probes.value().into_iter().flat_map(|sections| &sections.entries);
    let made = entries.filter_map(|entry| {
        let section = entry.value.get_ref();
        let wire = &section.body;
        let name = function(cx, &entry.name);
        let behaviour = cx.text(section, &wire.behaviour);
        let differs = cx.text(section, &wire.differs);
        cx.need(section, &wire.calls);
        cx.filled(&wire.calls);
        let (calls, touches) = (cx.texts(&wire.calls), cx.texts(&wire.touches));
        let ends = ends(cx, &wire.ends);
        Some((name?, BehaviourProbe { behaviour: behaviour?, differs: differs?, calls, touches, ends }))
    });
    made.collect()
}

/// The rungs whose process a probe ends, with how.
fn ends(cx: &Context<'_>, field: &Field<Entries<String>>) -> IndexMap<Id, String> {
    let given = field.value().into_iter().flat_map(|given| &given.entries);
    let here = given.filter(|entry| !cx.is_left_behind(Kind::Rung, &entry.name));
    let words = here.filter_map(|entry| {
        let rung = cx.reference(Kind::Rung, &entry.name)?;
        Some((rung, cx.not_empty("ends", &entry.value, || "say how it ends, in words without the calls".to_owned())?))
    });
    words.collect()
}

/// The forms of probes in languages of rungs' own, by the names of benchmark and rung.
pub(super) fn forms(cx: &Context<'_>, field: &Field<Sections<WireBenchmark>>) -> HashMap<(String, String), PathBuf> {
    let mut forms = HashMap::new();
    for entry in field.value().into_iter().flat_map(|sections| &sections.entries) {
        let given = entry.value.get_ref().body.forms.value();
        for form in given.into_iter().flat_map(|given| &given.entries) {
            // One that was left behind with its file is nobody's.
            if cx.is_left_behind(Kind::Rung, &form.name) || cx.reference(Kind::Rung, &form.name).is_none() {
                continue;
            }
            if let Some(path) = cx.path(&form.value, Expect::File) {
                forms.insert((entry.name.get_ref().clone(), form.name.get_ref().clone()), path);
            }
        }
    }
    forms
}

fn call(cx: &Context<'_>, text: &Spanned<String>) -> Option<GivenCall> {
    if text.get_ref().ends_with(FILE) {
        return cx.path(text, Expect::File).map(GivenCall::File);
    }
    Some(GivenCall::Expression(text.get_ref().clone()))
}

/// Notes the keys that only benchmarks of calls have.
fn strangers(cx: &Context<'_>, wire: &WireBenchmark) {
    let keys = [
        (wire.function.key, wire.function.key_span()),
        (wire.calls.key, wire.calls.key_span()),
        (wire.fresh_arguments.key, wire.fresh_arguments.key_span()),
        (wire.same_value.key, wire.same_value.key_span()),
        (wire.origin.key, wire.origin.key_span()),
        (wire.home.key, wire.home.key_span()),
        (wire.requirements.key, wire.requirements.key_span()),
        (wire.allow_builds.key, wire.allow_builds.key_span()),
        (wire.probes.key, wire.probes.key_span()),
        (wire.forms.key, wire.forms.key_span()),
    ];
    for (key, at) in keys.into_iter().filter_map(|(key, at)| Some((key, at?))) {
        let mistake = Mistake::new(at, format!("`{key}` is for benchmarks of calls alone"));
        cx.add(mistake.help("write `input = \"call\"`, or leave it out"));
    }
}

/// The name of a function, or of one in a class.
pub(super) fn function(cx: &Context<'_>, name: &Spanned<String>) -> Option<String> {
    let is_name = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
            && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
    };
    if name.get_ref().split('.').all(is_name) {
        return Some(name.get_ref().clone());
    }
    let mistake = Mistake::new(name.span(), format!("`{}` is no name of a function", name.get_ref()));
    cx.add(mistake.help("write it as after `def`, or as `Class.method`"));
    None
}

/// The timed call of every profile: the first, unless it is said.
pub(super) fn sizes(cx: &Context<'_>, section: &Section<WireBenchmark>, calls: &Calls) -> IndexMap<Id, Size> {
    let said = section.body.sizes.value();
    for entry in said.into_iter().flat_map(|sizes| &sizes.entries) {
        cx.reference(Kind::Profile, &entry.name);
    }
    let size = |profile: &str| {
        let place = said.and_then(|sizes| sizes.get(profile)).and_then(|entry| {
            let wire = &entry.value.get_ref().body;
            misfit(cx, &wire.value, "whatever a call says", "call = 1");
            misfit(cx, &wire.data, "whatever a call says", "call = 1");
            cx.need(entry.value.get_ref(), &wire.call)
        });
        let call = match place {
            None => calls.each.first(),
            Some(place) => {
                let index = usize::try_from(*place.get_ref()).ok().and_then(|place| place.checked_sub(1));
                let call = index.and_then(|index| calls.each.get(index));
                // One that is faulty is noted where it stands.
                let all = section.body.calls.value().map_or(0, Vec::len) == calls.each.len();
                if call.is_none() && all {
                    let message = format!("there is no call {}: `calls` has {}", place.get_ref(), calls.each.len());
                    cx.add(Mistake::new(place.span(), message).help("write its place among `calls`, from 1 on"));
                }
                call
            }
        };
        Some(Size { input: Input::Call(call?.clone()), sha256: None, output: None, work: None })
    };
    let profiles = cx.names.each(Kind::Profile);
    profiles.filter_map(|profile| Some((Id(profile.to_owned()), size(profile)?))).collect()
}
