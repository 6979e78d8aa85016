//! The tables of the documents about files and outputs: one field a row, and no paragraphs in cells.

use super::Document;

const DOCUMENTS: [&str; 6] = [
    "docs/manifest.md",
    "docs/runner-protocol.md",
    "docs/published-figures.md",
    "docs/records.md",
    "docs/json.md",
    "docs/exports.md",
];

/// The most letters of a cell.
const LETTERS: usize = 220;

#[test]
fn a_field_has_a_row_and_no_cell_is_a_paragraph() {
    let mut faults = Vec::new();
    let mut rows = 0;
    for document in DOCUMENTS.map(Document::named) {
        let mut head = "";
        for (number, line, _) in document.lines().filter(|(_, _, in_code)| !in_code) {
            let Some(row) = line.strip_prefix("| ").and_then(|row| row.strip_suffix('|')) else {
                head = if line.starts_with("|-") { head } else { "" };
                continue;
            };
            let cells: Vec<&str> = row.split(" | ").map(str::trim).collect();
            head = if head.is_empty() { cells[0] } else { head };
            rows += 1;
            let names = cells[0].matches("`, `").count() + 1;
            if (head.starts_with("field") || head == "key") && names > 1 {
                faults.push(format!("{}, line {number}: {names} fields in a row", document.name));
            }
            if let Some(cell) = cells.iter().find(|cell| cell.chars().count() > LETTERS) {
                let letters = cell.chars().count();
                faults.push(format!("{}, line {number}: a cell of {letters} letters: {cell}", document.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(rows > 400, "{rows} rows");
}
