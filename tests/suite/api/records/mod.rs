//! What is kept about a person: handed out, put away, forgotten.

mod erasing;
pub mod everything;
mod handing_out;
mod register;
