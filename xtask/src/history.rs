//! The rows of a history: of the sessions that there are, each summarised once and remembered, or of a store in one file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, bail};

use crate::console::Problem;
use crate::sessions::{card, id};
use harness::session::Workspace;
use harness::toolchain::Fetch;
use records::Damage;
use report::history::{HistoryRow, left_out, rows};
use system::process::Spec;

/// What writes and reads a store, in an environment of its own.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/history/store.py");

/// The packages of that.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/history/requirements.txt");

/// How long a store may take.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// What a target folder has that is this program's.
const TAG: &str = "CACHEDIR.TAG";

/// What is known of sessions.
#[derive(Debug, Default)]
pub struct HistoryRows {
    /// A row a cell and session.
    pub rows: Vec<HistoryRow>,
    /// The sessions.
    pub sessions: usize,
    /// Sessions that are no part of it, and why.
    pub left_out: Vec<String>,
}

/// The rows of sessions, in their order; what was summarised before is read again, from below the target folder, where there is one.
pub fn gather(folders: &[PathBuf], target: &Path) -> anyhow::Result<HistoryRows> {
    let remembered = Some(target.join("history")).filter(|_| target.join(TAG).is_file());
    let mut gathered = HistoryRows::default();
    for folder in folders {
        match rows_of(folder, remembered.as_deref())? {
            Ok(rows) => {
                gathered.sessions += 1;
                gathered.rows.extend(rows);
            }
            Err(reason) => gathered.left_out.push(format!("{}: {reason}", id(folder))),
        }
    }
    Ok(gathered)
}

fn rows_of(folder: &Path, remembered: Option<&Path>) -> anyhow::Result<Result<Vec<HistoryRow>, String>> {
    let stamp = stamp(folder);
    let file = remembered.map(|remembered| remembered.join(format!("{}.jsonl", id(folder))));
    if let Some(rows) = file.as_ref().and_then(|file| recall(file, &stamp)) {
        return Ok(Ok(rows));
    }
    let card = match card(folder, Damage::Refused) {
        Ok(card) => card,
        Err(problem) => return Ok(Err(problem.to_string())),
    };
    if let Some(reason) = left_out(&card) {
        return Ok(Err(reason.to_owned()));
    }
    let rows = rows(&card);
    if let (Some(folder), Some(file)) = (remembered, file) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        files::write_whole(&file, format!("{stamp}\n{}", lines(&rows)?).as_bytes())?;
    }
    Ok(Ok(rows))
}

/// What tells whether the records of a session and whoever summarises them are what they were.
fn stamp(folder: &Path) -> String {
    let of = |name: &str| {
        let known = fs::metadata(folder.join(name)).ok()?;
        let when = known.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {}", known.len(), when.as_nanos()))
    };
    let known = ["samples.jsonl", "environment.json"].map(|name| of(name).unwrap_or_default());
    format!("{} {} {} {}", files::this_program(), known[0], known[1], folder.display())
}

fn recall(file: &Path, stamp: &str) -> Option<Vec<HistoryRow>> {
    let text = fs::read_to_string(file).ok()?;
    let (head, rest) = text.split_once('\n')?;
    (head == stamp).then(|| parsed(rest).ok())?
}

fn lines(rows: &[HistoryRow]) -> anyhow::Result<String> {
    rows.iter().map(|row| Ok(serde_json::to_string(row)? + "\n")).collect()
}

fn parsed(text: &str) -> anyhow::Result<Vec<HistoryRow>> {
    text.lines().map(|line| serde_json::from_str(line).context("a row of a history cannot be understood")).collect()
}

/// Writes rows as one Parquet file.
///
/// # Errors
/// When what writes it cannot be had, or does not.
pub fn write_store(workspace: &Workspace, rows: &[HistoryRow], file: &Path) -> Result<(), Problem> {
    let folder = workspace.target.join("history");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let listed = folder.join("rows.jsonl");
    files::write_whole(&listed, lines(rows)?.as_bytes())?;
    let file = std::path::absolute(file).with_context(|| format!("cannot use {}", file.display()))?;
    ask(workspace, &["write".to_owned(), file.display().to_string(), listed.display().to_string()])?;
    Ok(())
}

/// The rows of a store that patterns name.
///
/// # Errors
/// When what reads it cannot be had, or the file is no store.
pub fn read_store(workspace: &Workspace, file: &Path, cells: &[String]) -> Result<Vec<HistoryRow>, Problem> {
    if !file.is_file() {
        let text = format!("no file {}", file.display());
        return Err(Problem::usage_with_hint(text, "cargo xtask export parquet --output FILE"));
    }
    let file = std::path::absolute(file).with_context(|| format!("cannot use {}", file.display()))?;
    let words = ["read".to_owned(), file.display().to_string()];
    let said = ask(workspace, &[&words[..], cells].concat())?;
    Ok(parsed(&said)?)
}

fn ask(workspace: &Workspace, words: &[String]) -> anyhow::Result<String> {
    let toolbox = workspace.toolbox(Fetch::IfNeeded);
    let tool =
        toolbox.oracle().map_err(|absence| anyhow::anyhow!("a store needs the oracle's interpreter: {absence}"))?;
    let tool = toolbox.with_packages(&tool, Path::new(PACKAGES), "stores of histories");
    let tool = tool.map_err(|absence| anyhow::anyhow!("a store needs packages of its own: {absence}"))?;
    let program = [tool.path.display().to_string(), PROGRAM.to_owned()];
    let spec = Spec::new(program.into_iter().chain(words.iter().cloned()));
    let said = workspace.spawner.capture(&spec, LIMIT);
    match said {
        Ok(said) => Ok(said.stdout),
        Err(error) => bail!("{}", error.brief()),
    }
}
