//! Copies of sessions for everybody: the same figures, and nothing that tells whose machine it was.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ladder, cell, project, unsealed};

/// Keys whose values name things of the ladder or are words of the format.
const NAMES: [&str; 9] = ["type", "benchmark", "rung", "toolchain", "profile", "baseline", "standing", "phase", "stop"];

/// A ladder with one session.
fn measured() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    ladder
}

fn session(ladder: &Ladder) -> String {
    ladder.sessions().pop().expect("a session").to_str().expect("UTF-8").to_owned()
}

/// Adds a text to every string of a value that may be anything.
fn plant(value: &mut Value, key: &str, text: &str) {
    match value {
        Value::String(string) if !NAMES.contains(&key) => string.push_str(text),
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, text)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| plant(field, key, text)),
        _ => {}
    }
}

/// Adds a text to every string of a session that may be anything, and says to how many.
fn plant_everywhere(folder: &Path, text: &str) -> usize {
    let path = folder.join("samples.jsonl");
    let mut lines = Vec::new();
    for line in fs::read_to_string(&path).expect("records").lines() {
        let mut record: Value = serde_json::from_str(line).expect("a record");
        // Why an invocation has its rounds is one of three words.
        let word = (record["type"] == "course").then(|| record["reason"].clone());
        plant(&mut record, "", text);
        if let Some(word) = word {
            record["reason"] = word;
        }
        lines.push(record.to_string() + "\n");
    }
    fs::write(&path, lines.concat()).expect("written");
    let path = folder.join("environment.json");
    let mut environment: Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("an environment")).expect("JSON");
    plant(&mut environment, "", text);
    environment[format!("of{text}")] = Value::Null;
    fs::write(&path, environment.to_string()).expect("written");
    let planted =
        ["samples.jsonl", "environment.json"].map(|name| fs::read_to_string(folder.join(name)).expect("readable"));
    planted.iter().map(|file| file.matches("zebulon was here").count()).sum()
}

#[test]
fn a_published_copy_tells_the_figures_and_neither_people_nor_places() {
    let ladder = measured();
    let original = session(&ladder);
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
    let root = ladder.root().display();
    let text = format!(
        " zebulon was here, at 10.9.8.7 on {host}: {root}/x /home/bathsheba/y -I/scratch/zebulon/z /srv/secret/w \
         bathsheba@corp.example https://u:p@mirror.corp/simple of mirror.corp 123e4567-e89b-12d3-a456-426614174000 \
         HTTPSConnectionPool(host='wheelhouse', port=443) cannot resolve 'apt.initech.example' by gateway.initech.example:3128; \
         asked vault, mills.initech.example and wheelhouse; /home/bathsheba/initech/x.py /tmp/initech/y \
         https://proxy.example/?token=hunter2"
    );
    let planted = plant_everywhere(Path::new(&original), &text);
    assert!(planted > 80, "{planted}");
    let variables = [
        ("USER", "zebulon"),
        ("HOME", "/scratch/zebulon"),
        ("HTTPS_PROXY", "http://vault:80"),
        ("NO_PROXY", ".x,mills.initech.example"),
    ];
    let before = ladder.xtask_within(&variables, &["report", &original, "--format", "json"]).exits_with(0).json();
    ladder
        .xtask_within(&variables, &["report", "--publish=public", &original])
        .exits_with(0)
        .says("results/published/public")
        .says("{user}")
        .says("{ip}");
    let folder = ladder.root().join("results/published/public");
    for name in ["samples.jsonl", "environment.json"] {
        let public = fs::read_to_string(folder.join(name)).expect("a copy").to_lowercase();
        let root = root.to_string().to_lowercase();
        for private in [
            "zebulon",
            "bathsheba",
            "10.9.8.7",
            "secret",
            "mirror",
            "123e4567",
            "/scratch",
            "wheelhouse",
            "initech",
            "vault",
            "hunter2",
            &root,
        ] {
            assert!(!public.contains(private), "{private} in {name}");
        }
        assert!(host.len() < 2 || !public.contains(&format!("on {}:", host.to_lowercase())), "{host} in {name}");
    }
    let after = ladder.xtask(&["report", "public", "--format", "json"]).exits_with(0).json();
    for name in ["plain/sums", "brisk/sums", "plain/words"] {
        let (before, after) = (cell(&before, name), cell(&after, name));
        for figure in ["median_ns", "speedup", "cpu_over_wall", "times", "break_even", "peak_bytes", "samples", "state"]
        {
            assert_eq!(before[figure], after[figure], "{figure} of {name}");
        }
    }
    assert_eq!(before["session"]["seed"], after["session"]["seed"]);
}

#[test]
fn a_published_copy_is_reported_and_compared_like_any_session() {
    let ladder = measured();
    let original = session(&ladder);
    ladder.xtask(&["report", "--publish"]).exits_with(0);
    let name = Path::new(&original).file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let copy = format!("results/published/{name}");
    let records = |folder: &str| ladder.text(&format!("{folder}/samples.jsonl"));
    let own = original.strip_prefix(&format!("{}/", ladder.root().display())).expect("below the root");
    // Nothing in these records is private but the reason why one rung is missing.
    assert_eq!(records(&copy).lines().count(), records(own).lines().count());
    let report = |session: &str| ladder.xtask(&["report", session]).exits_with(0).stdout;
    assert_eq!(report(&copy), report(&original));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["compare", &copy, "latest", "--benchmark", "sums"]).exits_with(0);
    // The newest session is one that was measured here.
    assert_ne!(ladder.xtask(&["report"]).exits_with(0).stdout, report(&original));
}

#[test]
fn only_whole_sessions_are_published_and_nothing_is_overwritten() {
    let ladder = measured();
    let original = session(&ladder);
    ladder.xtask(&["report", "--publish=one"]).exits_with(0);
    ladder.xtask(&["report", "--publish=one"]).exits_with(1).mutters("is there already");
    for name in ["", "../x", ".x", "a b"] {
        ladder.xtask(&["report", &format!("--publish={name}")]).exits_with(2).mutters("is no name");
    }
    let records = Path::new(&original).join("samples.jsonl");
    let text = unsealed(&fs::read_to_string(&records).expect("records"));
    let end = text.trim_end().rfind('\n').expect("two lines") + 1;
    fs::write(&records, text.replace("\"stop\":\"complete\"", "\"stop\":\"interrupted\"")).expect("written");
    ladder.xtask(&["report", "--publish=two"]).exits_with(2).mutters("was interrupted");
    fs::write(&records, &text[..end]).expect("written");
    ladder.xtask(&["report", "--publish=two"]).exits_with(2).mutters("is unfinished");
    let published = fs::read_dir(ladder.root().join("results/published")).expect("a folder").count();
    assert_eq!(published, 1, "and nothing half-written is left");
}

#[test]
fn people_and_hosts_that_are_called_like_words_of_the_records_change_no_key() {
    let ladder = measured();
    let original = session(&ladder);
    for (name, user, proxy) in [("one", "runner", "http://build:80"), ("two", "version", "http://rung:80")] {
        let variables = [("USER", user), ("HTTPS_PROXY", proxy)];
        ladder.xtask_within(&variables, &["report", &format!("--publish={name}"), &original]).exits_with(0).says(user);
        for file in ["samples.jsonl", "environment.json"] {
            let read = |folder: &Path| fs::read_to_string(folder.join(file)).expect("readable");
            let own = read(Path::new(&original));
            let public = read(&ladder.root().join("results/published").join(name));
            let keys = |text: &str| text.lines().flat_map(|line| keys(line, file)).collect::<Vec<_>>();
            assert_eq!(keys(&own), keys(&public), "{file}");
        }
    }
}

/// The keys of a line of records, or whatever stands in quotes before a colon in other JSON.
fn keys(line: &str, file: &str) -> Vec<String> {
    let parts: Vec<&str> = line.split("\":").collect();
    let before = parts.iter().take(parts.len().saturating_sub(1));
    let keys: Vec<String> = before.filter_map(|part| Some(part.rsplit_once('"')?.1.to_owned())).collect();
    assert!(file != "samples.jsonl" || !keys.is_empty(), "{line}");
    keys
}

#[test]
fn what_is_published_in_this_repository_tells_neither_people_nor_places() {
    let published = project().join("results/published");
    // Each with what a line must have so often to be looked at: there are a hundred megabytes.
    let looks = [
        ("/home/", 1, r"/home/"),
        ("/Users/", 1, r"/Users/"),
        ("/root", 1, r"/root\b"),
        ("@", 1, r"[\w.+-]+@[\w-]+\.[\w.-]+"),
        (".", 3, r"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b"),
        ("='", 1, r"(?i)\bhost='[^'{]"),
    ];
    let looks = looks.map(|(mark, times, look)| (mark, times, regex_lite::Regex::new(look).expect("a pattern")));
    let known =
        ["docs/records.md", "docs/runner-protocol.md", "docs/manifest.md", "ladder.toml", "ladder.toolchains.toml"]
            .map(|file| fs::read_to_string(project().join(file)).expect("readable"));
    let known: HashSet<&str> = known.iter().flat_map(|text| words(text)).collect();
    let variables = ["USER", "LOGNAME", "SUDO_USER"].into_iter().filter_map(|name| std::env::var(name).ok());
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
    let names: Vec<String> =
        variables.chain([host]).filter(|name| !name.is_empty() && !known.contains(name.as_str())).collect();
    let mut files = 0;
    let sessions = fs::read_dir(&published).expect("published sessions").map(|entry| entry.expect("a session").path());
    for session in sessions.filter(|path| path.is_dir()) {
        for name in ["samples.jsonl", "environment.json"] {
            let text = fs::read_to_string(session.join(name)).expect("a file of a session");
            // The home that the harness gives to all processes is nobody's.
            let text = text.replace("{root}/target/ladder/home/", "{root}/");
            let here = format!("{}/{name}", session.display());
            for (mark, times, look) in &looks {
                let lines = text.lines().filter(|line| line.matches(mark).take(*times).count() == *times);
                let mut found = lines.flat_map(|line| look.find_iter(line)).map(|found| found.as_str());
                assert_eq!(found.find(|found| *found != "127.0.0.1"), None, "{look} in {here}");
            }
            let named = names
                .iter()
                .find(|name| text.contains(name.as_str()) && words(&text).any(|word| word == name.as_str()));
            assert_eq!(named, None, "in {here}");
            files += 1;
        }
    }
    assert!(files >= 2, "nothing is published in {}", published.display());
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_')
        .filter(|word| !word.is_empty())
}
