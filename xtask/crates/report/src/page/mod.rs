//! The card as one page that needs nothing else: no network, no font, no build step; to be kept, sent, printed,
//! published.
//!
//! Markup is escaped by the macro that writes it. Charts are SVG, coloured by the style sheet. The script sorts and
//! finds; everything can be read without it. A policy in the head forbids the page to load or send anything, and to run
//! anything but this very script. A file a section; `parts` is what sections share.

mod budget;
mod curves;
mod differences;
mod effort;
mod glance;
mod ladder;
mod legend;
mod parts;
mod scaling;
mod session;
mod verdicts;

use base64ct::{Base64, Encoding as _};
use indexmap::IndexSet;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::CellSelection;
use crate::card::{BenchmarkCard, Card};
use crate::detail::details;
use parts::{PageSection, counted};
use records::{LADDER, Recorded};

/// How it looks, in light, in the dark and on paper.
pub(crate) const STYLE: &str = include_str!("style.css");

/// What it can do beyond being read.
const SCRIPT: &str = include_str!("page.js");

/// A small ladder, for the browser's tab.
const ICON: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E\
%3Cpath%20d='M4%201v14M12%201v14M4%204h8M4%208h8M4%2012h8'%20stroke='%230b5fa5'%20stroke-width='2'/%3E%3C/svg%3E";

/// The whole page of a session, ending in a line feed.
pub fn render(recorded: &Recorded, card: &Card) -> String {
    let card = &card.with_plain_titles();
    // Of all cells: what a curve is drawn from.
    let details = &details(recorded, card, &CellSelection::default());
    let sections: Vec<PageSection> = [glance::section(card)]
        .into_iter()
        .chain(chapters(card).into_iter().map(Some))
        .chain([
            scaling::section(card),
            differences::section(card),
            effort::section(card),
            curves::section(details),
            budget::section(card),
            verdicts::section(card),
        ])
        .chain([Some(legend::section(card)), Some(session::section(card))])
        .flatten()
        .collect();
    as_written(&document(card, &sections).into_string()) + "\n"
}

/// The benchmarks, group by group; where there is another group than the ladder, a chapter begins with its name.
fn chapters(card: &Card) -> Vec<PageSection> {
    let groups: IndexSet<&str> = card.benchmarks.iter().map(BenchmarkCard::group).collect();
    let named = groups.iter().any(|group| *group != LADDER);
    let chapter = |group: &&str| {
        let benchmarks: Vec<&BenchmarkCard> = card.benchmarks.iter().filter(|card| card.group() == *group).collect();
        let heading = named.then(|| ladder::chapter(card, group, &benchmarks));
        let sections = benchmarks.into_iter().map(|benchmark| ladder::section(card, benchmark));
        heading.into_iter().chain(sections).collect::<Vec<_>>()
    };
    groups.iter().flat_map(chapter).collect()
}

/// A text as it is in the page: without what turns a text around or is not seen, the control characters that a record may
/// contain and HTML may not, and the carriage returns of a checkout.
pub(crate) fn as_written(text: &str) -> String {
    plain::without_controls(text).replace('\t', "")
}

fn document(card: &Card, sections: &[PageSection]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head(card))
            body {
                a.skip href="#content" { "Skip to the figures" }
                div.frame {
                    (top(card))
                    nav.contents aria-label="Contents" {
                        ul { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                    main id="content" tabindex="-1" { (session::doubts(card)) @for section in sections { (section.markup()) } }
                    (foot(card))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn head(card: &Card) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content={ "Optimization Ladder " (VERSION) };
            title { "Optimization Ladder, session " (card.session.id) }
            link rel="icon" href=(ICON);
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn top(card: &Card) -> Markup {
    let timed = card.cells().filter(|cell| cell.timed.is_some());
    html! {
        header.top {
            h1 { "Optimization Ladder" }
            p {
                (counted(timed.count(), "cell")) " of " (counted(card.benchmarks.len(), "benchmark"))
                ": each computes the same as plain Python, as was checked, and was measured side by side with it on one machine."
            }
        }
    }
}

/// The version of the program that writes the page.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn foot(card: &Card) -> Markup {
    html! {
        footer {
            p {
                "Made from the records of the session, and nothing else, by Optimization Ladder " (VERSION) ": "
                code { "cargo xtask report --format html " (card.session.id) }
            }
        }
    }
}

/// Nothing may be loaded, sent or framed; one style sheet and one script are known by the hashes of what is written.
fn policy() -> String {
    let [style, script] = [STYLE, SCRIPT].map(|text| Base64::encode_string(&Sha256::digest(as_written(text))));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; \
         form-action 'none'"
    )
}

/// The same for a page without a script.
pub(crate) fn style_policy() -> String {
    let style = Base64::encode_string(&Sha256::digest(as_written(STYLE)));
    format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'")
}

#[cfg(test)]
mod tests;
