//! `sessions`: lists the sessions that there are, with what each was made of.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::console::{Problem, WELL, layout, print, print_json};
use crate::sessions::{id, results_folder};
use ::report::history::{SessionLine, session_lines};
use ::report::laid_out;
use flags::{Format, Places, SessionsFlags};
use records::{PUBLISHED, Revision, Session, Stop};

pub(super) fn run(places: &Places, flags: &SessionsFlags) -> Result<ExitCode, Problem> {
    let results = results_folder(places)?;
    let mut folders = records::sessions(&results);
    if flags.published {
        let published = std::fs::read_dir(results.join(PUBLISHED)).into_iter().flatten().flatten();
        folders.extend(published.map(|entry| entry.path()).filter(|folder| folder.is_dir()));
    }
    let lines: Vec<SessionLine> = folders.iter().map(|folder| line(folder)).collect();
    match flags.output.format {
        Format::Json => {
            print_json(&json!({ "version": 1, "sessions": lines.iter().map(as_json).collect::<Vec<_>>() }))?
        }
        Format::Text if lines.is_empty() => print(&format!("no session in {}", results.display()))?,
        Format::Text => print(laid_out(session_lines(&lines, layout()), layout()).trim_end())?,
    }
    Ok(ExitCode::from(WELL))
}

/// What the first and the last record of a session say.
fn line(folder: &Path) -> SessionLine {
    match records::opening(folder) {
        Ok(session) => {
            SessionLine { name: id(folder), session: Some(session), end: records::ending(folder), fault: None }
        }
        Err(error) => SessionLine { name: id(folder), session: None, end: None, fault: Some(error.to_string()) },
    }
}

fn as_json(line: &SessionLine) -> Value {
    let session = line.session.as_ref();
    let revision = session.and_then(|session| session.revision.as_ref());
    let of = |text: fn(&Session) -> &str| session.map(text);
    json!({
        "session": line.name,
        "started": of(|session| &session.started),
        "profile": of(|session| &session.profile),
        "baseline": session.and_then(|session| session.baseline.as_deref()),
        "commit": revision.map(|Revision { commit, .. }| commit),
        "branch": revision.and_then(|Revision { branch, .. }| branch.as_deref()),
        "dirty": revision.and_then(|Revision { dirty, .. }| *dirty),
        "label": session.and_then(|session| session.label.as_deref()),
        "ended": line.end.as_ref().map(|end| &end.ended),
        "stop": line.end.as_ref().map(|end| stop(end.stop)),
        "fault": line.fault,
    })
}

fn stop(stop: Stop) -> Value {
    json!(stop)
}
