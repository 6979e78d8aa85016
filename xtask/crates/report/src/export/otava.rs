//! What Apache Otava reads: a file of comma-separated values for each series of a history, and the tests that name them.
//!
//! Otava takes rows in the order of the file, and refuses a table of which a row lacks a value: so a series has a file of its own, in the
//! order of time, and no row is there that has no number.

use std::fmt::Write as _;
use std::io;

use ::csv::{Terminator, WriterBuilder};

use crate::history::{HistoryRow, HistorySeries};

/// The file of the tests.
pub const TESTS: &str = "otava.yaml";

/// The files of series, each by its name, and that of the tests, which names them by their paths in the folder.
///
/// # Errors
/// When a table cannot be made.
pub fn files(series: &[HistorySeries], folder: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut tests = "tests:\n".to_owned();
    for (number, series) in series.iter().enumerate() {
        let HistoryRow { benchmark, rung, .. } = series.head();
        let name = plain::text(&format!("{benchmark}/{rung}"));
        // Series of one cell on several machines, or at several sizes, are several tests.
        let twin = files.iter().any(|(_, (known, _)): &(String, (String, Vec<u8>))| *known == name);
        let test = if twin { format!("{name}#{}", number + 1) } else { name.clone() };
        let file = format!("{:04}.csv", number + 1);
        // JSON texts are YAML's.
        let (quoted_test, quoted_file) = (quoted(&test), quoted(&format!("{folder}/{file}")));
        let _ = write!(
            tests,
            "  {quoted_test}:\n    type: csv\n    file: {quoted_file}\n    time_column: time\n    attributes: [commit, session]\n    metrics:\n      \
             relative_time:\n        direction: -1\n      median_ms:\n        direction: -1\n",
        );
        files.push((file, (name, table(&series.rows)?)));
    }
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(file, (_, table))| (file, table)).collect();
    files.push((TESTS.to_owned(), tests.into_bytes()));
    Ok(files)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn table(rows: &[HistoryRow]) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(["time", "commit", "branch", "session", "relative_time", "median_ms"])?;
    for row in rows.iter().filter(|row| row.speedup.is_finite() && row.speedup > 0.0 && row.median_ns.is_finite()) {
        let [relative, median] = [1.0 / row.speedup, row.median_ns / 1e6].map(|value| value.to_string());
        let text = |text: Option<&String>| text.map(|text| plain::text(text)).unwrap_or_default();
        writer.write_record([
            &plain::text(&row.started),
            &text(row.commit.as_ref()),
            &text(row.branch.as_ref()),
            &plain::text(&row.session),
            &relative,
            &median,
        ])?;
    }
    writer.into_inner().map_err(::csv::IntoInnerError::into_error)
}
