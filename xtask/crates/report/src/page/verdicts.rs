//! What becomes of what others printed: every figure and every claim with what was expected, what was measured, the
//! verdict and the reason. A verdict is a sign and a word; colour adds nothing to them.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, counted, finder, folded, key, number, table};
use crate::card::Card;
use crate::chart::plot::{LogScale, percent};
use crate::text::units;
use crate::verdicts::{
    CLAIM_VERDICTS, ClaimVerdict, JudgedClaim, JudgedFigure, JudgedSource, RatioRange, VERDICTS, Verdict, agreeing,
    claim_verdict_word, control_text, estimate_text, judge, range_text, ratios_to, series, spread_text, verdict_word,
};
use crate::wire::Estimate;

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let sources = judge(card);
    let body = html! {
        p.prose {
            "Ratios are judged, times are not: those are of another machine. A printed figure has an interval, too: "
            "what its digits leave open. "
            strong { "Reproduced" } " means that the whole interval measured here lies within that, widened by at most "
            "15 %; " strong { "same order" } ", by at most a half, and on the same side of 1; " strong { "differs" } ", that all of "
            "it lies outside. The nearer a printed ratio is to 1, the less is allowed. What was made under other conditions is shown and not judged."
        }
        p.note {
            (key(&html! {
                rect.order width="100%" height="100%" {}
                rect.near x="30%" width="40%" height="100%" {}
            }, "what reproduces it, and what is of the same order"))
            (key(&html! {
                line.whisker x1="10%" x2="90%" y1="50%" y2="50%" {}
                circle.dot cx="50%" cy="50%" r="4" {}
            }, "measured here, with its 95 % interval"))
        }
        div id="judged" {
            (counts(&sources))
            (finder("judged", "verdicts", &choice(&sources)))
            @for (place, source) in sources.iter().enumerate() { (source_markup(place, source)) }
        }
    };
    (!sources.is_empty()).then(|| PageSection::new("verdicts", "What others printed", body))
}

/// The sign beside a verdict's word.
fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reproduced => "✓",
        Verdict::SameOrder => "≈",
        Verdict::Differs => "✗",
        Verdict::NotResolved => "?",
        Verdict::NotComparable => "≠",
        Verdict::NotMeasured => "–",
    }
}

/// The sign beside the word of a claim's verdict.
fn claim_sign(outcome: ClaimVerdict) -> &'static str {
    match outcome {
        ClaimVerdict::Holds => "✓",
        ClaimVerdict::DoesNotHold => "✗",
        ClaimVerdict::NotResolved => "?",
        ClaimVerdict::NotTestable => "–",
    }
}

fn tagged(sign: &str, word: &str, good: bool, bad: bool) -> Markup {
    html! { span.verdict.good[good].bad[bad] { span.sign aria-hidden="true" { (sign) } " " (word) } }
}

fn verdict(verdict: Verdict) -> Markup {
    tagged(sign(verdict), verdict_word(verdict).0, verdict == Verdict::Reproduced, verdict == Verdict::Differs)
}

fn claim_verdict(outcome: ClaimVerdict) -> Markup {
    tagged(
        claim_sign(outcome),
        claim_verdict_word(outcome).0,
        outcome == ClaimVerdict::Holds,
        outcome == ClaimVerdict::DoesNotHold,
    )
}

fn counts(sources: &[JudgedSource]) -> Markup {
    let figures = || sources.iter().flat_map(|source| &source.figures);
    let claims = || sources.iter().flat_map(|source| &source.claims);
    let of_figures = VERDICTS.map(|(one, word, _)| {
        let number = figures().filter(|figure| figure.verdict == one).count();
        (tagged(sign(one), agreeing(word, number), one == Verdict::Reproduced, one == Verdict::Differs), number)
    });
    let of_claims = CLAIM_VERDICTS.map(|(one, word, _)| {
        let number = claims().filter(|claim| claim.outcome == one).count();
        let (good, bad) = (one == ClaimVerdict::Holds, one == ClaimVerdict::DoesNotHold);
        (tagged(claim_sign(one), agreeing(word, number), good, bad), number)
    });
    html! {
        (tally("figure", figures().count(), &of_figures))
        (tally("claim", claims().count(), &of_claims))
    }
}

fn tally(what: &str, all: usize, counts: &[(Markup, usize)]) -> Markup {
    html! {
        @if all > 0 {
            p { strong { (counted(all, what)) } ":" }
            ul.counts { @for (verdict, number) in counts { @if *number > 0 { li { (number) " " (verdict) } } } }
        }
    }
}

/// One verdict among those that occur.
fn choice(sources: &[JudgedSource]) -> Markup {
    let figures = sources.iter().flat_map(|source| &source.figures).map(|figure| verdict_word(figure.verdict).0);
    let claims = sources.iter().flat_map(|source| &source.claims).map(|claim| claim_verdict_word(claim.outcome).0);
    let found: Vec<&str> = figures.chain(claims).collect();
    let mut words: Vec<&str> = VERDICTS.iter().map(|(_, word, _)| *word).collect();
    words.extend(
        CLAIM_VERDICTS
            .iter()
            .map(|(_, word, _)| *word)
            .filter(|word| !VERDICTS.iter().any(|(_, known, _)| known == word)),
    );
    html! {
        label {
            "Verdict "
            select name="verdict" {
                option value="" { "all" }
                @for word in words {
                    @let number = found.iter().filter(|found| **found == word).count();
                    @if number > 0 { option value=(word) { (word) " (" (number) ")" } }
                }
            }
        }
    }
}

fn source_markup(place: usize, source: &JudgedSource) -> Markup {
    let is_found =
        |figure: &&JudgedFigure| matches!(figure.verdict, Verdict::Reproduced | Verdict::SameOrder | Verdict::Differs);
    let is_told = |claim: &&JudgedClaim| matches!(claim.outcome, ClaimVerdict::Holds | ClaimVerdict::DoesNotHold);
    let (found, open): (Vec<&JudgedFigure>, Vec<&JudgedFigure>) = source.figures.iter().partition(is_found);
    let (told, untold): (Vec<&JudgedClaim>, Vec<&JudgedClaim>) = source.claims.iter().partition(is_told);
    html! {
        h3 { (source.title) }
        p.note { (about(source)) }
        @if found.len() + told.len() > 0 {
            (folded(&format!("Found out: {}", amounts(found.len(), told.len())), true, &html! {
                (judged_tables(&format!("{place}-found"), "found out", source, &found, &told))
            }))
        }
        @if open.len() + untold.len() > 0 {
            (folded(&format!("Not resolved, not comparable or not tested: {}", amounts(open.len(), untold.len())), false, &html! {
                (judged_tables(&format!("{place}-open"), "open", source, &open, &untold))
            }))
        }
    }
}

fn amounts(figures: usize, claims: usize) -> String {
    let known = [(figures, "figure"), (claims, "claim")].into_iter().filter(|(number, _)| *number > 0);
    known.map(|(number, word)| counted(number, word)).collect::<Vec<_>>().join(", ")
}

fn judged_tables(
    id: &str,
    word: &str,
    source: &JudgedSource,
    figures: &[&JudgedFigure],
    claims: &[&JudgedClaim],
) -> Markup {
    html! {
        @for (table, figures) in figures.chunk_by(|one, other| one.table == other.table).enumerate() {
            (figures_of(&format!("figures-{id}-{table}"), word, figures))
        }
        @if !claims.is_empty() {
            @let caption = html! { strong { "Claims of " (source.title) } ", in this project's words, " (word) };
            (claims_table(&format!("claims-{id}"), &caption, claims))
        }
    }
}

/// Where it is, with a link where that begins with an address, and what else is known of it.
fn about(source: &JudgedSource) -> Markup {
    let rest = [Some(&source.edition), source.machine.as_ref(), source.method.as_ref()];
    let end = source.source.find([',', ' ']).unwrap_or(source.source.len());
    let (place, further) = source.source.split_at(end);
    html! {
        @if place.starts_with("https://") { a href=(place) rel="noreferrer" { (place) } } @else { (place) }
        (further)
        @for part in rest.into_iter().flatten() { " · " (part) }
    }
}

fn figures_of(id: &str, word: &str, figures: &[&JudgedFigure]) -> Markup {
    let caption = html! {
        strong { (figures[0].table) } ", " (word)
        @if let Some(ratios) = ratios_to(figures) { ", " (ratios) }
    };
    let headings = [
        Heading::Text("figure"),
        Heading::Number("ratio printed"),
        Heading::Number("which means"),
        Heading::Number("ratio here"),
        Heading::Plain("both"),
        Heading::Plain("times there and here"),
        Heading::Text("verdict"),
    ];
    let rows = html! { @for figure in figures { (figure_row(figure)) } };
    table(id, &caption, &headings, &rows)
}

fn figure_row(figure: &JudgedFigure) -> Markup {
    let printed = figure.ratio.as_deref().and(figure.expected.and_then(|expected| expected.low));
    html! {
        tr data-row data-verdict=(verdict_word(figure.verdict).0) {
            th scope="row" {
                (figure.row)
                @if let Some(rung) = &figure.rung { br; span.note { "here " code { (rung) } } }
            }
            (number(printed, |_| figure.ratio.clone().unwrap_or_default()))
            (number(figure.expected.and_then(|expected| expected.low), |_| bounds(figure.expected)))
            (here(figure.measured))
            td { (picture(&bands(figure), figure.measured)) }
            td.times { (times(figure)) }
            td.words {
                (verdict(figure.verdict))
                @for reason in [&figure.reason, &figure.cause].into_iter().flatten() { p.why { (reason) } }
            }
        }
    }
}

fn bounds(expected: Option<RatioRange>) -> String {
    expected.map_or_else(String::new, range_text)
}

fn times(figure: &JudgedFigure) -> Markup {
    let here = figure.median_ns.map_or_else(|| units::NONE.to_owned(), units::duration);
    html! { (figure.time.as_deref().unwrap_or(units::NONE)) " / " (here) }
}

fn here(measured: Option<Estimate>) -> Markup {
    number(measured.map(|measured| measured.estimate), |_| {
        measured.map_or_else(String::new, |measured| format!("{} ({})", estimate_text(measured), spread_text(measured)))
    })
}

/// What is claimed of the benchmarks of a chapter; nothing where nothing is.
pub(super) fn claims_of_chapter(id: &str, claims: &[JudgedClaim]) -> Markup {
    let caption = html! { strong { "Claims" } " about these benchmarks, with what was measured" };
    html! {
        @for (name, points) in series(claims) { (series_chart(name, &points)) }
        @if !claims.is_empty() { (claims_table(id, &caption, &claims.iter().collect::<Vec<_>>())) }
    }
}

/// The figures of a series below each other, on one scale; where they are ratios, a line stands for no difference.
fn series_chart(name: &str, points: &[&JudgedClaim]) -> Markup {
    let measured = || points.iter().filter_map(|claim| claim.measured);
    let seen = measured().flat_map(|measured| [Some(measured.estimate), measured.low, measured.high]).flatten();
    let of_speed = points.iter().all(|claim| claim.quantity.is_speed());
    let unit = of_speed.then_some(1.0);
    let Some(scale) = LogScale::around(seen.chain(unit)).map(|scale| scale.spanning(1.5)) else { return html! {} };
    html! {
        figure.series {
            figcaption {
                strong { (name) ":" }
                span { @if of_speed { "how many times as fast" } @else { "bytes an element" } }
            }
            ul.points {
                @for claim in points {
                    @if let (Some(point), Some(measured)) = (&claim.series, claim.measured) {
                        li {
                            span { (point.at) }
                            svg.point aria-hidden="true" {
                                @if let Some(one) = unit.map(|unit| percent(scale.position(unit))) {
                                    line.unit x1=(one) x2=(one) y1="0%" y2="100%" {}
                                }
                                (marks(&scale, measured))
                            }
                            span.value { (claim.estimate_text().unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

/// What was measured on a scale: the interval, and in it the estimate.
fn marks(scale: &LogScale, measured: Estimate) -> Markup {
    html! {
        @if let Some((low, high)) = measured.low.zip(measured.high) {
            line.whisker x1=(percent(scale.position(low))) x2=(percent(scale.position(high))) y1="50%" y2="50%" {}
        }
        circle.dot cx=(percent(scale.position(measured.estimate))) cy="50%" r="4" {}
    }
}

fn claims_table(id: &str, caption: &Markup, claims: &[&JudgedClaim]) -> Markup {
    let headings = [
        Heading::Text("claim"),
        Heading::Text("how many times as fast, or bytes beyond"),
        Heading::Number("to hold"),
        Heading::Number("here"),
        Heading::Plain("both"),
        Heading::Text("verdict"),
    ];
    let rows = html! { @for claim in claims { (claim_row(claim)) } };
    table(id, caption, &headings, &rows)
}

fn claim_row(claim: &JudgedClaim) -> Markup {
    let bound = claim.expected.and_then(|expected| expected.low.or(expected.high));
    let despite = claim.despite_sentence();
    html! {
        tr data-row data-verdict=(claim_verdict_word(claim.outcome).0) {
            th.words scope="row" { (claim.says) br; span.note { (claim.section) } }
            td {
                @if let Some((left, right)) = claim.left.as_ref().zip(claim.right.as_ref()) {
                    code { (left) } @if claim.quantity.is_speed() { " as " } @else { " beyond " } code { (right) }
                }
            }
            (number(bound, |_| claim.range_text().unwrap_or_default()))
            (number(claim.measured.map(|measured| measured.estimate), |_| claim.estimate_text().unwrap_or_default()))
            td { (picture(claim.expected.as_slice(), claim.measured)) }
            td.words {
                (claim_verdict(claim.outcome))
                @if let Some(control) = claim.control { p.why { (control_text(control)) } }
                @for reason in [&claim.reason, &despite, &claim.cause].into_iter().flatten() { p.why { (reason) } }
            }
        }
    }
}

/// What counts as of the same order, and in it what counts as reproduced.
fn bands(figure: &JudgedFigure) -> Vec<RatioRange> {
    figure.allowed.iter().flatten().rev().copied().collect()
}

/// What was expected as bands, wide ones first, and what was measured on them: for the eye alone, as the row has the figures.
fn picture(bands: &[RatioRange], measured: Option<Estimate>) -> Markup {
    let (Some(measured), false) = (measured, bands.is_empty()) else { return html! {} };
    let ends = bands.iter().flat_map(|band| [band.low, band.high]);
    let seen = [Some(measured.estimate), measured.low, measured.high];
    let Some(scale) = LogScale::around(ends.chain(seen).flatten()).map(|scale| scale.spanning(1.5)) else {
        return html! {};
    };
    let place = |band: &RatioRange| {
        let low = band.low.map_or(0.0, |low| scale.position(low));
        let high = band.high.map_or(100.0, |high| scale.position(high));
        (percent(low), percent((high - low).max(0.0)))
    };
    let wide = bands.iter().rev().skip(1).map(place);
    let near = bands.last().map(place).unwrap_or_default();
    html! {
        svg.judged aria-hidden="true" {
            @for (x, width) in wide { rect.order x=(x) width=(width) y="10%" height="80%" {} }
            rect.near x=(near.0) width=(near.1) y="10%" height="80%" {}
            (marks(&scale, measured))
        }
    }
}
