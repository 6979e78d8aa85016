//! A toolchain as typed: how to recognise it, and where it can come from.

use serde_json::Value;
use toml::Spanned;
use toml::de::DeValue;

use super::super::reader::{Entries, Field, Read, Section, Shape, Source, Table};
use super::{Texts, WireSource};

/// `[toolchain.NAME]`.
#[derive(Debug, Clone)]
pub(crate) struct WireToolchain {
    pub(crate) like: Field<String>,
    pub(crate) template: Field<bool>,
    pub(crate) title: Field<String>,
    pub(crate) any_of: Field<Texts>,
    pub(crate) package: Field<String>,
    pub(crate) inside: Field<String>,
    pub(crate) names: Field<Texts>,
    pub(crate) variables: Field<Texts>,
    pub(crate) places: Field<Texts>,
    pub(crate) on_path: Field<bool>,
    pub(crate) environment: Field<Section<WireEnvironment>>,
    pub(crate) uv: Field<Section<WireUv>>,
    pub(crate) deb: Field<Section<WireDeb>>,
    pub(crate) source: Field<Section<WireSource>>,
    pub(crate) maven: Field<Section<WireMaven>>,
    pub(crate) env: Field<Entries<String>>,
    pub(crate) disk: Field<Texts>,
    pub(crate) probe: Field<Texts>,
    pub(crate) version_pattern: Field<String>,
    pub(crate) accept: Field<Entries<Fact>>,
    pub(crate) minimum: Field<String>,
    pub(crate) prefer: Field<Texts>,
    pub(crate) require: Field<Texts>,
    pub(crate) fix: Field<String>,
}

impl Shape for WireToolchain {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireToolchain {
            like: table.get("like", r#"like = "python""#),
            template: table.get("template", "template = true"),
            title: table.get("title", r#"title = "C compiler""#),
            any_of: table.get("any-of", r#"any-of = ["cpython-3.14", "cpython-3.11"]"#),
            package: table.get("crate", r#"crate = "yyjson-sys""#),
            inside: table.get("inside", r#"inside = "yyjson/src""#),
            names: table.get("names", r#"names = ["cc", "gcc", "clang"]"#),
            variables: table.get("variables", r#"variables = ["CC"]"#),
            places: table.get("places", r#"places = ["~/.pyenv/versions/*/bin"]"#),
            on_path: table.get("on-path", "on-path = false"),
            environment: table.get(
                "environment",
                r#"environment = { toolchain = "cpython", requirements = "kernels-rust/requirements.txt" }"#,
            ),
            uv: table.get("uv", r#"uv = { request = "cpython-3.11", gives = ["pgo", "lto"] }"#),
            deb: table.get(
                "deb",
                r#"deb = { suites = ["trixie"], packages = ["python3.13-venv"], file = "usr/bin/python3.13" }"#,
            ),
            source: table
                .get("source", r#"source = { recipe = "cpython", version = "3.13", file = "bin/python3.13" }"#),
            maven: table
                .get("maven", r#"maven = { pom = "graalpy/pom.xml", toolchain = "java", file = "bin/graalpy" }"#),
            env: table.get("env", r#"env = { PYTHON_JIT = "1" }"#),
            disk: table.get("disk", r#"disk = ["/usr/lib/gcc/*/*"]"#),
            probe: table.get("probe", r#"probe = ["{tool}", "--version"]"#),
            version_pattern: table.get("version-pattern", r"version-pattern = '(\d+\.\d+)'"),
            accept: table.get("accept", r#"accept = { implementation = "cpython" }"#),
            minimum: table.get("minimum", r#"minimum = "7.0""#),
            prefer: table.get("prefer", r#"prefer = ["pgo", "lto"]"#),
            require: table.get("require", r#"require = ["headers"]"#),
            fix: table.get("fix", r#"fix = "apt-get install gcc""#),
        }
    }
}

/// `environment`.
#[derive(Debug, Clone)]
pub(crate) struct WireEnvironment {
    pub(crate) toolchain: Field<String>,
    pub(crate) requirements: Field<String>,
}

impl Shape for WireEnvironment {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireEnvironment {
            toolchain: table.get("toolchain", r#"toolchain = "cpython""#),
            requirements: table.get("requirements", r#"requirements = "kernels-rust/requirements.txt""#),
        }
    }
}

/// `uv`.
#[derive(Debug, Clone)]
pub(crate) struct WireUv {
    pub(crate) request: Field<String>,
    pub(crate) gives: Field<Texts>,
}

impl Shape for WireUv {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireUv {
            request: table.get("request", r#"request = "cpython-3.11""#),
            gives: table.get("gives", r#"gives = ["pgo", "lto"]"#),
        }
    }
}

/// `deb`.
#[derive(Debug, Clone)]
pub(crate) struct WireDeb {
    pub(crate) suites: Field<Texts>,
    pub(crate) packages: Field<Texts>,
    pub(crate) without: Field<Texts>,
    pub(crate) file: Field<String>,
    pub(crate) edit: Field<Vec<Spanned<Section<WireEdit>>>>,
    pub(crate) remove: Field<Texts>,
    pub(crate) gives: Field<Texts>,
}

impl WireDeb {
    /// Takes what it does not say itself.
    pub(crate) fn inherit(&mut self, from: &Self) {
        self.suites.inherit(&from.suites);
        self.packages.inherit(&from.packages);
        self.without.inherit(&from.without);
        self.file.inherit(&from.file);
        self.edit.inherit(&from.edit);
        self.remove.inherit(&from.remove);
        self.gives.inherit(&from.gives);
    }
}

impl Shape for WireDeb {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireDeb {
            suites: table.get("suites", r#"suites = ["trixie"]"#),
            packages: table.get("packages", r#"packages = ["python3.13-venv", "python3.13-dev"]"#),
            without: table.get("without", r#"without = ["libc6-dev"]"#),
            file: table.get("file", r#"file = "usr/bin/python3.13""#),
            edit: table.get("edit", r#"edit = [{ files = "usr/lib/*.py", pattern = "'/usr", by = "'{folder}/usr" }]"#),
            remove: table.get("remove", r#"remove = ["usr/lib/python3*/EXTERNALLY-MANAGED"]"#),
            gives: table.get("gives", r#"gives = ["pgo", "lto", "distribution"]"#),
        }
    }
}

/// `edit`.
#[derive(Debug, Clone)]
pub(crate) struct WireEdit {
    pub(crate) files: Field<String>,
    pub(crate) pattern: Field<String>,
    pub(crate) by: Field<String>,
}

impl Shape for WireEdit {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireEdit {
            files: table.get("files", r#"files = "usr/lib/python3*/_sysconfigdata_*.py""#),
            pattern: table.get("pattern", r#"pattern = "'/usr/lib""#),
            by: table.get("by", r#"by = "'{folder}/usr/lib""#),
        }
    }
}

/// `maven`.
#[derive(Debug, Clone)]
pub(crate) struct WireMaven {
    pub(crate) pom: Field<String>,
    pub(crate) sha256: Field<String>,
    pub(crate) toolchain: Field<String>,
    pub(crate) file: Field<String>,
    pub(crate) command: Field<Texts>,
    pub(crate) start: Field<Texts>,
    pub(crate) gives: Field<Texts>,
}

impl Shape for WireMaven {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireMaven {
            pom: table.get("pom", r#"pom = "kernels-python/hosts/graalpy/pom.xml""#),
            sha256: table.get("sha256", r#"sha256 = "kernels-python/hosts/graalpy/jars.sha256""#),
            toolchain: table.get("toolchain", r#"toolchain = "java-25""#),
            file: table.get("file", r#"file = "bin/graalpy""#),
            command: table.get("command", r#"command = ["{tool}", "-jar", "{jars}/python-launcher.jar"]"#),
            start: table.get("start", r#"start = ["-c", "pass"]"#),
            gives: table.get("gives", r#"gives = ["jit_enabled"]"#),
        }
    }
}

/// What a probe must report: a JSON value.
#[derive(Debug, Clone)]
pub(crate) struct Fact(pub(crate) Value);

impl Read for Fact {
    fn kind(many: bool) -> String {
        if many { "strings, numbers or booleans" } else { "a string, a number or a boolean" }.to_owned()
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        let value = match source.value() {
            DeValue::String(_) => Value::from(String::read(source)?),
            DeValue::Integer(_) => Value::from(i64::read(source)?),
            DeValue::Float(_) => Value::from(f64::read(source)?),
            DeValue::Boolean(flag) => Value::from(*flag),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                return source.mismatch(&Self::kind(false));
            }
        };
        Some(Fact(value))
    }
}
