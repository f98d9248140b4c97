//! For the administrator: [`list`] shows what did not arrive and why, [`settle`] sends it again or lets it go, [`services`] says how
//! the push services do, [`figures`] what became of everything.

pub mod figures;
pub mod list;
pub mod services;
pub mod settle;
