//! Published figures and claims as typed: a file for each source.

use toml::Spanned;

use super::{Sections, Texts, WireThreads};
use crate::reader::{Entries, Section, shape};

shape! {
    /// Figures and claims that somebody printed about the ladder's cells.
    "" WirePublished {
        /// What it is called.
        title: String = r#"title = "The Optimization Ladder""#;
        /// Where it is.
        source: String = r#"source = "https://example.org/ladder""#;
        /// Which edition was read.
        edition: String = r#"edition = "2026-03-10""#;
        /// What its figures come from; absent where it does not say.
        machine: String = r#"machine = "Apple M4 Pro""#;
        /// How its figures were made; absent where it does not say.
        method: String = r#"method = "median of five calls""#;
        /// Whether its figures stand in columns beside ours; one source may have them, and without one there are none.
        column: bool = "column = true";
        /// What tables call it: `"game"` heads its columns `game's time` and `game's speedup`. Needed with `column = true`.
        short: String = r#"short = "game""#;
        /// What is said of its columns below a table. Needed with `column = true`.
        legend: String = r#"legend = "as the game prints it, of another machine""#;
        /// How far from what is printed a ratio may lie; without it, 15 % and 50 % to each side.
        bounds: Section<WireBounds> = r#"bounds = { frozen = "2026-11-29", near = [0.2, 1.02, 1.15], order = [0.3333, 1.05, 1.5] }"#;
        /// What is known of its programs, by benchmark.
        conditions: Sections<WireConditions> = "[conditions.nbody]";
        /// Sentences of the fairness ledger by name: what is known to make figures differ. One that nothing names is a mistake.
        causes: Entries<String> = r#"causes = { rounding = "the printed time has two digits" }"#;
        /// Its tables of figures, by name.
        table: Sections<WireFigures> = "[table.nbody]";
        /// What it claims.
        claim: Vec<Spanned<Section<WireClaim>>> = "[[claim]]";
    }
}

shape! {
    /// How far from what is printed a ratio may lie: a share of the printed ratio's logarithm, as a factor to each side, then the
    /// least and the greatest such factor. A ratio that is printed beyond 1 is met on the same side of 1 alone.
    "[bounds]" WireBounds {
        /// The day since which they have not been changed.
        frozen: String = r#"frozen = "2026-11-29""#;
        /// Of a ratio that counts as reproduced.
        near: Vec<Spanned<f64>> = "near = [0.2, 1.02, 1.15]";
        /// Of one that counts as of the same order.
        order: Vec<Spanned<f64>> = "order = [0.3333, 1.05, 1.5]";
    }
}

shape! {
    /// What is known of the programs for a benchmark.
    "[conditions.BENCHMARK]" WireConditions {
        /// Their input, as `sizes` names ours: an integer's digits or a data file's name.
        size: String = r#"size = "500000""#;
        /// Whether ratios are the same at any size, because the work per step is, so that other sizes may be compared.
        any_size: bool = "any-size = true";
        /// Whether malformed input was refused; where it was not, cells that refuse it are not compared.
        validates: bool = "validates = false";
        /// A name in `[causes]`: what is to be said of that; claims may stand `despite` it.
        contract: String = r#"contract = "rounding""#;
    }
}

shape! {
    /// A table of figures.
    "[table.NAME]" WireFigures {
        /// What people call it.
        title: String = r#"title = "N-body""#;
        /// Our benchmark, where it is one.
        benchmark: String = r#"benchmark = "nbody""#;
        /// The row whose ratio is 1; without one, times are shown and nothing is compared.
        reference: Section<WireRow> = r#"reference = { row = "Python", rung = "cpython", time = "1,242ms" }"#;
        /// The other rows.
        figures: Vec<Spanned<Section<WireRow>>>
            = r#"figures = [{ row = "C", rung = "c", time = "10ms", ratio = "124x" }]"#;
    }
}

shape! {
    /// A row of such a table.
    "a row" WireRow {
        /// What it is called there.
        row: String = r#"row = "C""#;
        /// The sections that print it.
        sections: Texts = r#"sections = ["Report card"]"#;
        /// The time as printed, with all digits, since these say what rounding leaves open.
        time: String = r#"time = "10ms""#;
        /// The ratio as printed, with all digits; `time` or `ratio` must be there.
        ratio: String = r#"ratio = "124x""#;
        /// The rung that was built like it.
        rung: String = r#"rung = "c""#;
        /// Rungs that are shown where that one has no time, each with the name of what it differs in. They are not compared. No
        /// ratio is shown of cells that differ in two unlike things.
        near: Entries<String> = r#"near = { c = "rounding" }"#;
        /// Why there is no cell, instead of `rung` and `near`.
        absent: String = r#"absent = "it is no benchmark of this project""#;
        /// As in `[conditions]`, for this row.
        any_size: bool = "any-size = false";
        /// Whether the published build might reorder floating-point operations.
        fast_math: bool = "fast-math = true";
        /// Threads of the published build.
        threads: WireThreads = r#"threads = "all""#;
        /// A name in `[causes]`: why its cell is not like the published one, whatever its kernel. Its ratio is shown, and not judged.
        unlike: String = r#"unlike = "rounding""#;
        /// A name in `[causes]`: what is known to make it differ.
        cause: String = r#"cause = "rounding""#;
    }
}

shape! {
    /// A claim: `left` is so many times as fast as `right`, by one of `ratio`, `above` and `below`; or it holds so many `bytes` more.
    "[[claim]]" WireClaim {
        /// The sentence, in our words.
        says: String = r#"says = "C is within 10 per cent of Rust""#;
        /// Where it stands.
        section: String = r#"section = "Rung 7""#;
        /// A cell.
        left: String = r#"left = "c/nbody""#;
        /// The cell that it is compared with, of the same benchmark or of another.
        right: String = r#"right = "rust/nbody""#;
        /// A cell like `left` that lacks what the sentence names as the cause: where it is not as fast, within 5 per cent or as far as
        /// its interval tells, something else is at work, and the ratio counts for nothing.
        control: String = r#"control = "control/attribute""#;
        /// Benchmarks over which the geometric mean of the ratios of the two rungs is judged, in place of one ratio; those of `left` and
        /// `right` are among them.
        over: Texts = r#"over = ["nbody", "spectral-norm"]"#;
        /// Between two numbers.
        ratio: Vec<Spanned<f64>> = "ratio = [0.9, 1.1]";
        /// More than a number.
        above: f64 = "above = 1";
        /// Less than a number.
        below: f64 = "below = 1";
        /// Between two numbers of bytes, in place of a ratio: so many more than one of `right` a process of `left` holds at its peak,
        /// for each element of the input, which is a number.
        bytes: Vec<Spanned<f64>> = "bytes = [31, 35]";
        /// Why no cell can test it, instead of all that.
        absent: String = r#"absent = "no kernel waits for anything""#;
        /// As in `[conditions]`, for this claim.
        any_size: bool = "any-size = false";
        /// A name in `[causes]`: in what both cells differ from what was meant, and are taken all the same. It lifts the contract
        /// alone, where the benchmark's `contract` names the same cause.
        despite: String = r#"despite = "rounding""#;
        /// A name in `[causes]`: why one of its cells is not like the published one. Its ratio is shown, and not judged.
        unlike: String = r#"unlike = "rounding""#;
        /// A name in `[causes]`: what is known to make it fail.
        cause: String = r#"cause = "rounding""#;
        /// What its figure is a point of, together with those of the other claims that say the same here: they are drawn beside each other,
        /// in this order.
        series: String = r#"series = "points in memory order and shuffled""#;
        /// Where in its series it stands.
        at: String = r#"at = "in the first level""#;
    }
}
