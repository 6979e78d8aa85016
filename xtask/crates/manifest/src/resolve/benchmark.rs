//! Benchmarks: inputs, sizes, tolerances and known values.

use std::path::PathBuf;

use indexmap::IndexMap;
use toml::Spanned;

use super::names::Kind;
use super::paths::Expect;
use super::templates::Scope;
use super::{Context, calls};
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::template;
use crate::wire::{Sections, Texts, WireBenchmark, WireCheck, WireFuzz, WireKnown, WireSize, WireTolerance};
use crate::{Benchmark, CheckInputs, Fuzz, Id, Input, InputKind, KnownValue, Size};
use agreement::Tolerance;
use suggest::{did_you_mean, nearest};

pub(super) fn benchmark(
    cx: &Context<'_>,
    name: &Spanned<String>,
    section: &Section<WireBenchmark>,
) -> Option<Benchmark> {
    let wire = &section.body;
    let title = cx.text(section, &wire.title);
    let entry = match wire.function.given() {
        Some(function) => calls::function(cx, function),
        None => entry(cx, name),
    };
    let input = input(cx, section);
    let oracle = cx.need(section, &wire.oracle);
    let oracle = oracle.and_then(|path| cx.path(path, Expect::File));
    let tolerance = wire.tolerance.value().map_or(Some(Tolerance::Exact), |wire| tolerance(cx, wire));
    let calls = calls::calls(cx, section, input);
    let check = match input {
        Some(InputKind::Call) => Some(CheckInputs::default()),
        _ => cx.need(section, &wire.check).map(|check| check_inputs(cx, check.get_ref(), input)),
    };
    if input == Some(InputKind::Integer) {
        misfit(cx, &wire.fuzz, "an integer", "check = { values = [1, 2, 1000] }");
    }
    let groups = cx.groups_of_benchmark(&wire.group);
    Some(Benchmark {
        kind: cx.optional_text(&wire.kind),
        part_of: part_of(cx, name, &wire.part_of),
        headline: wire.headline.value().copied().unwrap_or(true),
        published_only: wire.published_only.value().copied().unwrap_or(false),
        output: cx.texts(&wire.output),
        sizes: match &calls {
            Some(calls) => calls::sizes(cx, section, calls),
            None => sizes(cx, section, input, &groups),
        },
        groups,
        calls,
        probes: calls::probes(cx, wire),
        curve: curve(cx, section, input),
        point: None,
        known: known_values(cx, wire, input),
        memory_limit: cx.memory(&wire.memory_limit),
        limits: cx.limits(&wire.limits),
        fuzz: wire.fuzz.value().and_then(|section| fuzz(cx, section)),
        title: title?,
        entry: entry?,
        input: input?,
        tolerance: tolerance?,
        oracle: oracle?,
        check: check?,
    })
}

/// The benchmark that this one is a part of: another one.
fn part_of(cx: &Context<'_>, name: &Spanned<String>, field: &Field<String>) -> Option<Id> {
    let whole = field.given()?;
    if whole.get_ref() == name.get_ref() {
        let mistake = Mistake::new(whole.span(), "a benchmark is no part of itself");
        cx.add(mistake.help("name the benchmark whose work it does a part of, or leave it out"));
        return None;
    }
    cx.reference(Kind::Benchmark, whole)
}

fn fuzz(cx: &Context<'_>, section: &Section<WireFuzz>) -> Option<Fuzz> {
    let wire = &section.body;
    let generate = cx.command(section, &wire.generate, &Scope::new(&template::FUZZ));
    let expect = cx.command(section, &wire.expect, &Scope::new(&template::EXPECT));
    let corpus = cx.need(section, &wire.corpus);
    let corpus = corpus.and_then(|path| cx.path(path, Expect::Folder));
    let folder = cx.folder(&section.at).to_owned();
    Some(Fuzz { generate: generate?, expect: expect?, corpus: corpus?, folder })
}

/// The name of the function in every kernel, which must be a name in every language.
fn entry(cx: &Context<'_>, name: &Spanned<String>) -> Option<String> {
    let id = name.get_ref();
    if id.contains(['.', '+']) || id.starts_with(|c: char| c.is_ascii_digit()) {
        let message = format!("`{id}` cannot name a function, as a benchmark's identifier must");
        let mistake = Mistake::new(name.span(), message);
        cx.add(mistake.help("begin with a letter, and use lower-case letters, digits and `-` alone"));
        return None;
    }
    Some(id.replace('-', "_"))
}

fn input(cx: &Context<'_>, section: &Section<WireBenchmark>) -> Option<InputKind> {
    let given = cx.need(section, &section.body.input)?;
    let found = InputKind::EACH.into_iter().find(|kind| kind.name() == given.get_ref());
    if found.is_none() {
        let message = format!("there is no input `{}`", given.get_ref());
        let help = did_you_mean(given.get_ref(), InputKind::NAMES);
        cx.add(Mistake::new(given.span(), message).help(help));
    }
    found
}

fn tolerance(cx: &Context<'_>, section: &Section<WireTolerance>) -> Option<Tolerance> {
    let wire = &section.body;
    let absolute = cx.positive(&wire.absolute).map(Tolerance::Absolute);
    let relative = cx.positive(&wire.relative).map(Tolerance::Relative);
    let problem = match (wire.absolute.is_absent(), wire.relative.is_absent()) {
        (true, true) => "says neither `absolute` nor `relative`",
        (false, false) => "says both `absolute` and `relative`",
        _ => return absolute.or(relative),
    };
    let help = "write `tolerance = { absolute = 1e-10 }` or `{ relative = 1e-10 }`; without it outputs must be equal";
    cx.add(Mistake::new(section.at.clone(), format!("[{}] {problem}", section.path)).help(help));
    None
}

fn check_inputs(cx: &Context<'_>, section: &Section<WireCheck>, input: Option<InputKind>) -> CheckInputs {
    let wire = &section.body;
    match input {
        Some(InputKind::Integer) => {
            misfit(cx, &wire.folders, "an integer", "values = [1, 2, 1000]");
            misfit(cx, &wire.data, "an integer", "values = [1, 2, 1000]");
        }
        Some(InputKind::Bytes | InputKind::Json) => {
            misfit(cx, &wire.values, "a document", r#"folders = ["data/check"]"#);
        }
        Some(InputKind::Call) | None => {}
    }
    if says_nothing(&wire.values) && says_nothing(&wire.folders) && says_nothing(&wire.data) {
        let message = format!("[{}] checks nothing", section.path);
        let example = if input == Some(InputKind::Integer) { wire.values.example } else { wire.folders.example };
        cx.add(Mistake::new(section.at.clone(), message).help(for_example(example)));
    }
    let values = wire.values.value().map_or(&[][..], Vec::as_slice);
    cx.distinct(values, |value| format!("{value} stands twice in `values`"));
    let folders = wire.folders.value().map_or(&[][..], Vec::as_slice);
    cx.distinct(folders, |folder| format!("`{folder}` stands twice in `folders`"));
    let folder = |folder| -> Option<PathBuf> { cx.path(folder, Expect::Folder) };
    CheckInputs {
        values: values.iter().map(|value| *value.get_ref()).collect(),
        folders: folders.iter().filter_map(folder).collect(),
        data: wire.data.value().map_or_else(Vec::new, |names| cx.references(Kind::Data, names)),
    }
}

/// Whether a list is absent or empty.
fn says_nothing<T>(field: &Field<Vec<T>>) -> bool {
    field.is_absent() || field.value().is_some_and(Vec::is_empty)
}

/// Notes a key that has nothing to do with the benchmark's kind of input.
pub(super) fn misfit<T>(cx: &Context<'_>, field: &Field<T>, argument: &str, instead: &str) {
    if let Some(at) = field.key_span() {
        let message = format!("`{}` does not fit: the kernel's argument is {argument}", field.key);
        cx.add(Mistake::new(at, message).help(for_example(instead)));
    }
}

fn sizes(
    cx: &Context<'_>,
    section: &Section<WireBenchmark>,
    input: Option<InputKind>,
    groups: &[Id],
) -> IndexMap<Id, Size> {
    let field = &section.body.sizes;
    let example = if input == Some(InputKind::Integer) { "value = 1000" } else { r#"data = "events""# };
    let Some(sizes) = cx.need(section, field).map(Spanned::get_ref) else {
        return IndexMap::new();
    };
    lacking(cx, section, sizes, example, groups);
    let here = sizes.entries.iter().filter(|entry| !cx.is_left_behind(Kind::Profile, &entry.name));
    let resolved = here.map(|entry| {
        let profile = cx.reference(Kind::Profile, &entry.name);
        let parts = section.body.output.value().map(Vec::len);
        let size = size(cx, entry.value.get_ref(), input, example, parts);
        Some((profile?, size?))
    });
    resolved.flatten().collect()
}

/// The sizes of a curve, in the order of the file, each once.
fn curve(cx: &Context<'_>, section: &Section<WireBenchmark>, input: Option<InputKind>) -> Vec<Size> {
    let given = section.body.curve.value().map_or(&[][..], Vec::as_slice);
    let example = if input == Some(InputKind::Integer) { "value = 1000" } else { r#"data = "events""# };
    let parts = section.body.output.value().map(Vec::len);
    let mut sizes: Vec<Size> = Vec::new();
    for one in given {
        let Some(size) = size(cx, one.get_ref(), input, example, parts) else { continue };
        if sizes.iter().any(|known| known.input == size.input) {
            let mistake = Mistake::new(one.span(), format!("the size {} is given twice", size.input));
            cx.add(mistake.help("leave one of them out"));
        }
        sizes.push(size);
    }
    sizes
}

/// Notes the profiles for which there is no size.
fn lacking(
    cx: &Context<'_>,
    section: &Section<WireBenchmark>,
    sizes: &Sections<WireSize>,
    example: &str,
    groups: &[Id],
) {
    let profiles = || cx.names.each(Kind::Profile);
    let strange = sizes.names().filter(|name| !profiles().any(|profile| profile == *name));
    let meant: Vec<&str> = strange.filter_map(|name| nearest(name, profiles())).collect();
    for profile in profiles().filter(|profile| cx.names.is_for(profile, groups)) {
        if sizes.names().chain(meant.iter().copied()).any(|name| name == profile) {
            continue;
        }
        let place = cx.names.place_of_profile(profile).filter(|place| cx.file(place) < cx.file(&section.at));
        if let Some(place) = place {
            // Whoever has the profile includes the benchmark, and cannot give it a size.
            let message = format!("[{}], which is included, has no size for profile `{profile}`", section.path);
            let help = "leave the profile out, or take no benchmarks from that file";
            cx.add(Mistake::new(place.clone(), message).help(help));
        } else {
            let at = section.body.sizes.key_span().unwrap_or_else(|| section.at.clone());
            let message = format!("[{}] has no size for profile `{profile}`", section.path);
            let help = format!("write `{profile} = {{ {example} }}` among its `sizes`");
            cx.add(Mistake::new(at, message).help(help));
        }
    }
}

fn size(
    cx: &Context<'_>,
    section: &Section<WireSize>,
    input: Option<InputKind>,
    example: &str,
    parts: Option<usize>,
) -> Option<Size> {
    let wire = &section.body;
    let sha256 = cx.sha256(&wire.sha256);
    let input = match input? {
        InputKind::Integer => {
            misfit(cx, &wire.data, "an integer", example);
            cx.need(section, &wire.value).map(|value| Input::Value(*value.get_ref()))
        }
        InputKind::Bytes | InputKind::Json => {
            misfit(cx, &wire.value, "a document", example);
            let data = cx.need(section, &wire.data);
            data.and_then(|name| cx.reference(Kind::Data, name)).map(Input::Data)
        }
        InputKind::Call => None,
    };
    let output = printed(cx, &wire.output, parts);
    let output = match &input {
        Some(Input::Value(value)) => output.map(|output| KnownValue { value: *value, output }),
        _ => {
            misfit(cx, &wire.output, "a document", r#"sha256 = "<64 hexadecimal digits>""#);
            None
        }
    };
    Some(Size { sha256, output, work: cx.positive(&wire.work), input: input? })
}

fn known_values(cx: &Context<'_>, wire: &WireBenchmark, input: Option<InputKind>) -> Vec<KnownValue> {
    if matches!(input, Some(InputKind::Bytes | InputKind::Json)) {
        misfit(cx, &wire.known, "a document", r#"check = { folders = ["data/check"] }"#);
    }
    let sections = wire.known.value().map_or(&[][..], Vec::as_slice);
    let values: Vec<Spanned<i64>> =
        sections.iter().filter_map(|section| section.get_ref().body.value.given().cloned()).collect();
    cx.distinct(&values, |value| format!("the output for {value} is given twice"));
    let parts = wire.output.value().map(Vec::len);
    sections.iter().filter_map(|section| known(cx, section.get_ref(), parts)).collect()
}

fn known(cx: &Context<'_>, section: &Section<WireKnown>, parts: Option<usize>) -> Option<KnownValue> {
    let wire = &section.body;
    let value = cx.need(section, &wire.value);
    cx.need(section, &wire.output)?;
    let output = printed(cx, &wire.output, parts)?;
    Some(KnownValue { value: *value?.get_ref(), output })
}

/// The parts of a result as they were printed, of which there are at most so many.
fn printed(cx: &Context<'_>, field: &Field<Texts>, parts: Option<usize>) -> Option<Vec<String>> {
    let output = field.given()?;
    cx.filled(field);
    for part in output.get_ref().iter().filter(|part| !is_printed(part.get_ref())) {
        let message = format!("`{}` is no decimal number", part.get_ref());
        let help = r#"write it as it was printed, such as "-0.169075164", or "" when nobody published this part"#;
        cx.add(Mistake::new(part.span(), message).help(help));
    }
    if let Some(parts) = parts.filter(|parts| output.get_ref().len() > *parts) {
        let message = format!("{} parts are given, but `output` names {parts}", output.get_ref().len());
        cx.add(Mistake::new(output.span(), message).help("leave out the rest, or name all parts"));
    }
    Some(output.get_ref().iter().map(|part| part.get_ref().clone()).collect())
}

/// Whether a text is a decimal number as a program prints it, or empty.
fn is_printed(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    text.is_empty() || digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::is_printed;

    #[test]
    fn known_values_are_decimal_numbers_or_empty() {
        for good in ["", "0", "-0.169075164", "12.50"] {
            assert!(is_printed(good), "{good}");
        }
        for bad in ["-", ".5", "1.", "1e3", "1.2.3", " 1", "+1", "--1"] {
            assert!(!is_printed(bad), "{bad}");
        }
    }
}
