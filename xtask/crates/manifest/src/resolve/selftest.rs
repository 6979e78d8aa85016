//! `[selftest]`: what the harness measures itself with.

use indexmap::IndexMap;
use toml::Spanned;

use super::names::Kind;
use super::{Context, profile};
use crate::diagnostics::Mistake;
use crate::reader::{Field, Section, for_example};
use crate::wire::{WireProfile, WireSelftest};
use crate::{Benchmark, Id, InputKind, MoreWork, Profile, Selftest};

pub(super) fn selftest(
    cx: &Context<'_>,
    section: &Section<WireSelftest>,
    benchmarks: &IndexMap<Id, Benchmark>,
) -> Option<Selftest> {
    let wire = &section.body;
    let benchmark = cx.need(section, &wire.benchmark).and_then(|name| integer_benchmark(cx, name, benchmarks));
    let value = cx.need(section, &wire.value).map(|value| *value.get_ref());
    let more = value.map(|value| more_work(cx, &wire.more_work, value));
    cx.need(section, &wire.beside);
    cx.filled(&wire.beside);
    let beside = wire.beside.value().map_or_else(Vec::new, |names| cx.references(Kind::Rung, names));
    cx.need(section, &wire.comparisons);
    cx.need(section, &wire.copies);
    let (comparisons, copies) = (cx.count(&wire.comparisons), copies(cx, &wire.copies));
    let profile = cx.need(section, &wire.profile).and_then(|profile| one_comparison(cx, profile.get_ref()));
    Some(Selftest {
        benchmark: benchmark?,
        value: value?,
        more: more?,
        comparisons: comparisons?,
        copies: copies?,
        profile: profile?,
        beside,
    })
}

/// The profile of one comparison, which belongs to this table.
fn one_comparison(cx: &Context<'_>, section: &Section<WireProfile>) -> Option<Profile> {
    if let Some(at) = section.body.replace.key_span() {
        let mistake = Mistake::new(at, format!("`replace` means nothing in [{}]", section.path));
        cx.add(mistake.help("write it in [selftest], which is replaced as a whole"));
    }
    profile::profile(cx, section)
}

/// A benchmark that can be given more work: one whose input is a number.
fn integer_benchmark(cx: &Context<'_>, name: &Spanned<String>, benchmarks: &IndexMap<Id, Benchmark>) -> Option<Id> {
    let id = cx.reference(Kind::Benchmark, name)?;
    // One that is not among them is a mistake that was noted already.
    if benchmarks.get(&id).is_some_and(|benchmark| benchmark.input != InputKind::Integer) {
        let message = format!("the input of `{id}` is no integer, so that it cannot be given more work");
        cx.add(Mistake::new(name.span(), message).help("name a benchmark with `input = \"integer\"`"));
        return None;
    }
    Some(id)
}

/// The inputs that are this much more work; each must be a whole number, or the share would not be what is said.
fn more_work(cx: &Context<'_>, field: &Field<Vec<Spanned<f64>>>, value: i64) -> Vec<MoreWork> {
    let shares = field.value().map_or(&[][..], Vec::as_slice);
    cx.distinct(shares, |share| format!("{share} stands twice in `{}`", field.key));
    let work = |share: &Spanned<f64>| {
        let more = value as f64 * (1.0 + share.get_ref());
        if *share.get_ref() > 0.0 && (more - more.round()).abs() < 1e-6 * more {
            return Some(MoreWork { share: *share.get_ref(), value: more.round() as i64 });
        }
        let message = format!("`value` cannot grow by {}", share.get_ref());
        let help = "write shares above zero, such as 0.05, by which `value` grows to a whole number";
        cx.add(Mistake::new(share.span(), message).help(help));
        None
    };
    shares.iter().filter_map(work).collect()
}

/// Two or more: each is compared with the next.
fn copies(cx: &Context<'_>, field: &Field<i64>) -> Option<u32> {
    let copies = cx.count(field)?;
    if copies < 2 {
        let given = field.given()?;
        let message = "`copies` must be 2 or more: each is compared with the next";
        cx.add(Mistake::new(given.span(), message).help(for_example(field.example)));
        return None;
    }
    Some(copies)
}
