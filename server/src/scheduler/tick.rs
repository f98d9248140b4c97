//! Running what is due.
//!
//! [`tick`] does one round and says what it did; only [`run`] around it sleeps. A job's occurrence is claimed by
//! compare-and-set in the transaction of its effect: whoever loses the race changes nothing. A job that fails is put off for a
//! little while, its error shown to the administrator, and the others go on.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::attempt;
use super::jobs::{self, JobError};
use crate::app::{App, Ctx};
use crate::store::jobs::{self as rows, Claim};
use crate::store::{StoreResult, Tx, federations};

/// How often the scheduler looks. No job promises better than a minute.
const LOOK: Duration = Duration::from_secs(2);
/// How often the scheduler looks for federations that were added while it runs.
const LOOK_FOR_FEDERATIONS: Duration = Duration::from_secs(60);
/// Jobs looked at in one round; the rest wait for the next, which follows at once.
const BATCH: i64 = 200;

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
        let word = match attempt::scheduled(app, row, now).await {
            Ok(Claim::Ours) => {
                outcome.ran += 1;
                "done"
            }
            Ok(Claim::Lost) => {
                outcome.lost += 1;
                "lost"
            }
            Err(_) => {
                // It was logged, shown to the administrator and put off.
                outcome.failed += 1;
                "failed"
            }
        };
        metrics::counter!("vigie_job_runs_total", "job" => row.name.clone(), "outcome" => word).increment(1);
    }
    Ok(outcome)
}

/// Reads the gauges of the jobs: how late the most late one of each name is.
pub async fn observe(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<()> {
    for (job, next_at) in rows::next_of_each(tx).await? {
        #[expect(clippy::cast_precision_loss, reason = "a figure for a chart")]
        let lag = (now - next_at).num_seconds().max(0) as f64;
        metrics::gauge!("vigie_job_lag_seconds", "job" => job).set(lag);
    }
    Ok(())
}
