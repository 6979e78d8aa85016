//! What is written about the keys of a file: a JSON Schema for editors, and tables for people. Both are made of what `wire`
//! declares.

use serde_json::{Map, Value, json};

use crate::reader::{Inherits, Key, Shape, TableOfKeys};
use crate::wire::{WireManifest, WirePublished};

/// A kind of file that this project reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `ladder.toml`.
    Manifest,
    /// Published figures and claims.
    Published,
}

impl FileKind {
    fn keys(self) -> &'static TableOfKeys {
        match self {
            FileKind::Manifest => WireManifest::TABLE,
            FileKind::Published => WirePublished::TABLE,
        }
    }

    /// A JSON Schema of such files: of draft 4, which is what editors of TOML know.
    pub fn schema(self) -> Value {
        let mut schema = Map::from_iter([("$schema".to_owned(), json!("http://json-schema.org/draft-04/schema#"))]);
        if let Value::Object(table) = self.keys().schema() {
            schema.extend(table);
        }
        Value::Object(schema)
    }

    /// All keys of such files in Markdown: a table for each table.
    pub fn tables(self) -> String {
        let mut tables = Vec::new();
        self.keys().with_those_under_it(&mut tables);
        tables.into_iter().map(table).collect::<Vec<_>>().join("\n\n")
    }
}

fn table(table: &TableOfKeys) -> String {
    let heading = match table.table {
        "" => "At the top".to_owned(),
        written if written.contains(' ') => capitalised(written),
        written => format!("`{written}`"),
    };
    let inherits = table.keys.iter().any(|key| key.inherits.is_some());
    let mut lines = vec![format!("### {heading}"), String::new(), table.about.trim().to_owned(), String::new()];
    lines.push(
        if inherits { "| key | type | meaning | example | in `like` |" } else { "| key | type | meaning | example |" }
            .to_owned(),
    );
    lines.push(if inherits { "|---|---|---|---|---|" } else { "|---|---|---|---|" }.to_owned());
    lines.extend(table.keys.iter().map(row));
    lines.join("\n")
}

fn row(key: &Key) -> String {
    let (kind, says, example) = (kind(key), in_a_cell(key.says.trim()), in_a_cell(key.example));
    let cells = format!("| `{}` | {kind} | {says} | `{example}` |", key.name);
    match key.inherits {
        Some(inherits) => format!("{cells} {} |", in_words(inherits)),
        None => cells,
    }
}

/// What a key's value is, or the words that it may be.
fn kind(key: &Key) -> String {
    let kind = (key.kind)(false);
    let Some(words) = key.words else { return kind };
    let words = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    if kind.starts_with("an array") { format!("an array of {words}") } else { words }
}

fn in_a_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What becomes of a key in a table that is `like` another one.
fn in_words(inherits: Inherits) -> &'static str {
    match inherits {
        Inherits::own => "never taken",
        Inherits::whole => "as a whole",
        Inherits::merged => "key by key",
        Inherits::together => "together with those marked so, where none of them is said",
        Inherits::along => "with those that are taken together",
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
