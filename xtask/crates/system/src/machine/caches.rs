//! The caches of the machine's first processor.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The levels that hold data, with their sizes in bytes, the first level first; none where the system does not tell.
pub fn caches() -> Value {
    of(Path::new("/sys/devices/system/cpu/cpu0/cache"))
}

fn of(folder: &Path) -> Value {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut levels: Vec<(u64, u64)> = entries.filter_map(|entry| level(&entry.path())).collect();
    levels.sort_unstable();
    levels.into_iter().map(|(level, bytes)| json!({ "level": level, "bytes": bytes })).collect()
}

fn level(folder: &Path) -> Option<(u64, u64)> {
    let line = |name: &str| fs::read_to_string(folder.join(name)).map(|text| text.trim().to_owned()).ok();
    if line("type")? == "Instruction" {
        return None;
    }
    let size = line("size")?;
    let kibibytes: u64 = size.strip_suffix('K')?.parse().ok()?;
    Some((line("level")?.parse().ok()?, kibibytes << 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_are_told_level_by_level_without_those_of_instructions() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (index, level, kind, size) in [
            (0, "1", "Data", "32K"),
            (1, "1", "Instruction", "32K"),
            (3, "3", "Unified", "32768K"),
            (2, "2", "Unified", "1024K"),
        ] {
            let cache = folder.path().join(format!("index{index}"));
            fs::create_dir(&cache).expect("a folder");
            for (name, text) in [("level", level), ("type", kind), ("size", size)] {
                fs::write(cache.join(name), format!("{text}\n")).expect("a file");
            }
        }
        let told = json!([{ "level": 1, "bytes": 32 << 10 }, { "level": 2, "bytes": 1 << 20 }, { "level": 3, "bytes": 32 << 20 }]);
        assert_eq!(of(folder.path()), told);
        assert_eq!(of(Path::new("/nowhere")), json!([]));
    }
}
