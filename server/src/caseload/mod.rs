//! Reinforced follow-up: who is followed closely, by which coordinator, and whether one of them has more than can be borne.
//!
//! [`view`] is how an entry goes over the wire, [`notify`] who hears of a full caseload, [`endpoints`] has a file for each thing a
//! person does.

pub mod endpoints;
pub mod notify;
pub mod view;
