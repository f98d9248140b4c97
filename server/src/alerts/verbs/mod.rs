//! What people do to an alert: a verb a file. Each is a few lines around [`super::change::Change`].

pub mod action;
pub mod assign;
pub mod claim;
pub mod dac;
pub mod note;
pub mod release;
pub mod reopen;
pub mod resolve;
pub mod retract;
pub mod snooze;
pub mod wake;

use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::rating::{InvalidNote, Note};

use crate::http::Problem;

/// A change that needs nothing but the version that was seen.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Versioned {
    /// `version` of the alert as the person saw it.
    pub version: i32,
}

/// A person's words within a limit of characters; none when nothing was written.
pub fn words(text: &str, pointer: &str, limit: usize) -> Result<Option<String>, Problem> {
    match Note::parse_within(text, limit) {
        Ok(note) => Ok(note.map(|note| note.as_str().to_owned())),
        Err(InvalidNote::TooLong) => Err(Problem::field(pointer, "too_long")),
        Err(InvalidNote::ControlCharacter) => Err(Problem::field(pointer, "control_character")),
    }
}
