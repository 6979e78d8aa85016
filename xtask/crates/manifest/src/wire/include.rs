//! Other files that a manifest includes, as typed.

use serde_json::{Value, json};
use toml::Spanned;
use toml::de::DeValue;

use super::Texts;
use crate::reader::{Field, RawValue, Read, Section, Shape as _, TableOfKeys, shape};

/// What a manifest takes from another file: all of it, or a part.
#[derive(Debug, Clone)]
pub(crate) enum WireInclude {
    Whole(String),
    Part(Box<Section<WirePart>>),
}

shape! {
    /// A part of another file.
    "include" WirePart {
        /// The file.
        path: String = r#"path = "../ladder/ladder.toml""#;
        /// What is taken of it; `recipe`, `language`, `home` and `unset` come along with anything.
        only: Texts = r#"only = ["toolchain", "profile", "rung"]"# among Part::NAMES;
    }
}

/// What can be taken of a file by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Toolchain,
    Profile,
    Data,
    Benchmark,
    Rung,
    Baseline,
    Oracle,
    Selftest,
    Published,
}

impl Part {
    /// Every one of them.
    pub(crate) const EACH: [Part; 9] = [
        Part::Toolchain,
        Part::Profile,
        Part::Data,
        Part::Benchmark,
        Part::Rung,
        Part::Baseline,
        Part::Oracle,
        Part::Selftest,
        Part::Published,
    ];

    /// What they are called in the file.
    pub(crate) const NAMES: [&'static str; 9] =
        ["toolchain", "profile", "data", "benchmark", "rung", "baseline", "oracle", "selftest", "published"];

    /// What it is called in the file.
    pub(crate) fn name(self) -> &'static str {
        Part::EACH.iter().position(|known| *known == self).map_or("", |place| Part::NAMES[place])
    }

    /// The part of this name.
    pub(crate) fn of(name: &str) -> Option<Part> {
        Part::NAMES.iter().position(|known| *known == name).map(|place| Part::EACH[place])
    }
}

impl WireInclude {
    /// The file, where it is given.
    pub(crate) fn path(include: &Spanned<WireInclude>) -> Option<Spanned<String>> {
        match include.get_ref() {
            WireInclude::Whole(path) => Some(Spanned::new(include.span(), path.clone())),
            WireInclude::Part(section) => section.body.path.given().cloned(),
        }
    }

    /// What is taken of it, where that is not all.
    pub(crate) fn only(&self) -> Option<&Field<Texts>> {
        match self {
            WireInclude::Whole(_) => None,
            WireInclude::Part(section) => Some(&section.body.only).filter(|only| !only.is_absent()),
        }
    }
}

impl Read for WireInclude {
    fn kind(many: bool) -> String {
        if many { "paths or tables" } else { "a path or a table" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "anyOf": [{ "type": "string" }, WirePart::TABLE.schema()] })
    }

    fn tables(into: &mut Vec<&'static TableOfKeys>) {
        WirePart::TABLE.with_those_under_it(into);
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::String(path) => Some(WireInclude::Whole(path.clone().into_owned())),
            DeValue::Table(_) => Section::read(source).map(Box::new).map(WireInclude::Part),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}
