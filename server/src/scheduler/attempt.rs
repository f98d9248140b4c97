//! One run of a job, by the clock or by hand: claimed, done and written down in one transaction, all or nothing.
//!
//! A run that fails leaves a row that says so, in a transaction of its own. A job that panics has failed like any other.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use uuid::Uuid;

use super::jobs::{Job, JobError};
use super::schedule::Schedule;
use crate::app::App;
use crate::ids;
use crate::store::job_runs::{self, JobRun, KEPT};
use crate::store::jobs::{self, Claim, JobRow, Ran};
use crate::store::{Scope, StoreResult, Tx, scope};

/// When a failed job is tried again: soon, for most failures pass, but not in a loop.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How much of an error the administrator sees.
const ERROR_CHARS: usize = 300;

/// A run that has begun.
struct Attempt<'a> {
    row: &'a JobRow,
    id: Uuid,
    by_hand: bool,
    started_at: DateTime<Utc>,
    watch: Instant,
}

impl<'a> Attempt<'a> {
    fn begin(row: &'a JobRow, id: Uuid, by_hand: bool, now: DateTime<Utc>) -> Self {
        Self { row, id, by_hand, started_at: now, watch: Instant::now() }
    }

    fn duration_ms(&self) -> i64 {
        i64::try_from(self.watch.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    /// The line of the run as it stands.
    fn line(&self, outcome: Option<&str>, error: Option<&str>) -> JobRun {
        JobRun {
            name: self.row.name.clone(),
            id: self.id,
            at: self.started_at,
            occurrence: if self.by_hand { self.started_at } else { self.row.next_at },
            by_hand: self.by_hand,
            outcome: outcome.map(str::to_owned),
            error: error.map(str::to_owned),
            duration_ms: self.duration_ms(),
        }
    }

    fn ran<'b>(&self, app: &App, outcome: &'b str) -> Ran<'b> {
        Ran { outcome, started_at: self.started_at, finished_at: app.clock.now(), duration_ms: self.duration_ms() }
    }

    /// Does the job's work and writes its end into the job's row.
    async fn work(&self, app: &App, tx: &mut Tx) -> Result<String, JobError> {
        let job: Job = self.row.name.parse()?;
        let work = AssertUnwindSafe(job.run(app, tx, self.row.federation_id, self.started_at)).catch_unwind();
        let done = work.await.unwrap_or(Err(JobError::Panicked))?;
        jobs::finish(tx, self.row, self.ran(app, &done)).await?;
        Ok(done)
    }

    async fn write_line(&self, tx: &mut Tx, line: &JobRun) -> StoreResult<bool> {
        let new = job_runs::insert(tx, self.row.federation_id, line).await?;
        job_runs::keep_newest(tx, self.row.federation_id, &self.row.name, KEPT).await?;
        Ok(new)
    }

    /// What the administrator reads of a failure.
    fn words(&self, error: &JobError) -> (String, String) {
        tracing::error!(job = self.row.name, federation = %self.row.federation_id, %error, "job {} failed", self.row.name);
        let short: String = error.to_string().chars().take(ERROR_CHARS).collect();
        (format!("failed: {short}"), short)
    }
}

/// Claims the occurrence the row stands at and does the work, within the job's federation. A failure is written down and put off before it is told.
pub async fn scheduled(app: &App, row: &JobRow, now: DateTime<Utc>) -> Result<Claim, JobError> {
    let attempt = Attempt::begin(row, ids::fresh(), false, now);
    let run = async {
        let done = claim_and_work(app, &attempt).await;
        if let Err(error) = &done {
            put_off(app, &attempt, error).await;
        }
        done
    };
    scope::within(Scope::Federation(row.federation_id), run).await
}

async fn claim_and_work(app: &App, attempt: &Attempt<'_>) -> Result<Claim, JobError> {
    let row = attempt.row;
    // After `now` and not after the occurrence: what a downtime missed is caught up with one run.
    let next_at = next(row, attempt.started_at)?;
    let mut tx = app.store.begin().await?;
    if jobs::claim(&mut tx, row, next_at).await? == Claim::Lost {
        return Ok(Claim::Lost);
    }
    let done = attempt.work(app, &mut tx).await?;
    attempt.write_line(&mut tx, &attempt.line(Some(&done), None)).await?;
    tx.commit().await?;
    tracing::debug!(job = row.name, federation = %row.federation_id, done, "job {} ran", row.name);
    Ok(Claim::Ours)
}

pub(super) fn next(row: &JobRow, now: DateTime<Utc>) -> Result<DateTime<Utc>, JobError> {
    let schedule = Schedule::parse(&row.cron, &row.time_zone)?;
    schedule.next_after(now).ok_or(JobError::NoNext)
}

/// Leaves the occurrence for a little later. If even that cannot be written, the row stays due and the next round tries.
async fn put_off(app: &App, attempt: &Attempt<'_>, error: &JobError) {
    let (row, now) = (attempt.row, attempt.started_at);
    let (words, short) = attempt.words(error);
    let retry_at = next(row, now).map_or(now + RETRY_AFTER, |next_at| next_at.min(now + RETRY_AFTER));
    let written = async {
        let mut tx = app.store.begin().await?;
        if jobs::put_off(&mut tx, row, retry_at, attempt.ran(app, &words)).await? == Claim::Ours {
            attempt.write_line(&mut tx, &attempt.line(None, Some(&short))).await?;
        }
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(job = row.name, %error, "the failure of job {} could not be written down", row.name);
    }
}

/// Runs a job now, once for each `id` whatever the number of clicks. How it went is in the job's row; an error means that not even
/// that could be written.
pub async fn by_hand(app: &App, row: &JobRow, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    let attempt = Attempt::begin(row, id, true, now);
    let Err(error) = once(app, &attempt).await else { return Ok(()) };
    let (words, short) = attempt.words(&error);
    let mut tx = app.store.begin().await?;
    if attempt.write_line(&mut tx, &attempt.line(None, Some(&short))).await? {
        jobs::fail_by_hand(&mut tx, row, attempt.ran(app, &words)).await?;
    }
    tx.commit().await
}

async fn once(app: &App, attempt: &Attempt<'_>) -> Result<(), JobError> {
    let row = attempt.row;
    let mut tx = app.store.begin().await?;
    // First of all: a second click waits here for the first one's end, and finds its line.
    if !attempt.write_line(&mut tx, &attempt.line(None, None)).await? {
        return Ok(());
    }
    jobs::claim_by_hand(&mut tx, row, attempt.started_at).await?;
    let done = attempt.work(app, &mut tx).await?;
    job_runs::complete(&mut tx, row.federation_id, &attempt.line(Some(&done), None)).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_a_broken_schedule_is_an_error_and_no_panic() {
        let now: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().expect("a time");
        let row =
            JobRow { cron: "nonsense".to_owned(), time_zone: "UTC".to_owned(), next_at: now, ..JobRow::default() };
        assert!(next(&row, now).is_err());
        assert_eq!(
            next(&JobRow { cron: "0 * * * * *".to_owned(), ..row }, now).ok(),
            Some(now + TimeDelta::minutes(1))
        );
    }
}
