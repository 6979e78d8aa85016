//! What must not leave a machine with a session: names of people, hosts and folders, addresses and numbers of devices; and
//! what stands for each.
//!
//! May know text alone. Only strings of JSON are changed: every number stays as it was written.

mod json;
mod patterns;
mod places;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Error;

use json::Found;

/// What stands for something, for those who are told how often it does.
pub const PLACEHOLDERS: [&str; 14] = [
    places::ROOT,
    "{target}",
    "{home}",
    "{tmp}",
    "{elsewhere}",
    "{user}",
    "{host}",
    "{url}",
    "{ip}",
    "{email}",
    "{mac}",
    "{serial}",
    "{uuid}",
    "{registry}",
];

/// Names that every machine has, or that placeholders are made of: they tell nothing about anybody.
const EVERYBODYS: [&str; 18] = [
    "root",
    "target",
    "home",
    "tmp",
    "elsewhere",
    "user",
    "users",
    "host",
    "hosts",
    "url",
    "ip",
    "email",
    "mac",
    "serial",
    "uuid",
    "registry",
    "local",
    "localhost",
];

/// The keys whose values are words of the records; a person who is called like one of them must not change those.
const VOCABULARY: [&str; 11] =
    ["type", "benchmark", "rung", "toolchain", "profile", "baseline", "standing", "phase", "stop", "kind", "part_of"];

/// What is private on a machine.
#[derive(Debug, Clone, Default)]
pub struct Private {
    /// Folders with what stands for each, such as `/srv/ann/ladder` and `{root}`.
    pub folders: Vec<(String, &'static str)>,
    /// What people are called there.
    pub users: Vec<String>,
    /// What the machine and those around it are called.
    pub hosts: Vec<String>,
    /// Numbers that belong to this one machine.
    pub serials: Vec<String>,
    /// Hosts whose addresses anybody may know.
    pub public_hosts: HashSet<String>,
}

/// What a recording tells beyond what the machine does: where the checkout was, who had a home folder, which hosts were
/// asked; and which words it uses.
#[derive(Debug)]
pub(crate) struct Lessons {
    private: Private,
    vocabulary: HashSet<String>,
}

/// Replaces what is private in JSON texts.
#[derive(Debug)]
pub struct Redactor {
    private: Private,
    /// Names in small letters, longest first, with what stands for each.
    names: Vec<(String, &'static str)>,
    /// Names that are words of the records as well, and so stay where they stand alone.
    ambiguous: BTreeSet<String>,
    /// What became of strings before.
    known: HashMap<(bool, String), Option<String>>,
}

/// The hosts of the addresses in a text, in small letters.
pub fn hosts(text: &str) -> HashSet<String> {
    places::hosts(text)
}

impl Lessons {
    /// Nothing but what this machine tells.
    pub(crate) fn new(private: Private) -> Lessons {
        Lessons { private, vocabulary: HashSet::new() }
    }

    /// Takes in a JSON text of the recording.
    ///
    /// # Errors
    /// When it is no JSON.
    pub(crate) fn learn(&mut self, recording: &str) -> Result<(), Error> {
        for found in json::strings(recording)? {
            self.private.learn(&found);
            if found.key.map_or_else(|| is_schema(&found.text), |key| VOCABULARY.contains(&key)) {
                self.learn_word(&found.text);
            }
        }
        Ok(())
    }

    /// Takes in a word of the records, such as the name of a rung.
    pub(crate) fn learn_word(&mut self, text: &str) {
        let text = text.to_ascii_lowercase();
        self.vocabulary.extend(words(&text).chain([text.as_str()]).map(str::to_owned));
    }

    /// What replaces all of it.
    pub(crate) fn redactor(self) -> Redactor {
        Redactor::new(self)
    }
}

impl Redactor {
    fn new(lessons: Lessons) -> Redactor {
        let Lessons { mut private, vocabulary } = lessons;
        let Private { folders, users, hosts, serials, public_hosts } = &mut private;
        folders.retain(|(folder, _)| folder.starts_with('/') && folder.len() > 1);
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        folders.dedup_by(|one, other| one.0 == other.0);
        hosts.retain(|host| !public_hosts.contains(&host.to_ascii_lowercase()));
        let named = |names: &[String], placeholder| {
            names.iter().map(|name| (name.trim().to_ascii_lowercase(), placeholder)).collect::<Vec<_>>()
        };
        let mut names = [named(serials, "{serial}"), named(hosts, "{host}"), named(users, "{user}")].concat();
        names.retain(|(name, _)| !name.is_empty() && !EVERYBODYS.contains(&name.as_str()));
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let (ambiguous, names): (Vec<_>, Vec<_>) = names.into_iter().partition(|(name, _)| vocabulary.contains(name));
        let ambiguous = ambiguous.into_iter().map(|(name, _)| name).collect();
        Redactor { private, names, ambiguous, known: HashMap::new() }
    }

    /// Names of users or hosts that are words of the records, too: they are replaced in paths and addresses alone.
    pub fn ambiguous(&self) -> impl Iterator<Item = &str> {
        self.ambiguous.iter().map(String::as_str)
    }

    /// A JSON text with placeholders for all that is private, otherwise the same to the byte.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn json(&mut self, text: &str) -> Result<String, Error> {
        json::map(text, |found| {
            if found.key.is_none() && is_schema(&found.text) {
                return None;
            }
            let is_version = found.key.is_some_and(|key| key.ends_with("version")) && !found.text.contains(' ');
            let place = (is_version, found.text.clone());
            self.known
                .entry(place)
                .or_insert_with_key(|(is_version, text)| {
                    let replaced = places::replaced(text, &self.private);
                    let replaced = patterns::replaced(&replaced, *is_version);
                    let replaced = without_names(&replaced, &self.names);
                    (replaced != *text).then_some(replaced)
                })
                .clone()
        })
    }
}

impl Private {
    /// Takes note of what a string of the recording tells of the machine that it was made on.
    fn learn(&mut self, found: &Found<'_>) {
        let (roots, users) = places::roots_and_users(&found.text);
        self.folders.extend(roots.into_iter().map(|root| (root, places::ROOT)));
        self.users.extend(users);
        // What is cited is public.
        match found.key.filter(|key| *key == "source").and_then(|_| places::cited(&found.text)) {
            Some(host) => drop(self.public_hosts.insert(host)),
            None => self.hosts.extend(places::hosts(&found.text)),
        }
        for list in [&mut self.users, &mut self.hosts] {
            list.sort();
            list.dedup();
        }
    }
}

/// The JSON text with nothing in its strings but keys: what a copy must have like the session, to the byte. Keys that are no
/// words of the records are empty, too.
///
/// # Errors
/// When it is no JSON.
pub fn skeleton(text: &str) -> Result<String, Error> {
    json::map(text, |found| (found.key.is_some() || !is_schema(&found.text)).then(String::new))
}

/// Whether a key is one that the harness writes: it looks like a name in `ladder.toml`, of a field or of a variable. A
/// path or a sentence does not.
fn is_schema(key: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-.+".contains(letter);
    !key.is_empty() && key.chars().all(is_letter)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The text without names, in whatever case, that no letter or digit touches.
fn without_names(text: &str, names: &[(String, &'static str)]) -> String {
    names.iter().fold(text.to_owned(), |text, (name, placeholder)| without_name(text, name, placeholder))
}

fn without_name(text: String, name: &str, placeholder: &str) -> String {
    let small = text.to_ascii_lowercase();
    let touched = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    let mut shown = String::new();
    let mut at = 0;
    for (found, _) in small.match_indices(name) {
        let end = found + name.len();
        let (before, after) = (small[..found].chars().next_back(), small[end..].chars().next());
        if !touched(before) && !touched(after) {
            shown.push_str(&text[at..found]);
            shown.push_str(placeholder);
            at = end;
        }
    }
    shown.push_str(&text[at..]);
    shown
}

#[cfg(test)]
mod tests;
