//! The federation's calendar: when somebody is at work to take an alert, and which days are holidays.
//!
//! Deadlines, claims and the escalation count in working time, follow-ups fall on working days. All of it is a function of the
//! federation's [`WorkingTime`] and time zone; nothing here reads a clock.
//!
//! * [`clock`]: the wall clock's minutes as moments.
//! * [`holidays`]: the French public holidays, also overseas. To add a region, see there.
//! * [`hours`]: the hours of a week.
//! * [`working`]: [`Calendar`], which counts.

pub mod clock;
pub mod easter;
pub mod holidays;
pub mod hours;
pub mod working;

pub use easter::easter_sunday;
pub use holidays::HolidayRegion;
pub use hours::{InvalidHours, MinuteOfDay, Span, WeekHours};
pub use working::{Calendar, WorkingTime};
