//! How to build from source, and what is built so, as typed.

use super::super::reader::{Field, Shape, Table};
use super::Texts;

/// `[recipe.NAME]`.
#[derive(Debug, Clone)]
pub(crate) struct WireRecipe {
    pub(crate) version_file: Field<String>,
    pub(crate) version_pattern: Field<String>,
    pub(crate) configure: Field<Texts>,
    pub(crate) optimise: Field<Texts>,
    pub(crate) install: Field<String>,
    pub(crate) plain_minutes: Field<i64>,
    pub(crate) optimised_minutes: Field<i64>,
    pub(crate) suites: Field<Texts>,
}

impl Shape for WireRecipe {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireRecipe {
            version_file: table.get("version-file", r#"version-file = "Include/patchlevel.h""#),
            version_pattern: table.get("version-pattern", r#"version-pattern = 'PY_VERSION\s+"([^"]+)"'"#),
            configure: table.get("configure", r#"configure = ["--disable-test-modules"]"#),
            optimise: table.get("optimise", r#"optimise = ["--enable-optimizations", "--with-lto"]"#),
            install: table.get("install", r#"install = "altinstall""#),
            plain_minutes: table.get("plain-minutes", "plain-minutes = 6"),
            optimised_minutes: table.get("optimised-minutes", "optimised-minutes = 40"),
            suites: table.get("suites", r#"suites = ["bookworm", "trixie"]"#),
        }
    }
}

/// `source`.
#[derive(Debug, Clone)]
pub(crate) struct WireSource {
    pub(crate) recipe: Field<String>,
    pub(crate) version: Field<String>,
    pub(crate) file: Field<String>,
    pub(crate) configure: Field<Texts>,
    pub(crate) package: Field<String>,
}

impl Shape for WireSource {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireSource {
            recipe: table.get("recipe", r#"recipe = "cpython""#),
            version: table.get("version", r#"version = "3.13""#),
            file: table.get("file", r#"file = "bin/python3.13t""#),
            configure: table.get("configure", r#"configure = ["--disable-gil"]"#),
            package: table.get("package", r#"package = "python3.13""#),
        }
    }
}
