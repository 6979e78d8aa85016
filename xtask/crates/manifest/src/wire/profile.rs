//! A profile as typed.

use super::Texts;
use crate::domain::Group;
use crate::reader::shape;

shape! {
    /// How much is measured, and when it ends.
    "[profile.NAME]" WireProfile {
        /// The cells that are selected where the command line names no rung: those of the headline, those that a published figure or
        /// claim is about, or all. Without this key it is all.
        cells: Texts = r#"cells = ["headline"]"# among Group::NAMES;
        /// The groups of benchmarks that it is for, selected where the command line names none. Others need no size for it.
        /// Without this key it is `ladder`, and every benchmark has a size.
        groups: Texts = r#"groups = ["games"]"#;
        /// Sets of fresh processes, at least.
        invocations: i64 = "invocations = 3";
        /// Sets of fresh processes, at most; as many as at least, unless it is said.
        max_invocations: i64 = "max-invocations = 30";
        /// Rounds in each invocation, at least.
        rounds: i64 = "rounds = 3";
        /// Rounds in each invocation, at most, where rounds vary more than invocations do; as many as at least, unless it is said.
        max_rounds: i64 = "max-rounds = 12";
        /// Processes of the baseline that live side by side in an invocation. Without this key there are more of them the more it is
        /// compared with, as long as they are cheap.
        baseline_processes: i64 = "baseline-processes = 3";
        /// Samples in a visit, at least.
        samples: i64 = "samples = 3";
        /// The least duration of a sample.
        sample_time: String = r#"sample-time = "20ms""#;
        /// The time that a cheap cell takes in a round with more samples, in several visits; 50 ms unless it is said.
        turn_time: String = r#"turn-time = "50ms""#;
        /// The longest warm-up of a process whose times are still changing; 100 samples' times unless it is said.
        warm_up: String = r#"warm-up = "2s""#;
        /// The share of the budget in which processes that compile while they run are warmed up until they are known to be steady. Where
        /// that is too little to tell of each, all of them get the same; a sixth unless it is said.
        steadying: f64 = "steadying = 0.05";
        /// The time for checking and measuring.
        budget: String = r#"budget = "20m""#;
        /// The half-width of every interval at which measuring ends early, as a share of its estimate; 0.02 unless it is said.
        width: f64 = "width = 0.02";
        /// A profile of smaller inputs, at which each cell is called before anything is timed, to say how long it will take: where
        /// both sizes of a benchmark say their `work`.
        estimates_from: String = r#"estimates-from = "quick""#;
        /// Cells of which one call is estimated to take longer are left out, unless with `--patient`; 15 minutes unless it is said.
        patience: String = r#"patience = "15m""#;
        /// Rungs that are never left out for that, as the baseline is not.
        always: Texts = r#"always = ["c-plain"]"#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}
