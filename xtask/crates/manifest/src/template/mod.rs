//! Templates: texts of the manifest with `{placeholders}`, which the harness fills in when it knows the values.
//!
//! `{{` and `}}` stand for braces. Which placeholders a field understands is a type of `placeholder`: the manifest is checked
//! by it when it is loaded, and whoever calls [`expand`] answers each of them.

mod placeholder;

use std::ops::Range;

pub(crate) use placeholder::{
    ARTEFACT, DATA, DISK, EDIT, EXPECT, FUZZ, HOME, HOME_FILES, MAVEN, NOTHING, ORACLE, PLACES, PROBE, RUNG, SOURCE,
    TOOLCHAIN,
};
pub use placeholder::{
    DataPlaceholder, EditPlaceholder, ExpectPlaceholder, FactPlaceholder, FuzzPlaceholder, HomePlaceholder,
    MavenPlaceholder, OraclePlaceholder, Placeholder, ProbePlaceholder, RungPlaceholder, RungWord, SourcePlaceholder,
    ToolchainPlaceholder,
};

/// The placeholders that a field understands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary {
    /// Placeholders by name.
    pub(crate) names: &'static [&'static str],
    /// Whether `{tool.ID}` and `{folder.ID}`, for the tools that the rung lists, are understood as well.
    pub(crate) tools: bool,
    /// Whether `{fact.NAME}`, for any fact of its toolchain's probe, is understood as well.
    pub(crate) facts: bool,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart<'t> {
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

/// Replaces every placeholder by its value. One without a value counts as unknown, such as a fact that no probe reported.
///
/// A brace without its partner counts as an unknown placeholder; a manifest that was loaded contains none.
pub fn expand<'t, P: Placeholder<'t>>(
    template: &'t str,
    value: impl Fn(P) -> Option<String>,
) -> Result<String, UnknownPlaceholder> {
    let unknown =
        |placeholder: &str| UnknownPlaceholder { placeholder: placeholder.to_owned(), template: template.to_owned() };
    let mut expanded = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            TemplatePart::Text(text) => expanded.push_str(text),
            TemplatePart::Placeholder { name, at } => {
                expanded.push_str(&P::of(name).and_then(&value).ok_or_else(|| unknown(&template[at]))?);
            }
            TemplatePart::Stray(at) => return Err(unknown(&template[at..=at])),
        }
    }
    Ok(expanded)
}

/// Replaces the placeholders of all words of a command.
pub fn expand_all<'t, P: Placeholder<'t>>(
    words: &'t [String],
    value: impl Fn(P) -> Option<String>,
) -> Result<Vec<String>, UnknownPlaceholder> {
    words.iter().map(|word| expand(word, &value)).collect()
}

/// Takes a template apart.
pub fn parts(template: &str) -> Vec<TemplatePart<'_>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(found) = template[from..].find(['{', '}']) {
        let brace = from + found;
        if brace > from {
            parts.push(TemplatePart::Text(&template[from..brace]));
        }
        let (part, next) = at_brace(template, brace);
        parts.push(part);
        from = next;
    }
    if from < template.len() {
        parts.push(TemplatePart::Text(&template[from..]));
    }
    parts
}

/// The part that begins with the brace at this offset, and where the next one begins.
fn at_brace(template: &str, brace: usize) -> (TemplatePart<'_>, usize) {
    let rest = &template[brace..];
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return (TemplatePart::Text(&rest[..1]), brace + 2);
    }
    let inside = &rest[1..];
    match inside.find(['{', '}']) {
        Some(end) if rest.starts_with('{') && inside[end..].starts_with('}') => {
            let next = brace + end + 2;
            (TemplatePart::Placeholder { name: &inside[..end], at: brace..next }, next)
        }
        _ => (TemplatePart::Stray(brace), brace + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(placeholder: RungPlaceholder<'_>) -> Option<String> {
        match placeholder {
            RungPlaceholder::Word(RungWord::Out) => Some("/build".to_owned()),
            RungPlaceholder::Fact("ext_suffix") => Some(".so".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn placeholders_are_replaced_and_everything_else_stays() {
        assert_eq!(expand("{out}/nbody{fact.ext_suffix}", value).as_deref(), Ok("/build/nbody.so"));
        assert_eq!(expand("-O3", value).as_deref(), Ok("-O3"));
        assert_eq!(expand("", value).as_deref(), Ok(""));
    }

    #[test]
    fn doubled_braces_stand_for_braces() {
        assert_eq!(expand("{{{out}}}", value).as_deref(), Ok("{/build}"));
        assert_eq!(expand("f(x) {{ return x; }}", value).as_deref(), Ok("f(x) { return x; }"));
    }

    #[test]
    fn a_replacement_is_not_expanded_again() {
        assert_eq!(expand("{out}", |_: RungPlaceholder<'_>| Some("{out}".to_owned())).as_deref(), Ok("{out}"));
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_template() {
        let error = expand("{out}/{file}", value).expect_err("`file` is unknown");
        assert_eq!(error.to_string(), "unknown placeholder `{file}` in `{out}/{file}`");
    }

    #[test]
    fn a_brace_without_its_partner_is_an_error() {
        for (template, brace) in [("{out", "{"), ("out}", "}"), ("{out{out}", "{")] {
            let error = expand(template, value).expect_err("a stray brace");
            assert_eq!(error.placeholder, brace, "{template}");
        }
    }

    #[test]
    fn every_name_that_the_manifest_lets_stand_is_a_placeholder_that_must_be_answered() {
        fn all_known<'t, P: Placeholder<'t>>(vocabulary: &'t Vocabulary) {
            for name in vocabulary.names {
                assert!(P::of(name).is_some(), "{name}");
            }
            assert!(P::of("").is_none() && P::of("fact.").is_none() && P::of("tool.").is_none());
        }
        all_known::<RungPlaceholder<'_>>(&RUNG);
        all_known::<RungPlaceholder<'_>>(&ARTEFACT);
        all_known::<OraclePlaceholder>(&ORACLE);
        all_known::<DataPlaceholder>(&DATA);
        all_known::<FuzzPlaceholder>(&FUZZ);
        all_known::<ExpectPlaceholder>(&EXPECT);
        all_known::<SourcePlaceholder>(&SOURCE);
        all_known::<ToolchainPlaceholder>(&TOOLCHAIN);
        all_known::<ProbePlaceholder>(&PROBE);
        all_known::<MavenPlaceholder>(&MAVEN);
        all_known::<EditPlaceholder>(&EDIT);
        all_known::<FactPlaceholder<'_>>(&DISK);
        assert_eq!(RungPlaceholder::of("tool.cc"), Some(RungPlaceholder::Tool("cc")));
        assert_eq!(RungPlaceholder::of("folder.cc"), Some(RungPlaceholder::Folder("cc")));
    }
}
