//! What sections share: headings, tables whose rows can be sorted and found, figures with the number behind them.

use maud::{Markup, html};

use crate::card::CellCard;
use crate::card::flags::Flag;
use crate::card_text::header::flag_meaning;
use crate::text::printable;
use crate::text::units::{self, NONE};
use statistics::Speedup;

/// A part of the page that the contents name.
pub(super) struct PageSection {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) body: Markup,
}

impl PageSection {
    pub(super) fn new(id: &str, title: &str, body: Markup) -> PageSection {
        PageSection { id: id.to_owned(), title: printable(title), body }
    }

    pub(super) fn markup(&self) -> Markup {
        html! {
            section id=(self.id) aria-labelledby={ (self.id) "-title" } {
                h2 id={ (self.id) "-title" } { (self.title) }
                (self.body)
            }
        }
    }
}

/// A column's heading, and how its rows are sorted by it.
pub(super) enum Heading {
    Text(&'static str),
    Number(&'static str),
    /// Nobody sorts by it.
    Plain(&'static str),
}

impl Heading {
    fn markup(&self) -> Markup {
        html! {
            @match self {
                Heading::Text(text) => { th scope="col" data-sort="text" { (text) } }
                Heading::Number(text) => { th.number scope="col" data-sort="number" { (text) } }
                Heading::Plain(text) => { th scope="col" { (text) } }
            }
        }
    }
}

/// A table in a region of its own, which scrolls sideways where the page is too narrow for it.
pub(super) fn table(id: &str, caption: &Markup, headings: &[Heading], rows: &Markup) -> Markup {
    html! {
        div.wide role="region" tabindex="0" aria-labelledby={ (id) "-caption" } {
            table.sortable id=(id) {
                caption id={ (id) "-caption" } { span { (caption) } }
                thead { tr { @for heading in headings { (heading.markup()) } } }
                tbody { (rows) }
            }
        }
    }
}

/// What finds rows below the element of this identifier; hidden where there is no script.
pub(super) fn finder(scope: &str, what: &str, further: &Markup) -> Markup {
    html! {
        search hidden aria-label={ "Find rows: " (what) } {
            form data-rows=(scope) {
                label { "Find " input type="search" name="words" autocomplete="off" spellcheck="false"; }
                (further)
                output {}
            }
        }
    }
}

/// A figure as people read it, with the number that it is sorted by.
pub(super) fn number(value: Option<f64>, shown: impl Fn(f64) -> String) -> Markup {
    html! {
        @match value {
            Some(value) => { td.number data-v=(value) { (shown(value)) } }
            None => { td.number.none { (NONE) } }
        }
    }
}

/// A speedup, coloured where the interval leaves no doubt of the direction.
pub(super) fn speedup(card: &CellCard) -> Markup {
    let Some(speedup) = card.speedup() else {
        return number(None, units::speedup);
    };
    let interval = speedup.interval.filter(|_| !card.is_baseline);
    let good = interval.is_some_and(|interval| interval.low > 1.0);
    let bad = interval.is_some_and(|interval| interval.high < 1.0);
    html! {
        td.number.good[good].bad[bad] data-v=(speedup.estimate) { (speedup_words(card, &speedup)) }
    }
}

/// A speedup in words; the baseline's is no estimate.
pub(super) fn speedup_words(card: &CellCard, speedup: &Speedup) -> String {
    if card.is_baseline { "1x".to_owned() } else { units::speedup(speedup.estimate) }
}

/// The interval of a speedup in words.
pub(super) fn spread_words(card: &CellCard, speedup: &Speedup) -> String {
    if card.is_baseline { "baseline".to_owned() } else { units::spread(speedup) }
}

/// The letters of a cell's flags. Each says what it means where it stands: to who points at it, and to who taps it.
pub(super) fn marks(flags: &[Flag]) -> Markup {
    html! {
        @for flag in flags {
            button.flag type="button" popovertarget={ "flag-" (flag.kind.code) } title=(printable(&flag_meaning(flag)))
                aria-label={ "flag " (flag.kind.mark) ": " (flag.kind.code) } { (flag.kind.mark) }
        }
    }
}

/// What is unfolded on demand. Printed is what is open, and what says so.
pub(super) fn folded(summary: &str, is_printed: bool, body: &Markup) -> Markup {
    html! { details data-print[is_printed] { summary { (summary) } (body) } }
}

/// What a cell's row is called, as in `report --cell`.
pub(super) fn cell_id(card: &CellCard) -> String {
    card.id().to_string()
}

/// The order of rows of table and chart, for who has no heading to press.
pub(super) fn order_choice() -> Markup {
    html! {
        label {
            "Order "
            select name="order" {
                option value="" { "as the ladder goes up" }
                option value="speedup descending" { "the fastest first" }
                option value="speedup ascending" { "the slowest first" }
                option value="rung ascending" { "by name" }
            }
        }
    }
}

/// The choice to see the headline alone, where that is a choice.
pub(super) fn headline_choice<'a>(cells: impl IntoIterator<Item = &'a CellCard>) -> Markup {
    let (headline, variants): (Vec<&CellCard>, Vec<&CellCard>) = cells.into_iter().partition(|card| card.cell.headline);
    html! {
        @if !headline.is_empty() && !variants.is_empty() {
            label { input type="checkbox" name="headline"; "without variants" }
        }
    }
}

/// A sign of the chart and what it stands for.
pub(super) fn key(sign: &Markup, meaning: &str) -> Markup {
    html! { span.key { svg aria-hidden="true" { (sign) } (meaning) } }
}

/// Text from anywhere, such as a compiler's messages, in its lines.
pub(super) fn said(text: &str) -> Markup {
    html! { span.reason { (printable(text)) } }
}

/// A word and its number: `1 cell`, `2 cells`.
pub(super) fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
