//! Dead letters, for the administrator: [`list`] shows what did not arrive and why, [`settle`] sends it again or lets it go.

pub mod list;
pub mod settle;
