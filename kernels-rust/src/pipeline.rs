//! What the pipeline kernels share: the contract on events, and the result.
//!
//! Kept are the events of five types within the seven months from March to September 2025. Where events come from is
//! the kernels' affair: each offers its own as `Record`s, and `judge` is the one place that judges them. How those that are
//! kept are counted is in `tally`, for the tuned kernel in `tuned::batches`. Amounts have the unit of the input, durations
//! are seconds.

mod json;
mod rounding;
mod timestamp;

use std::fmt;
use std::hash::Hash;

use rounding::round_to_hundredths;

const FIRST_MOMENT: i64 = timestamp::seconds(2025, 3, 1, 0, 0, 0);
const LAST_MOMENT: i64 = timestamp::seconds(2025, 9, 30, 23, 59, 59);
/// Amounts above this one are of high value.
pub(crate) const HIGH_VALUE: f64 = 100.0;

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

impl Summary {
    /// The result, given the users in the order of their first appearance, their amounts not rounded yet: the total adds
    /// them in that order, and is rounded last.
    pub(crate) fn new<T: AsRef<str>>(mut users: Vec<UserSummary>, pages: impl Iterator<Item = T>) -> Self {
        let mut total_amount = 0.0;
        for user in &mut users {
            total_amount += user.total_amount;
            user.total_amount = round_to_hundredths(user.total_amount);
        }
        users.sort_unstable_by_key(|user| user.user_id);
        Summary {
            total_events: users.iter().map(|user| user.event_count).sum(),
            total_amount: round_to_hundredths(total_amount),
            total_high_value: users.iter().map(|user| user.high_value_count).sum(),
            users,
            pages: pages.map(|page| page.as_ref().to_owned()).collect(),
        }
    }
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

/// The same for the tuned kernel, without a decision per digit.
pub(crate) fn moment_at_once(timestamp: &[u8]) -> Option<i64> {
    timestamp::parse_at_once(timestamp)
}

/// The same where the timestamp is trusted to be one.
pub(crate) fn trusted_moment(timestamp: &[u8]) -> i64 {
    timestamp::trusted(timestamp)
}

/// Whether a moment is within the months that are kept.
pub(crate) fn is_kept_moment(moment: i64) -> bool {
    (FIRST_MOMENT..=LAST_MOMENT).contains(&moment)
}

/// An event that is kept, checked.
pub(crate) struct Event<T> {
    /// Index into [`KEPT_TYPES`].
    pub(crate) kept_type: usize,
    /// Seconds, as [`moment`] has them.
    pub(crate) moment: i64,
    pub(crate) user_id: i64,
    pub(crate) amount: f64,
    pub(crate) page: T,
}

/// What the contract says of the event at `index` of the input: the event if it is to be kept, nothing if it is not.
pub(crate) fn judge<R: Record>(index: usize, record: &R) -> Result<Option<Event<R::Text>>, InputError> {
    check(record).map_err(|(field, reason)| InputError::Event { index, field: Some(field), reason })
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
    if !is_kept_moment(moment) {
        return Ok(None);
    }
    let user_id = record.user_id().required().ok_or(("user_id", "not an integer of 64 bits"))?;
    let metadata = record.metadata().required().ok_or(("metadata", "not an object"))?;
    let amount = metadata.amount().or(0.0).ok_or(("metadata.amount", "not a number"))?;
    let page = metadata.page().or(R::Text::default()).ok_or(("metadata.page", "not a string"))?;
    Ok(Some(Event { kept_type, moment, user_id, amount, page }))
}
