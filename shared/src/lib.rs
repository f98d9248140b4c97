//! The domain of Vigie, without input or output, clock, randomness or async.
//!
//! Everything here is a value or a pure function: times and identifiers are always handed in. The
//! crate leaves out the features of its dependencies that could read a clock or draw an identifier,
//! so it could not do so by mistake.
//!
//! The house follows the way of a rating:
//!
//! * [`rating`], [`person`], [`visit`], [`sign`], [`role`], [`ids`]: parsed values. A value that
//!   exists is valid.
//! * [`rules`]: the state of a person, the rule kinds, the findings and their sentences.
//! * [`alert`]: the alert's states, how findings gather in it, deadlines and triage.
//! * [`calendar`]: working hours, public holidays, counting in working time.
//! * [`follow_up`], [`watch`], [`caseload`]: dated promises about a person, their standing cadence, who is followed closely.
//! * [`cover`]: who stands in for whom, and who is then on duty.
//! * [`impact`]: the figures funders and administrators ask for.
//! * [`delivery`], [`mail_address`]: what can become of a message, and where mail may go.
//! * [`wire`]: the stable problem codes.
//! * [`written`]: days and times as people write them.
//! * [`messages`]: every text that people read, in French and English.
//!
//! To add a kind of rule, see [`rules::kind`]; to add a text, see [`messages`].

pub mod alert;
pub mod calendar;
pub mod caseload;
pub mod cover;
pub mod delivery;
pub mod follow_up;
mod ics;
pub mod ids;
pub mod impact;
pub mod lang;
pub mod mail_address;
pub mod messages;
pub mod person;
pub mod place;
pub mod planned;
pub mod rating;
pub mod role;
pub mod rules;
pub mod sign;
pub mod sms;
pub mod visit;
pub mod watch;
pub mod wire;
pub mod written;

mod word;

pub use word::UnknownWord;
