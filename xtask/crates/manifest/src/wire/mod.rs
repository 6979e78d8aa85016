//! The manifest as typed: shapes that mirror the file, key by key, in the file's own words.
//!
//! Nothing is judged here but types and keys; `resolve` does the rest. Every line of help shows the key as it may be
//! written.

mod language;
mod published;
mod recipe;
mod toolchain;

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{Entries, Field, Read, Section, Shape, Source, Table};
pub(super) use language::WireLanguage;
pub(super) use published::{WireClaim, WireConditions, WireFigures, WirePublished, WireRow};
pub(super) use recipe::{WireRecipe, WireSource};
pub(super) use toolchain::{WireDeb, WireEdit, WireEnvironment, WireMaven, WireToolchain, WireUv};

/// A list of strings, each with its place.
pub(super) type Texts = Vec<Spanned<String>>;
/// Named tables of one shape.
pub(super) type Sections<T> = Entries<Section<T>>;

/// The whole file.
#[derive(Debug, Clone)]
pub(super) struct WireManifest {
    pub(super) version: Field<i64>,
    pub(super) unset: Field<Texts>,
    pub(super) published: Field<Texts>,
    pub(super) baseline: Field<Section<WireBaseline>>,
    pub(super) oracle: Field<Section<WireOracle>>,
    pub(super) profile: Field<Sections<WireProfile>>,
    pub(super) data: Field<Sections<WireData>>,
    pub(super) benchmark: Field<Sections<WireBenchmark>>,
    pub(super) recipe: Field<Sections<WireRecipe>>,
    pub(super) language: Field<Sections<WireLanguage>>,
    pub(super) toolchain: Field<Sections<WireToolchain>>,
    pub(super) rung: Field<Sections<WireRung>>,
    pub(super) selftest: Field<Section<WireSelftest>>,
}

impl Shape for WireManifest {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireManifest {
            version: table.get("version", "version = 1"),
            unset: table.get("unset", r#"unset = ["CFLAGS", "PYTHON*"]"#),
            published: table.get("published", r#"published = ["data/published/ladder.toml"]"#),
            baseline: table.get("baseline", "[baseline]"),
            oracle: table.get("oracle", "[oracle]"),
            profile: table.get("profile", "[profile.quick]"),
            data: table.get("data", "[data.events]"),
            benchmark: table.get("benchmark", "[benchmark.nbody]"),
            recipe: table.get("recipe", "[recipe.cpython]"),
            language: table.get("language", "[language.c]"),
            toolchain: table.get("toolchain", "[toolchain.cpython]"),
            rung: table.get("rung", "[rung.cpython]"),
            selftest: table.get("selftest", "[selftest]"),
        }
    }
}

/// `[selftest]`.
#[derive(Debug, Clone)]
pub(super) struct WireSelftest {
    pub(super) benchmark: Field<String>,
    pub(super) value: Field<i64>,
    pub(super) more_work: Field<Vec<Spanned<f64>>>,
    pub(super) beside: Field<Texts>,
    pub(super) comparisons: Field<i64>,
    pub(super) copies: Field<i64>,
    pub(super) profile: Field<Section<WireProfile>>,
}

impl Shape for WireSelftest {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireSelftest {
            benchmark: table.get("benchmark", r#"benchmark = "nbody""#),
            value: table.get("value", "value = 1000"),
            more_work: table.get("more-work", "more-work = [0.02, 0.05, 0.1]"),
            beside: table.get("beside", r#"beside = ["c-plain"]"#),
            comparisons: table.get("comparisons", "comparisons = 400"),
            copies: table.get("copies", "copies = 8"),
            profile: table.get("profile", "[selftest.profile]"),
        }
    }
}

/// `[baseline]`.
#[derive(Debug, Clone)]
pub(super) struct WireBaseline {
    pub(super) rungs: Field<Texts>,
    pub(super) prefer: Field<Texts>,
}

impl Shape for WireBaseline {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireBaseline {
            rungs: table.get("rungs", r#"rungs = ["cpython-3.14", "cpython-3.11"]"#),
            prefer: table.get("prefer", r#"prefer = ["pgo", "lto"]"#),
        }
    }
}

/// `[oracle]`.
#[derive(Debug, Clone)]
pub(super) struct WireOracle {
    pub(super) toolchain: Field<String>,
    pub(super) runner: Field<Texts>,
}

impl Shape for WireOracle {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireOracle {
            toolchain: table.get("toolchain", r#"toolchain = "cpython""#),
            runner: table
                .get("runner", r#"runner = ["{tool}", "{root}/kernels-python/runner.py", "{kernel}", "{entry}"]"#),
        }
    }
}

/// `[profile.NAME]`.
#[derive(Debug, Clone)]
pub(super) struct WireProfile {
    pub(super) cells: Field<Texts>,
    pub(super) invocations: Field<i64>,
    pub(super) max_invocations: Field<i64>,
    pub(super) rounds: Field<i64>,
    pub(super) max_rounds: Field<i64>,
    pub(super) turn_time: Field<String>,
    pub(super) warm_up: Field<String>,
    pub(super) samples: Field<i64>,
    pub(super) sample_time: Field<String>,
    pub(super) budget: Field<String>,
    pub(super) width: Field<f64>,
}

impl Shape for WireProfile {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireProfile {
            cells: table.get("cells", r#"cells = ["default"]"#),
            invocations: table.get("invocations", "invocations = 3"),
            max_invocations: table.get("max-invocations", "max-invocations = 30"),
            rounds: table.get("rounds", "rounds = 3"),
            max_rounds: table.get("max-rounds", "max-rounds = 12"),
            turn_time: table.get("turn-time", r#"turn-time = "50ms""#),
            warm_up: table.get("warm-up", r#"warm-up = "2s""#),
            samples: table.get("samples", "samples = 3"),
            sample_time: table.get("sample-time", r#"sample-time = "20ms""#),
            budget: table.get("budget", r#"budget = "20m""#),
            width: table.get("width", "width = 0.02"),
        }
    }
}

/// `[data.NAME]`.
#[derive(Debug, Clone)]
pub(super) struct WireData {
    pub(super) file: Field<String>,
    pub(super) toolchain: Field<String>,
    pub(super) command: Field<Texts>,
    pub(super) sha256: Field<String>,
}

impl Shape for WireData {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireData {
            file: table.get("file", r#"file = "data/events.json""#),
            toolchain: table.get("toolchain", r#"toolchain = "cpython""#),
            command: table.get("command", r#"command = ["{tool}", "{root}/data/generate.py", "--output", "{file}"]"#),
            sha256: table.get("sha256", r#"sha256 = "<64 hexadecimal digits>""#),
        }
    }
}

/// `[benchmark.NAME]`.
#[derive(Debug, Clone)]
pub(super) struct WireBenchmark {
    pub(super) title: Field<String>,
    pub(super) kind: Field<String>,
    pub(super) part_of: Field<String>,
    pub(super) default: Field<bool>,
    pub(super) input: Field<String>,
    pub(super) output: Field<Texts>,
    pub(super) tolerance: Field<Section<WireTolerance>>,
    pub(super) oracle: Field<String>,
    pub(super) check: Field<Section<WireCheck>>,
    pub(super) sizes: Field<Sections<WireSize>>,
    pub(super) known: Field<Vec<Spanned<Section<WireKnown>>>>,
    pub(super) fuzz: Field<Section<WireFuzz>>,
}

impl Shape for WireBenchmark {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireBenchmark {
            title: table.get("title", r#"title = "N-body""#),
            kind: table.get("kind", r#"kind = "loops""#),
            part_of: table.get("part-of", r#"part-of = "pipeline-bytes""#),
            default: table.get("default", "default = false"),
            input: table.get("input", r#"input = "integer""#),
            output: table.get("output", r#"output = ["energy before", "energy after"]"#),
            tolerance: table.get("tolerance", "tolerance = { absolute = 1e-10 }"),
            oracle: table.get("oracle", r#"oracle = "kernels-python/nbody.py""#),
            check: table.get("check", "check = { values = [1, 2, 1000] }"),
            sizes: table.get("sizes", "sizes = { quick = { value = 1000 } }"),
            known: table.get("known", r#"known = [{ value = 1000, output = ["-0.169075164"] }]"#),
            fuzz: table.get("fuzz", "[benchmark.pipeline.fuzz]"),
        }
    }
}

/// `[benchmark.NAME.fuzz]`.
#[derive(Debug, Clone)]
pub(super) struct WireFuzz {
    pub(super) generate: Field<Texts>,
    pub(super) expect: Field<Texts>,
    pub(super) corpus: Field<String>,
}

impl Shape for WireFuzz {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireFuzz {
            generate: table.get(
                "generate",
                r#"generate = ["{tool}", "{root}/data/fuzz.py", "--seed", "{seed}", "--count", "{count}", "{folder}"]"#,
            ),
            expect: table.get("expect", r#"expect = ["{tool}", "{root}/data/expect.py", "{folder}"]"#),
            corpus: table.get("corpus", r#"corpus = "data/fuzz""#),
        }
    }
}

/// `tolerance`.
#[derive(Debug, Clone)]
pub(super) struct WireTolerance {
    pub(super) absolute: Field<f64>,
    pub(super) relative: Field<f64>,
}

impl Shape for WireTolerance {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireTolerance {
            absolute: table.get("absolute", "absolute = 1e-10"),
            relative: table.get("relative", "relative = 1e-10"),
        }
    }
}

/// `check`.
#[derive(Debug, Clone)]
pub(super) struct WireCheck {
    pub(super) values: Field<Vec<Spanned<i64>>>,
    pub(super) folders: Field<Texts>,
    pub(super) data: Field<Texts>,
}

impl Shape for WireCheck {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireCheck {
            values: table.get("values", "values = [1, 2, 1000]"),
            folders: table.get("folders", r#"folders = ["data/check"]"#),
            data: table.get("data", r#"data = ["many-users"]"#),
        }
    }
}

/// `sizes.PROFILE`.
#[derive(Debug, Clone)]
pub(super) struct WireSize {
    pub(super) value: Field<i64>,
    pub(super) data: Field<String>,
    pub(super) sha256: Field<String>,
}

impl Shape for WireSize {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireSize {
            value: table.get("value", "value = 1000"),
            data: table.get("data", r#"data = "events""#),
            sha256: table.get("sha256", r#"sha256 = "<64 hexadecimal digits>""#),
        }
    }
}

/// `[[benchmark.NAME.known]]`.
#[derive(Debug, Clone)]
pub(super) struct WireKnown {
    pub(super) value: Field<i64>,
    pub(super) output: Field<Texts>,
}

impl Shape for WireKnown {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireKnown {
            value: table.get("value", "value = 1000"),
            output: table.get("output", r#"output = ["-0.169075164", "-0.169087605"]"#),
        }
    }
}

/// `[rung.NAME]`.
#[derive(Debug, Clone)]
pub(super) struct WireRung {
    pub(super) like: Field<String>,
    pub(super) title: Field<String>,
    pub(super) toolchain: Field<String>,
    pub(super) tools: Field<Texts>,
    pub(super) requirements: Field<String>,
    pub(super) project: Field<String>,
    pub(super) glue: Field<Texts>,
    pub(super) libraries: Field<Texts>,
    pub(super) build: Field<Vec<Spanned<Texts>>>,
    pub(super) artefact: Field<String>,
    pub(super) runner: Field<Texts>,
    pub(super) env: Field<Entries<String>>,
    pub(super) threads: Field<WireThreads>,
    pub(super) fast_math: Field<WireFastMath>,
    pub(super) target_cpu: Field<String>,
    pub(super) native: Field<bool>,
    pub(super) validates: Field<bool>,
    pub(super) helpers: Field<String>,
    pub(super) warm_up: Field<String>,
    pub(super) pinned: Field<bool>,
    pub(super) timed: Field<bool>,
    pub(super) algorithm: Field<String>,
    pub(super) cost: Field<String>,
    pub(super) tags: Field<Texts>,
    pub(super) kernels: Field<Entries<String>>,
    pub(super) unsupported: Field<Entries<String>>,
    pub(super) algorithms: Field<Entries<String>>,
}

impl Shape for WireRung {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireRung {
            like: table.get("like", r#"like = "cython""#),
            title: table.get("title", r#"title = "Cython""#),
            toolchain: table.get("toolchain", r#"toolchain = "cpython""#),
            tools: table.get("tools", r#"tools = ["cc"]"#),
            requirements: table.get("requirements", r#"requirements = "kernels-cython/requirements.txt""#),
            project: table.get("project", r#"project = "kernels-cython""#),
            glue: table.get("glue", r#"glue = ["src/python.rs"]"#),
            libraries: table.get("libraries", r#"libraries = ["serde"]"#),
            build: table.get("build", r#"build = [["{tool.cc}", "-O3", "-o", "{artefact}", "{kernel}"]]"#),
            artefact: table.get("artefact", r#"artefact = "{out}/{stem}{fact.ext_suffix}""#),
            runner: table
                .get("runner", r#"runner = ["{tool}", "{root}/kernels-python/runner.py", "{artefact}", "{entry}"]"#),
            env: table.get("env", r#"env = { PYTHONHASHSEED = "0" }"#),
            threads: table.get("threads", "threads = 1"),
            fast_math: table.get("fast-math", r#"fast-math = ["nbody"]"#),
            target_cpu: table.get("target-cpu", r#"target-cpu = "generic""#),
            native: table.get("native", "native = false"),
            validates: table.get("validates", "validates = true"),
            helpers: table.get("helpers", r#"helpers = "compiler and collector""#),
            warm_up: table.get("warm-up", r#"warm-up = "20s""#),
            pinned: table.get("pinned", "pinned = true"),
            timed: table.get("timed", "timed = true"),
            algorithm: table.get("algorithm", r#"algorithm = "same loop""#),
            cost: table.get("cost", r#"cost = "C knowledge""#),
            tags: table.get("tags", r#"tags = ["default"]"#),
            kernels: table.get("kernels", r#"kernels = { nbody = "nbody.py" }"#),
            unsupported: table.get("unsupported", r#"unsupported = { nbody = "it has no floats" }"#),
            algorithms: table.get("algorithms", r#"algorithms = { nbody = "vectorised" }"#),
        }
    }
}

/// `threads`: a number, or a word.
#[derive(Debug, Clone)]
pub(super) enum WireThreads {
    Count(i64),
    Word(String),
}

/// `fast-math`: all kernels of the rung or none, or those for some benchmarks.
#[derive(Debug, Clone)]
pub(super) enum WireFastMath {
    All(bool),
    Benchmarks(Texts),
}

impl Read for WireFastMath {
    fn kind(_many: bool) -> String {
        "true, false or an array of benchmarks".to_owned()
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::Boolean(_) => bool::read(source).map(WireFastMath::All),
            DeValue::Array(_) => Texts::read(source).map(WireFastMath::Benchmarks),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}

impl Read for WireThreads {
    fn kind(_many: bool) -> String {
        "a whole number or \"all\"".to_owned()
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::Integer(_) => i64::read(source).map(WireThreads::Count),
            DeValue::String(_) => String::read(source).map(WireThreads::Word),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}
