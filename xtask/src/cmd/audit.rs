//! `audit`: holds what others made against what is known of it, or lists it.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::audit::{AuditPart, AuditStatus, audit, bom};
use crate::console::{Problem, UNCHECKED, WELL, deliver, exit, exit_as, line, print, print_json};
use flags::{AuditFlags, Format};
use harness::session::Workspace;

pub(super) fn run(workspace: &Workspace, flags: &AuditFlags) -> Result<ExitCode, Problem> {
    if let Some(file) = &flags.bom {
        let bom = bom(workspace)?;
        deliver(Some(file), &mut |to| to.write_all(bom.as_bytes()))?;
        return Ok(ExitCode::from(WELL));
    }
    let parts = audit(workspace)?;
    let status = parts.iter().map(AuditPart::status).max().unwrap_or(AuditStatus::Clean);
    match flags.output.format {
        Format::Json => print_json(&as_json(&parts, status))?,
        Format::Text => print(&text(&parts, status))?,
    }
    Ok(match status {
        AuditStatus::Clean => exit(None),
        AuditStatus::Found => exit(Some("something was found")),
        AuditStatus::Unchecked => exit_as(UNCHECKED, Some("not everything could be looked at")),
    })
}

fn text(parts: &[AuditPart], status: AuditStatus) -> String {
    let each = parts.iter().map(|part| {
        let unchecked = part.unchecked.iter().map(|reason| format!("\ncould not be checked: {reason}"));
        let more: String = part.found.iter().map(|found| format!("\n{found}")).chain(unchecked).collect();
        line(part.status().word(), &format!("{}{more}", part.title))
    });
    let end = match status {
        AuditStatus::Clean => "nothing found",
        AuditStatus::Unchecked => "nothing found in what could be checked",
        AuditStatus::Found => "see what was found",
    };
    format!("{}\n\n{end}", each.collect::<Vec<_>>().join("\n"))
}

fn as_json(parts: &[AuditPart], status: AuditStatus) -> Value {
    let part = |part: &AuditPart| {
        let AuditPart { name, title, found, unchecked } = part;
        json!({ "name": name, "title": title, "status": part.status().word(), "found": found, "unchecked": unchecked })
    };
    json!({ "version": 1, "status": status.word(), "parts": parts.iter().map(part).collect::<Vec<_>>() })
}
