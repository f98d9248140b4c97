//! The first stage: a rating from a phone is stored once, and the rules see it in the same transaction.
//!
//! * [`endpoint`] takes a batch; [`queue`] lets what comes at the same time share a transaction.
//! * [`submit`] is the plain path, a request a transaction. [`group`] does the same for many requests with set-based statements.

pub mod endpoint;
pub mod group;
pub mod queue;
pub mod submit;
