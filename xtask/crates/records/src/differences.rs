//! In what tools differ from Python: the answers of every rung to every probe, with the versions that gave them.
//!
//! A file of its own, which is written whole; a reader refuses a higher version.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Where the answers that are known lie, beside the manifest.
pub const KEPT: &str = "data/differences.json";

/// The version of the format.
pub const DIFFERENCES_VERSION: u32 = 1;

/// The answers of all rungs to all probes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    /// The format's version.
    pub version: u32,
    /// When they were asked, RFC 3339.
    pub asked: String,
    /// The rung whose answers are right by definition, where it is one.
    pub baseline: String,
    /// What it is called, with its version.
    pub baseline_title: String,
    /// The machine, in words.
    pub machine: String,
    /// The probes by their names, in the order of the manifest.
    pub probes: IndexMap<String, AskedProbe>,
    /// The rungs by their names, in the order of the manifest.
    pub rungs: IndexMap<String, RungAnswers>,
}

/// A probe, and what is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedProbe {
    /// The groups of its benchmark; none where nobody wrote them down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// What its subject is called.
    pub subject: String,
    /// What is looked at.
    pub behaviour: String,
    /// What is said of a rung that differs.
    pub differs: String,
    /// What of Python touches it.
    pub touches: Vec<String>,
    /// The calls that were made.
    pub calls: Vec<String>,
    /// What comes of each by definition.
    pub expected: Vec<String>,
}

/// The answers of a rung.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RungAnswers {
    /// What it is called.
    pub title: String,
    /// Whether it has probes in a form of its own, and not Python's source as it is.
    pub own_form: bool,
    /// The versions of what answered: its interpreter or compiler, and the packages that it names.
    pub versions: IndexMap<String, String>,
    /// Why there are no answers, and what mends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The answers by the probes' names; none where it has no form of a probe.
    pub answers: IndexMap<String, ProbeAnswer>,
}

/// What became of a probe in a rung.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeAnswer {
    /// In a word.
    pub is: AnswerKind,
    /// The first call that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Where in what came of the call, unless it is the result itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What should have come there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came instead, or the words of the tool that refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

/// What became of a probe, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// All calls came to what they come to in Python.
    Same,
    /// An equal value of another type.
    Type,
    /// Floats a few units in the last place apart.
    LastDigits,
    /// The same parts in another order.
    Order,
    /// Another exception, or one where there should be none, or none where there should be one.
    Exception,
    /// Another value.
    Value,
    /// The tool did not build it.
    RefusedAtBuild,
    /// The tool did not run it.
    RefusedAtRun,
    /// It is known to end the tool's process, and was not asked.
    EndsProcess,
    /// There was no answer: the process ended, or did not come to an end.
    NoAnswer,
}

impl AnswerKind {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            AnswerKind::Same => "same",
            AnswerKind::Type => "type",
            AnswerKind::LastDigits => "last digits",
            AnswerKind::Order => "order",
            AnswerKind::Exception => "exception",
            AnswerKind::Value => "value",
            AnswerKind::RefusedAtBuild => "refused at build",
            AnswerKind::RefusedAtRun => "refused at run",
            AnswerKind::EndsProcess => "ends the process",
            AnswerKind::NoAnswer => "no answer",
        }
    }

    /// Whether the rung ran it, and something else came than in Python.
    pub fn differs(self) -> bool {
        self.ran() && self != AnswerKind::Same
    }

    /// Whether the rung ran it.
    pub fn ran(self) -> bool {
        !self.refused() && !matches!(self, AnswerKind::EndsProcess | AnswerKind::NoAnswer)
    }

    /// Whether the tool refused it.
    pub fn refused(self) -> bool {
        matches!(self, AnswerKind::RefusedAtBuild | AnswerKind::RefusedAtRun)
    }
}

/// How many probes became what, in one rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnswerCounts {
    /// Those that it ran.
    pub ran: usize,
    /// Those of them in which it differs.
    pub differs: usize,
    /// Those that it refused.
    pub refused: usize,
    /// Those that end its process.
    pub ended: usize,
    /// Those without an answer.
    pub unanswered: usize,
}

impl RungAnswers {
    /// How many probes became what.
    pub fn counts(&self) -> AnswerCounts {
        let mut counts = AnswerCounts::default();
        for answer in self.answers.values() {
            counts.ran += usize::from(answer.is.ran());
            counts.differs += usize::from(answer.is.differs());
            counts.refused += usize::from(answer.is.refused());
            counts.ended += usize::from(answer.is == AnswerKind::EndsProcess);
            counts.unanswered += usize::from(answer.is == AnswerKind::NoAnswer);
        }
        counts
    }
}

/// In what a rung is known to differ, for the records of its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDifferences {
    /// What it differs from, with its version.
    pub from: String,
    /// How many probes it ran.
    pub ran: usize,
    /// In how many of them it differs.
    pub differs: usize,
    /// How many it refused.
    pub refused: usize,
    /// In what, in the words of the probes.
    pub in_what: Vec<String>,
}

impl KnownDifferences {
    /// The same in a line, with so many of the words.
    pub fn line(&self, most: usize) -> String {
        let KnownDifferences { from, ran, differs, refused, in_what } = self;
        let mut shown = in_what[..in_what.len().min(most)].to_vec();
        if in_what.len() > most {
            shown.push(format!("and {} more", in_what.len() - most));
        }
        let refused = if *refused > 0 { format!(" ({refused} refused)") } else { String::new() };
        let what = if shown.is_empty() { String::new() } else { format!(": {}", shown.join(", ")) };
        format!("differs from {from} in {differs} of {ran}{refused}{what}")
    }
}

impl Differences {
    /// In what a rung is known to differ; none where it was not asked, or is not here.
    pub fn known(&self, rung: &str) -> Option<KnownDifferences> {
        let rung = self.rungs.get(rung).filter(|rung| rung.missing.is_none())?;
        let AnswerCounts { ran, differs, refused, .. } = rung.counts();
        let in_what = self.phrases(rung).into_iter().map(str::to_owned).collect();
        Some(KnownDifferences { from: self.baseline_title.clone(), ran, differs, refused, in_what })
    }

    /// In what a rung differs of what a function uses, each with a call that shows it.
    pub fn touched(&self, rung: &str, uses: &[String]) -> Vec<String> {
        let Some(rung) = self.rungs.get(rung) else { return Vec::new() };
        let mut all = Vec::new();
        for (name, answer) in rung.answers.iter().filter(|(_, answer)| answer.is.differs()) {
            let Some(probe) = self.probes.get(name) else { continue };
            if probe.touches.iter().any(|word| uses.contains(word)) {
                let call = answer.call.as_deref().unwrap_or_default();
                all.push(format!("{} ({call})", probe.differs));
            }
        }
        all
    }

    /// In what a rung differs, in the words of the probes, each once.
    pub fn phrases<'d>(&'d self, rung: &'d RungAnswers) -> Vec<&'d str> {
        let mut phrases: Vec<&str> = Vec::new();
        for (name, answer) in &rung.answers {
            let Some(probe) = self.probes.get(name).filter(|_| answer.is.differs()) else { continue };
            if !phrases.contains(&probe.differs.as_str()) {
                phrases.push(&probe.differs);
            }
        }
        phrases
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or understood, or is of a later version.
    pub fn read(path: &Path) -> anyhow::Result<Differences> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let not_ours = || format!("{} holds no answers of `cargo xtask differ`", path.display());
        let json: serde_json::Value = serde_json::from_str(&text).with_context(not_ours)?;
        let version = json["version"].as_u64().with_context(not_ours)?;
        ensure!(
            version <= u64::from(DIFFERENCES_VERSION),
            "{} is of version {version}, and this program knows {DIFFERENCES_VERSION}",
            path.display()
        );
        serde_json::from_value(json).with_context(not_ours)
    }
}
