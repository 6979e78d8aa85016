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
    /// The most frequent one, as an index into [`KEPT_TYPES`]; of equals, the one seen first.
    pub top_event_type: usize,
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

    /// What [`kept_type`] says of the string.
    fn event_type(&self) -> Field<Option<usize>>;
    /// What [`moment`] says of the string.
    fn timestamp(&self) -> Field<Option<i64>>;
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
pub const KEPT_TYPES: [(&str, &str); 5] = [
    ("page_view", "PAGE_VIEW"),
    ("purchase", "PURCHASE"),
    ("click", "CLICK"),
    ("search", "SEARCH"),
    ("add_to_cart", "ADD_TO_CART"),
];

/// The number of an event type that is kept.
pub(crate) fn kept_type(name: &[u8]) -> Option<usize> {
    KEPT_TYPES.iter().position(|(kept, _)| kept.as_bytes() == name)
}

/// The moment that a timestamp of the contract's form stands for, in seconds.
pub(crate) fn moment(timestamp: &[u8]) -> Option<i64> {
    timestamp::parse(timestamp)
}

/// How many events are counted together. What a user or page has so far lies anywhere in memory, and a processor that sees
/// many counts at once does not wait for each.
const BATCH: usize = 64;

/// An event that is kept, checked.
struct Event<T> {
    /// Index into [`KEPT_TYPES`].
    kept_type: usize,
    moment: i64,
    user_id: i64,
    amount: f64,
    page: T,
}

/// What is known of one user so far. Small, as users are looked up in no order that a cache could guess.
struct User {
    total_amount: f64,
    high_value_count: u64,
    first: i64,
    last: i64,
    /// Events of each type.
    types: [u64; KEPT_TYPES.len()],
    /// How many other types were seen before each.
    types_before: [u8; KEPT_TYPES.len()],
}

impl User {
    fn new(moment: i64) -> Self {
        User {
            total_amount: 0.0,
            high_value_count: 0,
            first: moment,
            last: moment,
            types: Default::default(),
            types_before: Default::default(),
        }
    }

    fn count<T>(&mut self, event: &Event<T>) {
        self.total_amount += event.amount;
        self.high_value_count += u64::from(event.amount > HIGH_VALUE);
        self.first = self.first.min(event.moment);
        self.last = self.last.max(event.moment);
        if self.types[event.kept_type] == 0 {
            self.types_before[event.kept_type] = self.types.iter().map(|&count| u8::from(count > 0)).sum();
        }
        self.types[event.kept_type] += 1;
    }

    fn event_count(&self) -> u64 {
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

/// The events so far. Index maps keep the order in which things were first seen, which decides ties.
pub(crate) struct Tally<T> {
    users: IndexMap<i64, User, FxBuildHasher>,
    pages: IndexSet<T, FxBuildHasher>,
    /// Which user (an index into `users`) was on which page (an index into `pages`), event by event.
    visits: Vec<(usize, usize)>,
    /// Events that are not counted yet, fewer than [`BATCH`].
    waiting: Vec<Event<T>>,
}

impl<T: AsRef<str> + Hash + Eq + Default> Tally<T> {
    pub(crate) fn new() -> Self {
        Tally {
            users: IndexMap::default(),
            pages: IndexSet::default(),
            visits: Vec::new(),
            waiting: Vec::with_capacity(BATCH),
        }
    }

    /// Judges the event at `index` of the input, and counts it if it is to be kept.
    pub(crate) fn read(&mut self, index: usize, record: &impl Record<Text = T>) -> Result<(), InputError> {
        match check(record) {
            Ok(Some(event)) => {
                self.waiting.push(event);
                if self.waiting.len() == BATCH {
                    self.count_waiting();
                }
            }
            Ok(None) => {}
            Err((field, reason)) => return Err(InputError::Event { index, field: Some(field), reason }),
        }
        Ok(())
    }

    fn count_waiting(&mut self) {
        for event in self.waiting.drain(..) {
            let entry = self.users.entry(event.user_id);
            let user = entry.index();
            entry.or_insert_with(|| User::new(event.moment)).count(&event);
            let (page, _) = self.pages.insert_full(event.page);
            self.visits.push((user, page));
        }
    }

    /// Totals add the users' sums in the order of their first appearance, unrounded, and are rounded last.
    pub(crate) fn finish(mut self) -> Summary {
        self.count_waiting();
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
                event_count: user.event_count(),
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

    /// Each user's most frequent page. The visits are sorted by user, each user's in the order of the events, and then
    /// counted user by user: "more than the best so far" leaves ties with the page seen first.
    fn top_pages(&self) -> Vec<usize> {
        let mut end = 0;
        let mut next: Vec<usize> = Vec::with_capacity(self.users.len());
        for user in self.users.values() {
            next.push(end);
            end += user.event_count() as usize;
        }
        let mut pages = vec![0; self.visits.len()];
        for &(user, page) in &self.visits {
            pages[next[user]] = page;
            next[user] += 1;
        }
        let mut counts = vec![0_u64; self.pages.len()];
        let mut start = 0;
        next.iter()
            .map(|&end| {
                let visits = &pages[start..end];
                start = end;
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

/// The contract on one event, in the order in which faults are looked for: the event itself if it is to be kept, nothing
/// if it is not, else the field at fault and why.
fn check<R: Record>(record: &R) -> Result<Option<Event<R::Text>>, (&'static str, &'static str)> {
    let Some(kept_type) = record.event_type().required().ok_or(("event_type", "not a string"))? else {
        return Ok(None);
    };
    let moment = record
        .timestamp()
        .required()
        .ok_or(("timestamp", "not a string"))?
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
