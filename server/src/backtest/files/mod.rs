//! Histories from files (JSON Lines, in any order): read by several threads, kept small, handed out person by person.
//!
//! The result depends on the set of lines alone. Persons lie in parts by a hash of their name; a part is put in order only when
//! its persons are about to be run, so that the work is shared and little is held twice. A bad line is reported by its number
//! and left out.
//!
//! To add a kind of file: its line in [`line`], its record in [`records`], a branch of [`Reading::take`].

mod blocks;
mod line;
mod names;
mod part;
mod reading;
mod records;
mod report;
mod span;

pub use part::{Part, PersonFiles};
pub use reading::{Histories, Inputs, read};
pub use report::{Complaint, Counts, Report};
