//! Input that nobody thought of: manifests, what runners answer and records, changed at random. Whatever they say, they are
//! accepted or refused with a reason; nothing panics, nothing hangs.
//!
//! A plain `cargo test` replays the corpora and tries a few hundred changes that are the same every time. With a time in
//! `LADDER_FUZZ` it goes on for that long and says how far it is, about the targets whose names are given:
//!
//!     LADDER_FUZZ=1h cargo test -p xtask --test fuzz records -- --nocapture
//!
//! What panics or hangs is made small and kept in `found/` of the target's corpus, where the next test replays it. What leads
//! somewhere new is kept below the target folder, and a long campaign begins with it. Where the harness was built with
//! `RUSTFLAGS="-Cinstrument-coverage --cfg ladder_coverage"`, new is what reaches new code; else it is what makes a new kind of
//! message.
#![cfg(unix)]

mod campaign;
mod coverage;
mod input;
mod manifests;
mod mutate;
mod protocol;
mod records;
mod values;
mod watch;

/// Something that reads what others wrote.
pub(crate) trait Target {
    /// What its corpus is called.
    fn name(&self) -> &'static str;

    /// Inputs to begin with, beside the corpus.
    fn seeds(&self) -> Vec<input::Input>;

    /// Reads an input to its end, and says what came of it in texts: of the same kind where the same was seen.
    fn read(&self, input: &input::Input) -> Vec<String>;

    /// A changed input as it is tried: what would be refused at first sight, such as a checksum, may be put right.
    fn mended(&self, input: input::Input) -> input::Input {
        input
    }

    /// Texts that mean something in such an input.
    fn words(&self) -> &'static [&'static str];
}

#[test]
fn manifests_are_read_or_refused() {
    campaign::run(&manifests::Manifests::new());
}

#[test]
fn answers_of_runners_are_understood_or_refused() {
    campaign::run(&protocol::Protocol::new());
}

#[test]
fn records_are_reported_or_refused() {
    campaign::run(&records::Sessions::new());
}

#[test]
fn what_comes_of_calls_is_compared_or_refused() {
    campaign::run(&values::Values::new());
}
