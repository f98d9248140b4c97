//! Reading the calendars that were asked for. [`round`] does what there is and says how many; only [`run`] around it sleeps.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vigie_shared::planned::Read;

use super::compare::{Compared, compare, hold};
use super::{Answer, Failure, read};
use crate::app::{App, Ctx};
use crate::imports::{Kind, Origin, Place, run as imported};
use crate::store::calendars::{self, Calendar, Reading};
use crate::store::{Scope, StoreResult, Tx, imports, scope};

/// How often somebody looks whether a reading was asked for.
const LOOK: Duration = Duration::from_secs(10);
/// Readings of one round, one after the other: other people's servers are not called in crowds.
const BATCH: i64 = 50;

/// Reads what is asked for until `stop` is cancelled.
pub async fn run(app: Ctx, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            done = round(&app) => if let Err(error) = done {
                tracing::warn!(%error, "the calendars that were asked for could not be looked for");
            },
        }
    }
}

/// One round: every calendar that was asked for, once. Says how many were read or tried.
pub async fn round(app: &App) -> StoreResult<usize> {
    let mut tx = app.store.read().await?;
    let asked = calendars::asked(&mut tx, BATCH).await?;
    drop(tx);
    let mut tried = 0;
    for calendar in asked {
        let own = Scope::Federation(calendar.federation_id);
        tried += usize::from(scope::within(own, turn(app, &calendar)).await?);
    }
    Ok(tried)
}

/// Takes one and reads it. False: another node has it.
async fn turn(app: &App, calendar: &Calendar) -> StoreResult<bool> {
    let mut tx = app.store.begin().await?;
    let taken = calendars::take(&mut tx, calendar, app.clock.now()).await?;
    tx.commit().await?;
    if taken {
        // A failure is written down and shown; the next one goes on.
        let _ = refresh(app, calendar, None).await;
    }
    Ok(taken)
}

/// Reads a calendar and writes what it changes. What went wrong stands in its row.
pub async fn refresh(app: &App, calendar: &Calendar, by: Option<Uuid>) -> Result<Option<Compared>, Failure> {
    let done = read_and_write(app, calendar, by).await;
    if let Err(failure) = &done {
        tracing::info!(calendar = %calendar.id, failure = %failure.code(), "calendar {} could not be read", calendar.id);
        if let Err(error) = note(app, calendar, failure, app.clock.now()).await {
            tracing::warn!(calendar = %calendar.id, %error, "the failure of calendar {} could not be written down", calendar.id);
        }
    }
    done
}

async fn note(app: &App, calendar: &Calendar, failure: &Failure, now: DateTime<Utc>) -> StoreResult<()> {
    let mut tx = app.store.begin().await?;
    let which = (calendar.id, calendar.version);
    calendars::failed(&mut tx, calendar.federation_id, which, &failure.code(), now).await?;
    tx.commit().await
}

async fn read_and_write(app: &App, calendar: &Calendar, by: Option<Uuid>) -> Result<Option<Compared>, Failure> {
    let mut tx = app.store.read().await.map_err(inside)?;
    let place = Place::of(&mut tx, calendar.federation_id, by, app.clock.now()).await.map_err(inside)?;
    drop(tx);
    // By hand everything is looked at again.
    match read(app, calendar, &place, by.is_some()).await? {
        Some(answer) => answered(app, calendar, &place, answer).await.map_err(inside),
        None => unchanged(app, calendar, &place).await.map(|()| None).map_err(inside),
    }
}

async fn unchanged(app: &App, calendar: &Calendar, place: &Place) -> StoreResult<()> {
    let mut tx = app.store.begin().await?;
    calendars::succeeded(&mut tx, place.federation, (calendar.id, calendar.version), None, place.now).await?;
    tx.commit().await
}

/// Writes what an answer changes. Mostly it is nothing: whoever rates does not wait for the comparison.
async fn answered(app: &App, calendar: &Calendar, place: &Place, answer: Answer) -> anyhow::Result<Option<Compared>> {
    let mut tx = app.store.read().await?;
    let seen = compare(&mut tx, place, calendar, &answer.read).await?;
    drop(tx);
    let mut tx = app.store.begin().await?;
    let compared = if seen.plan.steps.is_empty() {
        seen
    } else {
        let Some(compared) = again(&mut tx, calendar, place, &answer.read, &seen).await? else { return Ok(None) };
        compared
    };
    let Answer { etag, last_modified, .. } = answer;
    let reading = Reading { etag, last_modified, visits: compared.visits, problems: compared.problems.clone() };
    let which = (calendar.id, calendar.version);
    calendars::succeeded(&mut tx, place.federation, which, Some(&reading), place.now).await?;
    if !compared.plan.steps.is_empty() {
        let from = (Origin::Feed, Some(calendar.name.as_str()));
        imported::write(Kind::Visits, &mut tx, place, &compared.plan, from).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(Some(compared))
}

/// Compares where nobody else plans or rates these visits. None: somebody changed or removed the calendar while it was read, and the next
/// reading is about what it is now.
async fn again(
    tx: &mut Tx,
    calendar: &Calendar,
    place: &Place,
    read: &Read,
    seen: &Compared,
) -> anyhow::Result<Option<Compared>> {
    imports::alone(tx, place.federation).await?;
    let now = calendars::find(tx, place.federation, calendar.id).await?;
    if now.is_none_or(|now| now.version != calendar.version) {
        return Ok(None);
    }
    hold(tx, place, &seen.plan).await?;
    Ok(Some(compare(tx, place, calendar, read).await?))
}

fn inside(error: impl Into<anyhow::Error>) -> Failure {
    let error: anyhow::Error = error.into();
    tracing::error!(%error, "a calendar could not be compared or written");
    Failure::Internal
}
