//! Single lines that people type about a person: trimmed, within a limit, one line.

use crate::alerts::verbs::words;
use crate::http::Problem;

/// Characters of a name, a tie, a number.
const LONGEST_LINE: usize = 120;
/// Characters of a remark.
pub const LONGEST_NOTE: usize = 500;

/// A line that may be left out.
pub fn optional_line(text: Option<&str>, pointer: &str) -> Result<Option<String>, Problem> {
    let text = words(text.unwrap_or(""), pointer, LONGEST_LINE)?;
    if text.as_deref().is_some_and(|line| line.contains(['\n', '\t'])) {
        return Err(Problem::field(pointer, "control_character"));
    }
    Ok(text)
}

/// A line that must say something.
pub fn line(text: &str, pointer: &str) -> Result<String, Problem> {
    optional_line(Some(text), pointer)?.ok_or_else(|| Problem::field(pointer, "missing"))
}
