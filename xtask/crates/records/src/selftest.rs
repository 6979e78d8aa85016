//! What a self-test found, and where it is kept: a folder of its own in `results/selftest/`, with the records as of any
//! session, and beside them the figures, so that every later session on the machine can carry them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Stop;
use super::journal::SAMPLES;

/// The version of the figures' format.
const VERSION: u32 = 1;

/// The folder of all self-tests, among the sessions; it begins with a letter, so that it is never taken for one.
const FOLDER: &str = "selftest";

/// The file of the figures.
const FIGURES: &str = "figures.json";

/// Facts that two machines share when they are the same, or as good as.
const SAME: [&str; 4] = ["cpu", "cores", "architecture", "virtualisation"];

/// How far the harness is to be trusted on a machine: how often it calls identical programs different, and how small a
/// slowdown it finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelfTest {
    /// The format's version.
    pub version: u32,
    /// The name of the folder.
    pub id: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// Seconds of measuring so far; interruptions do not count.
    pub spent_s: f64,
    /// Why it ended; absent while it is under way, or when it was killed.
    pub stop: Option<Stop>,
    /// The machine, as in `environment.json`.
    pub machine: Value,
    /// The share of the time of all cores that the hypervisor gave to others meanwhile; absent while it is under way, and where
    /// the system does not tell.
    pub stolen: Option<f64>,
    /// The same of what other processes of the machine used.
    pub others: Option<f64>,
    /// The benchmark's identifier.
    pub benchmark: String,
    /// Its input, of the identical programs.
    pub value: i64,
    /// Invocations of one comparison.
    pub invocations: u32,
    /// Rounds of each invocation.
    pub rounds: u32,
    /// The share of identical programs that are called different if the intervals are right: 0.05 at 95 %.
    pub nominal: f64,
    /// How often identical programs were called different, all rungs together.
    pub alarms: Rate,
    /// Rung by rung: compared with itself, and with more work.
    pub contests: Vec<Contest>,
}

/// Comparisons of one rung with itself, or with itself at more work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contest {
    /// The rung's identifier.
    pub rung: String,
    /// The rung's title.
    pub title: String,
    /// By how much more work the other program does; 0 where the two are identical.
    pub more_work: f64,
    /// How often the two were called different; with more work, how often the other one was called slower.
    pub called: Rate,
    /// Comparisons for which the report gives no interval.
    pub without_interval: u32,
    /// How often the interval contained the true ratio.
    pub covered: Rate,
    /// The median of the intervals' half-widths, as a share of the estimate.
    pub half_width: Option<f64>,
}

/// How often something happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How often it did.
    pub hits: u32,
    /// How often it could have.
    pub trials: u32,
    /// The lower end of the 95 % interval of its probability.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Rate {
    /// Hits among trials; none without trials.
    pub fn share(&self) -> Option<f64> {
        (self.trials > 0).then(|| f64::from(self.hits) / f64::from(self.trials))
    }
}

impl SelfTest {
    /// The version of what this program writes.
    pub const VERSION: u32 = VERSION;

    /// Whether identical programs were called different clearly more often than they should be.
    pub fn alarms_too_often(&self) -> bool {
        self.alarms.low > self.nominal
    }

    /// Whether this program understands it, it has found something, and it was made on this machine or one like it.
    fn counts_on(&self, machine: &Value) -> bool {
        self.version <= VERSION
            && self.alarms.trials > 0
            && SAME.iter().all(|fact| self.machine.get(fact) == machine.get(fact))
    }

    /// Writes the figures beside the records.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        files::write_whole(&folder.join(FIGURES), serde_json::to_string_pretty(self)?.as_bytes())
    }

    /// The latest figures in a folder of sessions that were made on this machine. One with less than half as many comparisons
    /// as another, being cut short or made to try something out, does not take its place.
    pub fn latest(results: &Path, machine: &Value) -> Option<SelfTest> {
        let mut all = folders(results);
        all.sort();
        let figures = all.iter().filter_map(|folder| figures(folder));
        let all: Vec<SelfTest> = figures.filter(|found| found.counts_on(machine)).collect();
        let most = all.iter().map(|found| found.alarms.trials).max()?;
        all.into_iter().rev().find(|found| found.alarms.trials >= most / 2)
    }
}

/// The figures in the folder of a self-test, if it has any.
fn figures(folder: &Path) -> Option<SelfTest> {
    serde_json::from_slice(&std::fs::read(folder.join(FIGURES)).ok()?).ok()
}

/// The folder that holds all self-tests of a folder of sessions.
pub fn selftests(results: &Path) -> PathBuf {
    results.join(FOLDER)
}

/// The folder of the newest self-test that has records.
pub fn newest_selftest(results: &Path) -> Option<PathBuf> {
    folders(results).into_iter().filter(|folder| folder.join(SAMPLES).is_file()).max()
}

fn folders(results: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(selftests(results)).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made_up(id: &str, cpu: &str, trials: u32) -> SelfTest {
        let rate = Rate { hits: 0, trials, low: 0.0, high: 0.1 };
        SelfTest {
            version: VERSION,
            id: id.to_owned(),
            started: "2026-01-02T03:04:05Z".to_owned(),
            spent_s: 1.0,
            stop: Some(Stop::Complete),
            machine: json!({ "cpu": cpu, "cores": 2, "kernel": id }),
            stolen: Some(0.0),
            others: Some(0.1),
            benchmark: "nbody".to_owned(),
            value: 1000,
            invocations: 6,
            rounds: 5,
            nominal: 0.05,
            alarms: rate,
            contests: Vec::new(),
        }
    }

    #[test]
    fn the_latest_figures_of_this_machine_are_found_and_no_others() {
        let results = tempfile::tempdir().expect("a folder");
        let all = [("1", "this", 4), ("2", "this", 4), ("3", "other", 4), ("4", "this", 0), ("5", "this", 1)];
        for (id, cpu, trials) in all {
            made_up(id, cpu, trials).write(&selftests(results.path()).join(id)).expect("written");
        }
        let this = json!({ "cpu": "this", "cores": 2, "kernel": "newer" });
        assert_eq!(SelfTest::latest(results.path(), &this).map(|found| found.id), Some("2".to_owned()));
        assert_eq!(SelfTest::latest(results.path(), &json!({ "cpu": "third", "cores": 2 })), None);
        assert_eq!(SelfTest::latest(&results.path().join("nowhere"), &this), None);
    }

    #[test]
    fn every_field_of_the_figures_is_described_in_the_formats() {
        let contest = Contest {
            rung: "c".to_owned(),
            title: "C".to_owned(),
            more_work: 0.0,
            called: made_up("1", "", 0).alarms,
            without_interval: 0,
            covered: made_up("1", "", 0).alarms,
            half_width: None,
        };
        let found = SelfTest { contests: vec![contest], ..made_up("1", "", 0) };
        let (_, described) =
            include_str!("../../../../docs/records.md").split_once("\n## The self-test\n").expect("the section");
        let described = described.split("\n## ").next().unwrap_or_default();
        let found = serde_json::to_value(found).expect("JSON");
        let parts = [&found, &found["contests"][0], &found["alarms"]];
        for name in parts.iter().filter_map(|part| part.as_object()).flat_map(|part| part.keys()) {
            assert!(described.contains(&format!("`{name}`")), "docs/records.md says nothing of `{name}`");
        }
    }
}
