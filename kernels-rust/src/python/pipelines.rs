//! What Python calls of the pipelines, and their result as Python objects.

use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::pipeline::{InputError, KEPT_TYPES, Summary, UserSummary};

/// The totals of all users and of each, from the raw bytes, with serde.
#[pyfunction]
pub(super) fn pipeline_bytes<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    to_python(py, &crate::pipeline_bytes::pipeline_bytes(data)?)
}

/// The same from bytes that are trusted.
#[pyfunction]
#[pyo3(name = "pipeline_bytes")]
pub(super) fn pipeline_bytes_blog_contract<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    to_python(py, &crate::pipeline_bytes_blog_contract::pipeline_bytes(data)?)
}

/// The totals of all users and of each, from the raw bytes, with yyjson.
#[cfg(feature = "yyjson")]
#[pyfunction]
#[pyo3(name = "pipeline_bytes")]
pub(super) fn pipeline_bytes_yyjson<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    to_python(py, &crate::pipeline_bytes_yyjson::pipeline_bytes(data)?)
}

/// The totals of all users and of each, from the parsed document.
#[pyfunction]
pub(super) fn pipeline_dicts<'py>(events: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    to_python(events.py(), &crate::pipeline_dicts::pipeline_dicts(events)?)
}

/// The same with the oracle's loop.
#[pyfunction]
#[pyo3(name = "pipeline_dicts")]
pub(super) fn pipeline_dicts_loop<'py>(events: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    to_python(events.py(), &crate::pipeline_dicts_loop::pipeline_dicts(events)?)
}

impl From<InputError> for PyErr {
    fn from(error: InputError) -> Self {
        PyValueError::new_err(error.to_string())
    }
}

fn to_python<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyDict>> {
    let pages: Vec<_> = summary.pages.iter().map(|page| PyString::new(py, page)).collect();
    let types = KEPT_TYPES.map(|(_, name)| PyString::new(py, name));
    let users: Vec<_> = summary
        .users
        .iter()
        .map(|user| user_to_python(py, user, &types[user.top_event_type], &pages[user.top_page]))
        .collect::<PyResult<_>>()?;
    let result = PyDict::new(py);
    result.set_item(intern!(py, "total_users"), users.len())?;
    result.set_item(intern!(py, "total_events"), summary.total_events)?;
    result.set_item(intern!(py, "total_amount"), summary.total_amount)?;
    result.set_item(intern!(py, "total_high_value"), summary.total_high_value)?;
    result.set_item(intern!(py, "users"), PyList::new(py, users)?)?;
    Ok(result)
}

fn user_to_python<'py>(
    py: Python<'py>,
    user: &UserSummary,
    top_event_type: &Bound<'py, PyString>,
    top_page: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let line = PyDict::new(py);
    line.set_item(intern!(py, "user_id"), user.user_id)?;
    line.set_item(intern!(py, "event_count"), user.event_count)?;
    line.set_item(intern!(py, "total_amount"), user.total_amount)?;
    line.set_item(intern!(py, "high_value_count"), user.high_value_count)?;
    line.set_item(intern!(py, "duration_seconds"), user.duration_seconds)?;
    line.set_item(intern!(py, "top_event_type"), top_event_type)?;
    line.set_item(intern!(py, "top_page"), top_page)?;
    Ok(line)
}
