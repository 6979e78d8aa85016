//! What was measured, where, with what, and what should be doubted about all of it.

use maud::{Markup, html};
use serde_json::Value;

use super::parts::{Heading, PageSection, folded, said, table};
use crate::card::Card;
use crate::card::builds::unlike_builds;
use crate::card_text::header::{self, ending, machine, published_by_others, resumptions, selftest_sentence};
use crate::text::{printable, units};

pub(super) fn section(card: &Card) -> PageSection {
    PageSection::new("session", "The session", body(card))
}

fn body(card: &Card) -> Markup {
    let session = &card.session;
    let environment = card.environment.as_ref();
    let facts = html! {
        dl.facts {
            (fact("Session", &html! { (session.id) ", profile " code { (session.profile) } }))
            (fact("Course", &html! { "started " (units::moment(&session.started)) "; " (ending(card)) }))
            @if let Some(resumed) = resumptions(card) { (fact("Sittings", &html! { (resumed) })) }
            @if let Some(machine) = machine(environment) { (fact("Machine", &html! { (machine) })) }
            (fact("Baseline", &baseline(card)))
            (fact("Planned", &html! { (planned(card)) }))
            @if let Some(tested) = selftest_sentence(environment) { (fact("The harness itself", &html! { (tested) })) }
            @if let Some(shares) = shares(card) { (fact("The machine's time", &html! { (shares) })) }
            @if let Some(others) = published_by_others(environment) { (fact("Published by others", &html! { (others) })) }
            @if let Some(unlike) = unlike_builds(card) { (fact("Interpreters", &html! { (unlike) })) }
            (fact("Ladder", &html! {
                "SHA-256 of " code { "ladder.toml" } " " code { (session.manifest_sha256) } ", random orders from seed "
                (session.seed)
            }))
        }
        (toolchains(environment))
    };
    let summary = format!("{}, profile {}: machine, course and tools", session.id, session.profile);
    folded(&printable(&summary), true, &facts)
}

fn fact(name: &str, said: &Markup) -> Markup {
    html! { dt { (name) } dd { (said) } }
}

/// Why all of it should be doubted.
pub(super) fn doubts(card: &Card) -> Markup {
    let doubts = header::doubts(card);
    html! {
        @if !doubts.is_empty() {
            ul.doubts { @for doubt in &doubts { li { strong { "Warning: " } (said(doubt)) } } }
        }
    }
}

fn baseline(card: &Card) -> Markup {
    let Some(baseline) = &card.session.baseline else {
        return html! { "none could be had, so there are no speedups" };
    };
    let mut cells = card.benchmarks.iter().flat_map(|benchmark| &benchmark.cells).map(|cell| &cell.cell);
    let cell = cells.find(|cell| cell.rung == *baseline);
    let about = cell.map(|cell| [cell.version.as_deref(), cell.build_kind.as_deref()]);
    let about: Vec<&str> = about.into_iter().flatten().flatten().collect();
    html! {
        (cell.map_or(baseline, |cell| &cell.title)) ", whose speedup is 1"
        @if !about.is_empty() { " (" (about.join(", ")) ")" }
    }
}

fn planned(card: &Card) -> String {
    let session = &card.session;
    let most = session.max_invocations.filter(|most| *most > session.invocations);
    let width = session.width.map(|width| format!(" until every interval is no wider than ±{} %", width * 100.0));
    let width = width.unwrap_or_default();
    let more = most.map(|most| format!(", and up to {most}{width}")).unwrap_or_default();
    format!(
        "{} invocations of {} rounds{more}; {} for checking and measuring",
        session.invocations,
        session.rounds,
        units::elapsed(session.budget_s)
    )
}

fn shares(card: &Card) -> Option<String> {
    let shares = [
        card.shares.stolen.map(|share| format!("other machines of the host used {}", per_cent(share))),
        card.shares.others.map(|share| format!("other processes used {}", per_cent(share))),
        card.shares.harness.map(|share| format!("the harness itself {} of the session's", per_cent(share))),
    ];
    let shares: Vec<String> = shares.into_iter().flatten().collect();
    (!shares.is_empty()).then(|| format!("of the time of all cores: {}", shares.join(", ")))
}

fn per_cent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Without paths: they say more of the user than of the tools.
fn toolchains(environment: Option<&Value>) -> Markup {
    let toolchains = environment.and_then(|environment| environment.get("toolchains")).and_then(Value::as_object);
    let caption = html! { "Toolchains that were found" };
    let headings =
        [Heading::Text("toolchain"), Heading::Text("version"), Heading::Text("from"), Heading::Text("build")];
    html! {
        @if let Some(toolchains) = toolchains {
            details {
                summary { (toolchains.len()) " toolchains" }
                (table("toolchains", &caption, &headings, &html! {
                    @for (name, tool) in toolchains {
                        tr {
                            th scope="row" { (name) }
                            td { (text(tool, "version")) }
                            td { (text(tool, "origin")) }
                            td { (tool.get("facts").map(|facts| text(facts, "build_kind")).unwrap_or_default()) }
                        }
                    }
                }))
            }
        }
    }
}

fn text<'a>(tool: &'a Value, key: &str) -> &'a str {
    tool.get(key).and_then(Value::as_str).unwrap_or_default()
}
