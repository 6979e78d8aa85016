//! The events of a parsed document, whose Python objects are read where they are.
//!
//! Strings are shared with Python, not copied. `cast` is `isinstance`, `cast_exact` is `type(x) is`: True is an int in
//! the former sense alone, and no number here. A dict that fails to answer holds nothing fit.

use std::hash::{Hash, Hasher};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyFloat, PyInt, PyList, PyString};

use crate::pipeline::{Field, InputError, Metadata, Record, kept_type, moment};

/// Reads the events of a document one by one.
pub(crate) fn each_event<'py>(
    events: &Bound<'py, PyAny>,
    mut read: impl FnMut(usize, &Bound<'py, PyDict>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let events = events.cast::<PyList>().map_err(|_| InputError::Document { reason: "not an array".to_owned() })?;
    for (index, event) in events.iter().enumerate() {
        let event =
            event.cast::<PyDict>().map_err(|_| InputError::Event { index, field: None, reason: "not an object" })?;
        read(index, event)?;
    }
    Ok(())
}

/// A Python string, or the empty one that stands for none.
#[derive(Default)]
pub(crate) struct Text(Option<PyBackedStr>);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_ref().hash(state);
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_ref() == other.as_ref()
    }
}

impl Eq for Text {}

impl<'py> Record for Bound<'py, PyDict> {
    type Text = Text;
    type Metadata = Bound<'py, PyDict>;

    fn event_type(&self) -> Field<Option<usize>> {
        field(self, intern!(self.py(), "event_type"), |value| Some(kept_type(text(value)?.as_ref().as_bytes())))
    }

    fn timestamp(&self) -> Field<Option<i64>> {
        field(self, intern!(self.py(), "timestamp"), |value| Some(moment(text(value)?.as_ref().as_bytes())))
    }

    fn user_id(&self) -> Field<i64> {
        field(self, intern!(self.py(), "user_id"), |value| value.cast_exact::<PyInt>().ok()?.extract().ok())
    }

    fn metadata(&self) -> Field<Bound<'py, PyDict>> {
        field(self, intern!(self.py(), "metadata"), |value| value.cast_into().ok())
    }
}

impl Metadata for Bound<'_, PyDict> {
    type Text = Text;

    fn amount(&self) -> Field<f64> {
        field(self, intern!(self.py(), "amount"), |value| {
            let number = value.cast_exact::<PyFloat>().is_ok() || value.cast_exact::<PyInt>().is_ok();
            number.then(|| value.extract().ok())?
        })
    }

    fn page(&self) -> Field<Text> {
        field(self, intern!(self.py(), "page"), text)
    }
}

fn field<'py, T>(
    object: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
    read: impl FnOnce(Bound<'py, PyAny>) -> Option<T>,
) -> Field<T> {
    match object.get_item(key) {
        Err(_) => Field::Unfit,
        Ok(None) => Field::Absent,
        Ok(Some(value)) if value.is_none() => Field::Absent,
        Ok(Some(value)) => read(value).map_or(Field::Unfit, Field::Value),
    }
}

fn text(value: Bound<'_, PyAny>) -> Option<Text> {
    let text = value.cast_into::<PyString>().ok()?;
    Some(Text(Some(PyBackedStr::try_from(text).ok()?)))
}
