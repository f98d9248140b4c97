//! Handing in, looking, deciding.

pub mod decide;
pub mod hand_in;
pub mod list;
