//! What an administrator does with sectors.

pub mod archive;
pub mod list;
pub mod move_persons;
pub mod write;
