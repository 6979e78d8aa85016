//! The harness at work, seen from outside: every test has a ladder of its own in a folder of its own, and starts the
//! program as a user would.
#![cfg(unix)]

mod advising;
mod agreement;
mod architecture;
mod auditing;
mod building;
mod comparing;
mod discovery;
mod downloads;
mod exporting;
mod faults;
mod from_source;
mod frozen;
mod fuzzing;
mod hostile;
mod including;
mod interruption;
mod liars;
mod maven;
mod measuring;
mod merging;
mod million;
mod misbehaviour;
mod new_rung;
mod packages;
mod page;
mod places;
mod processes;
mod progress;
mod publishing;
mod reading;
mod reliability;
mod resuming;
mod schema;
mod selftest;
mod splicing;
mod steering;
mod supply;
mod support;
mod surroundings;
mod tools;
mod usage;
mod verdicts;
mod warming;
mod watching;
