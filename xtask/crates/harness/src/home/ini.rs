//! Settings in sections: lines of a name, `=` or `:`, and a value, which goes on in lines that are indented.

use toml::{Table, Value};

/// The sections. What stands before the first of them, and lines that say nothing, are left out.
pub(super) fn read(text: &str) -> Table {
    let mut sections = Table::new();
    let (mut section, mut last): (Option<String>, Option<String>) = (None, None);
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() || words.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with(char::is_whitespace)
            && let (Some(section), Some(name)) = (&section, &last)
        {
            if let Some(Value::String(value)) = sections.get_mut(section).and_then(|table| table.get_mut(name)) {
                *value = format!("{value}\n{words}");
            }
            continue;
        }
        if let Some(name) = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            (section, last) = (Some(name.trim().to_owned()), None);
            continue;
        }
        let (Some(of), Some((name, value))) = (&section, words.split_once(['=', ':'])) else { continue };
        let name = name.trim().to_lowercase();
        let table = sections.entry(of.clone()).or_insert_with(|| Table::new().into());
        if let Value::Table(table) = table {
            table.insert(name.clone(), value.trim().into());
        }
        last = Some(name);
    }
    sections
}

/// The same as text.
pub(super) fn write(sections: &Table) -> String {
    let mut text = String::new();
    for (section, table) in sections {
        text += &format!("[{section}]\n");
        for (name, value) in table.as_table().into_iter().flatten() {
            text += &format!("{name} = {}\n", value.as_str().unwrap_or_default().replace('\n', "\n    "));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        let text = "stray = 1\n# comment\n[global]\nIndex-URL = https://a.example/simple?x=1:2\n; more\nhosts =\n  a\n  b\n\n[install]\nuser: true\n";
        let read = super::read(text);
        assert_eq!(read["global"]["index-url"].as_str(), Some("https://a.example/simple?x=1:2"));
        assert_eq!(read["global"]["hosts"].as_str(), Some("\na\nb"));
        assert_eq!(read["install"]["user"].as_str(), Some("true"));
        assert_eq!(super::read(&write(&read)), read);
    }
}
