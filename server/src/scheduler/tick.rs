//! Running what is due.
//!
//! [`tick`] does one round and says what it did; only [`run`] around it sleeps. A job's occurrence is claimed by
//! compare-and-set in the transaction of its effect: whoever loses the race changes nothing. A job that fails is put off for a
//! little while, its error shown to the administrator, and the others go on.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::jobs::{self, Job, JobError};
use super::schedule::Schedule;
use crate::app::{App, Ctx};
use crate::store::jobs::{self as rows, Claim, JobRow};
use crate::store::{StoreResult, federations};

/// How often the scheduler looks. No job promises better than a minute.
const LOOK: Duration = Duration::from_secs(2);
/// How often the scheduler looks for federations that were added while it runs.
const LOOK_FOR_FEDERATIONS: Duration = Duration::from_secs(60);
/// Jobs looked at in one round; the rest wait for the next, which follows at once.
const BATCH: i64 = 200;
/// When a failed job is tried again: soon, for most failures pass, but not in a loop.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How much of an error the administrator sees.
const ERROR_CHARS: usize = 300;

/// What one round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TickOutcome {
    pub ran: usize,
    /// Occurrences another node took.
    pub lost: usize,
    pub failed: usize,
}

/// Looks for due jobs until `stop` is cancelled. A round that has begun is finished.
pub async fn run(app: Ctx, stop: CancellationToken) {
    let mut rows_looked_at = None;
    while !stop.is_cancelled() {
        if rows_looked_at.is_none_or(|at: Instant| at.elapsed() >= LOOK_FOR_FEDERATIONS) {
            match complete_rows(&app).await {
                Ok(()) => rows_looked_at = Some(Instant::now()),
                Err(error) => tracing::warn!(%error, "the rows of jobs could not be completed"),
            }
        }
        match tick(&app).await {
            Ok(done) if done.ran > 0 => app.ring(),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the scheduler could not look for due jobs"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Gives every federation the jobs it lacks: those of a newer version, and all of them when it is new.
pub async fn complete_rows(app: &App) -> Result<(), JobError> {
    let mut tx = app.store.read().await?;
    let federations = federations::all(&mut tx).await?;
    drop(tx);
    let mut tx = app.store.begin().await?;
    for federation in federations {
        jobs::ensure_rows(&mut tx, federation.federation_id, &federation.time_zone, app.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// One round: every job that is due, once.
pub async fn tick(app: &App) -> StoreResult<TickOutcome> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let due = rows::due(&mut tx, now, BATCH).await?;
    drop(tx);
    let mut outcome = TickOutcome::default();
    for row in &due {
        let lag = (now - row.next_at).num_milliseconds().max(0);
        #[expect(clippy::cast_precision_loss, reason = "a figure for a chart")]
        metrics::gauge!("vigie_job_lag_seconds", "job" => row.name.clone()).set(lag as f64 / 1_000.0);
        let word = match run_one(app, row, now).await {
            Ok(Claim::Ours) => {
                outcome.ran += 1;
                "done"
            }
            Ok(Claim::Lost) => {
                outcome.lost += 1;
                "lost"
            }
            Err(error) => {
                outcome.failed += 1;
                put_off(app, row, &error, now).await;
                "failed"
            }
        };
        metrics::counter!("vigie_job_runs_total", "job" => row.name.clone(), "outcome" => word).increment(1);
    }
    Ok(outcome)
}

/// Claims the occurrence and does the job's work, all or nothing.
async fn run_one(app: &App, row: &JobRow, now: DateTime<Utc>) -> Result<Claim, JobError> {
    let job: Job = row.name.parse()?;
    // After `now` and not after the occurrence: what a downtime missed is caught up with one run.
    let next_at = next(row, now)?;
    let mut tx = app.store.begin().await?;
    if rows::claim(&mut tx, row, next_at).await? == Claim::Lost {
        return Ok(Claim::Lost);
    }
    let done = job.run(app, &mut tx, row.federation_id, now).await?;
    rows::finish(&mut tx, row, &done, now).await?;
    tx.commit().await?;
    tracing::debug!(job = row.name, federation = %row.federation_id, done, "job {} ran", row.name);
    Ok(Claim::Ours)
}

fn next(row: &JobRow, now: DateTime<Utc>) -> Result<DateTime<Utc>, JobError> {
    let schedule = Schedule::parse(&row.cron, &row.time_zone)?;
    schedule.next_after(now).ok_or(JobError::NoNext)
}

/// Leaves the occurrence for a little later. If even that cannot be written, the row stays due and the next round tries.
async fn put_off(app: &App, row: &JobRow, error: &JobError, now: DateTime<Utc>) {
    tracing::error!(job = row.name, federation = %row.federation_id, %error, "job {} failed", row.name);
    let words: String = format!("failed: {error}").chars().take(ERROR_CHARS).collect();
    let retry_at = next(row, now).map_or(now + RETRY_AFTER, |next_at| next_at.min(now + RETRY_AFTER));
    let written = async {
        let mut tx = app.store.begin().await?;
        rows::put_off(&mut tx, row, retry_at, &words, now).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(job = row.name, %error, "the failure of job {} could not be written down", row.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_a_broken_schedule_is_an_error_and_no_panic() {
        let now: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().expect("a time");
        let row = JobRow {
            federation_id: uuid::Uuid::nil(),
            name: Job::Escalation.name().to_owned(),
            cron: "nonsense".to_owned(),
            time_zone: "UTC".to_owned(),
            enabled: true,
            next_at: now,
            last_occurrence: None,
            last_finished_at: None,
            last_outcome: None,
        };
        assert!(next(&row, now).is_err());
        assert_eq!(
            next(&JobRow { cron: "0 * * * * *".to_owned(), ..row }, now).ok(),
            Some(now + TimeDelta::minutes(1))
        );
    }
}
