//! What the pipeline kernels share: the contract on events, and the tally of those that are kept.
//!
//! Kept are the events of five types within the seven months from March to September 2025. Where events come from is
//! the kernels' affair: each offers its own as `Record`s, and `Tally::read` is the one place that judges them.
//! Amounts have the unit of the input, durations are seconds.

mod json;
mod rounding;
mod timestamp;

use std::fmt;
use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use rounding::round_to_hundredths;

const FIRST_MOMENT: i64 = timestamp::seconds(2025, 3, 1, 0, 0, 0);
const LAST_MOMENT: i64 = timestamp::seconds(2025, 9, 30, 23, 59, 59);
const HIGH_VALUE: f64 = 100.0;

/// The result: totals of all users and of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Events kept, of all users.
    pub total_events: u64,
    /// Sum of all amounts, rounded to hundredths.
    pub total_amount: f64,
    /// Amounts above 100, of all users.
    pub total_high_value: u64,
    /// By ascending id.
    pub users: Vec<UserSummary>,
    /// Every page that was seen, once.
    pub pages: Vec<String>,
}

/// One user's line of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct UserSummary {
    /// As in the input.
    pub user_id: i64,
    /// Events kept.
    pub event_count: u64,
    /// Sum of the amounts, rounded to hundredths.
    pub total_amount: f64,
    /// Amounts above 100.
    pub high_value_count: u64,
    /// From the earliest to the latest event.
    pub duration_seconds: f64,
    /// The most frequent one in upper case; of equals, the one seen first.
    pub top_event_type: &'static str,
    /// The most frequent one, as an index into [`Summary::pages`]; of equals, the one seen first.
    pub top_page: usize,
}

/// Why a kernel refuses its input. Its text is the one that the hosted kernels raise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputError {
    /// The input is no JSON, or no array.
    Document {
        /// For people.
        reason: String,
    },
    /// One event breaks the contract.
    Event {
        /// From 0.
        index: usize,
        /// The path of the field, if the event is an object at all.
        field: Option<&'static str>,
        /// For people.
        reason: &'static str,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::Document { reason } => write!(f, "document: {reason}"),
            InputError::Event { index, field: None, reason } => write!(f, "event {index}: {reason}"),
            InputError::Event { index, field: Some(field), reason } => write!(f, "event {index}: {field}: {reason}"),
        }
    }
}

impl std::error::Error for InputError {}

/// A field as it was found. `null` counts as absent: no field may be null where it may not be absent.
pub(crate) enum Field<T> {
    Absent,
    Value(T),
    /// Something of another type.
    Unfit,
}

impl<T> Field<T> {
    fn required(self) -> Option<T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Unfit => None,
        }
    }

    fn or(self, default: T) -> Option<T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent => Some(default),
            Field::Unfit => None,
        }
    }
}

/// One event of the input. Its fields are asked for in the contract's order, and only those that count.
pub(crate) trait Record {
    /// A string of the input, borrowed or shared where possible.
    type Text: AsRef<str> + Hash + Eq + Default;
    /// What `metadata` holds.
    type Metadata: Metadata<Text = Self::Text>;

    fn event_type(&self) -> Field<Self::Text>;
    fn timestamp(&self) -> Field<Self::Text>;
    fn user_id(&self) -> Field<i64>;
    fn metadata(&self) -> Field<Self::Metadata>;
}

/// The object below an event's `metadata`.
pub(crate) trait Metadata {
    type Text;

    fn amount(&self) -> Field<f64>;
    fn page(&self) -> Field<Self::Text>;
}

/// The types that are kept, in lower and upper case.
const KEPT_TYPES: [(&str, &str); 5] = [
    ("page_view", "PAGE_VIEW"),
    ("purchase", "PURCHASE"),
    ("click", "CLICK"),
    ("search", "SEARCH"),
    ("add_to_cart", "ADD_TO_CART"),
];

/// An event that is kept, checked.
struct Event<T> {
    /// Index into [`KEPT_TYPES`].
    kept_type: usize,
    moment: i64,
    user_id: i64,
    amount: f64,
    page: T,
}

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

    fn top_event_type(&self) -> &'static str {
        let mut top = 0;
        for candidate in 1..KEPT_TYPES.len() {
            let (a, b) = (self.types[candidate], self.types[top]);
            if a.count > b.count || (a.count == b.count && a.first_seen < b.first_seen) {
                top = candidate;
            }
        }
        KEPT_TYPES[top].1
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
        match check(record) {
            Ok(Some(event)) => self.count(event),
            Ok(None) => {}
            Err((field, reason)) => return Err(InputError::Event { index, field: Some(field), reason }),
        }
        Ok(())
    }

    fn count(&mut self, event: Event<T>) {
        let entry = self.users.entry(event.user_id);
        let user = entry.index();
        entry.or_insert_with(|| User::new(event.moment)).count(&event);
        let (page, _) = self.pages.insert_full(event.page);
        *self.visits.entry((user, page)).or_insert(0) += 1;
    }

    /// Totals add the users' sums in the order of their first appearance, unrounded, and are rounded last.
    pub(crate) fn finish(self) -> Summary {
        let mut total_amount = 0.0;
        for user in self.users.values() {
            total_amount += user.total_amount;
        }
        let mut users: Vec<UserSummary> = self
            .users
            .iter()
            .zip(self.top_pages())
            .map(|((&user_id, user), top_page)| UserSummary {
                user_id,
                event_count: user.event_count,
                total_amount: round_to_hundredths(user.total_amount),
                high_value_count: user.high_value_count,
                // A whole number: rounding to two decimals would change nothing.
                duration_seconds: (user.last - user.first) as f64,
                top_event_type: user.top_event_type(),
                top_page,
            })
            .collect();
        users.sort_unstable_by_key(|user| user.user_id);
        Summary {
            total_events: users.iter().map(|user| user.event_count).sum(),
            total_amount: round_to_hundredths(total_amount),
            total_high_value: users.iter().map(|user| user.high_value_count).sum(),
            users,
            pages: self.pages.iter().map(|page| page.as_ref().to_owned()).collect(),
        }
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

/// The contract on one event, in the order in which faults are looked for: the event itself if it is to be kept, nothing
/// if it is not, else the field at fault and why.
fn check<R: Record>(record: &R) -> Result<Option<Event<R::Text>>, (&'static str, &'static str)> {
    let name = record.event_type().required().ok_or(("event_type", "not a string"))?;
    let Some(kept_type) = KEPT_TYPES.iter().position(|(kept, _)| *kept == name.as_ref()) else {
        return Ok(None);
    };
    let timestamp = record.timestamp().required().ok_or(("timestamp", "not a string"))?;
    let moment = timestamp::parse(timestamp.as_ref())
        .ok_or(("timestamp", "not a moment of the form YYYY-MM-DDTHH:MM:SS+00:00"))?;
    if !(FIRST_MOMENT..=LAST_MOMENT).contains(&moment) {
        return Ok(None);
    }
    let user_id = record.user_id().required().ok_or(("user_id", "not an integer of 64 bits"))?;
    let metadata = record.metadata().required().ok_or(("metadata", "not an object"))?;
    let amount = metadata.amount().or(0.0).ok_or(("metadata.amount", "not a number"))?;
    let page = metadata.page().or(R::Text::default()).ok_or(("metadata.page", "not a string"))?;
    Ok(Some(Event { kept_type, moment, user_id, amount, page }))
}
