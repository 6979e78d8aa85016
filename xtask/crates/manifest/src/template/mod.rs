//! Templates: texts of the manifest with `{placeholders}`, which the harness fills in when it knows the values.
//!
//! `{{` and `}}` stand for braces. Which placeholders a field understands is declared here, checked when the manifest
//! is loaded, and relied on by whoever calls [`expand`].

use std::ops::Range;

/// The placeholders that a field understands.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// Placeholders by name.
    pub names: &'static [&'static str],
    /// Whether `{tool.ID}` and `{folder.ID}`, for the tools that the rung lists, and `{fact.NAME}`, for any fact of its toolchain's
    /// probe, are understood as well.
    pub tools_and_facts: bool,
}

/// For a rung's `build`, `runner` and `env`.
pub const RUNG: Vocabulary = Vocabulary {
    names: &["tool", "root", "kernel", "stem", "entry", "benchmark", "out", "artefact", "cache", "threads", "target"],
    tools_and_facts: true,
};

/// For a rung's `artefact`: all that `RUNG` has, but for itself.
pub const ARTEFACT: Vocabulary = Vocabulary {
    names: &["tool", "root", "kernel", "stem", "entry", "benchmark", "out", "cache", "threads", "target"],
    tools_and_facts: true,
};

/// For the oracle's `runner`.
pub const ORACLE: Vocabulary =
    Vocabulary { names: &["tool", "root", "kernel", "stem", "entry", "benchmark"], tools_and_facts: false };

/// For the `command` of a data file.
pub const DATA: Vocabulary = Vocabulary { names: &["tool", "root", "file"], tools_and_facts: false };

/// For the program that makes documents for fuzzing.
pub const FUZZ: Vocabulary = Vocabulary { names: &["tool", "root", "folder", "seed", "count"], tools_and_facts: false };

/// For the program that says what is expected of documents.
pub const EXPECT: Vocabulary = Vocabulary { names: &["tool", "root", "folder"], tools_and_facts: false };

/// For the `files` that a name in a source may stand for.
pub const SOURCE: Vocabulary = Vocabulary { names: &["name", "stem"], tools_and_facts: false };

/// For the texts of a toolchain that speak of its version or its name.
pub const TOOLCHAIN: Vocabulary = Vocabulary { names: &["version", "name", "variable"], tools_and_facts: false };

/// For a toolchain's `probe`.
pub const PROBE: Vocabulary = Vocabulary { names: &["tool", "root"], tools_and_facts: false };

/// For the `command` of a program of Java archives.
pub const MAVEN: Vocabulary = Vocabulary { names: &["tool", "jars", "folder", "file"], tools_and_facts: false };

/// For a toolchain's `places`, where `$VARIABLE` and a leading `~` are replaced, too. `{environment}` needs an
/// environment.
pub const PLACES: Vocabulary = Vocabulary { names: &["environment"], tools_and_facts: false };

/// For the `by` of a change in unpacked packages.
pub const EDIT: Vocabulary = Vocabulary { names: &["folder"], tools_and_facts: false };

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'t> {
    /// Text that stands for itself.
    Text(&'t str),
    /// A placeholder.
    Placeholder {
        /// What stands between the braces.
        name: &'t str,
        /// Where it stands in the template, braces included.
        at: Range<usize>,
    },
    /// A brace without its partner, at this offset.
    Stray(usize),
}

/// The placeholder that nobody can fill in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown placeholder `{placeholder}` in `{template}`")]
pub struct UnknownPlaceholder {
    /// The placeholder with its braces.
    pub placeholder: String,
    /// The whole template.
    pub template: String,
}

/// Replaces every placeholder by what `lookup` says of its name.
///
/// A brace without its partner counts as an unknown placeholder; a manifest that was loaded contains none.
pub fn expand(template: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, UnknownPlaceholder> {
    let unknown =
        |placeholder: &str| UnknownPlaceholder { placeholder: placeholder.to_owned(), template: template.to_owned() };
    let mut expanded = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Text(text) => expanded.push_str(text),
            Part::Placeholder { name, at } => {
                expanded.push_str(&lookup(name).ok_or_else(|| unknown(&template[at]))?);
            }
            Part::Stray(at) => return Err(unknown(&template[at..=at])),
        }
    }
    Ok(expanded)
}

/// Replaces the placeholders of all words of a command.
pub fn expand_all(
    words: &[String],
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<String>, UnknownPlaceholder> {
    words.iter().map(|word| expand(word, lookup)).collect()
}

/// Takes a template apart.
pub fn parts(template: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(found) = template[from..].find(['{', '}']) {
        let brace = from + found;
        if brace > from {
            parts.push(Part::Text(&template[from..brace]));
        }
        let (part, next) = at_brace(template, brace);
        parts.push(part);
        from = next;
    }
    if from < template.len() {
        parts.push(Part::Text(&template[from..]));
    }
    parts
}

/// The part that begins with the brace at this offset, and where the next one begins.
fn at_brace(template: &str, brace: usize) -> (Part<'_>, usize) {
    let rest = &template[brace..];
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return (Part::Text(&rest[..1]), brace + 2);
    }
    let inside = &rest[1..];
    match inside.find(['{', '}']) {
        Some(end) if rest.starts_with('{') && inside[end..].starts_with('}') => {
            let next = brace + end + 2;
            (Part::Placeholder { name: &inside[..end], at: brace..next }, next)
        }
        _ => (Part::Stray(brace), brace + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "out" => Some("/build".to_owned()),
            "fact.ext_suffix" => Some(".so".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn placeholders_are_replaced_and_everything_else_stays() {
        assert_eq!(expand("{out}/nbody{fact.ext_suffix}", &lookup).as_deref(), Ok("/build/nbody.so"));
        assert_eq!(expand("-O3", &lookup).as_deref(), Ok("-O3"));
        assert_eq!(expand("", &lookup).as_deref(), Ok(""));
    }

    #[test]
    fn doubled_braces_stand_for_braces() {
        assert_eq!(expand("{{{out}}}", &lookup).as_deref(), Ok("{/build}"));
        assert_eq!(expand("f(x) {{ return x; }}", &lookup).as_deref(), Ok("f(x) { return x; }"));
    }

    #[test]
    fn a_replacement_is_not_expanded_again() {
        assert_eq!(expand("{out}", &|_| Some("{out}".to_owned())).as_deref(), Ok("{out}"));
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_template() {
        let error = expand("{out}/{file}", &lookup).expect_err("`file` is unknown");
        assert_eq!(error.to_string(), "unknown placeholder `{file}` in `{out}/{file}`");
    }

    #[test]
    fn a_brace_without_its_partner_is_an_error() {
        for (template, brace) in [("{out", "{"), ("out}", "}"), ("{out{out}", "{")] {
            let error = expand(template, &lookup).expect_err("a stray brace");
            assert_eq!(error.placeholder, brace, "{template}");
        }
    }
}
