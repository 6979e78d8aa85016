//! pipeline-dicts with the oracle's loop: a map of users, and in each a map of types and one of pages.
//!
//! `pipeline_dicts` counts pairs of user and page in one table instead, which is another idea and not another language. The
//! contract and the units are the same.

use indexmap::{IndexMap, IndexSet};
use pyo3::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::objects::{Text, each_event};
use crate::pipeline::{Event, HIGH_VALUE, InputError, Summary, UserSummary, judge};

/// How often each was seen, in the order of first sight.
type Counts<T> = IndexMap<T, u64, FxBuildHasher>;

/// What is known of one user so far.
struct Person {
    event_count: u64,
    total_amount: f64,
    high_value_count: u64,
    first: i64,
    last: i64,
    types: Counts<usize>,
    pages: Counts<Text>,
}

impl Person {
    fn new(moment: i64) -> Self {
        let (types, pages) = (Counts::default(), Counts::default());
        Person { event_count: 0, total_amount: 0.0, high_value_count: 0, first: moment, last: moment, types, pages }
    }

    fn count(&mut self, event: Event<Text>) {
        self.event_count += 1;
        self.total_amount += event.amount;
        self.high_value_count += u64::from(event.amount > HIGH_VALUE);
        self.first = self.first.min(event.moment);
        self.last = self.last.max(event.moment);
        *self.types.entry(event.kept_type).or_insert(0) += 1;
        *self.pages.entry(event.page).or_insert(0) += 1;
    }
}

/// Totals the events of a document; one that is no list is refused.
pub(crate) fn pipeline_dicts(events: &Bound<'_, PyAny>) -> Result<Summary, InputError> {
    let mut people: IndexMap<i64, Person, FxBuildHasher> = IndexMap::default();
    each_event(events, |index, record| {
        if let Some(event) = judge(index, record)? {
            people.entry(event.user_id).or_insert_with(|| Person::new(event.moment)).count(event);
        }
        Ok(())
    })?;
    let mut pages: IndexSet<&Text, FxBuildHasher> = IndexSet::default();
    let users = people.iter().map(|(&user_id, person)| UserSummary {
        user_id,
        event_count: person.event_count,
        total_amount: person.total_amount,
        high_value_count: person.high_value_count,
        // A whole number: rounding to two decimals would change nothing.
        duration_seconds: (person.last - person.first) as f64,
        top_event_type: most_frequent(&person.types).copied().unwrap_or_default(),
        top_page: most_frequent(&person.pages).map(|page| pages.insert_full(page).0).unwrap_or_default(),
    });
    let users = users.collect();
    Ok(Summary::new(users, pages.iter()))
}

/// Of equals, the one seen first.
fn most_frequent<T>(counts: &Counts<T>) -> Option<&T> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(one, _)| one)
}
