//! The whole file as typed, and its small sections.

use toml::Spanned;

use super::{
    Sections, Texts, WireBenchmark, WireHome, WireInclude, WireLanguage, WireProfile, WireRecipe, WireRung,
    WireSelftest, WireToolchain,
};
use crate::reader::{Section, shape};

shape! {
    /// The whole ladder as data.
    "" WireManifest {
        /// The version of this format, which is 1.
        version: i64 = "version = 1";
        /// Other files like this one, or parts of them. What this file says comes before what they say, and has the last word.
        include: Vec<Spanned<WireInclude>>
            = r#"include = ["toolchains.toml", { path = "../ladder.toml", only = ["rung"] }]"#;
        /// Environment variables (glob patterns) that reach no process, unless a rung or a toolchain sets them itself; those behind a `!`
        /// do, whatever the others say, and are recorded.
        unset: Texts = r#"unset = ["CFLAGS", "PIP_*", "!PIP_INDEX_URL"]"#;
        /// What of the user's settings and folders is in the home that processes get, by name.
        home: Sections<WireHome> = "[home.pip]";
        /// Files of published figures and claims.
        published: Texts = r#"published = ["data/published/ladder.toml"]"#;
        /// The rung whose speedup is 1.
        baseline: Section<WireBaseline> = "[baseline]";
        /// What runs the oracle.
        oracle: Section<WireOracle> = "[oracle]";
        /// How much is measured, by name; the first one is taken unless the command line names another.
        profile: Sections<WireProfile> = "[profile.quick]";
        /// Generated inputs, by name.
        data: Sections<WireData> = "[data.events]";
        /// The problems, by name.
        benchmark: Sections<WireBenchmark> = "[benchmark.nbody]";
        /// Ways to build from source, by name.
        recipe: Sections<WireRecipe> = "[recipe.cpython]";
        /// How sources are read, to count what was written; by name.
        language: Sections<WireLanguage> = "[language.c]";
        /// Interpreters, compilers and sources, by name.
        toolchain: Sections<WireToolchain> = "[toolchain.cpython]";
        /// Ways to make it fast, by name.
        rung: Sections<WireRung> = "[rung.cpython]";
        /// How the harness measures itself.
        selftest: Section<WireSelftest> = "[selftest]";
    }
}

shape! {
    /// The choice of the rung whose speedup is 1.
    "[baseline]" WireBaseline {
        /// The candidates, best first.
        rungs: Texts = r#"rungs = ["cpython-3.14", "cpython-3.11"]"#;
        /// Facts of a candidate's toolchain: one that reports them all as true goes before one that does not, and where none
        /// does every speedup is flagged.
        prefer: Texts = r#"prefer = ["pgo", "lto"]"#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}

shape! {
    /// What runs the oracle.
    "[oracle]" WireOracle {
        /// The interpreter.
        toolchain: String = r#"toolchain = "cpython""#;
        /// The runner's command line.
        runner: Texts = r#"runner = ["{tool}", "{root}/kernels-python/runner.py", "{kernel}", "{entry}"]"#;
        /// Pinned Python packages with which its runner tells what types were seen while a call ran.
        types: String = r#"types = "kernels-python/hosts/types/requirements.txt""#;
        /// Whether its runner tells where the time of an input goes, so that a session has that of each benchmark.
        profiles: bool = "profiles = true";
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}

shape! {
    /// A generated input.
    "[data.NAME]" WireData {
        /// The file that is written.
        file: String = r#"file = "data/events.json""#;
        /// The interpreter of the command: `{tool}`.
        toolchain: String = r#"toolchain = "cpython""#;
        /// The command that writes the file: `{file}`.
        command: Texts = r#"command = ["{tool}", "{root}/data/generate.py", "--output", "{file}"]"#;
        /// The SHA-256 that the file must have.
        sha256: String = r#"sha256 = "<64 hexadecimal digits>""#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}
