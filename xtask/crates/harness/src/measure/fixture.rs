//! Sessions of which only what is measured matters, for the tests of this module.

use records::{Gathered, Record, Recorded};

/// What these lines of records come to, behind the first one.
pub(super) fn recorded<L: AsRef<str>>(lines: &[L]) -> Recorded {
    let record = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let Record::Session(session) = record(
        r#"{"type":"session","version":3,"id":"","started":"","profile":"","seed":1,"budget_s":1,"invocations":3,
            "rounds":2,"manifest_sha256":""}"#,
    ) else {
        unreachable!("it says that it is one")
    };
    let mut gathered = Gathered::new(session);
    lines.iter().for_each(|line| gathered.add(record(line.as_ref())));
    gathered.recorded().clone()
}
