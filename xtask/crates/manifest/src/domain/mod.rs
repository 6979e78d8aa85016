//! The ladder as it was meant: types that cannot be invalid. The files stand beside those of `wire` and `resolve`.

mod benchmark;
mod curve;
mod expression;
mod home;
mod id;
mod language;
mod limits;
mod manifest;
mod profile;
mod provision;
mod recipe;
mod rung;
mod selftest;
mod toolchain;

pub use benchmark::{
    BehaviourProbe, Benchmark, Calls, CheckInputs, Fuzz, GivenCall, Input, InputKind, KnownValue, OwnPackages, Size,
};
pub use curve::{CurvePoint, thread_counts};
pub use expression::Expression;
pub use home::{HomePart, KeptSettings, SettingsFormat};
pub use id::Id;
pub use language::Language;
pub use limits::AnswerLimits;
pub use manifest::{Baseline, DataFile, Manifest, OracleRunner};
pub use profile::{Estimates, Group, Profile};
pub use provision::{Deb, Edit, Maven, Provider, Provision};
pub use recipe::{BuildSource, Recipe};
pub use rung::{Cell, Fairness, Kernel, Model, Rung, Threads};
pub use selftest::{MoreWork, Selftest};
pub use toolchain::{Environment, FileOrigin, Origin, Toolchain};
