//! pipeline-bytes as in `pipeline_bytes_tuned`, the document divided among the threads of rayon's pool.
//!
//! Whether a byte is in a string depends on all bytes before it, so nobody knows where an event begins in the middle of a
//! document. Each thread guesses it: where a brace opens after one that was closed and a comma. The guess was right if the thread before
//! comes to an event there, and then nothing has to be read again. Where one was wrong, or anything else is, one thread reads the
//! whole document, and has the last word.
//!
//! Amounts are added in the order of the events, as sums depend on it. So threads count users, not parts of the document: each
//! goes through all events that are kept, and counts those of its own users.

use std::borrow::Cow;

use indexmap::IndexSet;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxBuildHasher;

use crate::pipeline::{Event, InputError, Summary, UserSummary};
use crate::pipeline_bytes_tuned::{Events, Read, pass_events, pipeline_bytes_at as pipeline_bytes_on_one_thread};
use crate::tuned::batches::BatchedTally;
use crate::tuned::cursor::Cursor;
use crate::tuned::level::Level;

/// A part with fewer bytes is not worth a thread, which takes some microseconds to begin.
const SMALLEST_PART: usize = 64 * 1024;

/// Parses UTF-8 JSON as RFC 8259 has it, and totals the events. `RAYON_NUM_THREADS` says how many threads, else all cores.
pub fn pipeline_bytes(data: &[u8]) -> Result<Summary, InputError> {
    pipeline_bytes_at(Level::chosen(), data, rayon::current_num_threads().min(data.len() / SMALLEST_PART))
}

/// The same in so many parts, with the instructions of one level.
pub fn pipeline_bytes_at(level: Level, data: &[u8], parts: usize) -> Result<Summary, InputError> {
    if parts > 1
        && let Some(parts) = read_parts(level, data, parts)
    {
        return Ok(tally(&parts));
    }
    pipeline_bytes_on_one_thread(level, data)
}

/// The events of a part that are kept.
type Part<'a> = Vec<Event<Cow<'a, str>>>;

/// What one thread has counted: of each of its users the place of the first event among all, and what is known of them; pages.
type Share<'a> = (Vec<(u32, UserSummary)>, IndexSet<&'a str, FxBuildHasher>);

/// Reads all parts at the same time, unless anything is wrong with the document or with where it was divided.
fn read_parts(level: Level, data: &[u8], parts: usize) -> Option<Vec<Part<'_>>> {
    let mut starts: Vec<usize> = (1..parts).map_while(|part| likely_event(data, data.len() / parts * part)).collect();
    starts.dedup();
    starts.insert(0, 0);
    let stops: Vec<Option<usize>> = starts[1..].iter().copied().map(Some).chain([None]).collect();
    let read = |part: usize| read_part(level, data, starts[part], stops[part]);
    (0..starts.len()).into_par_iter().map(read).collect()
}

/// Where an event may begin, at a place or beyond.
fn likely_event(data: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += data[at..].iter().position(|&byte| byte == b'{')?;
        let before = data[..at].trim_ascii_end();
        if before.strip_suffix(b",").is_some_and(|before| before.trim_ascii_end().ends_with(b"}")) {
            return Some(at);
        }
        at += 1;
    }
}

/// Reads the events from a place on up to the one that begins at `stop`, or up to the end of the document.
fn read_part(level: Level, data: &[u8], start: usize, stop: Option<usize>) -> Option<Part<'_>> {
    let mut cursor = if start == 0 { Cursor::new(level, data) } else { Cursor::at_element(level, data, start) };
    if start == 0 {
        cursor.skip_white_space();
        if cursor.peek() != b'[' || !cursor.enter_array()? {
            return None;
        }
    }
    let mut read = Read::list();
    let next = pass_events(&mut cursor, stop.unwrap_or(usize::MAX), &mut read)?;
    let as_expected = next == stop && (next.is_some() || cursor.is_at_end());
    match read.events {
        Events::Listed(part) if as_expected && read.first_fault.is_none() && cursor.is_sound_from(start) => Some(part),
        _ => None,
    }
}

fn tally(parts: &[Part<'_>]) -> Summary {
    let shares: Vec<Share<'_>> =
        (0..parts.len()).into_par_iter().map(|share| tally_share(parts, share, parts.len())).collect();
    let mut pages = IndexSet::<&str, FxBuildHasher>::default();
    let mut users = Vec::new();
    for (share, its_pages) in shares {
        let places: Vec<usize> = its_pages.into_iter().map(|page| pages.insert_full(page).0).collect();
        users.extend(share.into_iter().map(|(first, user)| {
            let top_page = places[user.top_page];
            (first, UserSummary { top_page, ..user })
        }));
    }
    users.sort_unstable_by_key(|(first, _)| *first);
    Summary::new(users.into_iter().map(|(_, user)| user).collect(), pages.iter())
}

/// Counts the events of a share of the users.
fn tally_share<'a>(parts: &'a [Part<'_>], share: usize, shares: usize) -> Share<'a> {
    let events = parts.iter().map(Vec::len).sum();
    let mut tally = BatchedTally::for_events(events);
    let mut places = Vec::with_capacity(events);
    for (place, event) in (0_u32..).zip(parts.iter().flatten()) {
        if share_of(event.user_id, shares) == share {
            places.push(place);
            let &Event { kept_type, moment, user_id, amount, .. } = event;
            tally.count(Event { kept_type, moment, user_id, amount, page: &event.page[..] });
        }
    }
    tally.finish_share(&places)
}

/// Which share a user belongs to: about as many to each, whatever their ids have in common.
fn share_of(user_id: i64, shares: usize) -> usize {
    let mixed = (user_id as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    (mixed as usize * shares) >> 32
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{likely_event, pipeline_bytes_at, pipeline_bytes_on_one_thread, read_parts, share_of};
    use crate::pipeline::{InputError, Summary};
    use crate::tuned::level::Level;

    const PAGES: [&str; 6] = ["/", "/cart", "/é", r"/\u00e9", "}, {", r#"}, {\"user_id\": 1"#];

    /// Events of few users, with amounts whose sums depend on their order, and pages that look like the end of an event.
    fn document(events: usize, seed: u64, nested: &str) -> String {
        let mut state = seed;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let events: Vec<String> = (0..events)
            .map(|_| {
                let (user, amount, page) = (below(9), below(20_001) as f64 / 77.0, PAGES[below(6) as usize]);
                let (kind, month) = (["click", "search", "error"][below(3) as usize], below(9) + 1);
                format!(
                    r#"{{"user_id": {user}, "event_type": "{kind}", "timestamp": "2025-0{month}-01T00:00:00+00:00", "#
                ) + &format!(r#""metadata": {{"page": "{page}", "amount": {amount}}}{nested}}}"#)
            })
            .collect();
        format!("[{}]", events.join(", "))
    }

    /// Pages come in an order of their own from each number of parts, and are named in JSON.
    fn json(result: Result<Summary, InputError>) -> Result<Value, InputError> {
        result.map(|summary| serde_json::to_value(summary).expect("JSON"))
    }

    #[test]
    fn any_number_of_parts_gives_what_one_thread_gives() {
        for level in Level::available() {
            for events in [0, 1, 2, 3, 10, 200, 1000] {
                for nested in ["", r#", "more": [{"a": 1}, {"b": 2}]"#] {
                    let text = document(events, 3 + events as u64, nested);
                    let expected = json(pipeline_bytes_on_one_thread(level, text.as_bytes()));
                    assert!(expected.is_ok());
                    for parts in [1, 2, 3, 7, 64] {
                        let found = json(pipeline_bytes_at(level, text.as_bytes(), parts));
                        assert_eq!(found, expected, "{level:?}, {events} events in {parts} parts");
                    }
                }
            }
        }
    }

    #[test]
    fn a_document_that_is_cut_or_changed_anywhere_is_judged_as_by_one_thread() {
        let text = document(12, 5, "").into_bytes();
        for at in 0..text.len() {
            for byte in [b'"', b'{', b'}', b'[', b',', b'\\', b' ', b'\x01', b'\xff', b'x', b'7'] {
                let mut changed = text.clone();
                changed[at] = byte;
                for document in [&changed[..], &text[..at]] {
                    let expected = json(pipeline_bytes_on_one_thread(Level::Portable, document));
                    assert_eq!(json(pipeline_bytes_at(Level::Portable, document, 3)), expected, "byte {byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn a_usual_document_is_read_in_parts_and_one_where_a_guess_is_wrong_is_not() {
        let usual = document(1000, 1, "").replace("}, {\\\"user_id\\\": 1", "/").replace("\"}, {\"", "\"/\"");
        let parts = read_parts(Level::Portable, usual.as_bytes(), 4).expect("parts");
        assert_eq!(parts.len(), 4);
        assert!(parts.iter().all(|part| part.len() > 50));
        let misleading = format!(r#"[{{"event_type": "{}"}}]"#, "}, {".repeat(100));
        assert_eq!(read_parts(Level::Portable, misleading.as_bytes(), 4).map(|parts| parts.len()), None);
    }

    #[test]
    fn an_event_may_begin_where_a_brace_follows_another_and_a_comma() {
        let text = br#"[{"a": {"b": 1}}, {"a": [{}]} ,  {}]"#;
        let found: Vec<_> = (0..text.len()).map(|from| likely_event(text, from)).collect();
        assert_eq!((found[0], found[18], found[19], found[34]), (Some(18), Some(18), Some(33), None));
    }

    #[test]
    fn shares_of_users_are_about_equal_whatever_the_ids_have_in_common() {
        for step in [1, 2, 64, 1000, -7] {
            let mut counts = [0; 4];
            for user in 0..10_000 {
                counts[share_of(user * step, 4)] += 1;
            }
            assert!(counts.iter().all(|&count| (2000..3000).contains(&count)), "step {step}: {counts:?}");
        }
    }
}
