//! In what the declarations of a cell differ between two sessions.

use crate::card::Card;
use records::CellRecord;

/// Declarations of a cell that differ, in words.
pub(crate) fn declared_changes(before: &CellRecord, after: &CellRecord) -> Vec<String> {
    let differ = declarations(before, after).into_iter();
    differ.map(|(name, one, other)| format!("{name}: {one}, now {other}")).collect()
}

/// What is declared, and how in either session.
pub(crate) type DeclaredDifference = (&'static str, String, String);

/// Declarations of a cell that differ.
pub(crate) fn declarations(one: &CellRecord, other: &CellRecord) -> Vec<DeclaredDifference> {
    differing(declared(one), declared(other))
}

fn declared(cell: &CellRecord) -> Vec<(&'static str, String)> {
    vec![
        ("threads", cell.threads.to_string()),
        ("fast-math", cell.fast_math.to_string()),
        ("target CPU", cell.target_cpu.clone()),
        ("native", cell.native.to_string()),
        ("validates", cell.validates.to_string()),
        ("helpers", cell.helpers.clone().unwrap_or_else(|| "none".to_owned())),
        ("algorithm", cell.algorithm.clone()),
    ]
}

/// In what the toolchains of a cell differ that makes its figures another thing: its minor version, who built it and how.
pub(crate) fn hosts(one: &CellRecord, other: &CellRecord) -> Vec<DeclaredDifference> {
    differing(host(one), host(other))
}

fn host(cell: &CellRecord) -> Vec<(&'static str, String)> {
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| "unknown".to_owned());
    vec![
        ("toolchain", or_unknown(cell.toolchain.clone())),
        ("version", or_unknown(cell.version.as_deref().map(minor))),
        ("build", or_unknown(cell.build_kind.clone())),
        ("optimised", or_unknown(cell.optimised.map(|optimised| optimised.to_string()))),
    ]
}

/// The same of the baselines of a benchmark.
pub(crate) fn baseline_hosts(one: &Card, other: &Card, id: &str) -> Vec<DeclaredDifference> {
    let (one, other) = (baseline(one, id), baseline(other, id));
    one.zip(other).map(|(one, other)| hosts(one, other)).unwrap_or_default()
}

fn baseline<'a>(card: &'a Card, id: &str) -> Option<&'a CellRecord> {
    Some(&card.benchmark(id)?.baseline()?.cell)
}

/// `3.14` of `3.14.2`
fn minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn differing(one: Vec<(&'static str, String)>, other: Vec<(&'static str, String)>) -> Vec<DeclaredDifference> {
    let differ = one.into_iter().zip(other).filter(|(one, other)| one != other);
    differ.map(|((name, one), (_, other))| (name, one, other)).collect()
}
