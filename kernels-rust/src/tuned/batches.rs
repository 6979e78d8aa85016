//! The tally of the tuned pipeline: what [`Tally`](crate::tally::Tally) computes, with the processor's memory in mind.
//!
//! What a user or page has so far lies anywhere in memory. Events are counted in batches, so that a processor that sees many
//! counts at once does not wait for each; what is known of a user is small; and which user was on which page is noted
//! event by event and sorted in the end, where a map of pairs would cost more than all the rest.

use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use crate::pipeline::{Event, HIGH_VALUE, KEPT_TYPES, Summary, UserSummary};

/// How many events are counted together.
const BATCH: usize = 64;

/// The bytes of the shortest event that is kept, and so how many there can be in a document. Their number fits into 32
/// bits as long as the document has less than 378 gigabytes.
const SHORTEST: usize =
    br#"{"event_type":"click","timestamp":"2025-03-01T00:00:00+00:00","user_id":1,"metadata":{}}"#.len();

/// What is known of one user so far.
struct User {
    total_amount: f64,
    first: i64,
    last: i64,
    high_value_count: u32,
    /// Events of each type.
    types: [u32; KEPT_TYPES.len()],
    /// How many other types were seen before each.
    types_before: [u8; KEPT_TYPES.len()],
}

impl User {
    fn new(moment: i64) -> Self {
        User {
            total_amount: 0.0,
            first: moment,
            last: moment,
            high_value_count: 0,
            types: Default::default(),
            types_before: Default::default(),
        }
    }

    fn count<T>(&mut self, event: &Event<T>) {
        self.total_amount += event.amount;
        self.high_value_count += u32::from(event.amount > HIGH_VALUE);
        self.first = self.first.min(event.moment);
        self.last = self.last.max(event.moment);
        if self.types[event.kept_type] == 0 {
            self.types_before[event.kept_type] = self.types.iter().map(|&count| u8::from(count > 0)).sum();
        }
        self.types[event.kept_type] += 1;
    }

    fn event_count(&self) -> u32 {
        self.types.iter().sum()
    }

    fn top_event_type(&self) -> usize {
        let mut top = 0;
        for candidate in 1..KEPT_TYPES.len() {
            let (count, most) = (self.types[candidate], self.types[top]);
            if count > most || (count == most && self.types_before[candidate] < self.types_before[top]) {
                top = candidate;
            }
        }
        top
    }
}

/// The events so far, in the order in which users and pages were first seen, which decides ties.
pub(crate) struct BatchedTally<T> {
    users: IndexMap<i64, User, FxBuildHasher>,
    pages: IndexSet<T, FxBuildHasher>,
    /// Which user (an index into `users`) was on which page (an index into `pages`), event by event.
    visits: Vec<(u32, u32)>,
    /// Events that are not counted yet, fewer than [`BATCH`].
    waiting: Vec<Event<T>>,
}

impl<T: AsRef<str> + Hash + Eq + Default> BatchedTally<T> {
    /// For the events of a document of so many bytes. There is room for all that it can have, so that none is moved when
    /// there are more; memory that is not used costs addresses only.
    ///
    /// # Panics
    ///
    /// If it could have more than 2³² events, which takes 378 gigabytes.
    pub(crate) fn new(bytes: usize) -> Self {
        BatchedTally::for_events(bytes / SHORTEST)
    }

    /// For at most so many events.
    ///
    /// # Panics
    ///
    /// If these are 2³² or more.
    pub(crate) fn for_events(most: usize) -> Self {
        u32::try_from(most).expect("fewer than 2³² events");
        BatchedTally {
            users: IndexMap::default(),
            pages: IndexSet::default(),
            visits: Vec::with_capacity(most),
            waiting: Vec::with_capacity(BATCH),
        }
    }

    /// Counts an event that is kept, with its batch.
    pub(crate) fn count(&mut self, event: Event<T>) {
        self.waiting.push(event);
        if self.waiting.len() == BATCH {
            self.count_waiting();
        }
    }

    fn count_waiting(&mut self) {
        for event in self.waiting.drain(..) {
            let entry = self.users.entry(event.user_id);
            let user = entry.index();
            entry.or_insert_with(|| User::new(event.moment)).count(&event);
            let (page, _) = self.pages.insert_full(event.page);
            // Neither is beyond the events, whose number fits.
            self.visits.push((user as u32, page as u32));
        }
    }

    /// What all of them come to.
    pub(crate) fn finish(mut self) -> Summary {
        self.count_waiting();
        Summary::new(self.summaries().collect(), self.pages.iter())
    }

    /// What they come to if others are counted elsewhere: of each user the place of the first event among all, given that of
    /// each event here, and what is known; and the pages.
    pub(crate) fn finish_share(mut self, places: &[u32]) -> (Vec<(u32, UserSummary)>, IndexSet<T, FxBuildHasher>) {
        self.count_waiting();
        // Users are numbered as they come, so each new one has the next number.
        let mut seen = 0;
        let mut first_places = Vec::with_capacity(self.users.len());
        for (&(user, _), &place) in self.visits.iter().zip(places) {
            if user == seen {
                first_places.push(place);
                seen += 1;
            }
        }
        (first_places.into_iter().zip(self.summaries()).collect(), self.pages)
    }

    /// What is known of each user, in the order of their first events.
    fn summaries(&self) -> impl Iterator<Item = UserSummary> {
        self.users.iter().zip(self.top_pages()).map(|((&user_id, user), top_page)| UserSummary {
            user_id,
            event_count: u64::from(user.event_count()),
            total_amount: user.total_amount,
            high_value_count: u64::from(user.high_value_count),
            // A whole number: rounding to two decimals would change nothing.
            duration_seconds: (user.last - user.first) as f64,
            top_event_type: user.top_event_type(),
            top_page,
        })
    }

    /// Each user's most frequent page. The visits are sorted by user, each user's in the order of the events, and then
    /// counted user by user: "more than the best so far" leaves ties with the page seen first.
    fn top_pages(&self) -> Vec<usize> {
        let mut end = 0;
        let mut next: Vec<u32> = Vec::with_capacity(self.users.len());
        for user in self.users.values() {
            next.push(end);
            end += user.event_count();
        }
        let mut pages = vec![0; self.visits.len()];
        for &(user, page) in &self.visits {
            let next = &mut next[user as usize];
            pages[*next as usize] = page as usize;
            *next += 1;
        }
        let mut counts = vec![0_u32; self.pages.len()];
        let mut start = 0;
        next.iter()
            .map(|&end| {
                let visits = &pages[start..end as usize];
                start = end as usize;
                for &page in visits {
                    counts[page] += 1;
                }
                let (mut top, mut most) = (0, 0);
                for &page in visits {
                    if counts[page] > most {
                        (top, most) = (page, counts[page]);
                    }
                }
                for &page in visits {
                    counts[page] = 0;
                }
                top
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BATCH, BatchedTally, SHORTEST};
    use crate::pipeline::KEPT_TYPES;
    use crate::tally::Tally;
    use crate::tally::tests::kept;

    /// So few users, pages and moments that most ranks are shared, and amounts whose sums depend on their order.
    fn random_event(state: &mut u64) -> (i64, usize, i64, f64, &'static str) {
        let mut below = |limit: u64| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*state >> 33) % limit
        };
        let page = ["", "/", "/cart", "/search"][below(4) as usize];
        let kept_type = below(KEPT_TYPES.len() as u64) as usize;
        (below(9) as i64 - 4, kept_type, below(1000) as i64, below(20_001) as f64 / 77.0, page)
    }

    #[test]
    fn it_computes_what_the_idiomatic_tally_computes_however_many_batches_there_are() {
        let mut state = 1;
        for events in (0..40).chain([BATCH - 1, BATCH, BATCH + 1, 2 * BATCH, 2 * BATCH + 5, 1000]) {
            for _ in 0..20 {
                let (mut plain, mut batched) = (Tally::new(), BatchedTally::new(events * SHORTEST));
                for _ in 0..events {
                    let event = random_event(&mut state);
                    plain.count(kept(event));
                    batched.count(kept(event));
                }
                assert_eq!(batched.finish(), plain.finish(), "{events} events");
            }
        }
    }
}
