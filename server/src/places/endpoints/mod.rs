//! One file an endpoint.

pub mod card;
pub mod open;
