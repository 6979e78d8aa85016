//! One function of a file by itself, with what it needs of the file: so that a tool which refuses another one cannot
//! refuse this.
//!
//! Languages that look like Python alone: what begins a line is a statement of the file, and what is indented belongs to it.

use std::collections::HashSet;

/// A statement of a file with its decorators and comments, and the names that it defines, if it defines some.
struct Statement<'t> {
    names: Vec<&'t str>,
    text: String,
}

/// What decorates a function that tells others of the file's functions, in languages that have to be told.
const EXPORTED: &str = "@export";

impl Statement<'_> {
    /// Whether it defines one of these names, or none.
    fn is_in(&self, names: &HashSet<&str>) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| names.contains(name))
    }

    /// Whether its names are those of others.
    fn is_imported(&self) -> bool {
        self.text.lines().any(|line| line.starts_with("import ") || line.starts_with("from "))
    }

    /// Its lines, but for those within it that name what is left out.
    fn told_without(&self, left_out: &HashSet<&str>) -> String {
        let within = |line: &&str| line.starts_with(char::is_whitespace) && !words(line).is_disjoint(left_out);
        self.text.split_inclusive('\n').filter(|line| !within(line)).collect()
    }
}

/// Whether a file has a function of this name.
pub(super) fn defines(text: &str, function: &str) -> bool {
    text.contains(&format!("def {function}(")) || text.contains(&format!("\n{function} = "))
}

/// The words of a text.
fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect()
}

/// The file with this function alone, what it and its calls name, and what defines nothing.
pub(super) fn only(text: &str, function: &str, calls: &[String]) -> String {
    let statements = statements(text);
    let mut wanted: HashSet<&str> = HashSet::from([function]);
    let of_calls = calls.join("\n");
    let of_calls = words(&of_calls);
    wanted.extend(statements.iter().flat_map(|one| &one.names).copied().filter(|name| of_calls.contains(name)));
    loop {
        let before = wanted.len();
        for statement in &statements {
            let exported = statement.text.contains(EXPORTED);
            if exported || statement.is_in(&wanted) {
                let named = words(&statement.text);
                let all =
                    statements.iter().filter(|other| !exported || other.is_imported()).flat_map(|other| &other.names);
                wanted.extend(all.copied().filter(|name| named.contains(name)));
            }
        }
        if wanted.len() == before {
            break;
        }
    }
    let left_out: HashSet<&str> = statements.iter().flat_map(|one| &one.names).copied().collect();
    let left_out: HashSet<&str> = left_out.difference(&wanted).copied().collect();
    let kept = |statement: &Statement<'_>| match statement.text.contains(EXPORTED) {
        true => statement.told_without(&left_out),
        false if statement.is_in(&wanted) => statement.text.clone(),
        false => String::new(),
    };
    statements.iter().map(kept).collect()
}

fn statements(text: &str) -> Vec<Statement<'_>> {
    let mut all: Vec<Statement<'_>> = Vec::new();
    let mut begun = String::new();
    let mut in_text = false;
    for line in text.split_inclusive('\n') {
        let first = line.chars().next().unwrap_or(' ');
        let goes_on = in_text || first.is_whitespace() || matches!(first, ')' | ']' | '}');
        in_text ^= line.matches("\"\"\"").count() % 2 == 1;
        match all.last_mut() {
            Some(last) if goes_on && begun.is_empty() => last.text.push_str(line),
            // Comments and decorators belong to what follows.
            _ if goes_on || matches!(first, '#' | '@') => begun.push_str(line),
            _ => all.push(Statement { names: defined(line), text: std::mem::take(&mut begun) + line }),
        }
    }
    if !begun.is_empty() {
        all.push(Statement { names: Vec::new(), text: begun });
    }
    all
}

/// The names that a line defines: of a function, a class or a variable, or what it imports.
fn defined(line: &str) -> Vec<&str> {
    let name = |text: &'_ str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    for word in ["async def ", "def ", "class ", "cdef class "] {
        if let Some(rest) = line.strip_prefix(word) {
            return vec![&rest[..name(rest)]];
        }
    }
    // What stands in brackets on further lines is not looked at: such an import is always kept.
    let imported = line.split_once(" import ").map(|(_, names)| names).or_else(|| line.strip_prefix("import "));
    if let Some(names) = imported.filter(|names| !names.contains('(') && !line.starts_with("from __future__")) {
        let last = |text: &'_ str| text.trim().split([' ', '.']).next_back().unwrap_or_default().len();
        let each = names.trim_end().split(',').map(str::trim);
        return each.map(|text| &text[text.len() - last(text)..]).collect();
    }
    let end = name(line);
    let rest = line[end..].trim_start();
    let assigned = rest.starts_with('=') && !rest.starts_with("==") || rest.starts_with(": ") && rest.contains(" = ");
    if end > 0 && assigned { vec![&line[..end]] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::only;

    const FILE: &str = "\"\"\"About\nit.\"\"\"\n\nimport math\n\nLIMIT: int = 3\nOTHER = [\n    1,\n]\n\n\n# Of it.\n@decorated\n\
                        def one(n):\n    return two(n) + LIMIT\n\n\ndef two(n):\n    return math.pi\n\n\nclass Three:\n    pass\n";

    #[test]
    fn a_function_is_kept_with_all_that_it_names_and_nothing_else() {
        let alone = only(FILE, "one", &[]);
        assert!(
            alone.contains("# Of it.\n@decorated\ndef one")
                && alone.contains("def two")
                && alone.contains("LIMIT: int")
        );
        assert!(!alone.contains("OTHER") && !alone.contains("    1,") && !alone.contains("Three"), "{alone}");
        let other = only(FILE, "two", &["two(OTHER)".to_owned()]);
        assert!(other.starts_with("\"\"\"About\nit.\"\"\"\n\nimport math\n") && !other.contains("def one"), "{other}");
        assert!(!alone_without_import().contains("import"), "an import that nobody needs may be what is refused");
        assert!(!other.contains("LIMIT") && other.contains("OTHER"), "{other}");
    }

    #[test]
    fn what_tells_others_of_the_functions_is_kept_and_tells_of_those_that_are() {
        let file = "from tool import Module\n\n\ndef one(n):\n    return n\n\n\ndef two(n):\n    return n\n\n\n\
                    @export\ndef entry():\n    var all = Module()\n    all.tell[one](\"one\")\n    all.tell[two](\"two\")\n    return all\n";
        let alone = only(file, "two", &[]);
        assert!(alone.contains("@export\ndef entry():\n    var all = Module()\n    all.tell[two]"), "{alone}");
        assert!(alone.contains("import Module") && !alone.contains("one"), "{alone}");
    }

    fn alone_without_import() -> String {
        only("import math\nfrom typing import Any, List as L\n\n\ndef one(n):\n    return n\n", "one", &[])
    }
}
