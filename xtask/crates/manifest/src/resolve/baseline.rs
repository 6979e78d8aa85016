//! `[baseline]`: the choice of the rung whose speedup is 1.

use toml::Spanned;

use super::Context;
use super::names::Kind;
use crate::reader::{Field, Section};
use crate::wire::{Texts, WireBaseline};
use crate::{Baseline, Id};

pub(super) fn baseline(cx: &Context<'_>, field: &Field<Section<WireBaseline>>) -> Option<Baseline> {
    let section = cx.section(field, r#"rungs = ["cpython-3.11"]"#)?;
    let wire = &section.body;
    let rungs = cx.need(section, &wire.rungs);
    cx.filled(&wire.rungs);
    let rungs = rungs.map(|rungs| candidates(cx, rungs));
    Some(Baseline { prefer: cx.texts(&wire.prefer), rungs: rungs? })
}

/// The candidates; those of an included file may have been left behind with its benchmarks.
fn candidates(cx: &Context<'_>, names: &Spanned<Texts>) -> Vec<Id> {
    let candidates = cx.references(Kind::Rung, names.get_ref());
    if candidates.is_empty() && cx.lacks_benchmarks(&names.span()) {
        cx.note_need_of_all(Kind::Benchmark, &names.span());
    }
    candidates
}
