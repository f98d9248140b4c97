//! What is known before a group of requests, read with a statement a kind of thing; and the verdict on each item.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::rating::{Rating, Timeliness};
use vigie_shared::wire::ProblemCode;

use super::Request;
use crate::capture::submit::{Refusal, Verdict, compare, row_of};
use crate::http::Caller;
use crate::store::persons::Person;
use crate::store::ratings::RatingRow;
use crate::store::sets::{self, Key, Stored, Wish};
use crate::store::{StoreResult, Tx};

/// A rating that is there, or will be once the group is stored.
#[derive(Debug)]
struct Known {
    rating: Stored,
    /// The request that brings it; none for what was there before.
    since: Option<usize>,
}

impl Known {
    /// Whether it was there when this request had its turn.
    fn by(&self, turn: usize) -> bool {
        self.since.is_none_or(|since| since <= turn)
    }
}

#[derive(Debug)]
pub struct Picture {
    ratings: HashMap<Key, Known>,
    /// By what they correct: who corrects it about whom, and since when.
    corrections: HashMap<Key, Vec<Correction>>,
    persons: HashMap<Wish, Person>,
    visits: HashMap<Key, Uuid>,
    /// Visits that took place, now that they are rated.
    pub done: Vec<Key>,
}

#[derive(Debug, Clone, Copy)]
struct Correction {
    person: Uuid,
    aide: Uuid,
    since: Option<usize>,
}

impl Picture {
    /// Reads it, and locks the persons until the end of the transaction.
    pub async fn read(tx: &mut Tx, requests: &[Request]) -> StoreResult<Self> {
        let items = || requests.iter().flat_map(|one| one.items.iter().map(|(_, rating)| (one.caller, rating)));
        let wish = |(caller, rating): (Caller, &Rating)| wish(caller, rating.person_id.uuid());
        let wishes = distinct(items().map(wish));
        let locked = sets::lock_ratable(tx, &wishes).await?;
        let own = items().map(|(caller, rating)| (caller.federation, rating.id.uuid()));
        let replaced = items().filter_map(|(caller, rating)| Some((caller.federation, rating.replaces?.into())));
        let stored = sets::stored(tx, &distinct(own.chain(replaced))).await?;
        let visits = items().filter_map(|(caller, rating)| Some((caller.federation, rating.visit_id?.into())));
        let visits = sets::persons_visited(tx, &distinct(visits)).await?;
        let mut picture = Self {
            ratings: HashMap::new(),
            corrections: HashMap::new(),
            persons: HashMap::new(),
            visits: visits.into_iter().map(|(federation, visit, person)| ((federation, visit), person)).collect(),
            done: Vec::new(),
        };
        for one in locked {
            let wish = Wish { federation: one.person.federation_id, person: one.person.id, aide: one.aide_id };
            picture.persons.insert(wish, one.person);
        }
        for rating in stored {
            picture.know(rating, None);
        }
        Ok(picture)
    }

    fn know(&mut self, rating: Stored, since: Option<usize>) {
        let key = (rating.federation_id, rating.id);
        if self.ratings.contains_key(&key) {
            return;
        }
        if let Some(replaced) = rating.replaces {
            let correction = Correction { person: rating.person_id, aide: rating.aide_id, since };
            self.corrections.entry((rating.federation_id, replaced)).or_default().push(correction);
        }
        self.ratings.insert(key, Known { rating, since });
    }

    pub fn person(&self, caller: Caller, person: Uuid) -> Option<&Person> {
        self.persons.get(&wish(caller, person))
    }

    /// The verdicts on a request that has its turn, and what is new.
    pub fn judge(
        &mut self,
        turn: usize,
        request: &Request,
        now: DateTime<Utc>,
    ) -> (Vec<(usize, Verdict)>, Vec<RatingRow>) {
        let (mut verdicts, mut fresh, mut done) = (Vec::with_capacity(request.items.len()), Vec::new(), Vec::new());
        for (place, rating) in &request.items {
            let row = row_of(rating, request.caller.user, now);
            let verdict = self.verdict(request.caller, rating, &row, &mut done);
            if matches!(verdict, Verdict::Stored { .. }) {
                self.know(known(request.caller.federation, &row), Some(turn));
                fresh.push(row);
            }
            verdicts.push((*place, verdict));
        }
        if !fresh.is_empty() {
            self.done.extend(done);
        }
        (verdicts, fresh)
    }

    /// The steps of `submit::store_one`, in its order.
    fn verdict(&self, caller: Caller, rating: &Rating, row: &RatingRow, done: &mut Vec<Key>) -> Verdict {
        let federation = caller.federation;
        let refused = |code| Verdict::Refused(Refusal::Code(code));
        if rating.aide_id.is_some_and(|aide| aide.uuid() != caller.user) {
            return refused(ProblemCode::NotYourRating);
        }
        if let Some(there) = self.ratings.get(&(federation, row.id)) {
            return compare(&there.rating.content_hash, row);
        }
        if self.person(caller, row.person_id).is_none() {
            return refused(ProblemCode::UnknownPerson);
        }
        if let Some(visit) = row.visit_id {
            match self.visits.get(&(federation, visit)) {
                Some(person) if *person != row.person_id => return refused(ProblemCode::UnknownVisit),
                Some(_) => done.push((federation, visit)),
                None => {}
            }
        }
        if row.replaces == Some(row.id) {
            return refused(ProblemCode::UnknownReplaced);
        }
        let replaced = row.replaces.and_then(|id| self.ratings.get(&(federation, id)));
        if let Some(Known { rating: replaced, .. }) = replaced {
            if replaced.aide_id != caller.user {
                return refused(ProblemCode::NotYourRating);
            }
            if replaced.person_id != row.person_id {
                return refused(ProblemCode::UnknownReplaced);
            }
        }
        Verdict::stored(row)
    }

    /// Time and id of a folded rating that this one corrects, as far as it was there at a turn.
    pub fn place_of_replaced(&self, turn: usize, federation: Uuid, row: &RatingRow) -> Option<(DateTime<Utc>, Uuid)> {
        let known = self.ratings.get(&(federation, row.replaces?)).filter(|known| known.by(turn))?;
        let folded = known.rating.timeliness == Timeliness::Folded.as_str();
        folded.then_some((known.rating.visited_at, known.rating.id))
    }

    /// Whether a correction of this rating was there at a turn: of the same aide, about the same person.
    pub fn is_replaced(&self, turn: usize, federation: Uuid, row: &RatingRow) -> bool {
        let corrections = self.corrections.get(&(federation, row.id)).map_or(&[][..], Vec::as_slice);
        corrections.iter().any(|one| {
            (one.person, one.aide) == (row.person_id, row.aide_id) && one.since.is_none_or(|since| since <= turn)
        })
    }
}

fn wish(caller: Caller, person: Uuid) -> Wish {
    Wish { federation: caller.federation, person, aide: caller.user }
}

fn known(federation: Uuid, row: &RatingRow) -> Stored {
    Stored {
        federation_id: federation,
        id: row.id,
        person_id: row.person_id,
        aide_id: row.aide_id,
        visited_at: row.visited_at,
        content_hash: row.content_hash.clone(),
        timeliness: row.timeliness.clone(),
        replaces: row.replaces,
    }
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = items.collect();
    all.sort_unstable();
    all.dedup();
    all
}
