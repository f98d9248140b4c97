//! Ratings from a device whose session was ended: lost, replaced, or of somebody who has left.
//!
//! Such a device has no session; it proves with its last refresh token which one it had, and may hand in what was rated before
//! that ended ([`hand_in`]). Nothing of it reaches the rules until a referent or an administrator has looked
//! (`endpoints/decide.rs`); after a week it is forgotten.

pub mod endpoints;
pub mod hand_in;

use chrono::TimeDelta;

/// For how long a device may hand in after its session ended, and for how long an entry waits.
pub const KEPT: TimeDelta = TimeDelta::days(7);
