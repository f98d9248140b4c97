//! What only time makes true: reminders and escalations.
//!
//! A job is a row of a federation: a cron expression, a time zone, the next time. [`tick`] runs what is due and moves it on in
//! one transaction ([`attempt`]), so any number of nodes run every occurrence once, a crash repeats nothing and loses nothing, and after a
//! downtime there is one run to catch up, not thirty. A job finds its work by looking at the state, never by counting events.
//!
//! To add a job: a file and a line in [`jobs`].

pub mod attempt;
pub mod endpoints;
pub mod jobs;
pub mod schedule;
pub mod tick;

pub use jobs::ensure_rows;
pub use tick::{TickOutcome, run, tick};
