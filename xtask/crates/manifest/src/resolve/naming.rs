//! The texts of a toolchain that speak of its version or its name: what `{version}`, `{name}` and `{variable}` stand for.

use serde_json::Value;
use toml::Spanned;

use super::Context;
use super::templates::Scope;
use crate::diagnostics::{Mistake, Span};
use crate::reader::{Entry, Field, Section, for_example};
use crate::template::{TemplatePart, ToolchainPlaceholder, expand, parts};
use crate::wire::{Fact, Texts, WireToolchain};
use crate::{Id, template};

/// The toolchain with all of its texts filled in.
pub(super) fn filled_in(cx: &Context<'_>, entry: &Entry<Section<WireToolchain>>) -> Entry<Section<WireToolchain>> {
    let mut entry = entry.clone();
    let naming = Naming::new(cx, &entry);
    let wire = &mut entry.value.get_mut().body;
    naming.text(&mut wire.title);
    naming.text(&mut wire.fix);
    naming.texts(&mut wire.names);
    if let Some(uv) = wire.uv.value_mut() {
        naming.text(&mut uv.body.request);
    }
    if let Some(deb) = wire.deb.value_mut() {
        naming.texts(&mut deb.body.packages);
        naming.text(&mut deb.body.file);
    }
    if let Some(source) = wire.source.value_mut() {
        naming.text(&mut source.body.version);
        naming.text(&mut source.body.file);
        naming.text(&mut source.body.package);
        naming.texts(&mut source.body.configure);
    }
    for fact in wire.accept.value_mut().into_iter().flat_map(|facts| &mut facts.entries) {
        let at = fact.value.span();
        if let Fact(Value::String(text)) = fact.value.get_mut() {
            *text = naming.filled(&Spanned::new(at, std::mem::take(text)), fact.inherited);
        }
    }
    entry
}

/// What the placeholders of a toolchain stand for.
struct Naming<'a> {
    cx: &'a Context<'a>,
    name: Id,
    version: Option<String>,
    /// Whether it may have a version that is not known here: that of a table which is like it, or a faulty one.
    open: bool,
    at: Span,
    example: &'static str,
}

impl<'a> Naming<'a> {
    fn new(cx: &'a Context<'a>, entry: &Entry<Section<WireToolchain>>) -> Self {
        let (section, name) = (entry.value.get_ref(), Id(entry.name.get_ref().clone()));
        let field = &section.body.version;
        let open = field.is_faulty() || super::toolchain::is_template(entry);
        Naming { cx, name, version: field.value().cloned(), open, at: section.at.clone(), example: field.example }
    }

    fn text(&self, field: &mut Field<String>) {
        let Some(given) = field.given() else { return };
        let text = self.filled(given, field.inherited);
        if let Some(value) = field.value_mut() {
            *value = text;
        }
    }

    fn texts(&self, field: &mut Field<Texts>) {
        let inherited = field.inherited;
        for text in field.value_mut().into_iter().flatten() {
            let filled = self.filled(text, inherited);
            *text = Spanned::new(text.span(), filled);
        }
    }

    fn filled(&self, text: &Spanned<String>, inherited: bool) -> String {
        let heir = inherited.then(|| self.at.clone());
        self.cx.template(text, &Scope { heir: heir.clone(), ..Scope::new(&template::TOOLCHAIN) });
        self.note_lack_of_version(text, heir);
        let value = |placeholder: ToolchainPlaceholder| match placeholder {
            ToolchainPlaceholder::Version => self.version.clone(),
            ToolchainPlaceholder::Name => Some(self.name.to_string()),
            ToolchainPlaceholder::Variable => Some(self.name.tool_variable()),
        };
        // What cannot be filled in is noted already.
        expand(text.get_ref(), value).unwrap_or_else(|_| text.get_ref().clone())
    }

    fn note_lack_of_version(&self, text: &Spanned<String>, heir: Option<Span>) {
        if self.version.is_some() || self.open {
            return;
        }
        for part in parts(text.get_ref()) {
            if let TemplatePart::Placeholder { name: "version", at } = part {
                let at = self.cx.mistakes.part(text, at);
                let mistake = Mistake::new(at, "`{version}` means nothing without `version`");
                let mistake = mistake.help(for_example(self.example));
                self.cx.add(match &heir {
                    Some(heir) => mistake.related(heir.clone(), "inherited here"),
                    None => mistake,
                });
            }
        }
    }
}
