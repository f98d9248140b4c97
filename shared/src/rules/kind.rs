//! The kinds of rules. A kind is a file here: its parameters, and `judge`.
//!
//! To add a kind: write its file with a parameter struct (serde, `deny_unknown_fields`), what holds
//! between its parameters (`broken_relations`) and `judge`; add a line to `kinds!` and its family below; name its parameters in
//! [`super::rule_set`]'s `spec.rs` and in `schema.json`; give it a variant of
//! [`super::evidence::Evidence`] and a sentence.
//!
//! A kind reads the person's state through `Look` and speaks through `Teller`, which keeps the
//! rule's memory and decides whether a condition that holds is said today.

mod cusum;
mod drift;
mod drop;
mod ewma;
mod lukewarm;
mod mean;
mod sign;
pub(super) mod silence;
mod threshold;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::baseline::BaselineParams;
use super::evidence::{Evidence, Noted, ScoreFact, hundredths};
use super::finding::{Audience, Family, Finding, Severity};
use super::fold::RatingEvent;
use super::memory::{Memory, Repeat, SLOTS};
use super::rule_set::Rule;
use super::state::{Cell, PersonState, RatedDay};
use crate::ids::{RatingId, UserId};
use crate::rating::{Axis, Score};
use crate::sign::SignCatalogue;

pub use cusum::Cusum;
pub use drift::Drift;
pub use drop::Drop;
pub use ewma::Ewma;
pub use lukewarm::Lukewarm;
pub use sign::Sign;
pub use silence::Silence;
pub use threshold::Threshold;

/// Most of the work of a kind is the same match over all of them: written once, here.
macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident = $name:literal),+ $(,)?) => {
        /// What a rule looks at, with its numbers.
        #[derive(Debug, Clone, PartialEq)]
        pub enum RuleKind {
            $($(#[$meta])* $kind($kind)),+
        }

        impl RuleKind {
            /// Names of the kinds.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The kind's name in a rule set.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $name),+
                }
            }

            pub(super) fn from_params(kind: &str, params: Value) -> Result<Self, String> {
                match kind {
                    $($name => serde_json::from_value(params).map(Self::$kind).map_err(|e| e.to_string()),)+
                    other => Err(format!("unknown kind `{other}`, expected one of {}", Self::NAMES.join(", "))),
                }
            }

            pub(super) fn to_params(&self) -> Result<Map<String, Value>, serde_json::Error> {
                let value = match self {
                    $(Self::$kind(params) => serde_json::to_value(params)),+
                }?;
                Ok(match value {
                    Value::Object(map) => map,
                    _ => Map::new(),
                })
            }

            /// What does not hold between its parameters.
            pub(super) fn broken_relations(&self) -> Vec<Relation> {
                match self {
                    $(Self::$kind(params) => params.broken_relations()),+
                }
            }

            pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
                match self {
                    $(Self::$kind(params) => params.judge(look, teller)),+
                }
            }
        }
    };
}

kinds! {
    /// Seuil: the lowest score, or two low ones far under usual.
    Threshold = "threshold",
    /// Chute: far under usual on two ratings running.
    Drop = "drop",
    /// The weighted mean of the days far under usual.
    Ewma = "ewma",
    /// Small falls that add up.
    Cusum = "cusum",
    /// Glissement: the last weeks under those of two or three months ago.
    Drift = "drift",
    /// Tiède: most of the last rated days middling.
    Lukewarm = "lukewarm",
    /// Silence: visits or ratings that stay away.
    Silence = "silence",
    /// Signe: what was ticked.
    Sign = "sign",
}

impl RuleKind {
    pub(super) const fn family(&self) -> Family {
        match self {
            Self::Threshold(_)
            | Self::Drop(_)
            | Self::Ewma(_)
            | Self::Cusum(_)
            | Self::Drift(_)
            | Self::Lukewarm(_) => Family::Scores,
            Self::Silence(_) => Family::Silence,
            Self::Sign(_) => Family::Signs,
        }
    }

    /// Whether two different aides must have seen it.
    const fn wants_two_aides(&self) -> bool {
        match self {
            Self::Threshold(params) => params.confirm_by_two_aides,
            Self::Drop(params) => params.confirm_by_two_aides,
            Self::Ewma(params) => params.confirm_by_two_aides,
            Self::Cusum(params) => params.confirm_by_two_aides,
            Self::Drift(params) => params.confirm_by_two_aides,
            Self::Lukewarm(params) => params.confirm_by_two_aides,
            Self::Silence(_) | Self::Sign(_) => false,
        }
    }

    /// Whether ratings are what it looks at; the others are judged on the planning.
    #[must_use]
    pub const fn looks_at_ratings(&self) -> bool {
        !matches!(self, Self::Silence(_))
    }
}

/// What a rule sees: the event, and the state with the event's day already in it. The last scores
/// and signs in the state are still those before the event.
pub(super) struct Look<'a> {
    pub state: &'a PersonState,
    pub event: &'a RatingEvent,
    /// Local day number of the event.
    pub day: i32,
    /// What far falls are compared with, by axis that the event scores: after seven rated days, drawn towards people in
    /// general while little is known. `None` before.
    pub usual: [Option<f64>; 4],
    pub signs: &'a SignCatalogue,
    pub baseline: &'a BaselineParams,
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
        self.usual[axis.index()].filter(|_| self.state.has_habit(axis, self.baseline.min_rated_days))
    }

    /// The spread of this person's days.
    pub fn sd(&self, axis: Axis) -> f64 {
        self.state.spread(axis, self.baseline)
    }

    /// The scores of the event's day on an axis, the event's among them.
    pub fn today(&self, axis: Axis) -> Cell {
        self.state.today(axis)
    }

    /// With the first rating of a day on an axis: the rated day before it, now complete. A re-base
    /// in between begins a new story, which has none.
    pub fn day_before_first_rating(&self, axis: Axis) -> Option<RatedDay> {
        if self.today(axis).is_first() { self.state.rated_day_before(axis) } else { None }
    }

    /// Whether the event's own score on an axis is under usual; while usual is not known any score is.
    fn supports(&self, axis: Option<Axis>) -> bool {
        let under = |axis| Some(self.under_usual(axis, self.event.scores.get(axis)?)? > 0.0);
        axis.is_none_or(|axis| under(axis).unwrap_or(true))
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

    /// An earlier rating on which a condition stands was another aide's, perhaps.
    pub fn witness(&mut self, slot: usize, aide: UserId) {
        if self.rule.kind.wants_two_aides() {
            self.memory[slot].witness(aide);
        }
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
        let mut began_now = !memory.holds();
        memory.start(look.event.at.timestamp_micros());
        if self.rule.kind.wants_two_aides() {
            let was_confirmed = memory.is_confirmed();
            if look.supports(verdict.axis) {
                memory.witness(look.event.aide);
            }
            if !memory.is_confirmed() {
                return;
            }
            began_now = !was_confirmed;
        }
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

/// A parameter, and what should hold of it beside its range.
pub(super) type Relation = (&'static str, &'static str);

/// Those relations that are broken.
fn broken<const N: usize>(relations: [(bool, Relation); N]) -> Vec<Relation> {
    relations.into_iter().filter(|(broken, _)| *broken).map(|(_, relation)| relation).collect()
}

/// Whether a difference reaches a number, to a billionth: 3.9 − 3.2 is a little less than 0.7 in
/// binary, and nobody would understand why it should not count.
fn at_least(difference: f64, number: f64) -> bool {
    difference + 1e-9 >= number
}

/// For parameters that are left out of a rule set while they are off.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_off(flag: &bool) -> bool {
    !*flag
}
