//! The user's settings, and those of them that are kept.

use std::path::Path;

use toml::{Table, Value};

use super::ini;
use manifest::{KeptSettings, SettingsFormat};

/// What is kept of all files, and the dotted names of what is kept and of what is not.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) settings: Table,
    pub(super) kept: Vec<String>,
    pub(super) left: Vec<String>,
}

impl Kept {
    /// Takes from a file what the manifest lets tools see; what an earlier file said gives way.
    ///
    /// # Errors
    /// When the file cannot be understood.
    pub(super) fn take(&mut self, text: &str, file: &Path, wanted: &KeptSettings) -> Result<(), String> {
        let all = match wanted.format {
            SettingsFormat::Toml => text.parse::<Table>().map_err(|error| error.message().to_owned())?,
            SettingsFormat::Ini => ini::read(text),
        };
        let chooser = Chooser { keep: patterns(&wanted.keep), paths: patterns(&wanted.paths), file, wanted };
        let chosen = chooser.choose(all, "", self);
        merge(&mut self.settings, chosen);
        Ok(())
    }

    /// The settings as the text of a file.
    pub(super) fn text(&self, format: SettingsFormat) -> String {
        match format {
            SettingsFormat::Toml => {
                self.settings.iter().map(|(name, value)| format!("{} = {}\n", quoted(name), inline(value))).collect()
            }
            SettingsFormat::Ini => ini::write(&self.settings),
        }
    }

    /// The settings as environment variables. What the table of all commands says gives way to those of single ones.
    pub(super) fn variables(&self, beginning: &str) -> Vec<(String, String)> {
        let mut variables: Vec<(String, String)> = Vec::new();
        let mut tables: Vec<(&String, &Value)> = self.settings.iter().collect();
        tables.sort_by_key(|(name, _)| *name != "global");
        for (name, value) in tables.into_iter().filter_map(|(_, table)| table.as_table()).flatten() {
            let name = format!("{beginning}{}", name.to_uppercase().replace('-', "_"));
            let value = value.as_str().map_or_else(|| inline(value), str::to_owned);
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            variables.retain(|(known, _)| *known != name);
            variables.push((name, value));
        }
        variables
    }
}

struct Chooser<'a> {
    keep: Vec<glob::Pattern>,
    paths: Vec<glob::Pattern>,
    file: &'a Path,
    wanted: &'a KeptSettings,
}

impl Chooser<'_> {
    fn choose(&self, table: Table, within: &str, noted: &mut Kept) -> Table {
        let mut chosen = Table::new();
        for (name, value) in table {
            let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
            let keeps = self.keep.iter().any(|pattern| pattern.matches(&path));
            match value {
                value if keeps => {
                    note(&mut noted.kept, path.clone());
                    chosen.insert(name, self.with_paths(value, &path));
                }
                Value::Table(inner) => {
                    let inner = self.choose(inner, &path, noted);
                    if !inner.is_empty() {
                        chosen.insert(name, inner.into());
                    }
                }
                _ => note(&mut noted.left, path),
            }
        }
        chosen
    }

    /// The same value, in which relative paths start where they did in the user's file.
    fn with_paths(&self, value: Value, path: &str) -> Value {
        match value {
            Value::Table(inner) => {
                let inner = inner.into_iter().map(|(name, value)| {
                    let value = self.with_paths(value, &format!("{path}.{name}"));
                    (name, value)
                });
                inner.collect::<Table>().into()
            }
            Value::String(text) if self.paths.iter().any(|pattern| pattern.matches(path)) => {
                let folder = self.file.parent().unwrap_or(Path::new("/")).join(&self.wanted.paths_from);
                folder.join(text).display().to_string().into()
            }
            other => other,
        }
    }
}

fn patterns(texts: &[String]) -> Vec<glob::Pattern> {
    texts.iter().filter_map(|text| glob::Pattern::new(text).ok()).collect()
}

fn note(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

fn merge(into: &mut Table, from: Table) {
    for (name, value) in from {
        match (into.get_mut(&name), value) {
            (Some(Value::Table(into)), Value::Table(from)) => merge(into, from),
            (_, value) => _ = into.insert(name, value),
        }
    }
}

/// A value as TOML writes it in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries = table.iter().map(|(name, value)| format!("{} = {}", quoted(name), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(so) => so.to_string(),
        Value::Datetime(time) => time.to_string(),
    }
}

/// A text in quotes: TOML takes JSON's escapes, and one more character than JSON leaves must be escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(format: SettingsFormat, keep: &[&str], paths: &[&str]) -> KeptSettings {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
        KeptSettings { format, keep: texts(keep), paths: texts(paths), paths_from: "..".into(), variables: None }
    }

    #[test]
    fn what_is_not_named_is_left_and_a_later_file_comes_before_an_earlier_one() {
        let wanted = wanted(SettingsFormat::Toml, &["source", "http.proxy"], &["source.*.directory"]);
        let mut kept = Kept::default();
        let first = "[source.crates-io]\nreplace-with = \"a\"\n[build]\nrustflags = [\"-C\"]\n[http]\nproxy = \"p\"\n";
        let second =
            "[source.crates-io]\nreplace-with = \"b\"\n[source.b]\ndirectory = \"vendor\"\n[http]\ndebug = true\n";
        kept.take(first, Path::new("/etc/tool/config"), &wanted).expect("TOML");
        kept.take(second, Path::new("/home/me/.tool/config"), &wanted).expect("TOML");
        assert_eq!(
            (kept.kept.join(" "), kept.left.join(" ")),
            ("source http.proxy".into(), "build.rustflags http.debug".into())
        );
        let again: Table = kept.text(SettingsFormat::Toml).parse().expect("what is written can be read");
        assert_eq!(again, kept.settings);
        assert_eq!(again["source"]["crates-io"]["replace-with"].as_str(), Some("b"));
        let place = Path::new(again["source"]["b"]["directory"].as_str().expect("a path"));
        assert_eq!(place, Path::new("/home/me/.tool/../vendor"));
    }

    #[test]
    fn every_value_is_written_as_it_was() {
        let text = "a = \"\\\"\\u007f\\\\ü\\n\"\n[b]\n\"c d\" = [1, 2.5, true, {e = 1979-05-27}]\nf = -0.0\ng = inf\n";
        let mut kept = Kept::default();
        kept.take(text, Path::new("x"), &wanted(SettingsFormat::Toml, &["*"], &[])).expect("TOML");
        assert_eq!(kept.text(SettingsFormat::Toml).parse::<Table>().expect("TOML"), text.parse().expect("TOML"));
    }

    #[test]
    fn settings_of_single_commands_become_variables_before_those_of_all() {
        let mut kept = Kept::default();
        let text = "[install]\nindex-url = https://one.example\nuser = true\n[global]\nindex_url: x\nindex-url = https://all.example\ntrusted-host =\n  a\n  b\n";
        let wanted = wanted(SettingsFormat::Ini, &["*.index-url", "*.trusted-host"], &[]);
        kept.take(text, Path::new("x"), &wanted).expect("settings");
        let expected = [("PIP_TRUSTED_HOST", "a b"), ("PIP_INDEX_URL", "https://one.example")];
        assert_eq!(kept.variables("PIP_"), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(kept.left, ["install.user", "global.index_url"]);
    }

    #[test]
    fn what_cannot_be_read_is_a_reason() {
        let mut kept = Kept::default();
        assert!(kept.take("a = = b", Path::new("x"), &wanted(SettingsFormat::Toml, &["*"], &[])).is_err());
        assert!(kept.settings.is_empty());
    }
}
