//! What Python calls of the tuned pipeline, and its result as Python objects.
//!
//! The result has thousands of dicts with the same keys. A dict made key by key grows while it is filled; a copy of one that
//! has the keys already has its final size at once, and setting the values finds them all; there is one to copy for each
//! type of event, which then needs not be set. Strings that occur again and again are made once per call. No object is kept
//! for the next call.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::pipeline::{KEPT_TYPES, Summary};

/// The totals of all users and of each, from the raw bytes.
#[pyfunction]
pub(super) fn pipeline_bytes<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    to_python(py, &crate::pipeline_bytes_tuned::pipeline_bytes(data)?)
}

/// The same on all threads of rayon's pool, while other threads of Python may go on; the result is made by one.
#[pyfunction]
#[pyo3(name = "pipeline_bytes")]
pub(super) fn pipeline_bytes_threads<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    let summary = py.detach(|| crate::pipeline_bytes_threads::pipeline_bytes(data));
    to_python(py, &summary?)
}

fn to_python<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyDict>> {
    let pages: Vec<_> = summary.pages.iter().map(|page| PyString::new(py, page)).collect();
    let keys = [
        intern!(py, "user_id"),
        intern!(py, "event_count"),
        intern!(py, "total_amount"),
        intern!(py, "high_value_count"),
        intern!(py, "duration_seconds"),
        intern!(py, "top_event_type"),
        intern!(py, "top_page"),
    ];
    let [user_id, event_count, total_amount, high_value_count, duration_seconds, top_event_type, top_page] = keys;
    let template = |name: &str| -> PyResult<_> {
        let line = PyDict::new(py);
        for key in keys {
            line.set_item(key, py.None())?;
        }
        line.set_item(top_event_type, name)?;
        Ok(line)
    };
    let templates: Vec<_> = KEPT_TYPES.iter().map(|(_, name)| template(name)).collect::<PyResult<_>>()?;
    let users = PyList::empty(py);
    for user in &summary.users {
        let line = templates[user.top_event_type].copy()?;
        line.set_item(user_id, user.user_id)?;
        line.set_item(event_count, user.event_count)?;
        line.set_item(total_amount, user.total_amount)?;
        line.set_item(high_value_count, user.high_value_count)?;
        line.set_item(duration_seconds, user.duration_seconds)?;
        line.set_item(top_page, &pages[user.top_page])?;
        users.append(line)?;
    }
    let result = PyDict::new(py);
    result.set_item(intern!(py, "total_users"), summary.users.len())?;
    result.set_item(intern!(py, "total_events"), summary.total_events)?;
    result.set_item(intern!(py, "total_amount"), summary.total_amount)?;
    result.set_item(intern!(py, "total_high_value"), summary.total_high_value)?;
    result.set_item(intern!(py, "users"), users)?;
    Ok(result)
}
