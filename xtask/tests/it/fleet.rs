//! Sessions on many machines, by real engines: ReFrame on this machine, over ssh on two hosts, and with a Slurm of two nodes. What
//! needs root or packages that are not here is skipped, and says so.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ladder, Outcome, Running, fixtures, program, said_aloud, succeeds, uv};

/// A rung whose session takes long enough that a node can be killed in its middle.
const SLEEPY: &str = "--ns 2000000 --sleep-ms 250";

/// A ladder whose ReFrame is installed once for all of these tests. None, said aloud, where it cannot be had.
struct Sender {
    ladder: Ladder,
    path: String,
    more: Vec<(String, String)>,
}

impl Sender {
    fn new(ladder: Ladder) -> Option<Sender> {
        let path = format!("{}:{}", uv()?.display(), std::env::var("PATH").expect("a PATH"));
        Some(Sender { ladder, path, more: Vec::new() })
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let mut variables = vec![("PATH", self.path.as_str())];
        variables.extend(self.more.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.ladder.start_within(&variables, &[&["fleet"], arguments].concat())
    }

    /// None where ReFrame cannot be had.
    fn outcome(&self, arguments: &[&str]) -> Option<Outcome> {
        let outcome = self.start(arguments).outcome();
        if outcome.stderr.contains("ReFrame cannot be had") {
            said_aloud("SKIPPED: fleets: ReFrame's packages cannot be had");
            return None;
        }
        Some(outcome)
    }

    /// The latest fleet as it is kept, and its folder.
    fn fleet(&self) -> (Value, PathBuf) {
        let all = self.ladder.root().join("results/fleet").read_dir().expect("fleets").flatten();
        let folder = all.map(|entry| entry.path()).max().expect("a fleet");
        let text = std::fs::read_to_string(folder.join("fleet.json")).expect("a record");
        (serde_json::from_str(&text).expect("JSON"), folder)
    }
}

/// What plays several machines, until it is dropped.
struct Machines {
    script: PathBuf,
    folder: TempDir,
    site: String,
}

impl Machines {
    /// None, said aloud, where it cannot be had.
    fn start(script: &str) -> Option<Machines> {
        Machines::start_hiding(script, None)
    }

    /// The same, where the machines do not see a folder.
    fn start_hiding(script: &str, hidden: Option<&Path>) -> Option<Machines> {
        let script = fixtures().join("fleet").join(script);
        let folder = tempfile::Builder::new().prefix("ladder-machines").tempdir_in("/tmp").expect("a folder");
        let mut machines = Machines { script, folder, site: String::new() };
        let (well, said) = machines.call("start", hidden.and_then(Path::to_str));
        match well {
            true => machines.site = said.lines().last().unwrap_or_default().to_owned(),
            false => {
                said_aloud(&format!("SKIPPED: fleets by {}: {}", machines.script.display(), said.trim()));
                return None;
            }
        }
        Some(machines)
    }

    fn call(&self, what: &str, node: Option<&str>) -> (bool, String) {
        let mut command = program(Path::new("sh"));
        command.arg(&self.script).arg(what).arg(self.folder.path()).args(node);
        let done = command.output().expect("a shell that starts");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        self.call("stop", None);
    }
}

fn node<'v>(fleet: &'v Value, name: &str) -> &'v Value {
    let nodes = fleet["nodes"].as_array().expect("nodes");
    nodes.iter().find(|node| node["node"].as_str().is_some_and(|own| own.ends_with(name))).expect("the node")
}

/// Waits until a session of a node is being measured: its folder comes with its first sample.
fn wait_for_session(pattern: &str, node: &str) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(400) {
        let jobs = glob::glob(pattern).expect("a pattern").flatten();
        let is_own = |samples: &PathBuf| {
            let stage = samples.ancestors().nth(3).expect("the job's folder");
            let told = std::fs::read_to_string(stage.join("node.json")).unwrap_or_default();
            told.contains(node) && !stage.join("status").exists()
        };
        if jobs.into_iter().any(|samples| is_own(&samples)) {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("no session of {node} was begun");
}

#[test]
fn a_fleet_of_this_machine_measures_and_keeps_its_session() {
    let Some(sender) = Sender::new(Ladder::new()) else { return };
    let site = fixtures().join("fleet/local.py").display().to_string();
    let Some(outcome) = sender.outcome(&["--site", &site, "--benchmark", "sums"]) else { return };
    outcome.exits_with(0).says("done").says("4.00x");
    let (fleet, folder) = sender.fleet();
    assert_eq!(fleet["nodes"].as_array().map(Vec::len), Some(1), "{fleet}");
    let session = folder.join(fleet["nodes"][0]["session"].as_str().expect("a session"));
    let report =
        sender.ladder.xtask(&["report", session.to_str().expect("UTF-8"), "--format", "json"]).exits_with(0).json();
    assert_eq!(report["session"]["profile"], "small");
    sender.outcome(&["--restore-session"]).expect("ReFrame").exits_with(2).mutters("lacks nothing");
    sender.outcome(&["--site", "nowhere.py"]).expect("ReFrame").exits_with(2).mutters("no file nowhere.py");
    sender.outcome(&["--site", &site, "--rung", "brisky"]).expect("ReFrame").exits_with(2).mutters("brisk");
    sender.ladder.file("broken.py", "site_configuration = {");
    let (_, before) = sender.fleet();
    sender
        .outcome(&["--site", "broken.py"])
        .expect("ReFrame")
        .exits_with(2)
        .mutters("ReFrame cannot use")
        .mutters("broken.py");
    assert_eq!(sender.fleet().1, before, "nothing was sent");
}

#[test]
fn documents_are_shared_out_and_what_is_wrong_is_made_small_once() {
    let Some(sender) = Sender::new(crate::sharing::ladder()) else { return };
    let site = fixtures().join("fleet/local.py").display().to_string();
    let seed = ["--seed", "3", "--batch", "12", "--batches", "5"];
    let work = [&["--site", &site, "--task", "fuzz", "--shares", "3", "--format", "json"], &seed[..]].concat();
    let Some(outcome) = sender.outcome(&work) else { return };
    let shared = outcome.exits_with(1).json();
    let (fleet, _) = sender.fleet();
    assert_eq!(fleet["nodes"].as_array().map(Vec::len), Some(3), "{fleet}");
    let alone = crate::sharing::ladder();
    let whole = alone.xtask(&[&["fuzz", "--format", "json"], &seed[..]].concat()).exits_with(1).json();
    assert_eq!(crate::sharing::told(&shared), crate::sharing::told(&whole));
    assert_eq!(crate::sharing::kept(&sender.ladder), crate::sharing::kept(&alone));
    let check = sender.outcome(&["--site", &site, "--task", "check", "--shares", "2", "--all", "--format", "json"]);
    let check = check.expect("ReFrame").exits_with(1).json();
    assert_eq!(check["cells"].as_array().map(Vec::len), {
        let whole = alone.xtask(&["check", "--all", "--format", "json"]).exits_with(1).json();
        whole["cells"].as_array().map(Vec::len)
    });
}

#[test]
fn two_hosts_over_ssh_of_which_one_is_killed_cost_one_session_which_is_made_again() {
    let Some(sender) = Sender::new(Ladder::new().with_rung("sleepy", SLEEPY)) else { return };
    let Some(machines) = Machines::start("ssh.sh") else { return };
    let running = sender.start(&["--site", &machines.site, "--benchmark", "sums"]);
    let number = std::fs::read_to_string(machines.folder.path().join("number")).expect("a number");
    let number = number.trim();
    wait_for_session("/tmp/rfm.*/results/*/samples.jsonl", &format!("10.97.{number}.2"));
    machines.call("kill", Some("2"));
    let outcome = running.outcome();
    killed_and_restored(&sender, outcome, ".1", ".2", || {});
}

#[test]
fn two_nodes_of_slurm_of_which_one_is_killed_cost_one_session_which_is_made_again() {
    let Some(mut sender) = Sender::new(Ladder::new().with_rung("sleepy", SLEEPY)) else { return };
    let Some(machines) = Machines::start("slurm.sh") else { return };
    let configuration = machines.folder.path().join("slurm.conf").display().to_string();
    sender.more.push(("SLURM_CONF".to_owned(), configuration));
    let running = sender.start(&["--site", &machines.site, "--benchmark", "sums"]);
    let stages = sender.ladder.root().join("results/fleet/*/reframe-1/stage/**/results/*/samples.jsonl");
    wait_for_session(&stages.display().to_string(), "\"n2\"");
    machines.call("kill", Some("2"));
    let outcome = running.outcome();
    killed_and_restored(&sender, outcome, "n1", "n2", || drop(machines.call("again", Some("2"))));
    // Who wants no more leaves no job behind.
    let running = sender.start(&["--site", &machines.site, "--benchmark", "sums"]);
    wait_for_session(&stages.display().to_string(), "\"n1\"");
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("cancelled").mutters("error: interrupted");
    let (fleet, _) = sender.fleet();
    // On a busy machine one of the two may have been done by then.
    let done = fleet["nodes"].as_array().expect("nodes").iter().filter(|node| node["status"] == "done").count();
    let cancelled = fleet["cancelled"].as_array().map_or(0, Vec::len);
    assert!(done < 2 && cancelled >= 1 && cancelled + done <= 2, "{fleet}");
}

#[test]
fn hosts_without_the_folder_or_a_network_get_the_repository_and_what_was_fetched_and_one_that_is_down_has_failed() {
    let Some(sender) = Sender::new(Ladder::new()) else { return };
    let root = sender.ladder.root();
    sender.ladder.file("log/.keep", "");
    let commit = "git -c user.name=a -c user.email=a@test.example commit --quiet -m first";
    for words in ["git init --quiet", "git add -A", commit] {
        assert!(succeeds(root, &words.split(' ').collect::<Vec<_>>()), "{words}");
    }
    let edited = format!("{}\n", sender.ladder.text("kernels/sums.py"));
    sender.ladder.file("kernels/sums.py", &edited);
    let Some(machines) = Machines::start_hiding("ssh.sh", Some(root)) else { return };
    let arguments = ["--site", &machines.site, "--benchmark", "sums", "--bundle", "--fetched"];
    let Some(outcome) = sender.outcome(&arguments) else { return };
    outcome.exits_with(1).mutters("what was changed and not committed stays here").mutters("1 of 3 nodes are not done");
    let (fleet, folder) = sender.fleet();
    for host in [".1", ".2"] {
        assert_eq!(node(&fleet, host)["status"], "done", "{fleet}");
        let session = folder.join(node(&fleet, host)["session"].as_str().expect("a session"));
        let text = std::fs::read_to_string(session.join("samples.jsonl")).expect("records");
        assert!(text.contains("\"dirty\":false"), "it is the commit that was measured: {}", &text[..600]);
    }
    assert_eq!(node(&fleet, ".3")["reason"], "nothing came back from it", "{fleet}");
    let sent = glob::glob(&folder.join("reframe-1/stage/**/.git").display().to_string()).expect("a pattern");
    assert_eq!(sent.count(), 0, "what was sent does not come back");
}

#[test]
fn a_fleet_that_is_interrupted_says_so_and_goes_on_later() {
    let Some(sender) = Sender::new(Ladder::new().with_rung("sleepy", SLEEPY)) else { return };
    let site = fixtures().join("fleet/local.py").display().to_string();
    let running = sender.start(&["--site", &site, "--benchmark", "sums"]);
    let stages = sender.ladder.root().join("results/fleet/*/reframe-1/stage/**/results/*/samples.jsonl");
    wait_for_session(&stages.display().to_string(), "node");
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("failed").mutters("error: interrupted");
    assert_eq!(sender.fleet().0["nodes"][0]["status"], "failed");
    // Twice at once: the second one waits, and finds nothing to do.
    let (first, second) = (sender.start(&["--restore-session"]), sender.start(&["--restore-session"]));
    let mut statuses = [first.outcome().status, second.outcome().status];
    statuses.sort_unstable();
    assert_eq!(statuses, [Some(0), Some(2)]);
    assert_eq!(sender.fleet().0["nodes"].as_array().map(Vec::len), Some(1));
}

/// What is so after the second of two nodes was killed, and after what is missing was done.
fn killed_and_restored(sender: &Sender, outcome: Outcome, first: &str, second: &str, mend: impl FnOnce()) {
    outcome.exits_with(1).says("done").says("failed").mutters("error: 1 of 2 nodes are not done");
    let (fleet, folder) = sender.fleet();
    assert_eq!(node(&fleet, first)["status"], "done");
    assert_eq!(node(&fleet, second)["status"], "failed", "{fleet}");
    let kept = node(&fleet, first)["session"].clone();
    mend();
    let restored = sender.start(&["--restore-session"]).outcome();
    restored.exits_with(0).says("change places: 0");
    let (fleet, again) = sender.fleet();
    assert_eq!(again, folder, "it is the same fleet");
    assert_eq!(node(&fleet, second)["status"], "done", "{fleet}");
    assert_eq!(node(&fleet, first)["session"], kept, "what was done is not made again");
}
