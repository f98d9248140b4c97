//! What people do with follow-ups: a verb a file. Each is a few lines around [`change::Change`].

pub mod assign;
pub mod cancel;
pub mod change;
pub mod create;
pub mod done;
pub mod feed;
pub mod list;
pub mod postpone;
pub mod reopen;

use chrono::{DateTime, NaiveDate, Utc};
use vigie_shared::follow_up::Preset;

use super::agenda::{Agenda, Due};
use crate::http::Problem;

/// Characters of a promise or of a reason.
pub const LONGEST_TEXT: usize = 500;

/// The one way a request says when something is due.
pub fn due(
    agenda: &Agenda,
    on: Option<NaiveDate>,
    at: Option<DateTime<Utc>>,
    preset: Option<Preset>,
) -> Result<Due, Problem> {
    let (due, pointer) = match (on, at, preset) {
        (Some(day), None, None) => (agenda.on(day), "/due_on"),
        (None, Some(at), None) => (agenda.at(at), "/due_at"),
        (None, None, Some(preset)) => (agenda.preset(preset), "/preset"),
        _ => return Err(Problem::field("/due_on", "one_due")),
    };
    if agenda.may_promise(due) { Ok(due) } else { Err(Problem::field(pointer, "out_of_range")) }
}
