//! Command lines and templates: placeholders that somebody will fill in, and lists of flags that are spliced in here.

use toml::Spanned;

use crate::diagnostics::{Mistake, Span};
use crate::reader::{Entries, Field, Section, for_example};
use crate::template::{TemplatePart, Vocabulary, parts};
use crate::wire::Texts;
use suggest::{did_you_mean, list, nearest};

use super::Context;

/// What a template may contain.
pub(super) struct Scope<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The tools for `{tool.ID}`; `None` when they are not known for certain.
    pub(super) tools: Option<Vec<&'a str>>,
    /// What `{flags.NAME}` stands for.
    pub(super) flags: Flags<'a>,
    /// The table that inherited the template, to be shown beside it.
    pub(super) heir: Option<Span>,
}

/// What `{flags.NAME}` stands for in a template.
#[derive(Clone, Copy)]
pub(super) enum Flags<'a> {
    /// Nothing: this is no command of a rung.
    Nothing,
    /// Nothing: this is such a list itself.
    Itself,
    /// Lists that are not known for certain.
    Unknown,
    /// These lists.
    Lists(&'a Entries<Texts>),
}

impl<'a> Scope<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary) -> Self {
        Scope { vocabulary, tools: Some(Vec::new()), flags: Flags::Nothing, heir: None }
    }
}

/// The name of the list for which a word stands that is `{flags.NAME}`.
pub(super) fn list_of(word: &str) -> Option<&str> {
    let name = word.strip_prefix("{flags.")?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

impl Context<'_> {
    /// A command line that must be there.
    pub(super) fn command<S>(
        &self,
        section: &Section<S>,
        field: &Field<Texts>,
        scope: &Scope<'_>,
    ) -> Option<Vec<String>> {
        let given = self.need(section, field)?;
        self.words(field.key, given, field.example, scope)
    }

    /// The words of a command line, each a template, with lists of flags in their places.
    pub(super) fn words(
        &self,
        what: &str,
        words: &Spanned<Texts>,
        example: &str,
        scope: &Scope<'_>,
    ) -> Option<Vec<String>> {
        let filled: Vec<Vec<String>> = words.get_ref().iter().map(|word| self.word(word, scope)).collect();
        let starts = filled.iter().flatten().next().is_some_and(|first| !first.trim().is_empty());
        let empty = match words.get_ref().first() {
            None => Some((words.span(), format!("a command of `{what}` has no words"))),
            // What a list has that is not known is not known, either.
            Some(first) if !starts && list_of(first.get_ref()).is_none() => {
                Some((first.span(), format!("a command of `{what}` does not say what to start")))
            }
            Some(first) if !starts && matches!(scope.flags, Flags::Lists(lists) if !lists.is_open()) => Some((
                first.span(),
                format!("a command of `{what}` does not say what to start, as these flags are empty"),
            )),
            Some(_) => None,
        };
        if let Some((span, message)) = empty {
            self.add(Mistake::new(span, message).help(for_example(example)));
            return None;
        }
        Some(filled.into_iter().flatten().collect())
    }

    /// What a word stands for: itself, or a list of flags.
    fn word(&self, word: &Spanned<String>, scope: &Scope<'_>) -> Vec<String> {
        let list = list_of(word.get_ref());
        match (list, scope.flags) {
            (Some(_), Flags::Unknown) => Vec::new(),
            (Some(name), Flags::Lists(lists)) => self.spliced(word, name, lists, scope),
            _ => vec![self.template(word, scope)],
        }
    }

    /// The words of a list of flags, which are looked at where the list is.
    fn spliced(&self, word: &Spanned<String>, name: &str, lists: &Entries<Texts>, scope: &Scope<'_>) -> Vec<String> {
        if let Some(list) = lists.get(name) {
            return list.value.get_ref().iter().map(|flag| self.rooted(flag)).collect();
        }
        if !lists.is_open() {
            let help = match lists.names().next() {
                Some(_) => did_you_mean(name, lists.names()),
                None => format!("write `flags = {{ {name} = [...] }}` in the rung"),
            };
            let mistake = Mistake::new(word.span(), format!("there are no flags `{name}`")).help(help);
            self.add(inherited(mistake, scope));
        }
        Vec::new()
    }

    /// A template. Notes every placeholder that nobody will fill in.
    pub(super) fn template(&self, template: &Spanned<String>, scope: &Scope<'_>) -> String {
        for part in parts(template.get_ref()) {
            let (at, (message, help)) = match part {
                TemplatePart::Text(_) => continue,
                TemplatePart::Stray(at) => (at..at + 1, stray(&template.get_ref()[at..=at])),
                TemplatePart::Placeholder { name, at } => match judge(name, scope) {
                    None => continue,
                    Some(problem) => (at, problem),
                },
            };
            let mistake = Mistake::new(self.mistakes.part(template, at), message).help(help);
            self.add(inherited(mistake, scope));
        }
        self.rooted(template)
    }

    /// A template in which `{root}` is the folder of the file that it stands in.
    fn rooted(&self, template: &Spanned<String>) -> String {
        let folder = self.folder(&template.span());
        if folder.as_os_str().is_empty() {
            return template.get_ref().clone();
        }
        let literal = folder.display().to_string().replace('{', "{{").replace('}', "}}");
        let root = if folder.is_absolute() { literal } else { format!("{{root}}/{literal}") };
        let parts = parts(template.get_ref()).into_iter().map(|part| match part {
            TemplatePart::Placeholder { name: "root", .. } => root.clone(),
            TemplatePart::Placeholder { at, .. } => template.get_ref()[at].to_owned(),
            TemplatePart::Stray(at) => template.get_ref()[at..=at].to_owned(),
            // Its braces were doubled.
            TemplatePart::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        });
        parts.collect()
    }
}

/// A mistake with the table that inherited it.
fn inherited(mistake: Mistake, scope: &Scope<'_>) -> Mistake {
    match &scope.heir {
        Some(heir) => mistake.related(heir.clone(), "inherited here"),
        None => mistake,
    }
}

fn stray(brace: &str) -> (String, String) {
    let message = format!("`{brace}` without its partner");
    (message, format!("write `{brace}{brace}` for a brace, or a placeholder such as `{{root}}`"))
}

/// What is wrong with a placeholder, and what to write instead.
fn judge(name: &str, scope: &Scope<'_>) -> Option<(String, String)> {
    let vocabulary = scope.vocabulary;
    if vocabulary.names.contains(&name) {
        return None;
    }
    if vocabulary.tools {
        if let Some(list) = name.strip_prefix("flags.") {
            return Some(misplaced_list(list, scope));
        }
        let tool = name.strip_prefix("tool.").or_else(|| name.strip_prefix("folder."));
        if let Some(tool) = tool.filter(|tool| !tool.is_empty()) {
            return judge_tool(tool, scope.tools.as_deref()?);
        }
    }
    if vocabulary.facts && name.strip_prefix("fact.").is_some_and(|fact| !fact.is_empty()) {
        return None;
    }
    Some((format!("unknown placeholder `{{{name}}}`"), instead_of(name, scope)))
}

/// What may be meant by a placeholder that does not exist.
fn instead_of(name: &str, scope: &Scope<'_>) -> String {
    let tools: &[&str] = scope.tools.as_deref().unwrap_or_default();
    if tools.contains(&name) {
        return format!("did you mean `{{tool.{name}}}`?");
    }
    let facts = scope.vocabulary.facts;
    let mut known: Vec<String> = scope.vocabulary.names.iter().map(|name| (*name).to_owned()).collect();
    if facts {
        known.extend(tools.iter().map(|tool| format!("tool.{tool}")));
        if let Flags::Lists(lists) = scope.flags {
            known.extend(lists.names().map(|list| format!("flags.{list}")));
        }
        known.push("fact.NAME".to_owned());
    }
    if let Some(near) = nearest(name, known.iter().map(String::as_str)) {
        return format!("did you mean `{{{near}}}`?");
    }
    let known = list(known.iter().map(|name| format!("`{{{name}}}`")).collect());
    let word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if facts && word && !name.is_empty() {
        return format!("write `{{fact.{name}}}` for a fact of the probe; {known}");
    }
    known
}

fn judge_tool(tool: &str, tools: &[&str]) -> Option<(String, String)> {
    if tools.contains(&tool) {
        return None;
    }
    let message = format!("`{{tool.{tool}}}` is not among the `tools` of the rung");
    let help = match nearest(tool, tools.iter().copied()) {
        Some(near) => format!("did you mean `{{tool.{near}}}`?"),
        None => {
            let all: Vec<String> = tools.iter().chain([&tool]).map(|tool| format!("{tool:?}")).collect();
            format!("write `tools = [{}]` in the rung", all.join(", "))
        }
    };
    Some((message, help))
}

/// What is wrong with a list of flags that is not a word of a command.
fn misplaced_list(list: &str, scope: &Scope<'_>) -> (String, String) {
    let several = format!("`{{flags.{list}}}` stands for several words");
    match scope.flags {
        Flags::Nothing => (several, "use it as a word of `build` or `runner`".to_owned()),
        Flags::Itself => {
            (format!("`{{flags.{list}}}` is a list of flags in another one"), "write its words here".to_owned())
        }
        Flags::Unknown | Flags::Lists(_) => (several, format!("write \"{{flags.{list}}}\" as a word of its own")),
    }
}
