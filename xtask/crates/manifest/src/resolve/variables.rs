//! Environment variables: their names, and what they are set to.

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use crate::diagnostics::Mistake;
use crate::reader::{Entries, Entry, Field};
use crate::wire::WireVariable;
use suggest::nearest;

impl Context<'_> {
    /// Variables with their values, each made of what is written and whether that is inherited; without those that are taken
    /// away.
    pub(super) fn variables(
        &self,
        field: &Field<Entries<WireVariable>>,
        value: impl Fn(&Spanned<String>, bool) -> String,
    ) -> IndexMap<String, String> {
        let Some(env) = field.value() else { return IndexMap::new() };
        let mut variables = IndexMap::new();
        for entry in &env.entries {
            self.variable(&entry.name);
            match entry.value.get_ref() {
                WireVariable::Set(text) => {
                    let text = Spanned::new(entry.value.span(), text.clone());
                    variables.insert(entry.name.get_ref().clone(), value(&text, entry.inherited));
                }
                WireVariable::TakenAway => self.taken_away(entry, env),
            }
        }
        variables
    }

    /// Notes a variable that is taken away, and was not there.
    fn taken_away(&self, entry: &Entry<WireVariable>, env: &Entries<WireVariable>) {
        if entry.inherited || entry.overrides || env.is_open() {
            return;
        }
        let inherited = env.entries.iter().filter(|other| other.inherited).map(|other| other.name.get_ref().as_str());
        let help = match nearest(entry.name.get_ref(), inherited) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "leave it out: `false` takes away a variable that is inherited by `like`".to_owned(),
        };
        let message = format!("`{}` is taken away, but nothing sets it", entry.name.get_ref());
        self.add(Mistake::new(entry.name.span(), message).help(help));
    }

    /// Notes a name that no environment variable can have.
    pub(super) fn variable(&self, name: &Spanned<String>) {
        let text = name.get_ref();
        let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !first || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let mistake = Mistake::new(name.span(), format!("`{text}` is no name of an environment variable"));
            self.add(mistake.help("use letters, digits and `_`, such as `PYTHONHASHSEED`"));
        }
    }
}
