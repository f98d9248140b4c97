//! Many requests in one transaction, with a statement for all of them where the plain path ([`super::submit`]) has one an item.
//!
//! Everything that decides is done here in memory, request by request in the order in which they came, so the outcome is the one of the
//! plain path taken once for each: `tests/suite/pipeline/group` feeds both the same and compares every table.
//!
//! * [`picture`]: what is known of the ratings, persons and visits before, and the verdicts.
//! * [`folding`]: the persons' states. In-order ratings, nearly all, are folded here; anybody whose ratings came late or were
//!   corrected is left to [`crate::assess`], after everything else was written.

mod folding;
mod picture;

use std::collections::BTreeMap;

use uuid::Uuid;
use vigie_shared::rating::Rating;

use self::folding::Folding;
use self::picture::Picture;
use super::submit::{Failure, Tries, Verdict, finish};
use crate::alerts::log::Journal;
use crate::app::App;
use crate::http::Caller;
use crate::store::persons::Person;
use crate::store::ratings::RatingRow;

/// One request: who asks, and the items that could be read, in the order of their ids, with their places.
#[derive(Debug)]
pub struct Request {
    pub caller: Caller,
    pub items: Vec<(usize, Rating)>,
}

/// What of a request is new about one person.
#[derive(Debug)]
struct Fresh {
    /// Which request it was.
    turn: usize,
    person: Person,
    rows: Vec<RatingRow>,
}

/// Stores and assesses all of them, or nothing; the verdicts of each request.
pub async fn store(app: &App, requests: &[Request]) -> Result<Vec<Vec<(usize, Verdict)>>, Failure> {
    let mut tries = Tries::default();
    loop {
        match try_to_store(app, requests).await {
            Err(failure) if tries.again(&failure) => {}
            done => return done,
        }
    }
}

async fn try_to_store(app: &App, requests: &[Request]) -> Result<Vec<Vec<(usize, Verdict)>>, Failure> {
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    let mut picture = Picture::read(&mut tx, requests).await?;
    let (mut verdicts, mut fresh) = (Vec::with_capacity(requests.len()), Vec::new());
    for (turn, request) in requests.iter().enumerate() {
        let (judged, rows) = picture.judge(turn, request, now);
        verdicts.push(judged);
        let mut by_person: BTreeMap<Uuid, Vec<RatingRow>> = BTreeMap::new();
        for row in rows {
            by_person.entry(row.person_id).or_default().push(row);
        }
        for (id, rows) in by_person {
            if let Some(person) = picture.person(request.caller, id) {
                fresh.push(Fresh { turn, person: person.clone(), rows });
            }
        }
    }
    if fresh.is_empty() {
        // Nothing to write: repeats and refusals only.
        return Ok(verdicts);
    }
    let mut federations: Vec<Uuid> = fresh.iter().map(|fresh| fresh.person.federation_id).collect();
    federations.sort_unstable();
    federations.dedup();
    let rules = app.rules.in_force_of(&mut tx, &federations, now).await?;
    let mut folding = Folding::read(&mut tx, &picture, &fresh, rules, now).await?;
    for fresh in &fresh {
        folding.take(&mut tx, &picture, fresh).await?;
    }
    folding.write(&mut tx, &picture.done).await?;
    Journal::write_all(&mut tx, folding.journals()).await?;
    metrics::histogram!("vigie_group_requests").record(requests.len() as f64);
    finish(app, tx).await?;
    Ok(verdicts)
}
