//! What an office does with the directory: look into it, write, archive, import, and see who gets how much.

pub mod archive;
pub mod import;
pub mod list;
pub mod shares;
pub mod write;
