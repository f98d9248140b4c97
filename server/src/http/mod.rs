//! The door: every route on one page, what handlers take, how errors look.

pub mod address;
pub mod conditional;
pub mod cross_site;
mod document;
pub mod extract;
pub mod headers;
pub mod problem;
pub mod router;
pub mod serve;
pub mod trace;
pub mod turns;

pub use extract::{As, Body, Caller, Id, Params, Reader};
pub use problem::Problem;
