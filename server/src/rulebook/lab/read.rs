//! A federation's past as histories for the back-test.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::rating::{Score, Scores, Timeliness};
use vigie_shared::rules::{Absence, PersonEvent, RatingEvent, RebaseEvent, VisitFact};
use vigie_shared::sign::SignId;
use vigie_shared::visit::VisitStatus;

use crate::backtest::history::{Arrival, PersonHistory};
use crate::backtest::period::midnight;
use crate::store::past::{self, PastRating};
use crate::store::planning::PlannedVisit;
use crate::store::rebases::Rebase;
use crate::store::{StoreResult, Tx, absences};

/// What lies further back than this before a period no longer moves anybody's usual level enough to see.
pub const WARM_UP: TimeDelta = TimeDelta::days(200);

/// The declared absences of a federation, by person.
pub type Absences = HashMap<Uuid, Vec<Absence>>;

/// Every declared absence. When it was declared is not looked at: the planning was changed with it.
pub async fn all_absences(tx: &mut Tx, federation: Uuid, zone: Tz) -> StoreResult<Absences> {
    let mut all = Absences::new();
    for (person, absence) in absences::all(tx, federation).await? {
        let after = absence.to_day.and_then(|day| day.succ_opt());
        all.entry(person).or_default().push(Absence {
            from: midnight(absence.from_day, zone).unwrap_or(DateTime::UNIX_EPOCH),
            to: after.and_then(|day| midnight(day, zone)).unwrap_or(DateTime::<Utc>::MAX_UTC),
            declared_at: DateTime::UNIX_EPOCH,
        });
    }
    Ok(all)
}

/// One person's past.
#[derive(Debug)]
pub struct Past {
    pub history: PersonHistory,
    pub visits: Vec<PastVisit>,
}

/// What became of a visit.
#[derive(Debug, Clone, Copy)]
pub struct PastVisit {
    pub starts_at: DateTime<Utc>,
    pub done: bool,
    pub rated: bool,
}

/// The past of these persons since `from`, in their order.
pub async fn pasts(
    tx: &mut Tx,
    federation: Uuid,
    persons: &[Uuid],
    from: DateTime<Utc>,
    absences: &Absences,
) -> StoreResult<Vec<Past>> {
    let mut ratings: HashMap<Uuid, Vec<PastRating>> = HashMap::new();
    for row in past::ratings(tx, federation, persons, from).await? {
        ratings.entry(row.person_id).or_default().push(row);
    }
    let mut visits: HashMap<Uuid, Vec<PlannedVisit>> = HashMap::new();
    for row in past::visits(tx, federation, persons, from).await? {
        visits.entry(row.person_id).or_default().push(row);
    }
    let mut rebases: HashMap<Uuid, Vec<Rebase>> = HashMap::new();
    for row in past::rebases(tx, federation, persons, from).await? {
        rebases.entry(row.person_id).or_default().push(row);
    }
    let past = |person: &Uuid| {
        let ratings = ratings.remove(person).unwrap_or_default();
        let rebases = rebases.remove(person).unwrap_or_default();
        let visits = visits.remove(person).unwrap_or_default();
        let absences = absences.get(person).cloned().unwrap_or_default();
        let rated: HashSet<Uuid> = ratings.iter().filter_map(|row| row.visit_id).collect();
        let past_visit = |row: &PlannedVisit| {
            let rated = rated.contains(&row.id);
            PastVisit { starts_at: row.starts_at, done: rated || row.status == VisitStatus::Done.as_str(), rated }
        };
        Past {
            visits: visits.iter().map(past_visit).collect(),
            history: PersonHistory::new(
                arrivals(&ratings, &rebases),
                visits.into_iter().filter_map(visit).collect(),
                absences,
            ),
        }
    };
    Ok(persons.iter().map(past).collect())
}

fn arrivals(ratings: &[PastRating], rebases: &[Rebase]) -> Vec<Arrival> {
    let mut all: Vec<(Arrival, Option<&PastRating>)> = ratings.iter().map(|row| (rating(row), Some(row))).collect();
    all.extend(rebases.iter().map(|row| (rebase(row), None)));
    all.sort_by_key(|(arrival, _)| arrival.event.position());
    let places: HashMap<Uuid, usize> =
        all.iter().enumerate().filter_map(|(place, (_, row))| row.map(|row| (row.id, place))).collect();
    let replaced = |row: &PastRating| {
        let place = *places.get(&row.replaces?)?;
        // Nobody takes back what another aide said, nor what was said of another person.
        all[place].1.filter(|other| other.aide_id == row.aide_id && other.id != row.id).map(|_| place)
    };
    let replaced: Vec<Option<usize>> = all.iter().map(|(_, row)| row.and_then(replaced)).collect();
    all.into_iter().zip(replaced).map(|((arrival, _), replaces)| Arrival { replaces, ..arrival }).collect()
}

fn rating(row: &PastRating) -> Arrival {
    let score = |value: Option<i32>| value.and_then(|n| u8::try_from(n).ok()).and_then(|n| Score::new(n).ok());
    Arrival {
        event: PersonEvent::Rating(RatingEvent {
            id: row.id.into(),
            aide: row.aide_id.into(),
            at: row.visited_at,
            scores: Scores {
                intervention: score(row.intervention),
                health: score(row.health),
                mood: score(row.mood),
                form: score(row.form),
            },
            // They were checked on the way in.
            signs: row.signs.iter().filter_map(|sign| sign.parse::<SignId>().ok()).collect(),
        }),
        received: row.received_at,
        timely: row.timeliness == Timeliness::Folded.as_str(),
        replaces: None,
        visit: row.visit_id.map(Into::into),
    }
}

fn rebase(row: &Rebase) -> Arrival {
    let event = PersonEvent::Rebase(RebaseEvent { id: row.id, at: row.at });
    Arrival { event, received: row.at, timely: true, replaces: None, visit: None }
}

fn visit(row: PlannedVisit) -> Option<VisitFact> {
    Some(VisitFact {
        id: row.id.into(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        aide: row.aide_id.into(),
        // Checked by the database.
        status: row.status.parse().ok()?,
        rated_at: None,
    })
}
