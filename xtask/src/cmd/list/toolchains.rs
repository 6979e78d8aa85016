//! Of `list --resolved --format json`: toolchains, the recipes that build them, and languages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::resolved::names;
use manifest::{
    BuildSource, Deb, Edit, Environment, Expression, FileOrigin, Language, Maven, Origin, Provider, Provision, Recipe,
    Toolchain,
};

pub(super) fn toolchain(toolchain: &Toolchain) -> Value {
    let Toolchain { title, origin, prefer, require, env, disk, fix } = toolchain;
    json!({
        "title": title, "origin": of_origin(origin), "prefer": prefer, "require": require, "env": env, "disk": disk,
        "fix": fix,
    })
}

fn of_origin(origin: &Origin) -> Value {
    match origin {
        Origin::AnyOf(toolchains) => json!({ "any_of": names(toolchains) }),
        Origin::Crate { package, folder: _, inside, variables } => {
            json!({ "crate": { "package": package, "inside": inside, "variables": variables } })
        }
        Origin::File(file) => json!({ "file": of_file(file) }),
    }
}

fn of_file(file: &FileOrigin) -> Value {
    let FileOrigin {
        variables,
        names,
        places,
        on_path,
        environment,
        provisions,
        source,
        probe,
        version_pattern,
        accept,
        minimum,
    } = file;
    // As a map with an order of its own, so that the order of writing does not count.
    let accept: &BTreeMap<String, Value> = accept;
    json!({
        "variables": variables, "names": names, "places": places, "on_path": on_path,
        "environment": environment.as_deref().map(of_environment),
        "provisions": provisions.iter().map(of_provision).collect::<Vec<_>>(),
        "source": source.as_deref().map(of_source), "probe": probe, "version_pattern": version_pattern, "accept": accept,
        "minimum": minimum,
    })
}

fn of_environment(environment: &Environment) -> Value {
    let Environment { toolchain, requirements, origin, minimum, executable } = environment;
    json!({
        "toolchain": toolchain.as_str(), "requirements": requirements, "origin": origin, "minimum": minimum,
        "executable": executable,
    })
}

fn of_provision(Provision { provider, gives }: &Provision) -> Value {
    match provider {
        Provider::Uv { request } => json!({ "uv": { "request": request }, "gives": gives }),
        Provider::Deb(deb) => json!({ "deb": of_deb(deb), "gives": gives }),
        Provider::Maven(maven) => json!({ "maven": of_maven(maven), "gives": gives }),
    }
}

fn of_deb(Deb { suites, packages, without, file, edits, remove }: &Deb) -> Value {
    let edit = |Edit { files, pattern, by }: &Edit| json!({ "files": files, "pattern": pattern, "by": by });
    json!({
        "suites": suites, "packages": packages, "without": without, "file": file,
        "edits": edits.iter().map(edit).collect::<Vec<_>>(), "remove": remove,
    })
}

fn of_maven(Maven { pom, sha256, toolchain, file, command, start }: &Maven) -> Value {
    json!({
        "pom": pom, "sha256": sha256, "toolchain": toolchain.as_str(), "file": file, "command": command, "start": start,
    })
}

fn of_source(BuildSource { recipe, version, file, configure, package }: &BuildSource) -> Value {
    json!({
        "recipe": recipe.as_str(), "version": version, "file": file, "configure": configure, "package": package,
    })
}

pub(super) fn recipe(recipe: &Recipe) -> Value {
    let Recipe {
        version_file,
        version_pattern,
        configure,
        optimise,
        install,
        plain_minutes,
        optimised_minutes,
        suites,
    } = recipe;
    json!({
        "version_file": version_file, "version_pattern": version_pattern, "configure": configure, "optimise": optimise,
        "install": install, "plain_minutes": plain_minutes, "optimised_minutes": optimised_minutes, "suites": suites,
    })
}

pub(super) fn language(language: &Language) -> Value {
    let Language { title, suffixes, line_comments, block_comments, docstrings, single_quotes, until, includes, files } =
        language;
    json!({
        "title": title, "suffixes": suffixes, "line_comments": line_comments, "block_comments": block_comments,
        "docstrings": docstrings, "single_quotes": single_quotes, "until": until.as_ref().map(Expression::as_str),
        "includes": includes.iter().map(Expression::as_str).collect::<Vec<_>>(), "files": files,
    })
}
