//! A back-test in the background: one at a time in a federation, with progress, cancelled at any time.
//!
//! What is running stands in the database, so that any server process can tell how far it is and cancel it.

use std::time::Instant;

use serde_json::Value;
use uuid::Uuid;

use super::compare::{Frame, SAME, compare};
use super::replay::{Request, Watch, replay};
use super::result::LabResult;
use crate::app::{App, Ctx};
use crate::store::{federations, past, rule_trials};

/// Runs it to its end. Whatever happens is written down.
pub async fn run(app: Ctx, id: Uuid, request: Request) {
    let federation = request.federation;
    let (state, result) = match result_of(&app, id, &request).await {
        Ok(Some(result)) => ("done", serde_json::to_value(result).ok()),
        Ok(None) => ("cancelled", None),
        Err(error) => {
            tracing::error!(%federation, %id, %error, "a back-test failed");
            ("failed", None)
        }
    };
    if let Err(error) = finish(&app, federation, id, state, result.as_ref()).await {
        tracing::error!(%federation, %id, %error, "the end of a back-test could not be written down");
    }
}

async fn finish(app: &App, federation: Uuid, id: Uuid, state: &str, result: Option<&Value>) -> anyhow::Result<()> {
    let mut tx = app.store.begin().await?;
    rule_trials::finish(&mut tx, federation, id, state, result).await?;
    Ok(tx.commit().await?)
}

async fn result_of(app: &App, id: Uuid, request: &Request) -> anyhow::Result<Option<LabResult>> {
    let started = Instant::now();
    let federation = request.federation;
    let mut watch = Watch::Trial { id, last: None };
    let Some(replayed) = replay(app, request, &mut watch).await? else { return Ok(None) };
    let mut tx = app.store.read().await?;
    let (from, to) = (request.period.begins() - SAME, request.period.ends() + SAME);
    let sectors = federations::sectors(&mut tx, federation).await?;
    let coordinators = past::coordinators(&mut tx, federation).await?;
    let real = past::alerts(&mut tx, federation, from, to).await?;
    let frame = Frame {
        period: request.period,
        lang: request.lang,
        sectors: &sectors,
        coordinators: &coordinators,
        real: &real,
    };
    let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Some(compare(&replayed, &request.draft, &frame, elapsed)))
}
