//! One file an endpoint. Administrators only: a calendar plans for a whole sector.

pub mod change;
pub mod list;
pub mod run;
