//! The tally of the idiomatic pipelines: events are counted one by one, in index maps.

use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use crate::pipeline::{Event, HIGH_VALUE, InputError, KEPT_TYPES, Record, Summary, UserSummary, judge};

/// What is known of one user so far.
struct User {
    event_count: u64,
    total_amount: f64,
    high_value_count: u64,
    first: i64,
    last: i64,
    types: [TypeCount; KEPT_TYPES.len()],
}

#[derive(Clone, Copy, Default)]
struct TypeCount {
    count: u64,
    /// Which event of the user was the first of this type, from 1.
    first_seen: u64,
}

impl User {
    fn new(moment: i64) -> Self {
        User {
            event_count: 0,
            total_amount: 0.0,
            high_value_count: 0,
            first: moment,
            last: moment,
            types: Default::default(),
        }
    }

    fn count<T>(&mut self, event: &Event<T>) {
        self.event_count += 1;
        self.total_amount += event.amount;
        self.high_value_count += u64::from(event.amount > HIGH_VALUE);
        self.first = self.first.min(event.moment);
        self.last = self.last.max(event.moment);
        let kept_type = &mut self.types[event.kept_type];
        if kept_type.count == 0 {
            kept_type.first_seen = self.event_count;
        }
        kept_type.count += 1;
    }

    fn top_event_type(&self) -> usize {
        let mut top = 0;
        for candidate in 1..KEPT_TYPES.len() {
            let (a, b) = (self.types[candidate], self.types[top]);
            if a.count > b.count || (a.count == b.count && a.first_seen < b.first_seen) {
                top = candidate;
            }
        }
        top
    }
}

/// The events so far. Index maps keep the order in which things were first seen, which decides ties.
pub(crate) struct Tally<T> {
    users: IndexMap<i64, User, FxBuildHasher>,
    pages: IndexSet<T, FxBuildHasher>,
    /// How often which user (an index into `users`) was on which page (an index into `pages`).
    visits: IndexMap<(usize, usize), u64, FxBuildHasher>,
}

impl<T: AsRef<str> + Hash + Eq + Default> Tally<T> {
    pub(crate) fn new() -> Self {
        Tally { users: IndexMap::default(), pages: IndexSet::default(), visits: IndexMap::default() }
    }

    /// Judges the event at `index` of the input, and counts it if it is to be kept.
    pub(crate) fn read(&mut self, index: usize, record: &impl Record<Text = T>) -> Result<(), InputError> {
        if let Some(event) = judge(index, record)? {
            self.count(event);
        }
        Ok(())
    }

    /// Counts an event that is kept.
    pub(crate) fn count(&mut self, event: Event<T>) {
        let entry = self.users.entry(event.user_id);
        let user = entry.index();
        entry.or_insert_with(|| User::new(event.moment)).count(&event);
        let (page, _) = self.pages.insert_full(event.page);
        *self.visits.entry((user, page)).or_insert(0) += 1;
    }

    /// What all of them come to.
    pub(crate) fn finish(self) -> Summary {
        let users = self.users.iter().zip(self.top_pages()).map(|((&user_id, user), top_page)| UserSummary {
            user_id,
            event_count: user.event_count,
            total_amount: user.total_amount,
            high_value_count: user.high_value_count,
            // A whole number: rounding to two decimals would change nothing.
            duration_seconds: (user.last - user.first) as f64,
            top_event_type: user.top_event_type(),
            top_page,
        });
        Summary::new(users.collect(), self.pages.iter())
    }

    /// Each user's most frequent page. Visits come in the order of first sight, so "more than the best so far" leaves
    /// ties with the page seen first.
    fn top_pages(&self) -> impl Iterator<Item = usize> + use<T> {
        let mut top = vec![(0, 0); self.users.len()];
        for (&(user, page), &count) in &self.visits {
            if count > top[user].1 {
                top[user] = (page, count);
            }
        }
        top.into_iter().map(|(page, _)| page)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Tally;
    use crate::pipeline::{Event, Summary, UserSummary};

    /// Events of user, type, moment, amount and page, tallied here.
    fn tallied(events: &[(i64, usize, i64, f64, &'static str)]) -> Summary {
        let mut tally = Tally::new();
        for &event in events {
            tally.count(kept(event));
        }
        tally.finish()
    }

    /// An event of user, type, moment, amount and page.
    pub(crate) fn kept(event: (i64, usize, i64, f64, &'static str)) -> Event<&'static str> {
        let (user_id, kept_type, moment, amount, page) = event;
        Event { kept_type, moment, user_id, amount, page }
    }

    #[test]
    fn without_events_there_is_an_empty_result() {
        let nothing = Summary { total_events: 0, total_amount: 0.0, total_high_value: 0, users: vec![], pages: vec![] };
        assert_eq!(tallied(&[]), nothing);
    }

    #[test]
    fn users_are_counted_apart_and_come_by_their_ids() {
        let summary = tallied(&[(7, 0, 100, 100.0, "/a"), (-3, 4, 50, 100.01, "/b"), (7, 2, 40, 0.125, "/b")]);
        let first = UserSummary {
            user_id: -3,
            event_count: 1,
            total_amount: 100.01,
            high_value_count: 1,
            duration_seconds: 0.0,
            top_event_type: 4,
            top_page: 1,
        };
        let second = UserSummary {
            user_id: 7,
            event_count: 2,
            total_amount: 100.12,
            high_value_count: 0,
            duration_seconds: 60.0,
            top_event_type: 0,
            top_page: 0,
        };
        assert_eq!(summary.users, [first, second]);
        assert_eq!((summary.total_events, summary.total_high_value), (3, 1));
        assert_eq!(summary.pages, ["/a", "/b"]);
    }

    #[test]
    fn the_total_adds_what_is_not_rounded_in_the_order_of_first_appearance() {
        let small = tallied(&[(3, 0, 0, 0.004, ""), (2, 0, 0, 0.004, ""), (1, 0, 0, 0.004, "")]);
        assert_eq!((small.total_amount, small.users[0].total_amount), (0.01, 0.0));
        // By their ids, the largest would swallow the one before it is taken away again.
        let large = tallied(&[(1, 0, 0, 1e17, ""), (3, 0, 0, -1e17, ""), (2, 0, 0, 1.0, "")]);
        assert_eq!(large.total_amount, 1.0);
    }

    #[test]
    fn of_equally_frequent_types_and_pages_the_one_seen_first_counts() {
        let summary = tallied(&[
            (1, 3, 0, 0.0, "/late"),
            (2, 1, 0, 0.0, "/early"),
            (2, 0, 0, 0.0, "/late"),
            (2, 0, 0, 0.0, "/late"),
            (2, 1, 0, 0.0, "/early"),
            (1, 1, 0, 0.0, "/early"),
        ]);
        let tops: Vec<_> = summary.users.iter().map(|user| (user.top_event_type, user.top_page)).collect();
        assert_eq!(tops, [(3, 0), (1, 1)]);
    }
}
