//! Whatever stands in the file, it is either accepted or refused with a reason.

use std::path::Path;
use std::time::{Duration, Instant};

use super::super::{LoadError, parse};
use super::including::{OUTER, nested};
use super::{LADDER, folder};

/// Refusing without a mistake to show would leave a person with nothing to mend.
fn judge(text: &str, path: &Path) -> bool {
    match parse(text, path) {
        Ok(_) => true,
        Err(error) => {
            let LoadError::Invalid { mistakes, .. } = &error else { panic!("{error}") };
            assert!(!mistakes.is_empty(), "refused without a reason:\n{text}");
            let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.file, mistake.line, mistake.column)).collect();
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

#[test]
fn any_line_of_a_manifest_that_includes_another_may_be_missing_or_another_one() {
    let folder = nested();
    let path = folder.path().join("ladder.toml");
    let lines: Vec<&str> = OUTER.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let mut others = vec![String::new(), "[".to_owned(), "include = [\"ladder.toml\"]".to_owned()];
        if let Some((key, _)) = line.split_once(" = ") {
            let values = ["3", "\"\"", "[]", "[[\"{flags.}\"]]", "{}", "[{}]", "[{ path = \"squares.py\" }]", "true"];
            others.extend(values.map(|value| format!("{key} = {value}")));
        }
        for other in &others {
            let mut text = lines.clone();
            text[index] = other;
            judge(&text.join("\n"), &path);
        }
    }
}

#[test]
fn an_included_file_may_end_anywhere() {
    let folder = nested();
    let (path, inner) = (folder.path().join("ladder.toml"), folder.path().join("inner/ladder.toml"));
    for end in (0..LADDER.len()).step_by(97).filter(|end| LADDER.is_char_boundary(*end)) {
        std::fs::write(&inner, &LADDER[..end]).expect("a file");
        judge(OUTER, &path);
    }
}

/// Judges a text that is made to take long.
fn judge_in_time(text: &str, path: &Path) -> bool {
    let started = Instant::now();
    let accepted = judge(text, path);
    assert!(started.elapsed() < Duration::from_secs(60), "it took {:?}", started.elapsed());
    accepted
}

#[test]
fn depth_and_length_are_no_way_to_make_it_hang_or_overflow() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    let many = 3000;
    let nested =
        |open: &str, close: &str| format!("{LADDER}\n[rung.deep]\nbuild = {}{}", open.repeat(many), close.repeat(many));
    let chain = |last: &str| {
        let rung = |number: usize| format!("[rung.r{number}]\nlike = \"r{}\"\n", number + 1);
        let rungs: String = (0..many).map(rung).collect();
        format!("{LADDER}\n{rungs}[rung.r{many}]\nlike = \"{last}\"\n")
    };
    let word = "x".repeat(100_000);
    let repeated = "\"{flags.a}\", ".repeat(many);
    let unknown: String = (0..many).map(|number| format!("key{number} = {number}\n")).collect();
    for (text, accepted) in [
        (nested("[", "]"), false),
        (nested("{ a = ", " }"), false),
        (format!("{LADDER}\n[{}a]\n", "a.".repeat(many)), false),
        (chain("cython"), true),
        (chain("r0"), false),
        (chain("nowhere"), false),
        (format!("{LADDER}\n[rung.{word}]\nlike = \"{word}y\"\n"), false),
        (format!("{LADDER}\n[rung.f]\nlike = \"cython\"\nflags.a = []\nbuild = [[\"x\", {repeated}]]\n"), true),
        (format!("{LADDER}\n[rung.u]\nlike = \"cython\"\n{unknown}"), false),
        (format!("{LADDER}\n[rung.t]\nlike = \"cython\"\ntools = [{}]\n", "\"cc\", ".repeat(many)), false),
    ] {
        let shown: String = text[LADDER.len()..].chars().take(100).collect();
        assert_eq!(judge_in_time(&text, &path), accepted, "{shown}");
    }
}

#[test]
fn files_that_include_many_others_are_each_read_once() {
    let folder = folder();
    std::fs::write(folder.path().join("f9.toml"), LADDER).expect("a file");
    // Every way through these files would be nine to the power of eight.
    for depth in 1..9 {
        for twin in 0..9 {
            let next: Vec<String> = (0..9)
                .map(
                    |twin| {
                        if depth == 8 { "\"f9.toml\"".to_owned() } else { format!("\"f{}-{twin}.toml\"", depth + 1) }
                    },
                )
                .collect();
            let include = if depth == 8 { next[0].clone() } else { next.join(", ") };
            let text = format!("version = 1\ninclude = [{include}]\n");
            std::fs::write(folder.path().join(format!("f{depth}-{twin}.toml")), text).expect("a file");
        }
    }
    let includes: Vec<String> = (0..9).map(|twin| format!("\"f2-{twin}.toml\"")).collect();
    let text = format!("version = 1\ninclude = [{}]\n", includes.join(", "));
    assert!(judge_in_time(&text, &folder.path().join("ladder.toml")));
}

#[test]
fn a_thousand_rungs_and_twenty_benchmarks_are_read_quickly() {
    let folder = folder();
    let path = folder.path().join("ladder.toml");
    let benchmark = |number: usize| {
        format!(
            "[benchmark.b{number}]\ntitle = \"B\"\ninput = \"integer\"\noracle = \"kernels-python/nbody.py\"\n\
             check = {{ values = [1] }}\nsizes = {{ blog = {{ value = 1 }}, quick = {{ value = 1 }} }}\n"
        )
    };
    let kernels: String = (0..20).map(|number| format!("b{number} = \"nbody.py\"\n")).collect();
    let rung = |number: usize| {
        let like = if number.is_multiple_of(10) { "cython".to_owned() } else { format!("r{}", number - 1) };
        let own = format!("flags.cc = [\"-O{number}\"]\nenv.N = \"{number}\"\nproject = \"kernels-python\"\n");
        let build = "build = [[\"{tool.cc}\", \"{flags.cc}\", \"-o\", \"{artefact}\", \"{kernel}\"]]\n";
        format!("[rung.r{number}]\nlike = \"{like}\"\n{own}{build}[rung.r{number}.kernels]\n{kernels}")
    };
    let benchmarks: String = (0..20).map(benchmark).collect();
    let rungs: String = (0..1000).map(rung).collect();
    let text = format!("{LADDER}\n{benchmarks}{rungs}");
    let started = Instant::now();
    assert!(judge(&text, &path));
    // Some 100 ms where nothing else runs; what is looked at a million times takes seconds.
    let took = started.elapsed();
    assert!(took < Duration::from_secs(10), "it took {took:?}");
}
