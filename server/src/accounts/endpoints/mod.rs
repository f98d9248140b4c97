//! What an administrator or a referent does with accounts, one file a thing.

pub mod history;
pub mod invite;
pub mod leave;
pub mod list;
pub mod lost_phone;
pub mod write;
