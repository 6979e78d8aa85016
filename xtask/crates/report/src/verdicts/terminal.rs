//! Verdicts for people: a sentence a source at the foot of every report, and all of them with their reasons on request.
//!
//! Formats and counts, and judges nothing.

use comfy_table::CellAlignment;
use indexmap::IndexMap;

use super::{ClaimVerdict, JudgedClaim, JudgedFigure, JudgedSource, Measured, RatioRange, Verdict, judge};
use crate::card::summary::Card;
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};
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
pub(crate) const OUTCOMES: [(ClaimVerdict, &str, Tone); 4] = [
    (ClaimVerdict::Holds, "holds", Tone::Good),
    (ClaimVerdict::DoesNotHold, "does not hold", Tone::Bad),
    (ClaimVerdict::NotResolved, "not resolved", Tone::Plain),
    (ClaimVerdict::NotTestable, "not testable here", Tone::Faint),
];

/// What is said of a session in which nothing can be judged.
const WITHOUT: &str = "the session carries no published figures: it is an older one, or its ladder has none";

/// How many figures and claims of each source got which verdict. None where the session carries no source.
pub fn summary(card: &Card, layout: Layout) -> Option<String> {
    let sources = judge(card);
    let rows = sources.iter().map(|source| vec![Text::plain(&source.title), Text::plain(&counts(source))]);
    let rows: Vec<Vec<Text>> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let head = paragraph(Text::new("what others printed, judged by the ratios here", Tone::Strong), layout);
    let hint = "every verdict with its reason: cargo xtask report --verdicts";
    Some([head, prose(rows, layout), paragraph(Text::new(hint, Tone::Faint), layout)].join("\n"))
}

/// The same as a text of its own, ending in a line feed.
pub fn brief(card: &Card, layout: Layout) -> String {
    summary(card, layout).unwrap_or_else(|| paragraph(Text::plain(WITHOUT), layout)) + "\n"
}

/// `12 figures: 3 reproduced, ...; 5 claims: ...`
fn counts(source: &JudgedSource) -> String {
    let figures = source.figures.iter().map(|figure| word(figure.verdict).0);
    let claims = source.claims.iter().map(|claim| outcome_word(claim.outcome).0);
    let parts = [
        counted("figure", figures.collect(), &VERDICTS.map(|(_, word, _)| word)),
        counted("claim", claims.collect(), &OUTCOMES.map(|(_, word, _)| word)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn counted(what: &str, found: Vec<&str>, words: &[&str]) -> Option<String> {
    let number = |word: &&str| Some(found.iter().filter(|found| found == &word).count()).filter(|number| *number > 0);
    let numbers = words.iter().filter_map(|word| Some(format!("{} {word}", number(word)?)));
    let plural = if found.len() == 1 { "" } else { "s" };
    (!found.is_empty()).then(|| format!("{} {what}{plural}: {}", found.len(), numbers.collect::<Vec<_>>().join(", ")))
}

/// Every verdict of a session as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let title = format!("session {} · profile {}", card.session.id, card.session.profile);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    let sources = judge(card);
    if sources.is_empty() {
        parts.push(paragraph(Text::plain(WITHOUT), layout));
    }
    for source in &sources {
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
    groups.map(|figures| figures_text(figures, layout)).collect()
}

fn figures_text(figures: &[JudgedFigure], layout: Layout) -> String {
    let title = [figures.first().map(|figure| figure.table.clone()), ratios_to(figures)];
    let title = title.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (text, left_out) = table(columns(figures), layout);
    let left_out: Vec<String> = left_out.iter().map(|head| head.replace('\n', " ")).collect();
    let note = (!left_out.is_empty()).then(|| format!("left out for want of width: {}", left_out.join(", ")));
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout), text];
    parts.extend(note.map(|note| paragraph(Text::new(&note, Tone::Faint), layout)));
    let why = reasons(figures);
    parts.extend((!why.is_empty()).then(|| format!("\n{}", prose(why, layout))));
    parts.join("\n")
}

/// What the ratios of a table are to; where rows differ in it, those that differ from most by name.
pub(crate) fn ratios_to(figures: &[JudgedFigure]) -> Option<String> {
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
fn reasons(figures: &[JudgedFigure]) -> Vec<Vec<Text>> {
    let reasons = figures.iter().filter_map(|figure| Some((figure.reason.as_ref()?, &figure.row)));
    let causes = figures.iter().filter_map(|figure| Some((figure.cause.as_ref()?, &figure.row)));
    let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
    for (sentence, row) in reasons.chain(causes) {
        match told.iter_mut().find(|(known, _)| known == sentence) {
            Some((_, rows)) => rows.push(row),
            None => told.push((sentence, vec![row])),
        }
    }
    told.iter().map(|(sentence, rows)| vec![Text::plain(&rows.join(", ")), Text::plain(sentence)]).collect()
}

fn columns(figures: &[JudgedFigure]) -> Vec<Column<'static>> {
    let column = |head, alignment, keep, text: &dyn Fn(&JudgedFigure) -> Text| Column {
        head,
        alignment,
        keep,
        cells: figures.iter().map(text).collect(),
    };
    let or_none = |text: Option<String>| text.map_or_else(|| Text::new(NONE, Tone::Faint), |text| Text::plain(&text));
    let (left, right) = (CellAlignment::Left, CellAlignment::Right);
    vec![
        column("figure", left, Keep::Always, &|figure| Text::plain(&figure.row)),
        column("time\nthere", right, Keep::Unless(3), &|figure| or_none(figure.time.clone())),
        column("time\nhere", right, Keep::Unless(3), &|figure| or_none(figure.median_ns.map(units::duration))),
        column("rung\nhere", left, Keep::Unless(2), &|figure| or_none(figure.rung.clone())),
        column("ratio\nprinted", right, Keep::Unless(1), &|figure| or_none(figure.ratio.clone())),
        column("which\nmeans", right, Keep::Unless(2), &|figure| or_none(figure.expected.map(range))),
        column("ratio\nhere", right, Keep::Always, &|figure| or_none(figure.measured.map(estimate))),
        column("spread", right, Keep::Unless(1), &|figure| or_none(figure.measured.map(spread))),
        column("verdict", left, Keep::Always, &|figure| {
            let (word, tone) = word(figure.verdict);
            Text::new(word, tone)
        }),
    ]
}

fn claims(source: &JudgedSource, layout: Layout) -> Option<String> {
    let row = |claim: &JudgedClaim| {
        let (word, tone) = outcome_word(claim.outcome);
        let left_right = claim.left.as_ref().zip(claim.right.as_ref());
        let parts = [
            Some(format!("{} ({})", claim.says, claim.section)),
            left_right.zip(claim.expected).map(|((left, right), expected)| {
                let here = claim.measured.map(|measured| format!(", here {} {}", estimate(measured), spread(measured)));
                format!("{left} to {right}: {}{}", range(expected), here.unwrap_or_default())
            }),
            claim.reason.clone(),
            claim
                .despite
                .as_ref()
                .filter(|_| claim.outcome != ClaimVerdict::NotTestable)
                .map(|text| format!("although {text}")),
            claim.cause.clone(),
        ];
        vec![Text::new(word, tone), Text::plain(&parts.into_iter().flatten().collect::<Vec<_>>().join("\n"))]
    };
    let rows: Vec<Vec<Text>> = source.claims.iter().map(row).collect();
    let title = paragraph(Text::new("Claims", Tone::Strong), layout);
    (!rows.is_empty()).then(|| format!("{title}\n{}", prose(rows, layout)))
}

/// A ratio in words.
pub(crate) fn estimate(measured: Measured) -> String {
    units::speedup(measured.estimate)
}

/// Its interval in words.
pub(crate) fn spread(measured: Measured) -> String {
    let interval = measured.low.zip(measured.high).map(|(low, high)| Interval { low, high });
    units::spread(&Speedup { estimate: measured.estimate, interval, invocations: 0, paired: false })
}

/// `118..131x`, `above 1.00x`.
pub(crate) fn range(range: RatioRange) -> String {
    match (range.low.map(units::significant), range.high.map(units::significant)) {
        (Some(low), Some(high)) if low == high => format!("{low}x"),
        (Some(low), Some(high)) => format!("{low}..{high}x"),
        (Some(low), None) => format!("above {low}x"),
        (None, Some(high)) => format!("below {high}x"),
        (None, None) => NONE.to_owned(),
    }
}

/// A verdict in words.
pub(crate) fn word(verdict: Verdict) -> (&'static str, Tone) {
    let found = VERDICTS.iter().find(|(one, ..)| *one == verdict);
    found.map_or((NONE, Tone::Plain), |(_, word, tone)| (word, *tone))
}

/// An outcome in words.
pub(crate) fn outcome_word(outcome: ClaimVerdict) -> (&'static str, Tone) {
    let found = OUTCOMES.iter().find(|(one, ..)| *one == outcome);
    found.map_or((NONE, Tone::Plain), |(_, word, tone)| (word, *tone))
}
