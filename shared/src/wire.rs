//! What goes over the wire and must never change: the problem codes.
//!
//! The server writes its own request and answer types. To add a code: a variant here, and its
//! `problem.<code>.title` and `.detail` in both message files.

mod problem;

pub use problem::ProblemCode;
