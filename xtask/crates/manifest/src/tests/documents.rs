//! What is declared about each key.

use std::collections::BTreeSet;

use super::calls::CALLS;
use super::including::OUTER;
use super::{LADDER, PUBLISHED};
use crate::document::FileKind;
use crate::reader::{Shape as _, TableOfKeys};
use crate::wire::{WireManifest, WirePublished};

fn tables(of: &'static TableOfKeys) -> Vec<&'static TableOfKeys> {
    let mut tables = Vec::new();
    of.with_those_under_it(&mut tables);
    tables
}

fn all_tables() -> Vec<&'static TableOfKeys> {
    [tables(WireManifest::TABLE), tables(WirePublished::TABLE)].concat()
}

#[test]
fn every_example_is_a_line_that_can_be_written() {
    for table in all_tables() {
        for key in table.keys {
            let parsed: toml::Table = key.example.parse().unwrap_or_else(|error| panic!("{}: {error}", key.example));
            let header = key.example.starts_with('[');
            let named = |table: &toml::Table| table.keys().next().map(String::as_str) == Some(key.name);
            let inner = |table: &toml::Table| format!("{table:?}").contains(key.name);
            assert!(if header { inner(&parsed) } else { named(&parsed) }, "`{}` of `{}`", key.example, key.name);
        }
    }
}

#[test]
fn every_key_is_declared_once_and_says_what_it_means_in_a_sentence() {
    for table in all_tables() {
        let names: BTreeSet<&str> = table.keys.iter().map(|key| key.name).collect();
        assert_eq!(names.len(), table.keys.len(), "a key of {} is there twice", table.table);
        for says in table.keys.iter().map(|key| key.says.trim()).chain([table.about.trim()]) {
            let first = says.trim_start_matches('`').chars().next();
            assert!(first.is_some_and(char::is_alphabetic) && says.ends_with('.'), "no sentence: {says}");
        }
    }
}

#[test]
fn every_key_is_used_by_a_manifest() {
    let manifests = [
        LADDER,
        OUTER,
        CALLS,
        include_str!("../../../../../ladder.toml"),
        include_str!("../../../../../ladder.toolchains.toml"),
        include_str!("../../../../../ladder.sanitized.toml"),
        include_str!("../../../../../ladder.any.toml"),
        include_str!("../../../../../ladder.games.toml"),
        include_str!("../../../../../ladder.probes.toml"),
        include_str!("../../../../../ladder.why.toml"),
    ];
    let manifests = manifests.join("\n");
    let published = [
        PUBLISHED,
        include_str!("../../../../../data/published/optimization-ladder.toml"),
        include_str!("../../../../../data/published/why-experiments.toml"),
        include_str!("../../../../../data/published/why-is-python-slow.toml"),
    ];
    let published = published.join("\n");
    for (text, of) in [(manifests, WireManifest::TABLE), (published, WirePublished::TABLE)] {
        let used = |name: &str| {
            let written = [
                format!("{name} = "),
                format!(".{name}]"),
                format!(".{name}."),
                format!("[{name}]"),
                format!("[{name}."),
            ];
            written.iter().any(|written| text.contains(written.as_str()))
        };
        let keys = tables(of).into_iter().flat_map(|table| table.keys).map(|key| key.name);
        assert_eq!(keys.filter(|name| !used(name)).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

#[test]
fn a_schema_knows_the_keys_of_every_table_and_no_others() {
    let schema = FileKind::Manifest.schema();
    assert_eq!(schema["additionalProperties"], false);
    let rung = &schema["properties"]["rung"]["additionalProperties"];
    assert_eq!(
        (&rung["additionalProperties"], &rung["properties"]["title"]["type"]),
        (&false.into(), &"string".into())
    );
    assert_eq!(rung["properties"]["threads"]["anyOf"][1]["enum"][0], "all");
    let input = &schema["properties"]["benchmark"]["additionalProperties"]["properties"]["input"];
    assert_eq!(input["enum"], serde_json::json!(["integer", "bytes", "json", "call"]));
    assert!(input["description"].as_str().is_some_and(|text| text.ends_with("For example: input = \"integer\"")));
}

#[test]
fn the_tables_for_people_name_every_key() {
    for (kind, of) in [(FileKind::Manifest, WireManifest::TABLE), (FileKind::Published, WirePublished::TABLE)] {
        let text = kind.tables();
        for key in tables(of).iter().flat_map(|table| table.keys) {
            assert!(text.contains(&format!("\n| `{}` | ", key.name)), "{}", key.name);
        }
    }
}
