//! The rules engine: a person's ratings in, findings out.
//!
//! Findings are a pure function of the person's events, the rule set and the time zone: the events
//! are folded in the order of the visits, then of the ids, whatever the order of their arrival.
//!
//! * [`rule_set`]: the rules as data. [`kind`]: one file for each kind of rule.
//! * [`state`]: the bounded memory of a person; [`baseline`]: what is usual; [`memory`]: what each
//!   rule remembers; `codec`: the state as bytes.
//! * [`fold`]: the engine. [`replay`]: late events, corrections, checkpoints.
//! * [`finding`], [`evidence`]: a verdict and the numbers of its sentence; [`mod@explain`]: the sentence.

pub mod baseline;
pub mod chart;
mod codec;
pub mod evidence;
pub mod explain;
pub mod finding;
pub mod fold;
pub mod kind;
pub mod memory;
pub mod replay;
pub mod rule_set;
pub mod silence;
pub mod state;

pub use evidence::{AskedBy, Evidence};
pub use explain::explain;
pub use finding::{Audience, Family, Finding, Severity};
pub use fold::{Engine, Folded, PersonEvent, RatingEvent, RebaseEvent};
pub use replay::{FindingsDiff, Known, checkpoint_due, diff, refold, refold_events};
pub use rule_set::mistake::{Mistake, MistakeCode};
pub use rule_set::overrides::{Overrides, Scoped};
pub use rule_set::versions::{NotPublished, Published, Versions};
pub use rule_set::{Format, InvalidRuleSet, Rule, RuleSet, Spot};
pub use silence::{Absence, AsOf, Planning, Presence, VisitFact};
pub use state::PersonState;

#[cfg(test)]
pub(crate) mod testing;
