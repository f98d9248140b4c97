//! What is known of one person, wherever it comes from: files or the server's own store.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use vigie_shared::ids::VisitId;
use vigie_shared::rules::{Absence, PersonEvent, Planning, Presence, VisitFact};

/// A rating, or a closing as 'new usual state', and how it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    pub event: PersonEvent,
    pub received: DateTime<Utc>,
    /// False when it was kept aside: its visit lay in the future or absurdly far back when it was received.
    pub timely: bool,
    /// The rating it corrects, by its place in the history.
    pub replaces: Option<usize>,
    /// The visit it is about, when it names one.
    pub visit: Option<VisitId>,
}

/// One person.
#[derive(Debug, Clone, Default)]
pub struct PersonHistory {
    /// In the order of the fold: time of the visit, then id. Each once.
    pub arrivals: Vec<Arrival>,
    pub planning: Planning,
    /// When the first visit of the planning begins.
    pub first_visit: Option<DateTime<Utc>>,
}

impl PersonHistory {
    /// Brings ratings and planning together: which visits were rated and when, and who came without being planned. The visits'
    /// `rated_at` is filled in here.
    pub fn new(arrivals: Vec<Arrival>, mut visits: Vec<VisitFact>, absences: Vec<Absence>) -> Self {
        let mut rated: HashMap<VisitId, DateTime<Utc>> = HashMap::new();
        let mut presences = Vec::new();
        let timely = || arrivals.iter().filter(|arrival| arrival.timely);
        if !visits.is_empty() {
            for arrival in &arrivals {
                if let Some(visit) = arrival.visit {
                    let first = rated.entry(visit).or_insert(arrival.received);
                    *first = arrival.received.min(*first);
                }
            }
            for visit in &mut visits {
                visit.rated_at = rated.remove(&visit.id);
            }
            // What is left names a visit that the planning does not have.
            let unplanned = |arrival: &&Arrival| arrival.visit.is_none_or(|visit| rated.contains_key(&visit));
            presences.extend(timely().filter(unplanned).filter_map(|arrival| match &arrival.event {
                PersonEvent::Rating(event) => Some(Presence { at: event.at, received_at: arrival.received }),
                PersonEvent::Rebase(_) => None,
            }));
        }
        let first_visit = visits.iter().map(|visit| visit.starts_at).min();
        Self { first_visit, planning: Planning::new(visits, presences, absences), arrivals }
    }
    /// The first moment anything was known of the person.
    pub fn begins(&self) -> Option<DateTime<Utc>> {
        let first = self.arrivals.iter().map(|arrival| arrival.received).min();
        [first, self.first_visit].into_iter().flatten().min()
    }
}
