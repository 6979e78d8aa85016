//! `like`: what a table does not say itself, it takes from another one; and circles of such references.

use std::collections::HashSet;

use indexmap::IndexMap;
use toml::Spanned;

use super::{Context, Kind};
use crate::diagnostics::Mistake;
use crate::reader::{Entry, Field, Inherit, Section, unknown_shape};
use suggest::did_you_mean;

/// A table that may be `like` another one.
pub(super) trait Like: Inherit {
    /// Whom it is like.
    fn like(&self) -> &Field<String>;
}

/// The references of each name, for `circles`.
pub(super) type Graph<'g> = IndexMap<&'g str, Vec<&'g Spanned<String>>>;

/// Every table with what it inherits, over any number of levels.
pub(super) fn inherited<T: Like>(
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
    let mut whole = IndexMap::new();
    for name in by_name.keys() {
        complete(name, &by_name, &mut whole);
    }
    let with_body = |entry: &Entry<Section<T>>| {
        let mut entry = entry.clone();
        if let Some(body) = whole.swap_remove(entry.name.get_ref().as_str()) {
            entry.value.get_mut().body = body;
        }
        entry
    };
    entries.iter().map(with_body).collect()
}

/// Completes a table and all that it is like, each once. Where this ends nowhere or in a circle, which is noted already,
/// nothing more is said about what the tables lack.
fn complete<'t, T: Like>(name: &'t str, by_name: &IndexMap<&'t str, &'t T>, whole: &mut IndexMap<&'t str, T>) {
    let mut chain: Vec<(&str, &T)> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = by_name.get_key_value(name);
    let mut parent = None;
    while let Some((name, body)) = next {
        if let Some(known) = whole.get(name) {
            parent = Some(known.clone());
            break;
        }
        if !seen.insert(*name) {
            parent = Some(unknown_shape());
            break;
        }
        chain.push((name, body));
        if body.like().is_absent() {
            break;
        }
        next = body.like().value().and_then(|like| by_name.get_key_value(like.as_str()));
        parent = next.is_none().then(unknown_shape);
    }
    for (name, body) in chain.into_iter().rev() {
        let mut body = body.clone();
        if let Some(parent) = &parent {
            body.inherit(parent);
        }
        whole.insert(name, body.clone());
        parent = Some(body);
    }
}

/// Notes every `like` that leads nowhere. Templates are good for this, if for nothing else.
fn dangling<T: Like>(cx: &Context<'_>, kind: Kind, by_name: &IndexMap<&str, &T>) {
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
