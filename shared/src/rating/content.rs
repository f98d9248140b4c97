//! The content of a rating as one canonical text, to tell a duplicate from a conflict.

use std::fmt::Write as _;

use super::{Axis, Rating};
use crate::ids::UserId;

impl Rating {
    /// Everything the rating says except its id, in one canonical text. The same id with the same
    /// content is a duplicate, with another one a conflict. The server keeps a hash of it.
    ///
    /// `aide` is whose rating it is in the end, so that a phone that leaves `aide_id` out and one
    /// that sends it say the same.
    #[must_use]
    pub fn content_key(&self, aide: UserId) -> String {
        let mut key = format!("1|{}|{aide}|", self.person_id);
        if let Some(visit) = self.visit_id {
            let _ = write!(key, "{visit}");
        }
        let _ = write!(key, "|{}|", self.visited_at.timestamp_micros());
        for &axis in Axis::ALL {
            match self.scores.get(axis) {
                Some(score) => {
                    let _ = write!(key, "{}", score.get());
                }
                None => key.push('-'),
            }
        }
        key.push('|');
        for sign in &self.signs {
            let _ = write!(key, "{sign},");
        }
        key.push('|');
        if let Some(replaced) = self.replaces {
            let _ = write!(key, "{replaced}");
        }
        // Last, because a note may contain any character.
        key.push('|');
        key.push_str(self.note.as_ref().map_or("", |note| note.as_str()));
        key
    }
}
