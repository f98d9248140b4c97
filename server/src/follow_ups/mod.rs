//! Follow-ups: the dated promises made about a person, on an alert, in a watch or by themselves.
//!
//! [`agenda`] says which day and moment a promise falls on, [`plan`] writes one down, [`owners`] who may hold one, [`view`] how one
//! goes over the wire, [`consent`] what a refusal does to them. [`endpoints`] has a file for each thing a person can do. To add
//! one more: a file there around [`endpoints::change::Change`], a word for the person's timeline, a route.

pub mod agenda;
pub mod consent;
pub mod endpoints;
pub mod ics;
pub mod owners;
pub mod plan;
pub mod view;
