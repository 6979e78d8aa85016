//! Every link inside the repository leads somewhere.

use std::collections::HashSet;

use super::{Document, documents, without_code};

/// A link as written, and where it stands.
struct Link {
    line: usize,
    target: String,
}

#[test]
fn every_link_inside_the_repository_leads_to_a_file_and_a_heading() {
    let mut checked = 0;
    let mut broken = Vec::new();
    for document in documents() {
        for link in links(&document) {
            checked += 1;
            if let Err(reason) = resolve(&document, &link.target) {
                broken.push(format!("{}, line {}: {} {reason}", document.name, link.line, link.target));
            }
        }
        broken.extend(undefined_labels(&document));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(checked > 100, "{checked} links");
}

#[test]
fn a_link_to_nowhere_is_noticed() {
    let document = |text: &str| Document { name: "README.md".to_owned(), text: text.to_owned() };
    let broken = |text: &str| {
        let document = document(text);
        links(&document).iter().filter_map(|link| resolve(&document, &link.target).err()).collect::<Vec<_>>()
    };
    assert_eq!(broken("[a](docs/glossary.md#rung), [b](https://example.org/x), [c](#here)\n\n# Here\n").len(), 0);
    assert_eq!(broken("[a](docs/glossary.md#rungs)"), ["has no such heading"]);
    assert_eq!(broken("[a](docs/no-such.md)"), ["is not there"]);
    assert_eq!(broken("[a]: docs/no-such.md \"a title\"\n"), ["is not there"]);
    assert_eq!(broken("```\n[a](nowhere)\n```\nand `[a](nowhere)`\n").len(), 0);
    assert_eq!(undefined_labels(&document("[60x][nothing]")).len(), 1);
}

/// Links to places, web addresses left out.
fn links(document: &Document) -> Vec<Link> {
    let inline = regex_lite::Regex::new(r#"\]\(([^)\s]+)(?:\s+"[^"]*")?\)"#).expect("a pattern");
    let definition = regex_lite::Regex::new(r"^\[[^\]]+\]:\s*(\S+)").expect("a pattern");
    let mut links = Vec::new();
    for (line, text, _) in document.lines().filter(|(_, _, in_code)| !in_code) {
        let text = without_code(text);
        let found = inline.captures_iter(&text).chain(definition.captures_iter(&text));
        links.extend(found.map(|found| Link { line, target: found[1].to_owned() }));
    }
    links.retain(|link| !link.target.contains("://") && !link.target.starts_with("mailto:"));
    links
}

/// Labels of links that no line defines.
fn undefined_labels(document: &Document) -> Vec<String> {
    let usage = regex_lite::Regex::new(r"\]\[([^\]]+)\]").expect("a pattern");
    let definition = regex_lite::Regex::new(r"(?m)^\[([^\]]+)\]:").expect("a pattern");
    let defined: HashSet<&str> =
        definition.captures_iter(&document.text).map(|found| found.get(1).expect("a label").as_str()).collect();
    let prose = document.lines().filter(|(_, _, in_code)| !in_code);
    prose
        .flat_map(|(line, text, _)| {
            let text = without_code(text);
            let labels = usage.captures_iter(&text).map(|found| found[1].to_owned()).collect::<Vec<_>>();
            labels.into_iter().map(move |label| (line, label))
        })
        .filter(|(_, label)| !defined.contains(label.as_str()))
        .map(|(line, label)| format!("{}, line {line}: nothing defines [{label}]", document.name))
        .collect()
}

fn resolve(document: &Document, target: &str) -> Result<(), &'static str> {
    let (path, heading) = target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
    let file = if path.is_empty() { None } else { Some(document.folder().join(path)) };
    if file.as_deref().is_some_and(|file| !file.exists()) {
        return Err("is not there");
    }
    let Some(heading) = heading else { return Ok(()) };
    let text = match &file {
        None => document.text.clone(),
        Some(file) => std::fs::read_to_string(file).map_err(|_| "cannot be read")?,
    };
    let there = headings(&Document { name: document.name.clone(), text });
    if there.contains(heading) { Ok(()) } else { Err("has no such heading") }
}

/// The anchors of the headings of a document, made as GitHub makes them.
fn headings(document: &Document) -> HashSet<String> {
    let mut anchors = HashSet::new();
    for (_, line, in_code) in document.lines() {
        let title = line.trim_start_matches('#');
        if in_code || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let letters = title.trim().to_lowercase();
        let kept = letters.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        let anchor = kept.collect::<String>().replace(' ', "-");
        let again = (1..).map(|number| format!("{anchor}-{number}")).find(|other| !anchors.contains(other));
        let free = if anchors.contains(&anchor) { again.expect("numbers do not end") } else { anchor };
        anchors.insert(free);
    }
    anchors
}
