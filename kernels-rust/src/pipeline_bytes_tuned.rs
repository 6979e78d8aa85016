//! pipeline-bytes at the limit: one pass over the raw bytes, in which nothing is kept that the totals do not need.
//!
//! The text is read by [`Cursor`], which checks all of it and copies none; of an event the four fields are remembered as
//! the bytes that they are, and read when the contract asks for them. An event's fault is reported once the document is
//! known to be JSON, as every other kernel does that parses first.

use std::borrow::Cow;

use crate::pipeline::{Event as Kept, Field, InputError, Metadata, Record, Summary, judge, kept_type, moment_at_once};
use crate::tuned::batches::BatchedTally;
use crate::tuned::cursor::{Cursor, read_string};
use crate::tuned::level::Level;

/// Parses UTF-8 JSON as RFC 8259 has it, and totals the events meanwhile.
pub fn pipeline_bytes(data: &[u8]) -> Result<Summary, InputError> {
    pipeline_bytes_at(Level::chosen(), data)
}

/// The same with the instructions of one level.
pub fn pipeline_bytes_at(level: Level, data: &[u8]) -> Result<Summary, InputError> {
    let mut cursor = Cursor::new(level, data);
    let mut read = Read { events: Events::Counted(BatchedTally::new(data.len())), index: 0, first_fault: None };
    let passed = pass_document(&mut cursor, &mut read);
    cursor
        .finish(passed)
        .map_err(|fault| InputError::Document { reason: format!("{} at byte {}", fault.reason, fault.at) })?;
    match (read.first_fault, read.events) {
        (Some(fault), _) => Err(fault),
        (None, Events::Counted(tally)) => Ok(tally.finish()),
        (None, Events::Listed(_)) => unreachable!("they are counted"),
    }
}

/// What is known of the elements of the document so far.
pub(crate) struct Read<'a> {
    /// Those that are kept.
    pub(crate) events: Events<'a>,
    /// Of the next element.
    index: usize,
    pub(crate) first_fault: Option<InputError>,
}

/// Events that are kept: counted, or all of them. One type for both, so that the reader is compiled once, in one piece.
pub(crate) enum Events<'a> {
    Counted(BatchedTally<Cow<'a, str>>),
    Listed(Vec<Kept<Cow<'a, str>>>),
}

impl<'a> Read<'a> {
    /// Lists events from some place in a document on.
    pub(crate) fn list() -> Self {
        Read { events: Events::Listed(Vec::new()), index: 0, first_fault: None }
    }

    /// Takes an element in: the event, if it is an object.
    #[inline(always)]
    fn judge(&mut self, event: Option<Event<'a>>) {
        if self.first_fault.is_none() {
            let index = self.index;
            let event = event.ok_or(InputError::Event { index, field: None, reason: "not an object" });
            match event.and_then(|event| judge(index, &event)) {
                Ok(None) => {}
                Ok(Some(event)) => match &mut self.events {
                    Events::Counted(tally) => tally.count(event),
                    Events::Listed(events) => events.push(event),
                },
                Err(fault) => self.first_fault = Some(fault),
            }
        }
        self.index += 1;
    }
}

/// Passes the whole document.
fn pass_document<'a>(cursor: &mut Cursor<'a>, read: &mut Read<'a>) -> Option<()> {
    cursor.skip_white_space();
    if cursor.peek() != b'[' {
        return cursor.fail("not an array");
    }
    match cursor.enter_array()? {
        true => pass_events(cursor, usize::MAX, read).map(drop),
        false => cursor.leave(),
    }
}

/// Passes elements of the document's array as [`Cursor::elements`] does.
pub(crate) fn pass_events<'a>(cursor: &mut Cursor<'a>, stop: usize, read: &mut Read<'a>) -> Option<Option<usize>> {
    cursor.elements(stop, |cursor| {
        let event = if cursor.peek() == b'{' {
            Some(Event::read(cursor)?)
        } else {
            cursor.value()?;
            None
        };
        read.judge(event);
        Some(())
    })
}

/// The fields that count as they stand in the text, `None` where there is none.
#[derive(Default)]
struct Event<'a> {
    event_type: Option<&'a [u8]>,
    timestamp: Option<&'a [u8]>,
    user_id: Option<&'a [u8]>,
    metadata: Option<&'a [u8]>,
    /// Those of the object below `metadata`, if that is one.
    details: Details<'a>,
}

#[derive(Default, Clone, Copy)]
struct Details<'a> {
    amount: Option<&'a [u8]>,
    page: Option<&'a [u8]>,
    /// Whether there may be escapes in the event's strings.
    escapes: bool,
}

impl<'a> Event<'a> {
    #[inline(always)]
    fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        let mut event = Event::default();
        cursor.object(|cursor, key| {
            match read_string(key, cursor.escapes()).as_deref() {
                Some(b"event_type") => event.event_type = Some(cursor.value()?),
                Some(b"timestamp") => event.timestamp = Some(cursor.value()?),
                Some(b"user_id") => event.user_id = Some(cursor.value()?),
                Some(b"metadata") => event.read_metadata(cursor)?,
                _ => _ = cursor.value()?,
            }
            Some(())
        })?;
        event.details.escapes = cursor.escapes();
        Some(event)
    }

    #[inline(always)]
    fn read_metadata(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        self.details = Details::default();
        if cursor.peek() != b'{' {
            self.metadata = Some(cursor.value()?);
            return Some(());
        }
        self.metadata = Some(b"{");
        cursor.object(|cursor, key| {
            match read_string(key, cursor.escapes()).as_deref() {
                Some(b"amount") => self.details.amount = Some(cursor.value()?),
                Some(b"page") => self.details.page = Some(cursor.value()?),
                _ => _ = cursor.value()?,
            }
            Some(())
        })
    }
}

impl<'a> Details<'a> {
    /// What a field means that must be a string.
    #[inline(always)]
    fn text(&self, value: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        if value[0] == b'"' { read_string(value, self.escapes) } else { None }
    }
}

impl<'a> Record for Event<'a> {
    type Text = Cow<'a, str>;
    type Metadata = Details<'a>;

    #[inline(always)]
    fn event_type(&self) -> Field<Option<usize>> {
        field(self.event_type, |value| Some(kept_type(&self.details.text(value)?)))
    }

    #[inline(always)]
    fn timestamp(&self) -> Field<Option<i64>> {
        field(self.timestamp, |value| Some(moment_at_once(&self.details.text(value)?)))
    }

    #[inline(always)]
    fn user_id(&self) -> Field<i64> {
        field(self.user_id, integer)
    }

    #[inline(always)]
    fn metadata(&self) -> Field<Details<'a>> {
        field(self.metadata, |value| (value[0] == b'{').then_some(self.details))
    }
}

impl<'a> Metadata for Details<'a> {
    type Text = Cow<'a, str>;

    #[inline(always)]
    fn amount(&self) -> Field<f64> {
        // JSON's numbers are a subset of Rust's; what else Rust takes (`inf`, `nan`) is no JSON, and one beyond a double
        // would be infinite.
        field(self.amount, |value| str::from_utf8(value).ok()?.parse().ok().filter(|number: &f64| number.is_finite()))
    }

    #[inline(always)]
    fn page(&self) -> Field<Cow<'a, str>> {
        // What is no UTF-8 makes the whole document none, as will be seen at its end.
        field(self.page, |value| match self.text(value)? {
            Cow::Borrowed(page) => str::from_utf8(page).ok().map(Cow::Borrowed),
            Cow::Owned(page) => String::from_utf8(page).ok().map(Cow::Owned),
        })
    }
}

/// A number that is an integer; -0 is one.
#[inline(always)]
fn integer(number: &[u8]) -> Option<i64> {
    if number.len() > 18 || !number.iter().all(u8::is_ascii_digit) {
        // Hardly ever. JSON's integers are a subset of Rust's, and no other value begins as one of these does.
        return str::from_utf8(number).ok()?.parse().ok();
    }
    Some(number.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

#[inline(always)]
fn field<'a, T>(value: Option<&'a [u8]>, read: impl FnOnce(&'a [u8]) -> Option<T>) -> Field<T> {
    match value {
        None | Some([b'n', ..]) => Field::Absent,
        Some(value) => read(value).map_or(Field::Unfit, Field::Value),
    }
}
