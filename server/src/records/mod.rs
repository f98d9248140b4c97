//! Everything about one person: to be handed out (`gather`, `page`), to be found by whoever keeps the register (`endpoints`), and to
//! be put away and forgotten.
//!
//! What belongs to a person is said in one place, `store::person_data::SECTIONS`; the words of the page are in
//! `shared/messages/record.{fr,en}.json`. The JSON document is the same rows under the names of their columns: `format` says which
//! version of it this is, and changes when a name is taken away or means something else.

pub mod endpoints;
pub mod forget;
mod gather;
mod page;
mod words;

pub use gather::{Made, Record, gather, looks};
pub use page::page;

/// What a record is asked for as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum RecordFormat {
    /// For programs.
    #[default]
    Json,
    /// One page that needs nothing else: to be read and printed.
    Html,
}
