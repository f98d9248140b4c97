//! `/api/imports`: what the administrator imports, and takes back.

pub mod history;
pub mod import;
pub mod template;
pub mod undo;
