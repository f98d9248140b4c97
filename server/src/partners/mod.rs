//! The directory of partners: who works where, how to reach them, and how often each is proposed and chosen.
//!
//! [`draft`] reads what somebody (or a file) says of a partner, [`view`] shows one, [`endpoints`] are the doors, `crate::imports`
//! reads the directory from a file. Partners are archived, never deleted: actions name them.

pub mod draft;
pub mod endpoints;
pub mod view;
