//! Sessions that begin and end now.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::{End, Session, Stop, VERSION};

impl Session {
    /// A session that begins now, of which nothing else is known yet. Its name is the time; names sort by it.
    pub fn now() -> Session {
        let now = Utc::now();
        Session {
            version: VERSION,
            id: now.format("%Y%m%dT%H%M%SZ").to_string(),
            started: stamp(&now),
            profile: String::new(),
            seed: 0,
            budget_s: 0.0,
            invocations: 0,
            max_invocations: None,
            rounds: 0,
            manifest_sha256: String::new(),
            width: None,
            baseline: None,
            baseline_doubt: None,
            baseline_instead: None,
        }
    }
}

/// This moment as records have it: RFC 3339, in UTC.
pub fn stamp_now() -> String {
    stamp(&Utc::now())
}

fn stamp(moment: &DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

impl End {
    /// A session that ends now.
    pub fn now(stop: Stop) -> End {
        End { stop, ended: stamp_now(), spent_ms: None, harness_cpu_ms: None, lost_ms: None }
    }
}
