//! Verdicts for people: a sentence a source at the foot of every report, and all of them with their reasons on request.
//!
//! Formats and counts, and judges nothing.

use indexmap::{IndexMap, IndexSet};

use super::{ClaimVerdict, JudgedClaim, JudgedFigure, JudgedSource, RatioRange, Verdict, claims_about, judge, series};
use crate::card::{BenchmarkCard, Card};
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, left_out_note, paragraph, prose, table};
use crate::wire::Estimate;
use published::{PublishedSource, Quantity};
use records::LADDER;
use statistics::{Interval, Speedup};

/// Every verdict in the order of this list, which is that of the counts.
pub(crate) const VERDICTS: [(Verdict, &str, Tone); 6] = [
    (Verdict::Reproduced, "reproduced", Tone::Good),
    (Verdict::SameOrder, "same order", Tone::Plain),
    (Verdict::Differs, "differs", Tone::Bad),
    (Verdict::NotResolved, "not resolved", Tone::Plain),
    (Verdict::NotComparable, "not comparable", Tone::Faint),
    (Verdict::NotMeasured, "not measured", Tone::Faint),
];

/// The same of claims.
pub(crate) const CLAIM_VERDICTS: [(ClaimVerdict, &str, Tone); 4] = [
    (ClaimVerdict::Holds, "holds", Tone::Good),
    (ClaimVerdict::DoesNotHold, "does not hold", Tone::Bad),
    (ClaimVerdict::NotResolved, "not resolved", Tone::Plain),
    (ClaimVerdict::NotTestable, "not testable here", Tone::Faint),
];

/// What is said of a session in which nothing can be judged.
const WITHOUT: &str = "the session carries no published figures: it is an older one, or its ladder has none";

/// How many figures and claims of each source got which verdict; sources of which nothing was tested in one line. None where
/// the session carries no source.
pub fn summary(card: &Card, layout: Layout) -> Option<String> {
    let sources = judge(card);
    if sources.is_empty() {
        return None;
    }
    let (tested, untested): (Vec<&JudgedSource>, Vec<&JudgedSource>) =
        sources.iter().partition(|source| source.is_tested());
    let rows = tested.iter().map(|source| vec![Text::plain(&source.title), Text::plain(&counts(source))]);
    let rows: Vec<Vec<Text>> = rows.collect();
    let titles: Vec<&str> = untested.iter().map(|source| source.title.as_str()).collect();
    let head = match rows.is_empty() {
        true => format!("of what others printed nothing was tested here: {}", titles.join(", ")),
        false => "what others printed, judged by the ratios here".to_owned(),
    };
    let mut parts = vec![paragraph(Text::new(&head, if rows.is_empty() { Tone::Faint } else { Tone::Strong }), layout)];
    if !rows.is_empty() {
        parts.push(prose(rows, layout));
        if !titles.is_empty() {
            let text = format!("nothing of these was tested: {}", titles.join(", "));
            parts.push(paragraph(Text::new(&text, Tone::Faint), layout));
        }
        let hint = "every verdict with its reason: cargo xtask report --verdicts";
        parts.push(paragraph(Text::new(hint, Tone::Faint), layout));
    }
    Some(parts.join("\n"))
}

impl JudgedSource {
    /// Whether a figure or a claim of it was held against a number of the session.
    fn is_tested(&self) -> bool {
        let figure = |figure: &JudgedFigure| !matches!(figure.verdict, Verdict::NotComparable | Verdict::NotMeasured);
        self.figures.iter().any(figure) || self.claims.iter().any(|claim| claim.outcome != ClaimVerdict::NotTestable)
    }
}

/// The same as a text of its own, ending in a line feed.
pub fn brief(card: &Card, layout: Layout) -> String {
    summary(card, layout).unwrap_or_else(|| paragraph(Text::plain(WITHOUT), layout)) + "\n"
}

/// `12 figures: 3 reproduced, ...; 5 claims: ...`
fn counts(source: &JudgedSource) -> String {
    let figures: Vec<&str> = source.figures.iter().map(|figure| verdict_word(figure.verdict).0).collect();
    let claims: Vec<&str> = source.claims.iter().map(|claim| claim_verdict_word(claim.outcome).0).collect();
    let parts = [
        count_by_word("figure", &figures, &VERDICTS.map(|(_, word, _)| word)),
        count_by_word("claim", &claims, &CLAIM_VERDICTS.map(|(_, word, _)| word)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn count_by_word(what: &str, found: &[&str], words: &[&'static str]) -> Option<String> {
    let numbers = words.iter().filter_map(|word| {
        let number = found.iter().filter(|found| *found == word).count();
        (number > 0).then(|| format!("{number} {}", agreeing(word, number)))
    });
    let plural = if found.len() == 1 { "" } else { "s" };
    (!found.is_empty()).then(|| format!("{} {what}{plural}: {}", found.len(), numbers.collect::<Vec<_>>().join(", ")))
}

/// A verdict as it is said of so many: `1 holds`, `13 hold`.
pub(crate) fn agreeing(word: &'static str, number: usize) -> &'static str {
    match word {
        _ if number == 1 => word,
        "holds" => "hold",
        "does not hold" => "do not hold",
        "differs" => "differ",
        _ => word,
    }
}

/// Whether a source has a figure or a claim about a benchmark of the session; that nothing of another one was tested is all there
/// is to say of it.
fn concerns(source: &PublishedSource, card: &Card) -> bool {
    source.cells().any(|cell| card.benchmarks.iter().any(|benchmark| benchmark.benchmark == cell.benchmark))
}

/// Every verdict of a session as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let title = format!("session {} · profile {}", card.session.id, card.session.profile);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    let sources = judge(card);
    if sources.is_empty() {
        parts.push(paragraph(Text::plain(WITHOUT), layout));
    }
    for (source, _) in sources.iter().zip(&card.published).filter(|(_, published)| concerns(published, card)) {
        parts.push(head(source, layout));
        parts.extend(tables(source, layout));
        parts.extend(claims(source, layout));
    }
    parts.extend(summary(card, layout));
    parts.join("\n\n") + "\n"
}

fn head(source: &JudgedSource, layout: Layout) -> String {
    let JudgedSource { title, source, edition, machine, method, .. } = source;
    let about = [Some(source), Some(edition), machine.as_ref(), method.as_ref()];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
    let lines = [(title.as_str(), Tone::Strong), (&about.join(" · "), Tone::Plain)];
    lines.map(|(line, tone)| paragraph(Text::new(line, tone), layout)).join("\n")
}

/// The figures, table by table.
fn tables(source: &JudgedSource, layout: Layout) -> Vec<String> {
    let groups = source.figures.chunk_by(|one, other| one.table == other.table);
    groups.map(|figures| figures_text(&figures.iter().collect::<Vec<_>>(), layout)).collect()
}

fn figures_text(figures: &[&JudgedFigure], layout: Layout) -> String {
    let title = [figures.first().map(|figure| figure.table.clone()), ratios_to(figures)];
    let title = title.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (text, left_out) = table(columns(figures), layout);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout), text];
    parts.extend(left_out_note(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout)));
    let why = reasons(figures);
    parts.extend((!why.is_empty()).then(|| format!("\n{}", prose(why, layout))));
    parts.join("\n")
}

/// What the ratios of a table are to; where rows differ in it, those that differ from most by name.
pub(crate) fn ratios_to(figures: &[&JudgedFigure]) -> Option<String> {
    let mut groups: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for figure in figures {
        if let Some(against) = figure.against.as_deref() {
            groups.entry(against).or_default().push(&figure.row);
        }
    }
    groups.sort_by(|_, one, _, other| other.len().cmp(&one.len()));
    let mut groups = groups.into_iter();
    let (usual, _) = groups.next()?;
    let others = groups.map(|(against, rows)| format!("; {} to {against}", rows.join(", ")));
    Some(format!("ratios to {usual}{}", others.collect::<String>()))
}

/// Why rows were not judged, then what makes rows differ, each sentence once with its rows.
fn reasons(figures: &[&JudgedFigure]) -> Vec<Vec<Text>> {
    let reasons = figures.iter().filter_map(|figure| Some((figure.reason.as_deref()?, figure.row.as_str())));
    let causes = figures.iter().filter_map(|figure| Some((figure.cause.as_deref()?, figure.row.as_str())));
    let mut told: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (sentence, row) in reasons.chain(causes) {
        told.entry(sentence).or_default().push(row);
    }
    told.iter().map(|(sentence, rows)| vec![Text::plain(&rows.join(", ")), Text::plain(sentence)]).collect()
}

fn columns(figures: &[&JudgedFigure]) -> Vec<Column> {
    let left = |head, keep, text: fn(&JudgedFigure) -> Text| {
        Column::left(head, keep, figures.iter().map(|figure| text(figure)))
    };
    let right = |head, keep, text: fn(&JudgedFigure) -> Option<String>| {
        Column::right(head, keep, figures.iter().map(|figure| text_or_none(text(figure))))
    };
    vec![
        left("figure", Keep::Always, |figure| Text::plain(&figure.row)),
        right("time\nthere", Keep::Unless(3), |figure| figure.time.clone()),
        right("time\nhere", Keep::Unless(3), |figure| figure.median_ns.map(units::duration)),
        left("rung\nhere", Keep::Unless(2), |figure| text_or_none(figure.rung.clone())),
        right("ratio\nprinted", Keep::Unless(1), |figure| figure.ratio.clone()),
        right("which\nmeans", Keep::Unless(2), |figure| figure.expected.map(range_text)),
        right("ratio\nhere", Keep::Always, |figure| figure.measured.map(estimate_text)),
        right("spread", Keep::Unless(1), |figure| figure.measured.map(spread_text)),
        left("verdict", Keep::Always, |figure| {
            let (word, tone) = verdict_word(figure.verdict);
            Text::new(word, tone)
        }),
    ]
}

fn text_or_none(text: Option<String>) -> Text {
    text.map_or_else(Text::none, |text| Text::plain(&text))
}

fn claims(source: &JudgedSource, layout: Layout) -> Option<String> {
    claims_text("Claims", &source.claims, layout)
}

/// Of each group beside the ladder, what is claimed of its benchmarks, with what was measured.
pub(crate) fn chapters(card: &Card, layout: Layout) -> Vec<String> {
    let groups: IndexSet<&str> = card.benchmarks.iter().map(BenchmarkCard::group).filter(|id| *id != LADDER).collect();
    let chapter = |group: &str| {
        let benchmarks: Vec<&BenchmarkCard> = card.benchmarks.iter().filter(|card| card.group() == group).collect();
        let claims = claims_about(card, &benchmarks);
        let text = claims_text(&format!("Claims about the group {group}"), &claims, layout)?;
        Some([Some(text), series_text(&claims, layout)].into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
    };
    groups.into_iter().filter_map(chapter).collect()
}

/// The figures of each series side by side.
fn series_text(claims: &[JudgedClaim], layout: Layout) -> Option<String> {
    let series = series(claims);
    let rows = series.iter().map(|(name, points)| {
        let points =
            points.iter().filter_map(|claim| Some(format!("{} {}", claim.series.as_ref()?.at, claim.estimate_text()?)));
        vec![Text::plain(name), Text::plain(&points.collect::<Vec<_>>().join("\n"))]
    });
    let rows: Vec<Vec<Text>> = rows.collect();
    let title = paragraph(Text::new("Series", Tone::Strong), layout);
    (!rows.is_empty()).then(|| format!("{title}\n{}", prose(rows, layout)))
}

fn claims_text(title: &str, claims: &[JudgedClaim], layout: Layout) -> Option<String> {
    let rows: Vec<Vec<Text>> = claims.iter().map(claim_row).collect();
    let title = paragraph(Text::new(title, Tone::Strong), layout);
    (!rows.is_empty()).then(|| format!("{title}\n{}", prose(rows, layout)))
}

fn claim_row(claim: &JudgedClaim) -> Vec<Text> {
    let (word, tone) = claim_verdict_word(claim.outcome);
    let parts = [
        Some(format!("{} ({})", claim.says, claim.section)),
        claim_ratio(claim),
        claim.control.map(control_text),
        claim.reason.clone(),
        claim.despite_sentence(),
        claim.cause.clone(),
    ];
    vec![Text::new(word, tone), Text::plain(&parts.into_iter().flatten().collect::<Vec<_>>().join("\n"))]
}

/// `rust/nbody to c/nbody: 0.900..1.10x, here 1.02x ±1.0 %`
fn claim_ratio(claim: &JudgedClaim) -> Option<String> {
    let (left, right) = claim.left.as_ref().zip(claim.right.as_ref())?;
    let here = claim.estimate_text().map(|here| format!(", here {here}"));
    Some(format!("{left} {} {right}: {}{}", claim.beside(), claim.range_text()?, here.unwrap_or_default()))
}

/// What a control was found to be.
pub(crate) fn control_text(control: Estimate) -> String {
    format!("without the cause: {} {}", estimate_text(control), spread_text(control))
}

impl JudgedClaim {
    /// The word between its two cells.
    pub(crate) fn beside(&self) -> &'static str {
        match self.quantity {
            Quantity::Speed => "to",
            Quantity::BytesPerElement => "beyond",
        }
    }

    /// What fulfils it: `above 1.00x`, `31.0..35.0 bytes an element`.
    pub(crate) fn range_text(&self) -> Option<String> {
        let range = range_text(self.expected?);
        Some(match self.quantity {
            Quantity::Speed => range,
            Quantity::BytesPerElement => format!("{} bytes an element", range.trim_end_matches('x')),
        })
    }

    /// What was measured, with its interval.
    pub(crate) fn estimate_text(&self) -> Option<String> {
        let measured = self.measured?;
        let estimate = match self.quantity {
            Quantity::Speed => estimate_text(measured),
            Quantity::BytesPerElement => units::significant(measured.estimate),
        };
        Some(format!("{estimate} {}", spread_text(measured)))
    }

    /// In what the cells differ from what was meant, where they were taken all the same.
    pub(crate) fn despite_sentence(&self) -> Option<String> {
        let despite = self.despite.as_ref().filter(|_| self.outcome != ClaimVerdict::NotTestable);
        despite.map(|text| format!("although {text}"))
    }
}

/// A ratio in words.
pub(crate) fn estimate_text(measured: Estimate) -> String {
    units::speedup(measured.estimate)
}

/// Its interval in words.
pub(crate) fn spread_text(measured: Estimate) -> String {
    let interval = measured.low.zip(measured.high).map(|(low, high)| Interval { low, high });
    units::spread(&Speedup { estimate: measured.estimate, interval, invocations: 0, paired: false })
}

/// `118..131x`, `above 1.00x`.
pub(crate) fn range_text(range: RatioRange) -> String {
    match (range.low.map(units::significant), range.high.map(units::significant)) {
        (Some(low), Some(high)) if low == high => format!("{low}x"),
        (Some(low), Some(high)) => format!("{low}..{high}x"),
        (Some(low), None) => format!("above {low}x"),
        (None, Some(high)) => format!("below {high}x"),
        (None, None) => NONE.to_owned(),
    }
}

/// A verdict in words.
pub(crate) fn verdict_word(verdict: Verdict) -> (&'static str, Tone) {
    let found = VERDICTS.iter().find(|(one, ..)| *one == verdict);
    found.map_or((NONE, Tone::Plain), |(_, word, tone)| (word, *tone))
}

/// An outcome in words.
pub(crate) fn claim_verdict_word(outcome: ClaimVerdict) -> (&'static str, Tone) {
    let found = CLAIM_VERDICTS.iter().find(|(one, ..)| *one == outcome);
    found.map_or((NONE, Tone::Plain), |(_, word, tone)| (word, *tone))
}
