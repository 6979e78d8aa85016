//! `like`: what a table does not say itself, it takes from another one; and circles of such references.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use toml::Spanned;

use super::Context;
use super::names::Kind;
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
    let mut whole = HashMap::new();
    for name in by_name.keys() {
        complete(name, &by_name, &mut whole);
    }
    let with_body = |entry: &Entry<Section<T>>| {
        let body = whole.remove(entry.name.get_ref().as_str())?;
        let Section { path, at, .. } = entry.value.get_ref();
        let section = Section { path: path.clone(), at: at.clone(), body };
        let value = Spanned::new(entry.value.span(), section);
        Some(Entry { name: entry.name.clone(), value, ..*entry })
    };
    entries.iter().filter_map(with_body).collect()
}

/// Completes a table and all that it is like, each once. Where this ends nowhere or in a circle, which is noted already,
/// nothing more is said about what the tables lack.
fn complete<'t, T: Like>(name: &'t str, by_name: &IndexMap<&'t str, &'t T>, whole: &mut HashMap<&'t str, T>) {
    let mut chain: Vec<(&str, &T)> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = by_name.get_key_value(name);
    let mut lost = false;
    while let Some((name, body)) = next {
        if whole.contains_key(name) {
            break;
        }
        if !seen.insert(*name) {
            lost = true;
            break;
        }
        chain.push((name, body));
        if body.like().is_absent() {
            break;
        }
        next = body.like().value().and_then(|like| by_name.get_key_value(like.as_str()));
        lost = next.is_none();
    }
    for (name, body) in chain.into_iter().rev() {
        let mut body = body.clone();
        match body.like().value().and_then(|like| whole.get(like.as_str())) {
            Some(parent) => body.inherit(parent),
            None if lost => body.inherit(&unknown_shape()),
            None => {}
        }
        whole.insert(name, body);
    }
}

/// Notes every `like` that leads nowhere. Templates are good for this, if for nothing else.
fn dangling<T: Like>(cx: &Context<'_>, kind: Kind, by_name: &IndexMap<&str, &T>) {
    for like in by_name.values().filter_map(|body| body.like().given()) {
        // A name whose table is a mistake has one already.
        let declared = by_name.contains_key(like.get_ref().as_str());
        if declared || cx.names.to_be_like(kind).any(|name| name == like.get_ref()) {
            continue;
        }
        if !cx.note_if_left_behind(kind, like) {
            let message = format!("there is no {} `{}` to be like", kind.word(), like.get_ref());
            let help = did_you_mean(like.get_ref(), cx.names.to_be_like(kind));
            cx.add(Mistake::new(like.span(), message).help(help));
        }
    }
}

/// Notes every circle in a graph, at the reference that closes it.
pub(super) fn note_circles(cx: &Context<'_>, graph: &Graph<'_>, message: impl Fn(&str) -> String) {
    let mut done = HashSet::new();
    for name in graph.keys() {
        walk(graph, name, &mut done, |closing, circle| {
            cx.add(Mistake::new(closing.span(), message(circle)).help("name one that does not lead back here"));
        });
    }
}

/// Walks along all references from a name on, without a call for each: a file may have any number of them.
fn walk<'g>(
    graph: &'g Graph<'g>,
    from: &'g str,
    done: &mut HashSet<&'g str>,
    mut found: impl FnMut(&Spanned<String>, &str),
) {
    // The names on the way, each with the references that were not followed yet.
    let mut path: IndexMap<&str, std::slice::Iter<'_, &Spanned<String>>> = IndexMap::new();
    let enter = |name: &'g str, done: &mut HashSet<&'g str>| {
        let references = graph.get(name)?;
        done.insert(name).then(|| references.iter())
    };
    path.extend(enter(from, done).map(|references| (from, references)));
    while let Some((_, references)) = path.last_mut() {
        let Some(reference) = references.next() else {
            path.pop();
            continue;
        };
        let target = reference.get_ref().as_str();
        if let Some(start) = path.get_index_of(target) {
            let names = path.keys().skip(start).chain([&target]);
            let circle: Vec<String> = names.map(|step| format!("`{step}`")).collect();
            found(reference, &circle.join(" -> "));
        } else {
            path.extend(enter(target, done).map(|references| (target, references)));
        }
    }
}
