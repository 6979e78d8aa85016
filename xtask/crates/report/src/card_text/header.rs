//! What was measured, where, how it ended, and why all of it should be doubted.

use serde::Deserialize as _;
use serde_json::Value;

use crate::card::Card;
use crate::card::builds::unlike_builds;
use crate::card::flags::Flag;
use crate::selftest;
use crate::text::{Layout, Text, Tone, paragraph, units};
use records::{SelfTest, Stop};

/// All of it, a line each.
pub(crate) fn header(card: &Card, layout: Layout) -> String {
    let session = &card.session;
    let plan = format!(
        "session {} · profile {} · planned: {} invocations of {} rounds",
        session.id, session.profile, session.invocations, session.rounds
    );
    let environment = card.environment.as_ref();
    let facts = [
        machine(environment),
        Some(ending(card)),
        resumptions(card),
        selftest_sentence(environment),
        unlike_builds(card),
        published_by_others(environment),
    ];
    let mut lines = vec![paragraph(Text::new(&plan, Tone::Strong), layout)];
    lines.extend(facts.into_iter().flatten().map(|fact| paragraph(Text::plain(&fact), layout)));
    lines.extend(doubts(card).iter().map(|doubt| warning(doubt, layout)));
    lines.join("\n")
}

/// Why all figures of a session should be doubted, in sentences.
pub(crate) fn doubts(card: &Card) -> Vec<String> {
    let doubts = baseline_doubt(card).chain(card.flags.iter().map(flag_sentence));
    doubts.chain(card.warnings.iter().cloned()).collect()
}

/// The flags that a session has raised, in sentences: with any it is not fit to be published untold.
pub fn raised(card: &Card) -> Vec<String> {
    card.flags.iter().map(flag_sentence).collect()
}

/// Why the baseline should be doubted, and why it is another than the usual one, in sentences.
pub(crate) fn baseline_doubt(card: &Card) -> impl Iterator<Item = String> {
    let session = &card.session;
    let doubt = session.baseline_doubt.as_ref().map(|doubt| format!("the baseline should be doubted: {doubt}"));
    let instead = session.baseline.iter().zip(&session.baseline_instead);
    let instead = instead.map(|(baseline, why)| format!("the baseline is {baseline}, not the usual one: {why}"));
    instead.chain(doubt)
}

/// Which toolchains somebody else than their authors has published.
pub(crate) fn published_by_others(environment: Option<&Value>) -> Option<String> {
    let toolchains = environment?.get("toolchains")?.as_object()?;
    let others = toolchains.iter().filter(|(_, tool)| tool.get("by_others") == Some(&Value::Bool(true)));
    let said = others.map(|(name, tool)| {
        let text = |key: &str| tool.get(key).and_then(Value::as_str).unwrap_or("?");
        format!("{name} {} is {}", text("version"), text("origin"))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// A doubt on a line of its own.
pub(crate) fn warning(doubt: &str, layout: Layout) -> String {
    paragraph(Text::new(&format!("warning: {doubt}"), Tone::Bad), layout)
}

/// What a flag says, with its particulars, and what to do about it.
pub(crate) fn flag_sentence(flag: &Flag) -> String {
    format!("{}: {}", flag_meaning(flag), flag.kind.advice)
}

/// What a flag says, with its particulars.
pub(crate) fn flag_meaning(flag: &Flag) -> String {
    match &flag.detail {
        Some(detail) => format!("{} ({detail})", flag.kind.meaning),
        None => flag.kind.meaning.to_owned(),
    }
}

/// When and why the session ended.
pub(crate) fn ending(card: &Card) -> String {
    let Some(end) = &card.end else {
        return "no end was recorded: the session is still under way, or it was killed".to_owned();
    };
    let why = match end.stop {
        Stop::Complete => "every planned invocation was made",
        Stop::Narrow => "every interval is narrow enough",
        Stop::Budget => "the budget was spent",
        Stop::Interrupted => "it was interrupted",
        Stop::Nothing => "nothing was left to measure",
    };
    format!("ended {}: {why}", units::ended(&card.session.started, &end.ended, card.took_ms))
}

/// How often a session went on, and what that cost.
pub(crate) fn resumptions(card: &Card) -> Option<String> {
    let times = match card.resumed {
        0 => return None,
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    let cut_off = match card.cut_off {
        0 => "no invocation was cut off".to_owned(),
        1 => "one invocation that was cut off is in no figure".to_owned(),
        cut_off => format!("{cut_off} invocations that were cut off are in no figure"),
    };
    Some(format!("resumed {times} after it had been interrupted or killed: {cut_off}"))
}

/// The machine in one line, from what is there of `environment.json`.
pub(crate) fn machine(environment: Option<&Value>) -> Option<String> {
    let machine = environment?.get("machine")?;
    let text = |key: &str| machine.get(key).and_then(Value::as_str).map(str::to_owned);
    let parts = [
        text("cpu"),
        machine.get("cores").and_then(Value::as_u64).map(|cores| format!("{cores} cores")),
        machine.get("memory_bytes").and_then(Value::as_f64).map(units::bytes),
        text("os"),
        text("virtualisation"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// How far the harness is to be trusted on that machine, if it was tested there before the session.
pub(crate) fn selftest_sentence(environment: Option<&Value>) -> Option<String> {
    let found = environment?.get("selftest").filter(|found| !found.is_null())?;
    selftest::sentence(&SelfTest::deserialize(found).ok()?)
}
