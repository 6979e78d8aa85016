//! `like`: what a table does not say itself, it takes from another one; and circles of such references.

use std::collections::HashSet;

use indexmap::IndexMap;
use suggest::did_you_mean;
use toml::Spanned;

use super::super::diagnostics::Mistake;
use super::super::reader::{Entry, Field, Section, Shape, unknown_shape};
use super::{Context, Kind};

/// A table that may be `like` another one.
pub(super) trait Inherit: Clone + Shape {
    /// Whom it is like.
    fn like(&self) -> &Field<String>;

    /// Takes what it does not say itself.
    fn inherit(&mut self, from: &Self);
}

/// The references of each name, for `circles`.
pub(super) type Graph<'g> = IndexMap<&'g str, Vec<&'g Spanned<String>>>;

/// Every table with what it inherits, over any number of levels.
pub(super) fn inherited<T: Inherit>(
    cx: &Context<'_>,
    kind: Kind,
    entries: &[Entry<Section<T>>],
) -> Vec<Entry<Section<T>>> {
    let by_name: IndexMap<&str, &T> =
        entries.iter().map(|entry| (entry.name.get_ref().as_str(), &entry.value.get_ref().body)).collect();
    dangling(cx, kind, &by_name);
    let graph: Graph<'_> =
        by_name.iter().map(|(name, body)| (*name, body.like().given().into_iter().collect())).collect();
    note_circles(cx, &graph, |path| format!("{} is like itself: {path}", kind.word()));
    let mut inherited = entries.to_vec();
    for entry in &mut inherited {
        inherit_all(cx, entry, &by_name);
    }
    inherited
}

/// Takes over what the table is like, and what that is like. Where this ends nowhere or in a circle, which is noted
/// already, nothing more is said about what the table lacks.
fn inherit_all<T: Inherit>(cx: &Context<'_>, entry: &mut Entry<Section<T>>, by_name: &IndexMap<&str, &T>) {
    let mut seen = HashSet::from([entry.name.get_ref().as_str()]);
    let body = &mut entry.value.get_mut().body;
    let mut next = body.like().clone();
    while !next.is_absent() {
        let name = next.value().map(String::as_str).unwrap_or_default();
        let Some((_, parent)) = by_name.get_key_value(name).filter(|(name, _)| seen.insert(name)) else {
            body.inherit(&unknown_shape(cx.mistakes));
            return;
        };
        body.inherit(parent);
        next = parent.like().clone();
    }
}

/// Notes every `like` that leads nowhere. Templates are good for this, if for nothing else.
fn dangling<T: Inherit>(cx: &Context<'_>, kind: Kind, by_name: &IndexMap<&str, &T>) {
    let templates = if kind == Kind::Toolchain { cx.names.templates.as_slice() } else { &[] };
    let declared = cx.names.of(kind).unwrap_or_default();
    for like in by_name.values().filter_map(|body| body.like().given()) {
        let mut known = declared.iter().chain(templates);
        if !known.clone().any(|name| name == like.get_ref()) {
            let message = format!("there is no {} `{}` to be like", kind.word(), like.get_ref());
            let help = did_you_mean(like.get_ref(), known.by_ref().map(String::as_str));
            cx.add(Mistake::new(like.span(), message).help(help));
        }
    }
}

/// Notes every circle in a graph, at the reference that closes it.
pub(super) fn note_circles(cx: &Context<'_>, graph: &Graph<'_>, message: impl Fn(&str) -> String) {
    let mut done = HashSet::new();
    for name in graph.keys() {
        let mut path = vec![*name];
        visit(graph, &mut path, &mut done, &mut |closing, circle| {
            cx.add(Mistake::new(closing.span(), message(circle)).help("name one that does not lead back here"));
        });
    }
}

fn visit<'g>(
    graph: &Graph<'g>,
    path: &mut Vec<&'g str>,
    done: &mut HashSet<&'g str>,
    found: &mut dyn FnMut(&Spanned<String>, &str),
) {
    let Some((name, references)) = path.last().and_then(|last| graph.get_key_value(last)) else {
        return;
    };
    if !done.insert(name) {
        return;
    }
    for reference in references {
        let target = reference.get_ref().as_str();
        if let Some(start) = path.iter().position(|step| *step == target) {
            let circle: Vec<String> = path[start..].iter().chain([&target]).map(|step| format!("`{step}`")).collect();
            found(reference, &circle.join(" -> "));
        } else {
            path.push(target);
            visit(graph, path, done, found);
            path.pop();
        }
    }
}
