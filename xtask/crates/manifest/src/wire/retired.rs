//! Keys of earlier versions: what to write instead of them.

use toml::de::DeValue;

/// What takes the place of a rung's `tags`.
pub(super) fn tags(value: &DeValue<'_>) -> String {
    let words: Vec<&str> = match value {
        DeValue::Array(words) => words.iter().filter_map(|word| word.get_ref().as_str()).collect(),
        DeValue::String(word) => vec![word],
        _ => Vec::new(),
    };
    let marks = [("default", "headline = true"), ("jit", "compiles-while-running = true")];
    let lines: Vec<String> =
        marks.into_iter().filter(|(word, _)| words.contains(word)).map(|(_, line)| format!("`{line}`")).collect();
    let others = words.iter().filter(|word| marks.iter().all(|(known, _)| known != *word));
    let others: Vec<String> = others.map(|word| format!("`{word}`")).collect();
    match (lines.is_empty(), others.is_empty()) {
        (true, _) => "leave it out: it says nothing".to_owned(),
        (false, true) => format!("write {}", lines.join(" and ")),
        (false, false) => {
            format!("write {}, and leave out {}, which says nothing", lines.join(" and "), others.join(", "))
        }
    }
}

/// What takes the place of a benchmark's `default`.
pub(super) fn default(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Boolean(true) => "leave it out, or write `headline = true`, which is the same".to_owned(),
        _ => "write `headline = false`".to_owned(),
    }
}
