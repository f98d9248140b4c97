//! The ingest queue: what comes while the last transaction commits shares the next one.
//!
//! No timer: a group is whatever queued up meanwhile, so somebody who comes alone waits for nobody and takes the plain path. SQLite has one
//! writer; on PostgreSQL there are two, and a person's ratings always meet the same one. A request whose persons belong to both stays whole,
//! with the writer of its first: rows are locked in their order, so the other one may have to wait and never blocks in a ring.
//!
//! The answer goes out after the commit. Whoever went away before a request had its turn is not served: a phone that got no answer sends
//! again. When a group cannot be stored because of one of its ratings, each request is stored apart, and of several ratings each.

use std::sync::OnceLock;

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use vigie_shared::rating::Rating;
use vigie_shared::wire::ProblemCode;

use super::group::{self, Request};
use super::submit::{Failure, Refusal, Sorted, Verdict, Verdicts, store};
use crate::app::Ctx;
use crate::http::turns::Full;
use crate::http::{Caller, Problem};
use crate::store::{Scope, Store, StoreError, scope};

/// Requests that may wait for a writer. The intake lane lets fewer in at one time; the rest is for those whose client has gone.
const QUEUE: usize = 512;
/// Ratings in a transaction: beyond a few hundred it only gets longer, and everybody in it waits for its end.
const MOST_RATINGS: usize = 512;
/// Writers on PostgreSQL: four are no better than two.
const POSTGRES_WRITERS: usize = 2;

/// What became of a request's ratings, by place.
type Answer = Result<Vec<(usize, Verdict)>, Problem>;

/// The lines in which requests wait, one for each writer.
#[derive(Debug, Default)]
pub struct Queue {
    lines: OnceLock<Vec<mpsc::Sender<Job>>>,
}

#[derive(Debug)]
struct Job {
    app: Ctx,
    request: Request,
    reply: oneshot::Sender<Answer>,
}

impl Queue {
    fn line(&self, store: &Store, person: Uuid) -> Option<&mpsc::Sender<Job>> {
        let lines = self.lines.get_or_init(|| {
            let writers = match store {
                Store::Sqlite { .. } => 1,
                Store::Postgres(_) => POSTGRES_WRITERS,
            };
            (0..writers).map(|_| open_line()).collect()
        });
        let bits = person.as_u128();
        lines.get(((bits ^ bits >> 64) % lines.len() as u128) as usize)
    }
}

/// A line and the writer at its end, who stops when the line is dropped with the application.
fn open_line() -> mpsc::Sender<Job> {
    let (line, jobs) = mpsc::channel(QUEUE);
    tokio::spawn(write(jobs));
    line
}

/// Stores what can be stored of a batch and says for each item what became of it, in the order of the batch.
pub async fn submit(app: &Ctx, caller: Caller, items: &[serde_json::Value]) -> Result<Verdicts, Problem> {
    let mut sorted = Sorted::read(items);
    let parsed = std::mem::take(&mut sorted.parsed);
    let Some((_, first)) = parsed.first() else { return Ok(sorted.with(Vec::new())) };
    let line = app.queue.line(&app.store, first.person_id.uuid()).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    let (reply, answer) = oneshot::channel();
    let job = Job { app: app.clone(), request: Request { caller, items: parsed }, reply };
    line.try_send(job).map_err(|_| Problem::from(Full))?;
    // The writer drops a reply only when it failed in a way nobody thought of.
    let judged = answer.await.map_err(|_| Problem::new(ProblemCode::Internal))?;
    judged.map(|judged| sorted.with(judged))
}

async fn write(mut line: mpsc::Receiver<Job>) {
    let mut waiting = Vec::new();
    while line.recv_many(&mut waiting, QUEUE).await > 0 {
        while !waiting.is_empty() {
            let jobs: Vec<Job> = waiting.drain(..first_group(&waiting)).collect();
            // In a task of its own: should it panic, these are not answered, and the next ones are.
            if let Err(error) = tokio::spawn(scope::within(scope_of(&jobs), serve(jobs))).await {
                tracing::error!(%error, "a group of ratings was given up");
            }
        }
    }
}

/// How many of these share a transaction: at least one.
fn first_group(jobs: &[Job]) -> usize {
    let mut ratings = 0;
    let fits = jobs.iter().take_while(|job| {
        ratings += job.request.items.len();
        ratings <= MOST_RATINGS
    });
    fits.count().max(1)
}

/// Whose rows a group touches: one federation's, unless it is of several.
fn scope_of(jobs: &[Job]) -> Scope {
    let mut federations = jobs.iter().map(|job| job.request.caller.federation);
    match federations.next() {
        Some(first) if federations.all(|other| other == first) => Scope::Federation(first),
        _ => Scope::All,
    }
}

async fn serve(mut jobs: Vec<Job>) {
    jobs.retain(|job| !job.reply.is_closed());
    let Some(app) = jobs.first().map(|job| job.app.clone()) else { return };
    let (requests, replies): (Vec<Request>, Vec<_>) = jobs.into_iter().map(|job| (job.request, job.reply)).unzip();
    match together(&app, &requests).await {
        Ok(verdicts) => {
            for (reply, judged) in replies.into_iter().zip(verdicts) {
                answer(reply, Ok(judged));
            }
        }
        Err(failure) if is_passing(&failure) => {
            let problem = Problem::from(failure);
            for reply in replies {
                answer(reply, Err(problem.clone()));
            }
        }
        Err(failure) => {
            tracing::warn!(requests = requests.len(), ?failure, "a group of ratings is stored apart");
            metrics::counter!("vigie_groups_apart_total").increment(1);
            for (reply, request) in replies.into_iter().zip(requests) {
                answer(reply, apart(&app, request).await);
            }
        }
    }
}

/// Whoever has gone meanwhile will ask again, and hear that it is there.
fn answer(reply: oneshot::Sender<Answer>, judged: Answer) {
    drop(reply.send(judged));
}

async fn together(app: &Ctx, requests: &[Request]) -> Result<Vec<Vec<(usize, Verdict)>>, Failure> {
    if let [Request { caller, items }] = requests
        && items.len() == 1
    {
        return store(app, *caller, items).await.map(|judged| vec![judged]);
    }
    group::store(app, requests).await
}

/// Whether the same may go through later, so that it is nobody's fault.
fn is_passing(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(StoreError::Unavailable(_) | StoreError::Certificate(_) | StoreError::Full))
}

/// One request by itself, on the plain path: whole, or else each rating for itself, so that one that cannot be stored keeps no other out.
async fn apart(app: &Ctx, request: Request) -> Answer {
    let Request { caller, items } = request;
    match store(app, caller, &items).await {
        Err(failure) if !is_passing(&failure) && items.len() > 1 => {
            let mut judged = Vec::with_capacity(items.len());
            for item in items {
                judged.push(alone(app, caller, item).await?);
            }
            Ok(judged)
        }
        done => done.map_err(Problem::from),
    }
}

/// One rating of a request that cannot be stored whole. The others wait for its verdict, so it gets one.
async fn alone(app: &Ctx, caller: Caller, item: (usize, Rating)) -> Result<(usize, Verdict), Problem> {
    let (place, id) = (item.0, item.1.id);
    let items = [item];
    match store(app, caller, &items).await {
        Ok(mut judged) => judged.pop().ok_or_else(|| Problem::new(ProblemCode::Internal)),
        Err(failure) if is_passing(&failure) => Err(failure.into()),
        Err(failure) => {
            tracing::error!(?failure, %id, "a rating could not be stored");
            Ok((place, Verdict::Refused(Refusal::Code(ProblemCode::Internal))))
        }
    }
}
