//! Whatever stands in the file, it is either accepted or refused with a reason.

use std::path::Path;

use super::super::{LoadError, parse};
use super::{LADDER, folder};

/// Refusing without a mistake to show would leave a person with nothing to mend.
fn judge(text: &str, path: &Path) -> bool {
    match parse(text, path) {
        Ok(_) => true,
        Err(error) => {
            let LoadError::Invalid { mistakes, .. } = &error else { panic!("{error}") };
            assert!(!mistakes.is_empty(), "refused without a reason:\n{text}");
            let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.line, mistake.column)).collect();
            assert!(places.is_sorted(), "out of order: {places:?}");
            // Rendering slices the text: a wrong place would panic here.
            assert!(error.render(false).starts_with("error: "));
            false
        }
    }
}

#[test]
fn any_line_may_be_missing() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    let lines: Vec<&str> = LADDER.lines().collect();
    for left_out in 0..lines.len() {
        let kept = lines.iter().enumerate().filter(|(index, _)| *index != left_out);
        let text: Vec<&str> = kept.map(|(_, line)| *line).collect();
        judge(&text.join("\n"), &path);
    }
}

#[test]
fn any_value_may_be_another_one() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    let lines: Vec<&str> = LADDER.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ") else {
            continue;
        };
        for value in ["3", "-1.5", "\"\"", "\"ß\\t{\"", "true", "[]", "[[]]", "{}", "{ a = {} }", "1979-05-27", "["] {
            let changed = format!("{key} = {value}");
            let mut text = lines.clone();
            text[index] = &changed;
            judge(&text.join("\n"), &path);
        }
    }
}

#[test]
fn the_file_may_end_anywhere() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    for end in (0..LADDER.len()).step_by(7).filter(|end| LADDER.is_char_boundary(*end)) {
        judge(&LADDER[..end], &path);
    }
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    assert!(judge(&LADDER.replace('\n', "\r\n"), &path));
    assert!(judge(&format!("\u{feff}{LADDER}"), &path));
}
