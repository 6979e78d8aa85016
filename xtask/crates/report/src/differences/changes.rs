//! What has changed between two times that rungs were asked.

use records::differences::{AnswerKind, Differences, ProbeAnswer, RungAnswers};
use serde::Serialize;

/// What has changed, as far as both know it.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    /// When the earlier answers were given.
    pub since: String,
    /// How many answers both have.
    pub compared: usize,
    /// The answers that are others now.
    pub changed: Vec<AnswerChange>,
}

/// An answer that is another one now.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerChange {
    rung: String,
    probe: String,
    before: String,
    now: String,
    /// The versions that are others, before and now.
    versions: Vec<String>,
}

/// The answers that are not what they were. What one of the two does not have is no change.
pub fn changes(before: &Differences, now: &Differences) -> Changes {
    let mut changed = Vec::new();
    let mut compared = 0;
    for (name, rung) in &now.rungs {
        let Some(earlier) = before.rungs.get(name) else { continue };
        for (probe, answer) in &rung.answers {
            let Some(known) = earlier.answers.get(probe) else { continue };
            // Other calls are another question.
            let calls = |all: &Differences| all.probes.get(probe).map(|probe| probe.calls.clone());
            if calls(before) != calls(now) {
                continue;
            }
            compared += 1;
            if !alike(known, answer) {
                changed.push(AnswerChange {
                    rung: name.clone(),
                    probe: probe.clone(),
                    before: said(known),
                    now: said(answer),
                    versions: versions(earlier, rung),
                });
            }
        }
    }
    Changes { since: before.asked.clone(), compared, changed }
}

/// Whether two answers are the same. The words of a refusal may name places of a machine.
fn alike(one: &ProbeAnswer, other: &ProbeAnswer) -> bool {
    one.is == other.is && (!one.is.ran() || (&one.call, &one.got) == (&other.call, &other.got))
}

fn said(answer: &ProbeAnswer) -> String {
    match (&answer.got, answer.is) {
        (_, AnswerKind::Same) | (None, _) => answer.is.word().to_owned(),
        (Some(got), _) => format!("{}, {}", answer.is.word(), got.lines().next().unwrap_or_default()),
    }
}

fn versions(before: &RungAnswers, now: &RungAnswers) -> Vec<String> {
    let other = now.versions.iter().filter(|(name, version)| before.versions.get(*name) != Some(version));
    let was = |name: &str| before.versions.get(name).map_or("none", String::as_str);
    other.map(|(name, version)| format!("{name} {} → {version}", was(name))).collect()
}

impl Changes {
    /// What has changed as lines.
    pub fn lines(&self) -> Vec<String> {
        if self.compared == 0 {
            return vec![format!("nothing was asked that was answered on {}", self.since)];
        }
        if self.changed.is_empty() {
            return vec![format!("{} answers are what they were on {}", self.compared, self.since)];
        }
        let head = format!("{} of {} answers are others than on {}:", self.changed.len(), self.compared, self.since);
        let each = self.changed.iter().map(|change| {
            let versions = match change.versions.is_empty() {
                true => String::new(),
                false => format!(" ({})", change.versions.join(", ")),
            };
            format!("  {} {}: {}; it was {}{versions}", change.rung, change.probe, change.now, change.before)
        });
        std::iter::once(head).chain(each).collect()
    }
}
