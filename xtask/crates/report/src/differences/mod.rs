//! In what rungs differ from Python: a table by rung, a table by behaviour, and what has changed since an earlier time.
//!
//! Formats, and computes nothing but counts.

mod changes;

use indexmap::IndexMap;
use records::differences::{AnswerKind, AskedProbe, Differences, ProbeAnswer, RungAnswers};

use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};

pub use changes::{Changes, changes};

/// How many of the words that a rung's differences are told in are shown in a line.
const MOST_PHRASES: usize = 4;

/// What is shown of the answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// A line for every rung.
    pub rungs: bool,
    /// Each behaviour, with who does what instead.
    pub behaviours: bool,
    /// Every answer of every rung, one below another.
    pub answers: bool,
}

/// The answers as text, ending in a line feed.
pub fn render(differences: &Differences, shown: Shown, layout: Layout) -> String {
    let mut parts = vec![paragraph(Text::plain(&opening(differences)), layout)];
    if shown.rungs {
        parts.extend([String::new(), by_rung(differences, layout)]);
        let missing: Vec<Vec<Text>> = differences.rungs.values().filter_map(missing_line).collect();
        if !missing.is_empty() {
            parts.extend([String::new(), prose(missing, layout)]);
        }
    }
    if shown.behaviours {
        parts.push(by_behaviour(differences, layout));
    }
    if shown.answers {
        parts.extend(differences.rungs.values().filter_map(|rung| answers(differences, rung, layout)));
    }
    parts.join("\n") + "\n"
}

fn opening(differences: &Differences) -> String {
    let answered = differences.rungs.values().filter(|rung| rung.missing.is_none()).count();
    format!(
        "{} behaviours, asked of {answered} rungs. Right is what {} does; what else comes has one of five words: another type, \
         other last digits, another order, another exception, another value.",
        differences.probes.len(),
        differences.baseline_title,
    )
}

fn by_rung(differences: &Differences, layout: Layout) -> String {
    let rungs: Vec<&RungAnswers> = differences.rungs.values().filter(|rung| rung.missing.is_none()).collect();
    let text =
        |of: &dyn Fn(&RungAnswers) -> String| rungs.iter().map(|rung| Text::plain(&of(rung))).collect::<Vec<_>>();
    let versions = |rung: &RungAnswers| {
        let versions: Vec<String> = rung.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        versions.join(", ")
    };
    let form = |rung: &RungAnswers| if rung.own_form { "its own" } else { "as it is" }.to_owned();
    let differ = |rung: &RungAnswers| format!("{} of {}", rung.counts().differs, rung.counts().ran);
    let refused = |rung: &RungAnswers| {
        let counts = rung.counts();
        let more = [(counts.ended, "end it"), (counts.unanswered, "silent")].map(|(count, what)| match count {
            0 => String::new(),
            _ => format!(", {count} {what}"),
        });
        format!("{}{}", counts.refused, more.concat())
    };
    let what = |rung: &RungAnswers| {
        let phrases = differences.phrases(rung);
        let more = phrases.len().saturating_sub(MOST_PHRASES);
        let shown = phrases.iter().take(MOST_PHRASES).copied().collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{shown}, and {more} more") } else { shown }
    };
    let mut columns = vec![
        Column::left("rung", Keep::Always, text(&|rung| rung.title.clone()).into_iter()),
        Column::left("source", Keep::Unless(2), text(&form).into_iter()),
        Column::right("differs in", Keep::Always, text(&differ).into_iter()),
        Column::right("refuses", Keep::Always, text(&refused).into_iter()),
        Column::left("in what", Keep::Wrapped, text(&what).into_iter()),
    ];
    if layout.markdown {
        columns.push(Column::left("versions", Keep::Always, text(&versions).into_iter()));
    }
    table(columns, layout).0
}

fn missing_line(rung: &RungAnswers) -> Option<Vec<Text>> {
    let reason = rung.missing.as_deref()?;
    let first = reason.lines().next().unwrap_or_default();
    Some(vec![Text::new("not here", Tone::Faint), Text::plain(&rung.title), Text::plain(first)])
}

/// What came instead, with the rungs of which it came.
struct Instead<'d> {
    answer: &'d ProbeAnswer,
    rungs: Vec<&'d str>,
}

fn by_behaviour(differences: &Differences, layout: Layout) -> String {
    let mut subjects: IndexMap<&str, Vec<(&String, &AskedProbe)>> = IndexMap::new();
    for (name, probe) in &differences.probes {
        subjects.entry(&probe.subject).or_default().push((name, probe));
    }
    let mut parts = Vec::new();
    for (subject, probes) in subjects {
        parts.push(paragraph(Text::new(subject, Tone::Strong), layout));
        let each = || probes.iter();
        let right = |probe: &AskedProbe| {
            let pairs = probe.calls.iter().zip(&probe.expected);
            pairs.map(|(call, expected)| format!("{} → {}", code(call), code(expected))).collect::<Vec<_>>().join("\n")
        };
        let columns = vec![
            Column::left("behaviour", Keep::Always, each().map(|(_, probe)| Text::plain(&probe.behaviour))),
            Column::left("in Python", Keep::Wrapped, each().map(|(_, probe)| Text::plain(&right(probe)))),
            Column::left("elsewhere", Keep::Wrapped, each().map(|(name, _)| Text::plain(&instead(differences, name)))),
        ];
        parts.push(table(columns, layout).0);
    }
    parts.join("\n")
}

/// What came instead of what is right, one line a different answer.
fn instead(differences: &Differences, name: &str) -> String {
    let mut all: Vec<Instead<'_>> = Vec::new();
    let mut same = 0;
    for rung in differences.rungs.values() {
        let Some(answer) = rung.answers.get(name) else { continue };
        if answer.is == AnswerKind::Same {
            same += 1;
            continue;
        }
        // Refusals are many, and their words long: they stand with the rung.
        let alike = |known: &&mut Instead<'_>| {
            known.answer.is == answer.is && (!answer.is.ran() || known.answer.got == answer.got)
        };
        match all.iter_mut().find(alike) {
            Some(known) => known.rungs.push(&rung.title),
            None => all.push(Instead { answer, rungs: vec![&rung.title] }),
        }
    }
    all.sort_by_key(|instead| !instead.answer.is.differs());
    if all.is_empty() {
        return format!("the same in all {same}");
    }
    let mut lines: Vec<String> = all.iter().map(line).collect();
    lines.push(format!("the same in {same}"));
    lines.join("\n")
}

fn line(instead: &Instead<'_>) -> String {
    let ProbeAnswer { is, got, place, .. } = instead.answer;
    let rungs = instead.rungs.join(", ");
    let place = place.as_deref().map(|place| format!(" at {place}")).unwrap_or_default();
    match got {
        Some(got) if *is == AnswerKind::EndsProcess => format!("{} in {rungs}: {got}", is.word()),
        Some(got) if is.differs() => format!("{}: {}{place} in {rungs}", is.word(), code(got)),
        _ => format!("{}: {rungs}", is.word()),
    }
}

/// A piece of Python or of a tool's words between backquotes, which it has none of.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// What a rung answers to each probe in which it does not do the same.
fn answers(differences: &Differences, rung: &RungAnswers, layout: Layout) -> Option<String> {
    let rows: Vec<Vec<Text>> = rung
        .answers
        .iter()
        .filter(|(_, answer)| answer.is != AnswerKind::Same)
        .map(|(name, answer)| row(differences, name, answer))
        .collect();
    let title = paragraph(Text::new(&rung.title, Tone::Strong), layout);
    (!rows.is_empty()).then(|| format!("\n{title}\n{}", prose(rows, layout)))
}

fn row(differences: &Differences, name: &str, answer: &ProbeAnswer) -> Vec<Text> {
    let behaviour = differences.probes.get(name).map_or("", |probe| &probe.behaviour);
    let tone = if answer.is.differs() { Tone::Bad } else { Tone::Faint };
    let got = answer.got.as_deref().unwrap_or_default();
    let call = answer.call.as_deref().map(|call| format!("{call}: ")).unwrap_or_default();
    let place = answer.place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
    let said = match &answer.expected {
        Some(expected) => format!("{call}{place}expected {expected}, got {got}"),
        None => format!("{call}{got}"),
    };
    vec![Text::new(answer.is.word(), tone), Text::plain(name), Text::plain(&format!("{behaviour}\n{said}"))]
}
