//! Sessions that begin and end now.

use std::time::{Duration, SystemTime};

use crate::{End, Session, Stop, VERSION};

/// The letters of the time that the identifier of a session begins with: `20260102T030405Z`.
const STAMP_LETTERS: usize = 16;

/// An identifier that sorts behind all others, so that the latest session is the last one by its name, whatever the clock
/// says: where one is there that is no earlier, this one is called a second after it.
pub(crate) fn id_behind<'a>(id: &str, others: impl Iterator<Item = &'a str>) -> String {
    let Some(own) = stamp_of(id) else { return id.to_owned() };
    let behind = others.filter_map(stamp_of).max().and_then(|last| last.checked_add(Duration::from_secs(1)));
    match behind.filter(|behind| own < *behind) {
        Some(behind) => format!("{}{}", id_of(behind), &id[STAMP_LETTERS..]),
        None => id.to_owned(),
    }
}

fn stamp_of(id: &str) -> Option<SystemTime> {
    let stamp = id.get(..STAMP_LETTERS).filter(|stamp| stamp.is_ascii())?;
    let (day, hour) =
        stamp.strip_suffix('Z')?.split_once('T').filter(|(day, hour)| day.len() == 8 && hour.len() == 6)?;
    let dashed = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
    humantime::parse_rfc3339(&format!("{dashed}T{}:{}:{}Z", &hour[..2], &hour[2..4], &hour[4..])).ok()
}

fn id_of(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(writable(moment)).to_string().replace(['-', ':'], "")
}

impl Session {
    /// A session that begins now, of which nothing else is known yet. Its name is the time.
    pub fn now() -> Session {
        let now = SystemTime::now();
        Session {
            version: VERSION,
            id: id_of(now),
            started: stamp(now),
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
    stamp(SystemTime::now())
}

fn stamp(moment: SystemTime) -> String {
    humantime::format_rfc3339_nanos(writable(moment)).to_string()
}

/// The seconds from 1970 to the last one that has a year of four digits.
const LAST_SECOND: u64 = 253_402_300_799;

/// The moment, or the nearest one that RFC 3339 has a text for: a clock may have been set to anything.
fn writable(moment: SystemTime) -> SystemTime {
    moment.clamp(SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(LAST_SECOND))
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
        assert_eq!(behind(&["99991231T235959Z"]), "99991231T235959Z-quick", "no year has five digits");
        assert_eq!(behind(&["20261332T000000Z", "2026-01-02T03Zä"]), "20260102T030405Z-quick", "these are no times");
        assert_eq!(id_behind("é", ["20991231T235959Z"].into_iter()), "é");
    }

    #[test]
    fn a_clock_that_is_far_off_has_a_text_all_the_same() {
        assert_eq!(id_of(SystemTime::UNIX_EPOCH - Duration::from_secs(9)), "19700101T000000Z");
        let far = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX) << 8);
        assert_eq!(stamp(far), "9999-12-31T23:59:59.000000000Z");
    }
}
