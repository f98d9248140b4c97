//! The API, as its users see it.

mod ratings;
