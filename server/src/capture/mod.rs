//! The first stage: a rating from a phone is stored once, and the rules see it in the same transaction.

pub mod endpoint;
pub mod submit;
