//! `GET /api/covers/{id}/handover`: what to know when a cover begins, and what happened when it is over.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::StateKind;

use super::readable;
use crate::access_log;
use crate::alerts::view::{AlertItem, PersonRef, Writing, items};
use crate::app::Ctx;
use crate::follow_ups::view::{FollowUp, view};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Id, Problem, Reader};
use crate::settings::Work;
use crate::store::covers::CoverRow;
use crate::store::follow_ups::Filter;
use crate::store::{StoreResult, Tx, alerts, covers, follow_ups};

/// Lines of each list.
const MOST: i64 = 200;

#[derive(Debug, Serialize, ToSchema)]
pub struct CoverHandover {
    /// What is open now, in the order of the queue.
    pub open: Vec<AlertItem>,
    /// Open promises of the absent one.
    pub follow_ups: Vec<FollowUp>,
    /// What happened while it lasted, the busiest first.
    pub changed: Vec<ChangedAlert>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedAlert {
    pub alert_id: Uuid,
    pub person: PersonRef,
    pub state: StateKind,
    pub sentence: String,
    /// How many lines its timeline got.
    pub events: i64,
}

/// The lists that are handed over with a cover, as far as the caller may see them now.
#[utoipa::path(get, path = "/api/covers/{id}/handover", tag = "cover", params(("id" = Uuid, Path)),
    responses((status = 200, body = CoverHandover), (status = 404, body = ProblemDocument)))]
pub async fn handover(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<CoverHandover>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let (row, _) = readable(&mut tx, caller, id, now).await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    let writing = Writing { lang, zone: rules.zone, now, role: caller.role };
    let viewer = caller.viewer(now);
    let open = covers::alerts_of(&mut tx, viewer, row.reach(), None, MOST).await?;
    let until = row.ended_at.unwrap_or(row.ends_at).min(now + TimeDelta::seconds(1));
    let changed = covers::alerts_of(&mut tx, viewer, row.reach(), Some((row.starts_at, until)), MOST).await?;
    let follow_ups = promises(&mut tx, caller, &row, now).await?;
    let open_items = read(&mut tx, caller, &open, writing).await?;
    let changed_items = read(&mut tx, caller, &changed, writing).await?;
    let mut persons: Vec<Uuid> = open_items.iter().chain(&changed_items).map(|item| item.person.id).collect();
    persons.extend(follow_ups.iter().map(|follow_up| follow_up.person.id));
    persons.sort_unstable();
    persons.dedup();
    for person in persons {
        access_log::note(&mut tx, caller, person, "handover", now).await?;
    }
    tx.commit().await?;
    let line = |(item, (_, events)): (AlertItem, (Uuid, i64))| ChangedAlert {
        alert_id: item.id,
        person: item.person,
        state: item.state,
        sentence: item.sentence,
        events,
    };
    Ok(Json(CoverHandover {
        open: open_items,
        follow_ups,
        changed: changed_items.into_iter().zip(changed).map(line).collect(),
    }))
}

/// What the absent one has promised of what the cover is about.
async fn promises(tx: &mut Tx, caller: Caller, row: &CoverRow, now: DateTime<Utc>) -> StoreResult<Vec<FollowUp>> {
    let Some(absent) = row.absent_id else { return Ok(Vec::new()) };
    let filter = Filter {
        state: "open",
        owner: Some(absent),
        sector: row.sector_id,
        person: row.person_id,
        ..Filter::default()
    };
    let today = Work::of(tx, caller.federation).await?.calendar.day_of(now);
    let rows = follow_ups::page(tx, caller.viewer(now), &filter, None, MOST).await?;
    Ok(rows.into_iter().map(|row| view(row, today)).collect())
}

/// The alerts behind these ids, in their order.
async fn read(tx: &mut Tx, caller: Caller, ids: &[(Uuid, i64)], writing: Writing) -> StoreResult<Vec<AlertItem>> {
    let mut rows = Vec::with_capacity(ids.len());
    for (id, _) in ids {
        rows.extend(alerts::in_scope(tx, caller.viewer(writing.now), *id).await?);
    }
    items(tx, caller.federation, rows, writing).await
}
