//! Sessions that begin and end now.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeDelta, Utc};

use crate::{End, Session, Stop, VERSION};

/// How the identifier of a session begins.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// The letters of that.
const STAMP_LETTERS: usize = 16;

/// An identifier that sorts behind all others, so that the latest session is the last one by its name, whatever the clock
/// says: where one is there that is no earlier, this one is called a second after it.
pub(crate) fn id_behind<'a>(id: &str, others: impl Iterator<Item = &'a str>) -> String {
    let Some(own) = stamp_of(id) else { return id.to_owned() };
    let behind = others.filter_map(stamp_of).max().and_then(|last| last.checked_add_signed(TimeDelta::seconds(1)));
    match behind.filter(|behind| own < *behind) {
        Some(behind) => format!("{}{}", behind.format(STAMP), &id[STAMP_LETTERS..]),
        None => id.to_owned(),
    }
}

fn stamp_of(id: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(id.get(..STAMP_LETTERS)?, STAMP).ok()
}

impl Session {
    /// A session that begins now, of which nothing else is known yet. Its name is the time.
    pub fn now() -> Session {
        let now = Utc::now();
        Session {
            version: VERSION,
            id: now.format(STAMP).to_string(),
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
            revision: None,
            label: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_clock_says_a_new_session_sorts_behind_the_others() {
        let behind = |others: &[&str]| id_behind("20260102T030405Z-quick", others.iter().copied());
        assert_eq!(behind(&[]), "20260102T030405Z-quick");
        assert_eq!(behind(&["20260102T030404Z-marked", "mine", "2026-06"]), "20260102T030405Z-quick");
        assert_eq!(behind(&["20260102T030405Z-a", "20260101T000000Z"]), "20260102T030406Z-quick", "the same second");
        assert_eq!(behind(&["20991231T235959Z-quick"]), "21000101T000000Z-quick", "the clock was ahead");
        assert_eq!(id_behind("é", ["20991231T235959Z"].into_iter()), "é");
    }
}
