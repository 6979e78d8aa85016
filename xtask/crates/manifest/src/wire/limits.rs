//! Limits on a runner's answers as typed.

use crate::reader::shape;

shape! {
    /// How long a runner may take for an answer; one that takes longer is ended, and its cell has failed. What is not said is a
    /// quarter of the profile's budget, but at least two minutes; `--timeout` shortens all of them.
    "limits" WireLimits {
        /// From its start until it has loaded its kernel and its first input.
        start: String = r#"start = "30s""#, whole;
        /// For each further input.
        prepare: String = r#"prepare = "10s""#, whole;
        /// For each sample.
        run: String = r#"run = "5m""#, whole;
        /// For an output, and for anything else that it is asked.
        output: String = r#"output = "10s""#, whole;
    }
}
