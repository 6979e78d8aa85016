//! A toolchain as typed: how to recognise it.

use serde_json::{Value, json};
use toml::de::DeValue;

use super::{Texts, WireDeb, WireMaven, WireSource, WireUv, WireVariable};
use crate::reader::{Entries, RawValue, Read, Section, shape};

shape! {
    /// An interpreter, a compiler or a source: a file with `names`, or one of `any-of`, or a `crate`.
    "[toolchain.NAME]" WireToolchain {
        /// Another toolchain, from which this one takes what it does not say.
        like: String = r#"like = "python""#, own;
        /// Whether it is nothing but such a source.
        template: bool = "template = true", own;
        /// The version that it is, for `versions` and for `{version}`, which stands for it in the texts below.
        version: String = r#"version = "3.14""#, whole;
        /// What people call it.
        title: String = r#"title = "C compiler""#, whole;
        /// Instead of a file: the first of these toolchains, preferred ones before others.
        any_of: Texts = r#"any-of = ["cpython-3.14", "cpython-3.11"]"#, whole;
        /// The versions that will do of the toolchains in `any-of`: bounds with commas between them.
        versions: String = r#"versions = ">=3.10, <3.14""#, whole;
        /// Instead of a file: the source of a Cargo package.
        package as "crate": String = r#"crate = "yyjson-sys""#, whole;
        /// The folder in the package that is meant.
        inside: String = r#"inside = "yyjson/src""#, whole;
        /// File names (glob patterns) to look for, best first.
        names: Texts = r#"names = ["cc", "gcc", "clang"]"#, whole;
        /// Environment variables that name the file or the folder; for a file `LADDER_TOOL_<NAME>` always does, and a path given
        /// so is the only one tried.
        variables: Texts = r#"variables = ["CC"]"#, whole;
        /// Folders (glob patterns; `~`, `$VARIABLE` and `{environment}` are replaced) beside PATH.
        places: Texts = r#"places = ["~/.pyenv/versions/*/bin"]"#, whole;
        /// Whether PATH is searched.
        on_path: bool = "on-path = false", whole;
        /// An environment of Python packages that contains it.
        environment: Section<WireEnvironment>
            = r#"environment = { toolchain = "cpython", requirements = "kernels-rust/requirements.txt" }"#, merged;
        /// What to ask uv's downloads for.
        uv: Section<WireUv> = r#"uv = { request = "cpython-3.11", gives = ["pgo", "lto"] }"#, merged;
        /// Packages of the distribution that are unpacked without root.
        deb: Section<WireDeb>
            = r#"deb = { suites = ["trixie"], packages = ["python3.13-venv"], file = "usr/bin/python3.13" }"#, merged;
        /// How it is built from source on request.
        source: Section<WireSource>
            = r#"source = { recipe = "cpython", version = "3.13", file = "bin/python3.13" }"#, merged;
        /// A program of Java archives.
        maven: Section<WireMaven>
            = r#"maven = { pom = "graalpy/pom.xml", toolchain = "java", file = "bin/graalpy" }"#, merged;
        /// Environment variables that belong to it: its probe, and everything run with it, sees them; `false` takes away one that is
        /// inherited.
        env: Entries<WireVariable> = r#"env = { PYTHON_JIT = "1" }"#, merged;
        /// What it consists of, where the harness has not got it: glob patterns as in `places`; a folder needs none.
        disk: Texts = r#"disk = ["/usr/lib/gcc/*/*"]"#, whole;
        /// The command that says what it is: a JSON object of facts in the last line, or text for `version-pattern`.
        probe: Texts = r#"probe = ["{tool}", "--version"]"#, whole;
        /// The pattern of the version, its first group, in what the probe prints; named groups are facts, too.
        version_pattern: String = r"version-pattern = '(\d+\.\d+)'", whole;
        /// Facts that it must report exactly so.
        accept: Entries<Fact> = r#"accept = { implementation = "cpython" }"#, merged;
        /// The oldest version that will do.
        minimum: String = r#"minimum = "7.0""#, whole;
        /// Facts that make one candidate better than another.
        prefer: Texts = r#"prefer = ["pgo", "lto"]"#, whole;
        /// Facts that must be true.
        require: Texts = r#"require = ["headers"]"#, whole;
        /// What a person can do when it is missing.
        fix: String = r#"fix = "apt-get install gcc""#, whole;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true", own;
    }
}

shape! {
    /// An environment of Python packages.
    "environment" WireEnvironment {
        /// The interpreter.
        toolchain: String = r#"toolchain = "cpython""#, whole;
        /// The pinned packages.
        requirements: String = r#"requirements = "kernels-rust/requirements.txt""#, whole;
        /// Who made what comes from there, where that are not its authors: `doctor` and reports say it.
        origin: String = r#"origin = "somebody else's package of it""#, whole;
        /// The oldest version that will do of what comes from there, where that is not the toolchain's `minimum`.
        minimum: String = r#"minimum = "0.18""#, whole;
        /// Programs that the packages install as mere files (glob patterns in the environment): they can be started, too.
        executable: Texts = r#"executable = ["lib/python3*/site-packages/tool/bin/tool"]"#, whole;
    }
}

/// What a probe must report: a JSON value.
#[derive(Debug, Clone)]
pub(crate) struct Fact(pub(crate) Value);

impl Read for Fact {
    fn kind(many: bool) -> String {
        if many { "strings, numbers or booleans" } else { "a string, a number or a boolean" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number", "boolean"] })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
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
