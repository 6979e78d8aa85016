//! `[oracle]`: how the oracle is run.

use super::Context;
use super::names::Kind;
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
    Some(OracleRunner { folder: cx.folder(&section.at).to_owned(), toolchain: toolchain?, runner: runner? })
}
