//! The administrator's side: where it listens and of what it hears, its secret, a trial.

pub mod secret;
pub mod setting;
pub mod test;
