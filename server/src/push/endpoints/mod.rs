//! `/api/push/…`: [`subscription`] lets a browser ask to be pushed to, [`devices`] lists a person's own browsers, [`test`] sends one
//! message to them at once, [`receipts`] hears from a browser that a message is there.

pub mod devices;
pub mod receipts;
pub mod subscription;
pub mod test;
