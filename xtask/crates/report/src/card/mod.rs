//! What is said about a session, computed from its records alone.

pub(crate) mod builds;
pub(crate) mod flags;
pub(crate) mod head;
pub(crate) mod selection;
pub(crate) mod shares;
pub(crate) mod summary;
