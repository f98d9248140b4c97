//! One request is one transaction: ratings, person states, findings, alert log and outbox rows, all or nothing.
//!
//! The phone's id is the idempotency key for ever, so a transaction that the database asks us to repeat may be repeated.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;
use vigie_shared::rating::{Axis, FieldProblem, Rating, RatingInput, Timeliness, input};
use vigie_shared::wire::ProblemCode;

use crate::alerts::log::Journal;
use crate::app::App;
use crate::assess::assess;
use crate::auth::sha256_hex;
use crate::http::{Caller, Problem};
use crate::mutant::mutant;
use crate::store::persons::{self, Person};
use crate::store::ratings::{self, RatingRow};
use crate::store::{StoreError, Tx, visits};

/// Two writers may stand in each other's way this often before the phone is told to come back.
const TRIES: usize = 3;

/// What became of one item.
#[derive(Debug)]
pub enum Verdict {
    Stored {
        /// Kept, but not seen by the rules, and why.
        marked: Option<&'static str>,
    },
    /// The same rating is there already.
    Duplicate,
    Refused(Refusal),
}

impl Verdict {
    /// A rating that was written down.
    pub fn stored(row: &RatingRow) -> Self {
        let timeliness: Timeliness = row.timeliness.parse().unwrap_or(Timeliness::TooOld);
        Self::Stored { marked: (timeliness != Timeliness::Folded).then(|| timeliness.as_str()) }
    }
}

/// Why an item was refused.
#[derive(Debug)]
pub enum Refusal {
    Invalid(Vec<FieldProblem>),
    Code(ProblemCode),
}

/// The verdicts on a batch, in its order, with the ids as far as they could be read.
pub type Verdicts = Vec<(Option<Uuid>, Verdict)>;

/// A batch that was read: what can be judged, by id, with its place, and the verdicts on the rest.
#[derive(Debug)]
pub struct Sorted {
    pub parsed: Vec<(usize, Rating)>,
    verdicts: Vec<(Option<Uuid>, Option<Verdict>)>,
}

impl Sorted {
    pub fn read(items: &[Value]) -> Self {
        let mut verdicts: Vec<(Option<Uuid>, Option<Verdict>)> = Vec::with_capacity(items.len());
        let mut parsed: Vec<(usize, Rating)> = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            let id = input::id_of_value(item);
            match RatingInput::parse(item) {
                Ok(rating) => {
                    parsed.push((place, rating));
                    verdicts.push((id, None));
                }
                Err(problems) => verdicts.push((id, Some(Verdict::Refused(Refusal::Invalid(problems))))),
            }
        }
        // Everybody locks in the order of ids, so that two batches never wait for each other in a ring.
        parsed.sort_by_key(|(place, rating)| (rating.id, *place));
        Self { parsed, verdicts }
    }

    /// Puts the verdicts on what was read in their places.
    pub fn with(mut self, judged: Vec<(usize, Verdict)>) -> Verdicts {
        for (place, verdict) in judged {
            if let Some((_, slot)) = self.verdicts.get_mut(place) {
                *slot = Some(verdict);
            }
        }
        let unjudged = || Verdict::Refused(Refusal::Code(ProblemCode::Internal));
        self.verdicts.into_iter().map(|(id, verdict)| (id, verdict.unwrap_or_else(unjudged))).collect()
    }
}

/// Stores what can be stored of a batch and says for each item what became of it, in the order of the batch.
pub async fn submit(app: &App, caller: Caller, items: &[Value]) -> Result<Verdicts, Problem> {
    let sorted = Sorted::read(items);
    match store(app, caller, &sorted.parsed).await {
        Ok(stored) => Ok(sorted.with(stored)),
        Err(failure) => Err(failure.into()),
    }
}

/// How often a batch was tried.
#[derive(Debug, Default)]
pub struct Tries(usize);

impl Tries {
    /// Whether to try again: the database may be well the next moment.
    pub fn again(&mut self, failure: &Failure) -> bool {
        self.0 += 1;
        let again = matches!(failure, Failure::Store(StoreError::Unavailable(_))) && self.0 < TRIES;
        if again {
            tracing::debug!(?failure, tries = self.0, "ratings are tried again");
        }
        again
    }
}

/// Why a batch could not be stored at all.
#[derive(Debug)]
pub enum Failure {
    Store(StoreError),
    Other(anyhow::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The database may go away in the middle of an assessment too.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        error.downcast().map_or_else(Self::Other, Self::Store)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error.into(),
            Failure::Other(error) => {
                tracing::error!(%error, "ratings could not be assessed");
                Self::new(ProblemCode::Internal)
            }
        }
    }
}

/// Stores and assesses in a transaction of their own.
pub async fn store(app: &App, caller: Caller, parsed: &[(usize, Rating)]) -> Result<Vec<(usize, Verdict)>, Failure> {
    if parsed.is_empty() {
        return Ok(Vec::new());
    }
    let mut tries = Tries::default();
    loop {
        match try_to_store(app, caller, parsed).await {
            Err(failure) if tries.again(&failure) => {}
            done => return done,
        }
    }
}

async fn try_to_store(app: &App, caller: Caller, parsed: &[(usize, Rating)]) -> Result<Vec<(usize, Verdict)>, Failure> {
    let mut tx = app.store.begin().await?;
    let (verdicts, wrote) = lay(app, &mut tx, caller, parsed).await?;
    if !wrote {
        // Nothing was written: repeats and refusals only.
        return Ok(verdicts);
    }
    finish(app, tx).await?;
    Ok(verdicts)
}

/// Makes it durable; only then may anybody be answered.
pub async fn finish(app: &App, tx: Tx) -> Result<(), Failure> {
    mutant!("ack_before_commit" => return { crate::mutant::commit_later(tx); Ok(()) });
    tx.commit().await?;
    app.ring();
    Ok(())
}

/// One rating, in a transaction that is somebody else's to commit, unless it is refused.
pub async fn submit_in(app: &App, tx: &mut Tx, aide: Caller, item: &Value) -> Result<Verdict, Problem> {
    let rating = match RatingInput::parse(item) {
        Ok(rating) => rating,
        Err(problems) => return Ok(Verdict::Refused(Refusal::Invalid(problems))),
    };
    let unjudged = || Verdict::Refused(Refusal::Code(ProblemCode::Internal));
    match lay(app, tx, aide, &[(0, rating)]).await {
        Ok((mut verdicts, _)) => Ok(verdicts.pop().map_or_else(unjudged, |(_, verdict)| verdict)),
        Err(failure) => Err(failure.into()),
    }
}

/// Stores and assesses, and says whether anything was written.
async fn lay(
    app: &App,
    tx: &mut Tx,
    caller: Caller,
    parsed: &[(usize, Rating)],
) -> Result<(Vec<(usize, Verdict)>, bool), Failure> {
    let now = app.clock.now();
    let mut wanted: Vec<Uuid> = parsed.iter().map(|(_, rating)| rating.person_id.uuid()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let known = persons::lock_ratable(tx, caller.federation, caller.user, &wanted).await?;
    let known: BTreeMap<Uuid, Person> = known.into_iter().map(|person| (person.id, person)).collect();

    let mut verdicts = Vec::with_capacity(parsed.len());
    let mut fresh: BTreeMap<Uuid, Vec<RatingRow>> = BTreeMap::new();
    for (place, rating) in parsed {
        let row = row_of(rating, caller.user, now);
        let verdict = store_one(tx, caller, rating, &row, &known).await?;
        if matches!(verdict, Verdict::Stored { .. }) {
            fresh.entry(row.person_id).or_default().push(row);
        }
        verdicts.push((*place, verdict));
    }
    if fresh.is_empty() {
        return Ok((verdicts, false));
    }
    let rules = app.rules.in_force(tx, caller.federation, now).await?;
    let mut journal = Journal::new(caller.federation, now);
    for (person, rows) in &fresh {
        if let Some(person) = known.get(person) {
            assess(tx, &rules, person, rows, &mut journal).await?;
        }
    }
    journal.write(tx).await?;
    Ok((verdicts, true))
}

async fn store_one(
    tx: &mut Tx,
    caller: Caller,
    rating: &Rating,
    row: &RatingRow,
    known: &BTreeMap<Uuid, Person>,
) -> Result<Verdict, Failure> {
    let refused = |code| Ok(Verdict::Refused(Refusal::Code(code)));
    if rating.aide_id.is_some_and(|aide| aide.uuid() != caller.user) {
        return refused(ProblemCode::NotYourRating);
    }
    // First of all: what was acknowledged once stays so, whatever has changed since.
    if let Some(there) = ratings::find(tx, caller.federation, row.id).await? {
        return Ok(compare(&there.content_hash, row));
    }
    if !known.contains_key(&row.person_id) {
        return refused(ProblemCode::UnknownPerson);
    }
    if let Some(visit) = row.visit_id {
        // A visit we have not heard of may still be imported; one that is somebody else's is a mistake.
        match visits::find(tx, caller.federation, visit).await? {
            Some(visit) if visit.person_id != row.person_id => return refused(ProblemCode::UnknownVisit),
            Some(visit) => visits::mark_done(tx, caller.federation, visit.id).await?,
            None => {}
        }
    }
    if row.replaces == Some(row.id) {
        return refused(ProblemCode::UnknownReplaced);
    }
    if let Some(replaced) = row.replaces {
        // A correction may overtake what it corrects.
        let replaced = ratings::find(tx, caller.federation, replaced).await?;
        if let Some(replaced) = replaced {
            if replaced.aide_id != caller.user {
                return refused(ProblemCode::NotYourRating);
            }
            if replaced.person_id != row.person_id {
                return refused(ProblemCode::UnknownReplaced);
            }
        }
    }
    if ratings::append(tx, caller.federation, row).await? {
        return Ok(Verdict::stored(row));
    }
    // Somebody else stored the same id between our look and our write.
    let there = ratings::find(tx, caller.federation, row.id).await?;
    Ok(there.map_or(Verdict::Refused(Refusal::Code(ProblemCode::RatingConflict)), |there| {
        compare(&there.content_hash, row)
    }))
}

/// What an id that is there already means: the same rating again, or another under its id.
pub fn compare(there: &str, row: &RatingRow) -> Verdict {
    if there == row.content_hash {
        Verdict::Duplicate
    } else {
        Verdict::Refused(Refusal::Code(ProblemCode::RatingConflict))
    }
}

pub fn row_of(rating: &Rating, aide: Uuid, now: chrono::DateTime<chrono::Utc>) -> RatingRow {
    let score = |axis| rating.scores.get(axis).map(|score| i32::from(score.get()));
    RatingRow {
        id: mutant!("no_unique_key", crate::ids::fresh(), rating.id.uuid()),
        person_id: rating.person_id.uuid(),
        aide_id: aide,
        visit_id: rating.visit_id.map(Into::into),
        visited_at: rating.visited_at,
        received_at: now,
        intervention: score(Axis::Intervention),
        health: score(Axis::Health),
        mood: score(Axis::Mood),
        form: score(Axis::Form),
        signs: rating.signs.iter().map(ToString::to_string).collect(),
        note: rating.note.as_ref().map(|note| note.as_str().to_owned()),
        replaces: rating.replaces.map(Into::into),
        content_hash: sha256_hex(rating.content_key(aide.into()).as_bytes()),
        timeliness: Timeliness::judge(rating.visited_at, now).as_str().to_owned(),
    }
}
