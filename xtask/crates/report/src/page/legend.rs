//! What the letters mean, and how to read the figures.

use maud::{Markup, html};

use super::parts::{PageSection, counted, folded, said};
use crate::card::Card;
use crate::card::flags::{ALL, Flag, FlagKind, details};

pub(super) fn section(card: &Card) -> PageSection {
    let flags: Vec<&Flag> = card.cells().flat_map(|cell| &cell.flags).collect();
    let (raised, others): (Vec<&FlagKind>, Vec<&FlagKind>) =
        ALL.iter().copied().partition(|kind| flags.iter().any(|flag| flag.kind == *kind));
    let body = html! {
        div.prose { (reading()) }
        @if raised.is_empty() { p { "No figure here has a flag." } }
        @else { (folded(&format!("The {} that figures here have", counted(raised.len(), "flag")), true, &explained(&raised, &flags))) }
        @if !others.is_empty() { (folded("Flags that no figure here has", false, &explained(&others, &flags))) }
        @for kind in &raised {
            div.told popover id={ "flag-" (kind.code) } {
                strong { (kind.mark) ": " (kind.code) } br;
                (kind.meaning) ": " (kind.advice) "."
            }
        }
    };
    PageSection::new("reading", "How to read it", body)
}

fn reading() -> Markup {
    html! {
        p {
            strong { "Speedup" } " is the baseline's time divided by the rung's, measured in the same rounds: every "
            "rung of a benchmark in turn, in random order, in processes that live side by side. What slows the whole "
            "machine down falls out of it."
        }
        p {
            strong { "The interval" } " is one of 95 %: of a hundred such intervals some five leave out the true "
            "ratio. It rests on fresh processes, not on samples, because each process has a speed of its own. Up to "
            "ten per cent it is written as ±, beyond that by its ends. Two rungs whose intervals overlap may be "
            "equally fast; a dash stands where fewer than three sets of processes were measured."
        }
        p {
            strong { "The median" } " is that of all measured samples of all processes, in wall time of one "
            "iteration. Times depend on the machine; ratios do so less, and are what published figures are judged by."
        }
        p {
            strong { "CPU/wall" } " is 1 where a kernel computes on one core, more where it uses several, less where "
            "it waited."
        }
        p {
            "A letter beside a figure is a reason to doubt it, or not to compare it without a second thought."
        }
    }
}

fn explained(kinds: &[&FlagKind], flags: &[&Flag]) -> Markup {
    html! {
        dl.explained {
            @for kind in kinds {
                @let details = details(kind, flags.iter().copied());
                dt { span.letter { (kind.mark) } (kind.code) }
                dd {
                    (kind.meaning) ": " (kind.advice)
                    @if !details.is_empty() { " (" (said(&details.join("; "))) ")" }
                }
            }
        }
    }
}
