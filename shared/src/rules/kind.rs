//! The kinds of rules. A kind is a file here: its parameters, and `judge`.
//!
//! To add a kind: write its file with a parameter struct (serde, `deny_unknown_fields`), `check` and
//! `judge`; add it to [`RuleKind`] and to the matches below; give it a variant of
//! [`super::evidence::Evidence`] and a sentence.
//!
//! A kind reads the person's state through `Look` and speaks through `Teller`, which keeps the
//! rule's memory and decides whether a condition that holds is said today.

mod drop;
mod lukewarm;
mod sign;
mod threshold;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::evidence::{Evidence, Noted, ScoreFact, hundredths};
use super::finding::{Audience, Family, Finding, Severity};
use super::fold::RatingEvent;
use super::memory::{Memory, Repeat, SLOTS};
use super::rule_set::{InvalidRuleSet, Rule};
use super::state::PersonState;
use crate::ids::RatingId;
use crate::rating::{Axis, Score};
use crate::sign::SignCatalogue;

pub use drop::Drop;
pub use lukewarm::Lukewarm;
pub use sign::Sign;
pub use threshold::Threshold;

/// What a rule looks at, with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Seuil: the lowest score, or two low ones far under usual.
    Threshold(Threshold),
    /// Chute: far under usual on two ratings running.
    Drop(Drop),
    /// Tiède: most of the last rated days middling.
    Lukewarm(Lukewarm),
    /// Signe: what was ticked.
    Sign(Sign),
}

/// Names of the kinds, for the message about an unknown one.
const NAMES: [&str; 4] = ["threshold", "drop", "lukewarm", "sign"];

impl RuleKind {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Threshold(_) => "threshold",
            Self::Drop(_) => "drop",
            Self::Lukewarm(_) => "lukewarm",
            Self::Sign(_) => "sign",
        }
    }

    pub(super) fn from_params(kind: &str, params: Value) -> Result<Self, String> {
        let read = match kind {
            "threshold" => serde_json::from_value(params).map(Self::Threshold),
            "drop" => serde_json::from_value(params).map(Self::Drop),
            "lukewarm" => serde_json::from_value(params).map(Self::Lukewarm),
            "sign" => serde_json::from_value(params).map(Self::Sign),
            other => {
                return Err(format!("unknown kind `{other}`, expected one of {}", NAMES.join(", ")));
            }
        };
        read.map_err(|e| e.to_string())
    }

    pub(super) fn to_params(&self) -> Result<Map<String, Value>, serde_json::Error> {
        let value = match self {
            Self::Threshold(params) => serde_json::to_value(params),
            Self::Drop(params) => serde_json::to_value(params),
            Self::Lukewarm(params) => serde_json::to_value(params),
            Self::Sign(params) => serde_json::to_value(params),
        }?;
        Ok(match value {
            Value::Object(map) => map,
            _ => Map::new(),
        })
    }

    pub(super) fn check(&self, place: &str) -> Result<(), InvalidRuleSet> {
        match self {
            Self::Threshold(params) => params.check(place),
            Self::Drop(params) => params.check(place),
            Self::Lukewarm(params) => params.check(place),
            Self::Sign(params) => params.check(place),
        }
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        match self {
            Self::Threshold(params) => params.judge(look, teller),
            Self::Drop(params) => params.judge(look, teller),
            Self::Lukewarm(params) => params.judge(look, teller),
            Self::Sign(params) => params.judge(look, teller),
        }
    }

    const fn family(&self) -> Family {
        match self {
            Self::Threshold(_) | Self::Drop(_) | Self::Lukewarm(_) => Family::Scores,
            Self::Sign(_) => Family::Signs,
        }
    }
}

/// What a rule sees: the event, and the state with the event's day already in it. The last scores
/// and signs in the state are still those before the event.
pub(super) struct Look<'a> {
    pub state: &'a PersonState,
    pub event: &'a RatingEvent,
    /// Local day number of the event.
    pub day: i32,
    /// What far falls are compared with, by axis: after seven rated days, drawn towards people in
    /// general while little is known. `None` before.
    pub usual: [Option<f64>; 4],
    pub signs: &'a SignCatalogue,
    /// How many rated days relative rules wait for.
    pub min_rated_days: u16,
}

impl Look<'_> {
    /// How far a score lies under usual; `None` while usual is not known.
    pub fn under_usual(&self, axis: Axis, score: Score) -> Option<f64> {
        self.usual[axis.index()].map(|usual| usual - f64::from(score.get()))
    }

    /// The same for gentler comparisons. To be a little under people in general is no news about
    /// somebody new (in its first weeks a whole federation is new): these wait until seven rated days
    /// are old enough to be this person's habit.
    pub fn habit(&self, axis: Axis) -> Option<f64> {
        self.usual[axis.index()].filter(|_| self.state.has_habit(axis, self.min_rated_days))
    }

    /// What can be quoted as usual: the mean of what was really noted.
    pub fn quoted_usual(&self, axis: Axis) -> Option<f64> {
        self.state.usual(axis).map(hundredths)
    }

    pub fn fact(&self, axis: Axis, score: Score) -> ScoreFact {
        ScoreFact { axis, score, usual: self.quoted_usual(axis) }
    }

    pub fn noted(&self) -> Noted {
        Noted { at: self.event.at, aide: self.event.aide }
    }
}

/// A condition that holds.
pub(super) struct Verdict {
    pub severity: Severity,
    /// The part of the finding's key between the rule and the rating: what it is about.
    pub about: &'static str,
    pub axis: Option<Axis>,
}

/// Speaks for one rule.
pub(super) struct Teller<'a> {
    pub rule: &'a Rule,
    pub rule_set_version: u32,
    pub memory: &'a mut [Memory; SLOTS],
    pub out: &'a mut Vec<Finding>,
}

impl Teller<'_> {
    /// The condition of a slot does not hold.
    pub fn rests(&mut self, slot: usize) {
        self.memory[slot].stop();
    }

    /// The condition of a slot holds. Says it if its time has come; the evidence (and the earlier
    /// ratings it stands on) is only made then.
    pub fn holds(
        &mut self,
        slot: usize,
        verdict: &Verdict,
        repeat: Repeat,
        look: &Look<'_>,
        evidence: impl FnOnce() -> (Evidence, Option<RatingId>),
    ) {
        let memory = &mut self.memory[slot];
        let began_now = !memory.holds();
        memory.start(look.event.at.timestamp_micros());
        let severity = severity_of(verdict);
        if !repeat.says(memory, began_now, look.day, severity.rank()) {
            return;
        }
        memory.said = look.day;
        memory.rank = severity.rank() + 1;
        let since = DateTime::from_timestamp_micros(memory.since).unwrap_or(look.event.at);
        let (evidence, before) = evidence();
        self.tell(verdict, verdict.about, since, look, evidence, before);
    }

    /// Says something that is news each time, without the memory.
    pub fn tell(
        &mut self,
        verdict: &Verdict,
        about: &str,
        since: DateTime<Utc>,
        look: &Look<'_>,
        evidence: Evidence,
        before: Option<RatingId>,
    ) {
        let event = look.event;
        self.out.push(Finding {
            key: format!("{}/{about}/{}", self.rule.id, event.id),
            rule: self.rule.id.clone(),
            rule_version: self.rule.version,
            rule_set_version: self.rule_set_version,
            family: self.rule.kind.family(),
            severity: severity_of(verdict),
            audience: if is_intervention(verdict) { Audience::Referent } else { Audience::Coordination },
            axis: verdict.axis,
            at: event.at,
            since,
            ratings: before.into_iter().chain([event.id]).collect(),
            evidence,
        });
    }
}

fn is_intervention(verdict: &Verdict) -> bool {
    verdict.axis == Some(Axis::Intervention)
}

/// The quality of a visit is for the referent and is never urgent by itself.
fn severity_of(verdict: &Verdict) -> Severity {
    if is_intervention(verdict) { Severity::Moderate } else { verdict.severity }
}

/// Complains about a parameter out of its range.
fn ensure(holds: bool, place: &str, name: &str, range: &str) -> Result<(), InvalidRuleSet> {
    if holds { Ok(()) } else { Err(InvalidRuleSet::value(format!("{place}/{name}"), range)) }
}

/// At least one axis, none twice.
fn ensure_axes(axes: &[Axis], place: &str) -> Result<(), InvalidRuleSet> {
    let doubled = axes.iter().enumerate().any(|(i, axis)| axes[..i].contains(axis));
    ensure(!axes.is_empty() && !doubled, place, "axes", "one or more axes, each once")
}
