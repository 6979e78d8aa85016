//! What the harness says and does, kept as it was: a difference is found here, shown, and meant or not.
//!
//! The texts are in `tests/frozen/`; `LADDER_FREEZE=1` keeps those of now in their place.

mod commands;
mod manifests;
mod measured;
mod sessions;
