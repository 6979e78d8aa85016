//! What the marks mean that occur, and what the published columns are.

use std::collections::HashSet;

use super::columns::{COMPARISON, COMPARISON_LEGEND};
use crate::card::Card;
use crate::card::flags::{self, Flag, FlagKind};
use crate::text::{Layout, Text, Tone, paragraph, prose};

/// What the marks say and the columns are that a table shows; none where there are none. What to do about a mark is told by
/// `report --cell` and by the page.
pub(super) fn legend(card: &Card, shown: &HashSet<String>, layout: Layout) -> Option<String> {
    let mut rows = marks_in_short(all_flags(card));
    let has_marks = !rows.is_empty();
    rows.extend(comparison_legend(card).filter(|_| shown.contains(COMPARISON)));
    let owner = card.column.as_ref().map(|column| format!("{}\n", column.owner()));
    let is_shown = owner.is_some_and(|owner| shown.iter().any(|head| head.starts_with(&owner)));
    rows.extend(column_legend(card).filter(|_| is_shown));
    let hint = has_marks.then(|| paragraph(Text::new(ADVICE, Tone::Faint), layout));
    (!rows.is_empty()).then(|| [Some(prose(rows, layout)), hint].into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

/// Where advice is.
const ADVICE: &str = "what to do about a mark: cargo xtask report --cell RUNG/BENCHMARK";

/// The same in short: what the marks say, without advice.
pub(super) fn legend_in_short(card: &Card, layout: Layout) -> Option<String> {
    let mut rows = marks_in_short(all_flags(card));
    rows.extend(comparison_legend(card));
    rows.extend(column_legend(card));
    (!rows.is_empty()).then(|| prose(rows, layout))
}

/// The flags of all cells.
fn all_flags(card: &Card) -> impl Iterator<Item = &Flag> + Clone {
    card.cells().flat_map(|cell| &cell.flags)
}

/// What the column of comparison intervals is for, where there is one.
fn comparison_legend(card: &Card) -> Option<Vec<Text>> {
    let is_shown = card.cells().any(|cell| cell.timed.is_some_and(|timed| timed.comparison.is_some()));
    is_shown.then(|| vec![Text::plain(COMPARISON), Text::plain(COMPARISON_LEGEND)])
}

/// What the published columns are, where there are any.
fn column_legend(card: &Card) -> Option<Vec<Text>> {
    let is_shown = card.cells().any(|cell| cell.timed.is_some() && cell.printed.is_some());
    let column = card.column.as_ref().filter(|_| is_shown)?;
    Some(vec![Text::plain(&column.owner()), Text::plain(&column.legend)])
}

/// The marks that occur, in the order of their letters.
pub(crate) fn kinds_raised<'a>(flags: impl Iterator<Item = &'a Flag>) -> Vec<&'static FlagKind> {
    let mut kinds: Vec<&'static FlagKind> = Vec::new();
    for flag in flags {
        if !kinds.contains(&flag.kind) {
            kinds.push(flag.kind);
        }
    }
    kinds.sort_by_key(|kind| kind.mark);
    kinds
}

/// A row for each mark that occurs: its meaning with the particulars that occur, and advice.
pub(crate) fn marks_explained<'a>(flags: impl Iterator<Item = &'a Flag> + Clone) -> Vec<Vec<Text>> {
    let row = |kind: &FlagKind| {
        let details = flags::details(kind, flags.clone());
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
        vec![mark(kind), Text::plain(&format!("{}{details}: {}", kind.meaning, kind.advice))]
    };
    kinds_raised(flags.clone()).into_iter().map(row).collect()
}

/// The same in short: its meaning alone.
pub(crate) fn marks_in_short<'a>(flags: impl Iterator<Item = &'a Flag>) -> Vec<Vec<Text>> {
    kinds_raised(flags).into_iter().map(|kind| vec![mark(kind), Text::plain(kind.meaning)]).collect()
}

fn mark(kind: &FlagKind) -> Text {
    Text::new(&kind.mark.to_string(), Tone::Strong)
}
