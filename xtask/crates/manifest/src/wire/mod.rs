//! The manifest as typed: shapes that mirror the file, key by key, in the file's own words.
//!
//! Each key is written here once, with its type, a line as it may be written, what it says, and how a table that is `like`
//! another one takes it. Reading, inheritance, the tables of `docs/` and the JSON Schemas are made of that. Nothing is
//! judged here but types and keys; `resolve` does the rest.

mod benchmark;
mod home;
mod include;
mod language;
mod limits;
mod manifest;
mod profile;
mod provision;
mod published;
mod recipe;
mod retired;
mod rung;
mod selftest;
mod toolchain;
mod variable;

use toml::Spanned;

use crate::reader::{Entries, Field, Section};
pub(crate) use benchmark::{WireBenchmark, WireCheck, WireFuzz, WireKnown, WireSize, WireTolerance};
pub(crate) use home::WireHome;
pub(crate) use include::{Part, WireInclude};
pub(crate) use language::WireLanguage;
pub(crate) use limits::WireLimits;
pub(crate) use manifest::{WireBaseline, WireData, WireManifest, WireOracle};
pub(crate) use profile::WireProfile;
pub(crate) use provision::{WireDeb, WireEdit, WireMaven, WireUv};
pub(crate) use published::{WireBounds, WireClaim, WireConditions, WireFigures, WirePublished, WireRow};
pub(crate) use recipe::{WireRecipe, WireSource};
pub(crate) use rung::{WireFastMath, WireRung, WireThreads};
pub(crate) use selftest::WireSelftest;
pub(crate) use toolchain::{Fact, WireEnvironment, WireToolchain};
pub(crate) use variable::WireVariable;

/// A table that may take the place of one of its name in an included file.
pub(crate) trait Replace {
    /// Whether it does.
    fn replace(&self) -> &Field<bool>;
}

macro_rules! replace {
    ($($shape:ident),*) => {
        $(impl Replace for $shape {
            fn replace(&self) -> &Field<bool> {
                &self.replace
            }
        })*
    };
}

replace!(
    WireBaseline,
    WireBenchmark,
    WireData,
    WireHome,
    WireLanguage,
    WireOracle,
    WireProfile,
    WireRecipe,
    WireRung,
    WireSelftest,
    WireToolchain
);

/// A list of strings, each with its place.
pub(crate) type Texts = Vec<Spanned<String>>;
/// Named tables of one shape.
pub(crate) type Sections<T> = Entries<Section<T>>;
