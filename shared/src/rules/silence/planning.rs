//! What is known of a person's planning: visits, ratings that name no visit, declared absences.

use chrono::{DateTime, Utc};

use super::AsOf;
use super::causes::View;
use crate::ids::{UserId, VisitId};
use crate::rules::kind::Silence;
use crate::visit::VisitStatus;

/// One visit of the planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisitFact {
    /// Its id.
    pub id: VisitId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Who goes.
    pub aide: UserId,
    /// What became of it.
    pub status: VisitStatus,
    /// When its rating arrived.
    pub rated_at: Option<DateTime<Utc>>,
}

/// A rating that names no visit of the planning: somebody was there all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Presence {
    /// Time of the visit.
    pub at: DateTime<Utc>,
    /// When the rating arrived.
    pub received_at: DateTime<Utc>,
}

/// A declared absence: hospital, family, holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// First moment of it.
    pub from: DateTime<Utc>,
    /// First moment after it.
    pub to: DateTime<Utc>,
    /// When somebody declared it.
    pub declared_at: DateTime<Utc>,
}

/// The planning of one person, in order. Give all visits since the last one that took place and was
/// rated, and the three months before it: a run that is cut off would seem to begin anew each day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planning {
    pub(super) visits: Vec<VisitFact>,
    pub(super) presences: Vec<Presence>,
    pub(super) absences: Vec<Absence>,
}

impl Planning {
    /// Puts everything in order; whatever order it came in, and twice, is the same planning.
    #[must_use]
    pub fn new(mut visits: Vec<VisitFact>, mut presences: Vec<Presence>, mut absences: Vec<Absence>) -> Self {
        visits.sort_unstable();
        visits.dedup_by_key(|visit| visit.id);
        visits.sort_unstable_by_key(|visit| (visit.starts_at, visit.id));
        presences.sort_unstable();
        presences.dedup();
        absences.sort_unstable();
        absences.dedup();
        Self { visits, presences, absences }
    }

    /// Whether nothing was ever planned: then nothing can stay away.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    pub(super) fn view<'a>(&'a self, as_of: AsOf, params: &'a Silence) -> View<'a> {
        let begun = self.visits.partition_point(|visit| visit.starts_at <= as_of.at);
        let presence = self.last_presence(as_of);
        let known = |absence: &&Absence| absence.declared_at <= as_of.known_by && absence.from <= as_of.at;
        let absent_until = self.absences.iter().filter(known).map(|absence| absence.to).max();
        View { visits: &self.visits[..begun], planning: self, as_of, params, presence, absent_until }
    }

    fn last_presence(&self, as_of: AsOf) -> Option<DateTime<Utc>> {
        let begun = self.presences.partition_point(|presence| presence.at <= as_of.at);
        let known = |presence: &&Presence| presence.received_at <= as_of.known_by;
        self.presences[..begun].iter().rev().find(known).map(|presence| presence.at)
    }
}
