//! What people do with watches: a verb a file. Each is a few lines around [`change::Change`].

pub mod assign;
pub mod change;
pub mod create;
pub mod end;
pub mod list;
pub mod reopen;
pub mod step;

/// Characters of a reason.
pub const LONGEST_REASON: usize = 500;

use crate::alerts::verbs::words;
use crate::http::Problem;

/// A reason, which must be there.
pub fn reason(text: &str, pointer: &str) -> Result<String, Problem> {
    words(text, pointer, LONGEST_REASON)?.ok_or_else(|| Problem::field(pointer, "missing"))
}
