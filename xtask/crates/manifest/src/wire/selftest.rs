//! `[selftest]` as typed.

use toml::Spanned;

use super::{Texts, WireProfile};
use crate::reader::{Section, shape};

shape! {
    /// Of `cargo xtask selftest`: identical programs against each other, and against the same with more work.
    "[selftest]" WireSelftest {
        /// A benchmark whose work grows with its integer input.
        benchmark: String = r#"benchmark = "nbody""#;
        /// The input of the identical programs.
        value: i64 = "value = 1000";
        /// Shares by which the input of the others is larger; what comes out must be whole.
        more_work: Vec<Spanned<f64>> = "more-work = [0.02, 0.05, 0.1]";
        /// Rungs that are compared with themselves, beside the baseline.
        beside: Texts = r#"beside = ["c-plain"]"#;
        /// Comparisons of identical programs, all rungs together.
        comparisons: i64 = "comparisons = 400";
        /// Identical runners in one round, two or more, each of which is compared with the next.
        copies: i64 = "copies = 8";
        /// What one comparison takes, and the budget of all.
        profile: Section<WireProfile> = "[selftest.profile]";
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}
