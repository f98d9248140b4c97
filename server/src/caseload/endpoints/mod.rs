//! What people do with the caseload: a verb a file.

pub mod change;
pub mod decide;
pub mod end;
pub mod enter;
pub mod list;
pub mod reopen;
