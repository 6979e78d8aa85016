//! A benchmark as typed.

use toml::Spanned;

use super::{Sections, Texts, WireLimits, retired};
use crate::domain::InputKind;
use crate::reader::{Entries, OneOrMore, Section, shape};

shape! {
    /// A problem, its inputs and its expected outputs.
    "[benchmark.NAME]" WireBenchmark {
        /// What people call it.
        title: String = r#"title = "N-body""#;
        /// What most of its time goes into, in a word to choose by.
        kind: String = r#"kind = "loops""#;
        /// Another benchmark, whose work on the same input this one does a part of.
        part_of: String = r#"part-of = "pipeline-bytes""#;
        /// What it belongs to, beside the ladder or in place of it: one name or several, of which `ladder` is one. Commands take the
        /// benchmarks of the ladder unless they are told otherwise; without this key it is of the ladder.
        group: OneOrMore = r#"group = "games""#;
        /// Whether it is of the headline, so that the group `headline` of a profile's `cells` has it; it is, unless `false` is said.
        headline: bool = "headline = false";
        /// Whether profiles select of it no other cells than those that a published figure or claim is about, and their controls.
        published_only: bool = "published-only = true";
        /// What the kernel's one argument is: a whole number, the contents of a file, or the parsed contents of a JSON file; `call` is
        /// for functions of any arguments: see the runner protocol.
        input: String = r#"input = "integer""# among InputKind::NAMES;
        /// Names of the parts of its result, for messages.
        output: Texts = r#"output = ["energy before", "energy after"]"#;
        /// How much a float may differ from the oracle's; not at all, unless it is said.
        tolerance: Section<WireTolerance> = "tolerance = { absolute = 1e-10 }";
        /// Of calls: the function that is called, where it is called otherwise than the benchmark. `Class.method` is one, too.
        function: String = r#"function = "edit_distance""#;
        /// Of calls: every call that is checked. The first is timed, unless `sizes` says otherwise. Each is an expression in the
        /// function's module, or a file of JSON with an array of arguments or an object of them.
        calls: Texts = r#"calls = ["distance('kitten', 'sitting')", "inputs/1.json"]"#;
        /// Of calls: whether the expression is evaluated anew for every call that is timed, outside the clock; unless it is, a call
        /// that changes its arguments is given copies.
        fresh_arguments: bool = "fresh-arguments = true";
        /// Of calls: whether a value agrees that is equal and of another type, such as 1.0 for 1.
        same_value: bool = "same-value = true";
        /// Of calls: the file that the oracle was copied from, beside which it finds what it imports; the oracle itself, unless it is said.
        origin: String = r#"origin = "/home/me/slow.py""#;
        /// Of calls: the folder in which the function is called; that of the manifest, unless it is said.
        home: String = r#"home = "/home/me""#;
        /// Of calls: behaviours in which tools may differ from Python, each by the name of its function: what `cargo xtask differ` asks.
        /// Such a benchmark is never timed.
        probes: Sections<WireProbe> = "[benchmark.probe-floats.probes.rounded]";
        /// Of probes: their form in a rung's own language, by the name of the rung.
        forms: Entries<String> = r#"forms = { fast = "kernels-fast/probes_floats.py" }"#;
        /// The oracle's kernel.
        oracle: String = r#"oracle = "kernels-python/nbody.py""#;
        /// What every kernel must get right before it is timed.
        check: Section<WireCheck> = "check = { values = [1, 2, 1000] }";
        /// The timed input of each profile, by its name.
        sizes: Sections<WireSize> = "sizes = { quick = { value = 1000 } }";
        /// Further sizes, from small to large, for a curve of what one element takes (`--sizes`). Elements are counted
        /// by `work`, or else by `value`.
        curve: Vec<Spanned<Section<WireSize>>> = "curve = [{ value = 1000 }, { value = 10000 }]";
        /// Published digits that the oracle itself must show.
        known: Vec<Spanned<Section<WireKnown>>> = r#"known = [{ value = 1000, output = ["-0.169075164"] }]"#;
        /// The most memory that a runner, with what it starts, may fill for it; one that fills more is ended.
        memory_limit: String = r#"memory-limit = "2GiB""#;
        /// How long a runner may take for an answer; what a rung says counts more.
        limits: Section<WireLimits> = r#"limits = { run = "20m" }"#;
        /// How documents for fuzzing are made and judged.
        fuzz: Section<WireFuzz> = "[benchmark.pipeline.fuzz]";
        /// Of calls: a list of the packages that the function needs, which is resolved for each interpreter.
        requirements: String = r#"requirements = "requirements.in""#;
        /// Of calls: whether packages without wheels are built from their sources, which runs whatever these contain.
        allow_builds: bool = "allow-builds = true";
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";

        retired "default": retired::default;
    }
}

shape! {
    /// How much a float may differ from the oracle's: one of the two.
    "tolerance" WireTolerance {
        /// By this much.
        absolute: f64 = "absolute = 1e-10";
        /// By this share of the oracle's value.
        relative: f64 = "relative = 1e-10";
    }
}

shape! {
    /// What every kernel must get right before it is timed.
    "check" WireCheck {
        /// Whole numbers.
        values: Vec<Spanned<i64>> = "values = [1, 2, 1000]";
        /// Folders of documents: see Check inputs.
        folders: Texts = r#"folders = ["data/check"]"#;
        /// Generated documents, whose expected result is the oracle's.
        data: Texts = r#"data = ["many-users"]"#;
    }
}

shape! {
    /// A behaviour in which tools may differ from Python; its name is that of its function.
    "[benchmark.NAME.probes.FUNCTION]" WireProbe {
        /// What is looked at, as one would look it up.
        behaviour: String = r#"behaviour = "rounding half-way cases to places""#;
        /// What is said of a rung that differs in it.
        differs: String = r#"differs = "`round` to places rounds otherwise""#;
        /// The calls that are made; further ones show what the first agrees on by luck.
        calls: Texts = r#"calls = ["rounded(2.675, 2)", "rounded(0.125, 2)"]"#;
        /// What of Python touches it: names that are called or loaded, operators, kinds of literals and statements.
        touches: Texts = r#"touches = ["round"]"#;
        /// Rungs whose process it was seen to end, each with how, in words without the calls: they are not asked again.
        ends: Entries<String> = r#"ends = { fast = "the processor's signal for arithmetic that cannot be" }"#;
    }
}

shape! {
    /// A timed input: one of `value`, `data` and `call`.
    "sizes.PROFILE" WireSize {
        /// A whole number.
        value: i64 = "value = 1000";
        /// A generated document.
        data: String = r#"data = "events""#;
        /// The place of a call among `calls`, from 1 on.
        call: i64 = "call = 2";
        /// The SHA-256 of the canonical result, where it is known.
        sha256: String = r#"sha256 = "<64 hexadecimal digits>""#;
        /// The parts of the result as they were printed, where the oracle would take too long: outputs are compared with these, at as
        /// many decimals, and it is not asked.
        output: Texts = r#"output = ["3968050", "65"]"#;
        /// How much work it is, in a unit that the benchmark's sizes share. Where it is said of the profile and of its
        /// `estimates-from`, how long each cell will take is estimated before anything is timed.
        work: f64 = "work = 5e7";
    }
}

shape! {
    /// Published digits that the oracle itself must show.
    "[[benchmark.NAME.known]]" WireKnown {
        /// The input.
        value: i64 = "value = 1000";
        /// The parts of the result as they were printed, the first ones; an empty text is a part that nobody published.
        output: Texts = r#"output = ["-0.169075164", "-0.169087605"]"#;
    }
}

shape! {
    /// How documents for fuzzing are made and judged, for a benchmark that takes documents; `{tool}` is the oracle's interpreter.
    "[benchmark.NAME.fuzz]" WireFuzz {
        /// The command that fills `{folder}` with `{count}` documents made from `{seed}`, as check inputs.
        generate: Texts
            = r#"generate = ["{tool}", "{root}/data/fuzz.py", "--seed", "{seed}", "--count", "{count}", "{folder}"]"#;
        /// The command that writes `NAME.expected` beside each `NAME.json` of `{folder}`, but where the contract leaves open what is
        /// to come.
        expect: Texts = r#"expect = ["{tool}", "{root}/data/expect.py", "{folder}"]"#;
        /// The folder that keeps documents on which a kernel was wrong; one of `check`'s `folders`, so that every check replays them.
        corpus: String = r#"corpus = "data/fuzz""#;
    }
}
