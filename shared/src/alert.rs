//! The alert: at most one open for a person, in which findings gather until somebody dealt with it.
//!
//! Alerts are a log laid over findings and over what people did. Everything here is a decision; the
//! server carries it out.
//!
//! * [`state`]: new, taken, snoozed, closed; the transitions.
//! * [`merge`]: where a new finding goes. [`lifted`]: what late data takes away again.
//! * [`outcome`], [`action`], [`event`]: the typed words of the file. [`catalogue`]: what a federation
//!   makes of the actions. [`dac`]: a case on its way to the support scheme and back. [`triage`], [`deadline`]: the
//!   order of the queue and how soon each alert wants somebody.
//! * [`escalation`]: who hears of an alert nobody takes.
//! * [`simulated`]: the same log where nobody works the queue, for back-tests.
//! * [`need`]: an alert opened by hand.
//! * [`policy`]: the numbers, part of the rule set. [`work`]: those a federation sets for its desk.

pub mod action;
pub mod catalogue;
pub mod dac;
pub mod deadline;
pub mod escalation;
pub mod event;
pub mod lifted;
pub mod merge;
pub mod need;
pub mod outcome;
pub mod policy;
pub mod simulated;
pub mod state;
pub mod triage;
pub mod work;

pub use action::{ActionKind, Agreement, Contact};
pub use catalogue::Catalogue;
pub use dac::{DacState, DacStep};
pub use deadline::{deadline, waited_since};
pub use event::EventKind;
pub use lifted::{AfterLifting, after_lifting};
pub use merge::{ClosedAlert, Gathered, OpenAlert, Placement, QuietReason, combined_severity, leading, place};
pub use need::Need;
pub use outcome::Outcome;
pub use policy::{AlertPolicy, DueMinutes};
pub use simulated::{SimulatedAlert, SimulatedLog, simulate};
pub use state::{AlertState, StateKind, Transition, WrongState};
pub use triage::TriageKey;
pub use work::{IdleMinutes, SecondFactorRule, SecuritySettings, WorkSettings};
