//! The watch: a standing cadence of follow-ups about a person, once the crisis is over.
//!
//! [`ladder`] carries out what `vigie_shared::watch` decides: the next follow-up when one is kept, a step down when things hold, a
//! step up at once on a new low. [`view`] is how a watch goes over the wire, [`endpoints`] has a file for each thing a person does.

pub mod endpoints;
pub mod ladder;
pub mod view;
