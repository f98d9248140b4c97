//! Whether a message goes now, waits, or is let go: a function of its receiver's hours and wishes and the moment.
//!
//! * Off duty, away and in quiet hours nothing is sent; it waits for the next moment at which it may go, and is let go when its end comes
//!   before.
//! * A critical alert goes at any hour where the federation says so, but never to somebody who is away.
//! * Beyond a number a day the rest waits for the next beginning of work. Critical alerts are not counted.
//! * A test goes at once: somebody is standing there with the phone in hand.

use chrono::{DateTime, Utc};

use super::hours::{Duty, Quiet, next_free, next_present};
use super::kinds::Class;
use crate::word::word_enum;

/// What is asked about one message and one receiver.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What the message is to the hours.
    pub class: Class,
    /// The moment.
    pub now: DateTime<Utc>,
    /// When the news is no longer worth telling.
    pub expires_at: DateTime<Utc>,
    /// When to leave the receiver in peace.
    pub quiet: &'a Quiet,
    /// When the receiver works.
    pub duty: &'a Duty<'a>,
    /// What the receiver was sent on this day of the federation, critical alerts and tests left out.
    pub sent_today: u32,
    /// How much that may be.
    pub cap: u32,
    /// The receiver does without it.
    pub off: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send it.
    Now,
    /// Ask again then: at that moment the answer is [`Decision::Now`], unless something changed.
    Wait(DateTime<Utc>),
    /// Never send it.
    Drop(Reason),
}

word_enum! {
    /// Why a message is let go.
    pub enum Reason {
        /// Its end has come.
        Expired = "its end has come",
        /// The receiver does without this kind.
        SwitchedOff = "its receiver switched it off",
        /// The receiver may not be told before its end.
        TooLate = "its end comes before its receiver is back",
    }
}

/// Decides about one message.
#[must_use]
pub fn decide(ask: &Ask<'_>) -> Decision {
    if ask.expires_at <= ask.now {
        return Decision::Drop(Reason::Expired);
    }
    if ask.class == Class::Test {
        return Decision::Now;
    }
    if ask.off {
        return Decision::Drop(Reason::SwitchedOff);
    }
    match earliest(ask) {
        Some(at) if at <= ask.now => Decision::Now,
        Some(at) => Decision::Wait(at),
        None => Decision::Drop(Reason::TooLate),
    }
}

/// The moment for which a message would have waited that was due at `due` and that nobody has looked at before now: it belongs to what was
/// held until then. None when it would have gone at once and no morning has come since. A critical alert that may go at any hour is
/// late, and waits for nobody.
#[must_use]
pub fn missed(ask: &Ask<'_>, due: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let goes_at_any_hour = ask.class == Class::Critical && ask.quiet.critical_breaks;
    if due >= ask.now || ask.class == Class::Test || goes_at_any_hour {
        return None;
    }
    let free = next_free(ask.quiet, ask.duty, due, ask.expires_at)?;
    let today = ask.duty.calendar.day_of(ask.now);
    let moment = if free > due || ask.duty.calendar.day_of(due) == today {
        free
    } else {
        // It was due on another day of work.
        next_free(ask.quiet, ask.duty, ask.duty.calendar.midnight(today), ask.expires_at)?
    };
    (due < moment && moment <= ask.now).then_some(moment)
}

/// The first moment at which it may go, before its end.
fn earliest(ask: &Ask<'_>) -> Option<DateTime<Utc>> {
    let (now, until) = (ask.now, ask.expires_at);
    if ask.class == Class::Critical && ask.quiet.critical_breaks {
        return next_present(ask.duty, now, until);
    }
    let free = next_free(ask.quiet, ask.duty, now, until)?;
    let today = |at| ask.duty.calendar.day_of(at) == ask.duty.calendar.day_of(now);
    if ask.class == Class::Critical || ask.sent_today < ask.cap || !today(free) {
        return Some(free);
    }
    let start = ask.duty.next_start(free, until)?;
    next_free(ask.quiet, ask.duty, start, until)
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
