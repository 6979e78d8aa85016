//! The words of the glossary: the first use of each in a document links there, or its meaning follows.

use super::{Document, documents};

const GLOSSARY: &str = "docs/glossary.md";

/// Words of the glossary that are everyday English as well, so that a use may mean something else.
const EVERYDAY: [&str; 15] = [
    "Agreement",
    "Tolerance",
    "Group",
    "Profile",
    "Turn",
    "Visit",
    "Record",
    "Flag",
    "Effort",
    "Claim",
    "Control",
    "Probe",
    "Climb",
    "Interval",
    "Budget",
];

/// Documents that are lists for those who know the words.
const LISTS: [&str; 3] = ["CHANGELOG.md", "findings/README.md", GLOSSARY];

#[test]
fn the_first_use_of_a_word_of_the_glossary_says_what_it_means() {
    let words = words();
    assert!(words.len() > 20, "{words:?}");
    let mut unexplained = Vec::new();
    let mut explained = 0;
    for document in documents().iter().filter(|document| !LISTS.contains(&document.name.as_str())) {
        for word in &words {
            match first_use(document, word) {
                Some((line, false)) => unexplained.push(format!("{}, line {line}: {word}", document.name)),
                Some((_, true)) => explained += 1,
                None => {}
            }
        }
    }
    let hint = "link the first use to docs/glossary.md";
    assert!(unexplained.is_empty(), "{hint}:\n{}", unexplained.join("\n"));
    assert!(explained > 100, "{explained}");
}

#[test]
fn a_word_without_its_meaning_is_noticed() {
    let document = |text: &str| Document { name: "README.md".to_owned(), text: text.to_owned() };
    let used = |text: &str| first_use(&document(text), "Rung");
    assert_eq!(used("Every rung.\n"), Some((1, false)));
    assert_eq!(used("Every [rung](docs/glossary.md#rung). Another rung.\n"), Some((1, true)));
    assert_eq!(used("A rung, and [rungs](docs/glossary.md#rung).\n"), Some((1, false)));
    assert_eq!(used("- **Rung**: one way.\n"), Some((1, true)));
    assert_eq!(used("# Rungs\n\n`rung`, strung, [a rung](x.md)\n"), None);
    assert_eq!(used("<!-- ladder: report -->\na rung\n<!-- /ladder -->\n"), None);
}

/// The words that are held.
fn words() -> Vec<String> {
    let glossary = Document::named(GLOSSARY);
    let words = glossary.text.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned);
    words.filter(|word| !EVERYDAY.contains(&word.as_str())).collect()
}

/// The line of the first use in prose, and whether it links to the glossary or is followed by its meaning.
fn first_use(document: &Document, word: &str) -> Option<(usize, bool)> {
    let pattern = format!(r"(?i)(?:^|[^\w`-])({}s?)(?:$|[^\w-])", regex_lite::escape(word));
    let pattern = regex_lite::Regex::new(&pattern).expect("a pattern");
    let link = regex_lite::Regex::new(r"\[([^\]]*)\](?:\(([^)]*)\)|\[[^\]]*\])").expect("a pattern");
    let code = regex_lite::Regex::new(r"`[^`]*`").expect("a pattern");
    let mut spliced = false;
    for (number, line, in_code) in document.lines() {
        if line.starts_with("<!-- ladder:") {
            spliced = true;
        }
        if line.starts_with("<!--") || line.starts_with('#') || in_code || spliced {
            spliced &= !line.starts_with("<!-- /ladder");
            continue;
        }
        // A link to the glossary stands for the word; other links and code are no use of it.
        let text = link.replace_all(line, |found: &regex_lite::Captures<'_>| {
            let to_glossary = found.get(2).is_some_and(|target| target.as_str().contains("glossary.md#"));
            if to_glossary { format!("**{}**", &found[1]) } else { String::new() }
        });
        let text = code.replace_all(&text, "");
        if let Some(found) = pattern.captures(&text).and_then(|found| found.get(1)) {
            let explained = text[..found.start()].ends_with("**") && text[found.end()..].starts_with("**");
            return Some((number, explained));
        }
    }
    None
}

#[test]
fn every_folder_of_kernels_says_who_may_find_it_unfair_and_what_was_done() {
    let kernels: Vec<Document> = documents()
        .into_iter()
        .filter(|document| document.name.starts_with("kernels-") && document.name.ends_with("/README.md"))
        .filter(|document| !document.name.ends_with("hosts/types/README.md")) // no way to run a kernel
        .collect();
    let folders = std::fs::read_dir(crate::support::project()).expect("the project").flatten();
    let folders = folders.filter(|entry| entry.file_name().to_string_lossy().starts_with("kernels-")).count();
    assert!(kernels.len() >= folders, "{} of {folders}", kernels.len());
    for document in kernels {
        let (_, text) = document
            .text
            .split_once("may call unfair\n")
            .or_else(|| document.text.split_once("may call this unfair\n"))
            .unwrap_or_else(|| panic!("{} does not say who may find it unfair", document.name));
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        let whole = rows
            .iter()
            .filter(|row| row.trim_matches('|').split(" | ").filter(|cell| cell.trim().len() > 5).count() == 2);
        assert!(!rows.is_empty() && whole.count() == rows.len(), "{}: {rows:?}", document.name);
    }
}
