//! A rung as typed.

use serde_json::{Value, json};
use toml::Spanned;
use toml::de::DeValue;

use super::{Texts, WireLimits, WireVariable, retired};
use crate::reader::{Entries, RawValue, Read, Section, shape};

shape! {
    /// A way to make it fast.
    "[rung.NAME]" WireRung {
        /// Another rung, from which this one takes what it does not say.
        like: String = r#"like = "cython""#, own;
        /// What people call it.
        title: String = r#"title = "Cython""#, whole;
        /// What hosts or builds it: `{tool}` in its commands.
        toolchain: String = r#"toolchain = "cpython""#, whole;
        /// What else it needs: `{tool.NAME}` in its commands.
        tools: Texts = r#"tools = ["cc"]"#, whole;
        /// Pinned Python packages, with which `{tool}` is the interpreter of an environment that has them.
        requirements: String = r#"requirements = "kernels-cython/requirements.txt""#, whole;
        /// The folder of its kernels, any change in which builds anew.
        project: String = r#"project = "kernels-cython""#, whole;
        /// The folder in which its commands are started, in place of that of the file: `/`, above which nobody's settings lie, or one
        /// below that of the file.
        folder: String = r#"folder = "/""#, whole;
        /// Sources in the folder of its kernels that its kernels need without naming them. One that names kernels of the rung, by
        /// their files' names, is for those.
        glue: Texts = r#"glue = ["src/python.rs"]"#, whole;
        /// Libraries that its kernels need beside `requirements` and `tools`; those count that a kernel's sources name.
        libraries: Texts = r#"libraries = ["serde"]"#, whole;
        /// Lists of words for its commands by name: a word of `build` or `runner` that is `{flags.NAME}` stands for all of them.
        flags: Entries<Texts> = r#"flags = { cc = ["-O3", "-march=native"] }"#, merged;
        /// Build commands, in order.
        build: Vec<Spanned<Texts>> = r#"build = [["{tool.cc}", "{flags.cc}", "-o", "{artefact}", "{kernel}"]]"#, whole;
        /// What the build leaves and the runner loads; without a build, the kernel itself.
        artefact: String = r#"artefact = "{out}/{stem}{fact.ext_suffix}""#, whole;
        /// The runner's command line.
        runner: Texts = r#"runner = ["{tool}", "{root}/kernels-python/runner.py", "{artefact}", "{entry}"]"#, whole;
        /// The command line of a runner for tools that compile while they run. Given the first input after the check, it leaves what the
        /// tool says stayed slow in `{out}/account.json`. Nothing is timed with it.
        account: Texts = r#"account = ["{tool}", "{root}/kernels-numba/slow_loops.py", "{out}/account.json", "{artefact}", "{entry}"]"#, whole;
        /// Environment variables of build and runner; `false` takes away one that is inherited.
        env: Entries<WireVariable> = r#"env = { PYTHONHASHSEED = "0" }"#, merged;
        /// Threads of its kernels, or `"all"` for as many as the machine has; 1 unless it is said.
        threads: WireThreads = "threads = 1", whole;
        /// Whether floating-point operations may be reordered or approximated, or the benchmarks on whose kernels they may.
        fast_math: WireFastMath = r#"fast-math = ["nbody"]"#, whole;
        /// The CPU that code is made for: `generic`, which it is unless it is said, `native`, `dispatch` (see below), or a name.
        target_cpu: String = r#"target-cpu = "generic""#, whole;
        /// Whether results are native structures instead of Python objects.
        native: bool = "native = false", whole;
        /// Whether it refuses malformed input; one that does not is checked on good inputs alone.
        validates: bool = "validates = true", whole;
        /// Threads that the runtime has beside the kernel's, in words.
        helpers: String = r#"helpers = "compiler and collector""#, whole;
        /// The longest warm-up of its processes, where that is longer than the profile's: for runtimes that are known to need it.
        warm_up: String = r#"warm-up = "20s""#, whole;
        /// The most memory that its runner, with what it starts, may fill; it is ended when it fills more.
        memory_limit: String = r#"memory-limit = "2GiB""#, whole;
        /// Whether its process is held to one core when its kernel uses one thread; a runtime with helpers is best measured both
        /// ways, as two rungs.
        pinned: bool = "pinned = true", whole;
        /// How long its runner may take for an answer.
        limits: Section<WireLimits> = r#"limits = { start = "5m" }"#, merged;
        /// Whether its runner takes its times from a model instead of a clock: they are not held against the harness's own, and
        /// its cells have a flag.
        simulated: bool = "simulated = true", whole;
        /// Whether each answer of its runner comes from a command that warms up by itself before it times: what it says then may be a
        /// small part of what the answer took.
        warms_up_itself: bool = "warms-up-itself = true", whole;
        /// Whether it is a way to make it fast; one that is not is there for `check` and `fuzz`, such as a build under sanitizers,
        /// and is in no table.
        timed: bool = "timed = true", whole;
        /// How its algorithm relates to the oracle's; `same loop` unless it is said.
        algorithm: String = r#"algorithm = "same loop""#, whole;
        /// What it costs its user.
        cost: String = r#"cost = "C knowledge""#, whole;
        /// Whether it is of the headline, so that the group `headline` of a profile's `cells` has it.
        headline: bool = "headline = true", own;
        /// Whether it compiles while it runs, so that `warmup` shows it.
        compiles_while_running: bool = "compiles-while-running = true", whole;
        /// Whether it takes any Python source as it is: then the oracle itself is its kernel for every benchmark of calls.
        any_source: bool = "any-source = true", own;
        /// Whether its build writes the types that were seen into a copy of the source: then `climb` takes it with `--typed` alone,
        /// and others where types were seen.
        typed: bool = "typed = true", own;
        /// Whether whole numbers are native ones of 64 bits in that copy: then `climb` takes it with `--int64` alone.
        native_ints: bool = "native-ints = true", own;
        /// What `cargo xtask new rung` begins with for a rung like this one that has no kernel for the benchmark, by the suffix of
        /// its file. `{source}` is the oracle's text, `{oracle}` its path, `{entry}` the function's name.
        start: Entries<String> = r##"start = { py = "{source}\n# Put @njit above it.\n" }"##, whole;
        /// The kernel for each benchmark, in the project folder.
        kernels: Entries<String> = r#"kernels = { nbody = "nbody.py" }"#, together;
        /// Why there is no kernel for a benchmark, in a sentence.
        unsupported: Entries<String> = r#"unsupported = { nbody = "it has no floats" }"#, together;
        /// `algorithm` for single benchmarks.
        algorithms: Entries<String> = r#"algorithms = { nbody = "vectorised" }"#, along;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true", own;

        retired "tags": retired::tags;
    }
}

/// `threads`: a number, or a word.
#[derive(Debug, Clone)]
pub(crate) enum WireThreads {
    Count(i64),
    Word(String),
}

/// `fast-math`: all kernels of the rung or none, or those for some benchmarks.
#[derive(Debug, Clone)]
pub(crate) enum WireFastMath {
    All(bool),
    Benchmarks(Texts),
}

impl Read for WireFastMath {
    fn kind(_many: bool) -> String {
        "true, false or an array of benchmarks".to_owned()
    }

    fn schema() -> Value {
        json!({ "anyOf": [bool::schema(), Texts::schema()] })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
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

    fn schema() -> Value {
        json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "enum": ["all"] }] })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::Integer(_) => i64::read(source).map(WireThreads::Count),
            DeValue::String(_) => String::read(source).map(WireThreads::Word),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}
