//! A part of the persons: put in order, freed of repetitions, handed out person by person.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::ids::VisitId;
use vigie_shared::rating::Timeliness;
use vigie_shared::rules::{Absence, PersonEvent, RatingEvent, VisitFact};

use super::names::{Id, LongIds};
use super::reading::{Histories, Numbers, Piece, RATINGS, VISITS};
use super::records::{AbsenceRecord, RatingRecord, VisitRecord};
use super::report::Report;
use crate::backtest::history::{Arrival, PersonHistory};
use crate::backtest::period::midnight;

/// A part as the threads have read it.
#[derive(Debug, Default)]
pub struct Part {
    pub(super) pieces: Vec<(Piece, Arc<Numbers>)>,
}

/// A part in order.
#[derive(Debug)]
pub struct PersonFiles {
    /// By person, time of the visit, text of the id.
    ratings: Vec<RatingRecord>,
    /// Which rating is replaced, by person, id and content of the one that does it.
    replaces: HashMap<(u32, Id, u64), Id>,
    /// By person, start.
    visits: Vec<VisitRecord>,
    absences: Vec<AbsenceRecord>,
}

impl Part {
    /// Puts the part in order; repetitions and conflicts are counted into `report`.
    pub fn ordered(self, all: &Histories, report: &mut Report) -> PersonFiles {
        let (mut ratings, mut visits, mut absences) = (Vec::new(), Vec::new(), Vec::new());
        ratings.reserve_exact(self.pieces.iter().map(|(piece, _)| piece.ratings.len()).sum());
        visits.reserve_exact(self.pieces.iter().map(|(piece, _)| piece.visits.len()).sum());
        let mut replaces = HashMap::new();
        for (piece, numbers) in self.pieces {
            let person_of = |old: u32| numbers.persons.get(old as usize).copied().unwrap_or(u32::MAX);
            let (from_rating, from_visit) = (ratings.len(), visits.len());
            piece.ratings.drain_into(&mut ratings);
            for record in &mut ratings[from_rating..] {
                record.person = person_of(record.person);
                record.aide = numbers.aides.get(record.aide as usize).copied().unwrap_or(u32::MAX);
                record.signs = numbers.signs.get(record.signs as usize).copied().unwrap_or(u32::MAX);
            }
            piece.visits.drain_into(&mut visits);
            for record in &mut visits[from_visit..] {
                record.person = person_of(record.person);
            }
            absences.extend(
                piece.absences.into_iter().map(|record| AbsenceRecord { person: person_of(record.person), ..record }),
            );
            let of_piece = piece.replacements.into_iter();
            replaces.extend(of_piece.map(|(person, by)| ((person_of(person), by.by, by.content), by.replaced)));
        }
        once_each(&mut ratings, all, report);
        ratings.sort_unstable_by(|a, b| {
            (a.person, a.at).cmp(&(b.person, b.at)).then_with(|| a.id.compare(&b.id, &all.long))
        });
        visits_once_each(&mut visits, report);
        absences.sort_unstable();
        absences.dedup();
        report.counts.ratings += ratings.len() as u64;
        report.counts.visits += visits.len() as u64;
        PersonFiles { ratings, replaces, visits, absences }
    }
}

/// Leaves each id once: the content that was received first, at the time it was first received.
fn once_each(ratings: &mut Vec<RatingRecord>, all: &Histories, report: &mut Report) {
    // Repetitions lie side by side, the one received first before the others.
    ratings.sort_unstable_by_key(|record| (record.person, record.id, record.received, record.content, record.line));
    let mut standing: Option<RatingRecord> = None;
    ratings.retain(|record| {
        let same = standing.filter(|first| (first.person, first.id) == (record.person, record.id));
        let content = all.contested.get(&record.id.hash64()).copied().or(same.map(|first| first.content));
        if content.is_some_and(|content| content != record.content) {
            report.counts.conflicts += 1;
            report.complain(RATINGS, record.line, conflict(&record.id, &all.long));
            return false;
        }
        if same.is_some() {
            report.counts.duplicates += 1;
            return false;
        }
        standing = Some(*record);
        true
    });
}

fn conflict(id: &Id, long: &LongIds) -> String {
    format!("/id: \"{}\" is also the id of a rating with other content; the one received first stands", id.text(long))
}

/// Leaves each visit of a person once. Of two that differ the last in order stands: done is later than planned.
fn visits_once_each(visits: &mut Vec<VisitRecord>, report: &mut Report) {
    visits.sort_unstable_by_key(|visit| (visit.person, visit.id, visit.status, visit.starts, visit.ends, visit.line));
    visits.dedup_by(|next, last| {
        let same = (next.person, next.id) == (last.person, last.id);
        if same && (next.starts, next.ends, next.status) == (last.starts, last.ends, last.status) {
            report.counts.duplicates += 1;
        } else if same {
            report.counts.conflicts += 1;
            let reason = "/id: another line has this visit with other content; the later state stands";
            report.complain(VISITS, last.line, reason.to_owned());
            *last = *next;
        }
        same
    });
    visits.sort_unstable_by_key(|visit| (visit.person, visit.starts, visit.ends, visit.id));
}

impl PersonFiles {
    /// Every person of the part, in order of their numbers, with what is known of them.
    pub fn for_each(&self, all: &Histories, mut run: impl FnMut(u32, &PersonHistory)) {
        let (mut ratings, mut visits, mut absences) = (&self.ratings[..], &self.visits[..], &self.absences[..]);
        loop {
            let first = [
                ratings.first().map(|record| record.person),
                visits.first().map(|record| record.person),
                absences.first().map(|record| record.person),
            ];
            let Some(person) = first.into_iter().flatten().min() else { break };
            let of_ratings = take_while(&mut ratings, |record| record.person == person);
            let of_visits = take_while(&mut visits, |record| record.person == person);
            let of_absences = take_while(&mut absences, |record| record.person == person);
            run(person, &self.history(person, all, of_ratings, of_visits, of_absences));
        }
    }

    fn history(
        &self,
        person: u32,
        all: &Histories,
        ratings: &[RatingRecord],
        visits: &[VisitRecord],
        absences: &[AbsenceRecord],
    ) -> PersonHistory {
        let place_of: HashMap<Id, usize> = match ratings.iter().any(RatingRecord::replaces_another) {
            true => ratings.iter().enumerate().map(|(place, record)| (record.id, place)).collect(),
            false => HashMap::new(),
        };
        let arrivals = ratings.iter().enumerate().map(|(place, record)| {
            let replaced = self.replaces.get(&(person, record.id, record.content));
            let replaced = replaced.and_then(|id| place_of.get(id)).copied();
            Arrival {
                event: PersonEvent::Rating(RatingEvent {
                    // Ids of files may be any text; the place keeps their order.
                    id: Uuid::from_u128(place as u128 + 1).into(),
                    aide: number_id(record.aide).into(),
                    at: time(record.at),
                    scores: record.scores(),
                    signs: all.signs.get(record.signs as usize).map(|signs| signs.to_vec()).unwrap_or_default(),
                }),
                received: time(record.received),
                timely: Timeliness::judge(time(record.at), time(record.received)) == Timeliness::Folded,
                // Nobody takes back what another aide said.
                replaces: replaced.filter(|place| ratings[*place].aide == record.aide),
                visit: (record.visit != 0).then(|| visit_id(record.visit)),
            }
        });
        let visits = visits.iter().map(|visit| VisitFact {
            id: visit_id(visit.id),
            starts_at: time(visit.starts),
            ends_at: time(visit.ends),
            aide: number_id(visit.aide).into(),
            status: visit.status,
            rated_at: None,
        });
        let absences = absences.iter().map(|absence| span(absence, all.zone));
        PersonHistory::new(arrivals.collect(), visits.collect(), absences.collect())
    }
}

/// The days of an absence in the federation's zone. Files do not say when it was declared: it is known from the start.
fn span(absence: &AbsenceRecord, zone: Tz) -> Absence {
    let midnight = |day: Option<NaiveDate>| day.and_then(|day| midnight(day, zone));
    let from = midnight(Some(absence.from_day)).unwrap_or(DateTime::UNIX_EPOCH);
    let after = absence.to_day.and_then(|day| day.succ_opt());
    Absence { from, to: midnight(after).unwrap_or(DateTime::<Utc>::MAX_UTC), declared_at: DateTime::<Utc>::MIN_UTC }
}

fn visit_id(hash: u64) -> VisitId {
    Uuid::from_u128(u128::from(hash)).into()
}

fn number_id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number) + 1)
}

fn take_while<'a, T>(rest: &mut &'a [T], belongs: impl Fn(&T) -> bool) -> &'a [T] {
    let count = rest.iter().take_while(|value| belongs(value)).count();
    let (these, others) = rest.split_at(count);
    *rest = others;
    these
}

fn time(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
