//! The rule lab: what a draft would have done to this federation, beside the rules in force.
//!
//! * [`read`]: the federation's own past, person by person, in one read transaction.
//! * [`replay`]: both rule sets over it, with cancellation and progress. The engine is the back-test's (`crate::backtest`).
//! * [`compare`], [`result`]: what an administrator sees of it. [`job`]: in the background.
//! * [`shadow`]: the same over the days of a trial.

pub mod compare;
pub mod job;
pub mod read;
pub mod replay;
pub mod result;
pub mod shadow;
