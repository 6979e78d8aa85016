//! `[oracle]`: how the oracle is run.

use std::path::Path;

use super::Context;
use super::names::Kind;
use super::paths::Expect;
use super::templates::Scope;
use crate::reader::{Field, Section};
use crate::wire::WireOracle;
use crate::{OracleRunner, template};

pub(super) fn oracle(cx: &Context<'_>, field: &Field<Section<WireOracle>>) -> Option<OracleRunner> {
    let section = cx.section(field, r#"toolchain = "cpython""#)?;
    let wire = &section.body;
    let toolchain = cx.need(section, &wire.toolchain);
    let toolchain = toolchain.and_then(|name| cx.reference(Kind::Toolchain, name));
    let runner = cx.command(section, &wire.runner, &Scope::new(&template::ORACLE));
    let types = wire.types.given().and_then(|path| match Path::new(path.get_ref()) {
        // So a ladder that is written for a function names what lies in another's folder.
        absolute if absolute.is_absolute() => Some(absolute.to_owned()),
        _ => cx.path(path, Expect::File),
    });
    let profiles = wire.profiles.value().copied().unwrap_or(false);
    let folder = cx.folder(&section.at).to_owned();
    Some(OracleRunner { folder, types, profiles, toolchain: toolchain?, runner: runner? })
}
