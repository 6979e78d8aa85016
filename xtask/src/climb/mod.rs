//! A climb: the user's own function, as a small ladder that every other command understands.
//!
//! `request` is what the user asks for, `ladder` writes it down beside a copy of the source, and `told` says in sentences
//! what the profile means, and `typed` finds what rungs made of the types that were seen. How cells are built, checked, measured and shown, others know.

mod ladder;
mod request;
mod told;
mod typed;

pub use ladder::{ClimbLadder, ladder_head, quoted};
pub use request::ClimbRequest;
pub use told::where_the_time_goes;
pub use typed::{TypedCopy, keep_copies, typed_copies};
