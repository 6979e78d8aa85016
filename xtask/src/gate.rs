//! A file of limits: by how much which cells may change from one session to the next.

use std::path::Path;

use toml::{Table, Value};

use flags::percent;
use report::CellSelection;
use report::comparison::{CellLimit, NamedLimit};

/// The keys of a limit.
const KEYS: [&str; 3] = ["cell", "slower", "faster"];

/// The limits in a file, in its order.
///
/// # Errors
/// When the file cannot be read, or something in it is wrong, in words for its author.
pub fn read(file: &Path) -> Result<Vec<NamedLimit>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    parsed(&text).map_err(|reason| format!("{}: {reason}", file.display()))
}

fn parsed(text: &str) -> Result<Vec<NamedLimit>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let strange = table.keys().find(|key| *key != "limit");
    if let Some(key) = strange {
        return Err(format!("`{key}` is no key: the file has [[limit]] tables, each with {}", KEYS.join(", ")));
    }
    let limits = table.get("limit").and_then(Value::as_array).filter(|limits| !limits.is_empty());
    let limits = limits.ok_or("it has no [[limit]] table")?;
    let numbered = limits.iter().zip(1..);
    numbered.map(|(limit, number)| named(limit).map_err(|reason| format!("limit {number}: {reason}"))).collect()
}

fn named(limit: &Value) -> Result<NamedLimit, String> {
    let limit = limit.as_table().ok_or("write it as a table, [[limit]]")?;
    if let Some(key) = limit.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("`{key}` is no key of a limit, which has {}", KEYS.join(", ")));
    }
    let name = limit.get("cell").and_then(Value::as_str).ok_or("name its cells: cell = \"RUNG/BENCHMARK\"")?.to_owned();
    let cells = CellSelection::of_cells(std::slice::from_ref(&name))?;
    let limit = CellLimit { slower: share(limit, "slower")?, faster: share(limit, "faster")? };
    match limit {
        CellLimit { slower: None, faster: None } => {
            Err("say by how much: slower = \"5%\" or faster = \"30%\"".to_owned())
        }
        CellLimit { faster: Some(faster), .. } if faster >= 1.0 => Err("nothing is faster by 100% or more".to_owned()),
        limit => Ok(NamedLimit { name, cells, limit }),
    }
}

fn share(limit: &Table, key: &str) -> Result<Option<f64>, String> {
    let Some(value) = limit.get(key) else { return Ok(None) };
    let text = value.as_str().ok_or_else(|| format!("write {key} as a text, such as {key} = \"5%\""))?;
    percent(text).map(Some).map_err(|reason| format!("{key}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::CellId;

    #[test]
    fn a_file_names_cells_and_says_by_how_much_they_may_change() {
        let limits = parsed(
            "[[limit]]\ncell = \"rust/nbody\"\nslower = \"2.5%\"\nfaster = \"30%\"\n[[limit]]\ncell = \"c*\"\nfaster = \"10 %\"",
        );
        let limits = limits.expect("limits");
        assert_eq!(limits[0].limit, CellLimit { slower: Some(0.025), faster: Some(0.3) });
        assert_eq!(limits[1].limit, CellLimit { slower: None, faster: Some(0.1) });
        assert!(limits[0].cells.takes_name(CellId { rung: "rust", benchmark: "nbody" }));
        assert!(!limits[0].cells.takes_name(CellId { rung: "rust", benchmark: "fannkuch" }));
    }

    #[test]
    fn every_slip_has_a_place_and_a_reason() {
        let limit = |text: &str| format!("[[limit]]\n{text}");
        let wrong = [
            (String::new(), "no [[limit]] table"),
            ("slower = \"5%\"".to_owned(), "`slower` is no key"),
            (limit("slower = \"5%\""), "limit 1: name its cells"),
            (limit("cell = \"a\""), "limit 1: say by how much"),
            (limit("cell = \"a\"\nslower = 5"), "limit 1: write slower as a text"),
            (limit("cell = \"a\"\nslower = \"5\""), "limit 1: slower: write a share"),
            (limit("cell = \"a\"\nfaster = \"100%\""), "limit 1: nothing is faster"),
            (limit("cell = \"a\"\nslow = \"5%\""), "limit 1: `slow` is no key"),
            (limit("cell = \"[\"\nslower = \"5%\""), "limit 1: `[` is no pattern"),
            ("[[limit".to_owned(), "line 1"),
        ];
        for (text, reason) in wrong {
            let said = parsed(&text).expect_err("a mistake");
            assert!(said.contains(reason), "{text}: {said}");
        }
    }
}
