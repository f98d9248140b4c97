//! `GET /api/alerts/{id}`: the sentence, the evidence, everything that happened. A look at a person, so it is in the access log.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::lang::Lang;

use super::case_file::case_file;
use super::view::{Actor, AlertDetail, TimelineEntry, Writing, items};
use crate::access_log;
use crate::app::{App, Ctx};
use crate::follow_ups::view::view;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Id, Problem, Reader};
use crate::persons::history;
use crate::store::alerts::{self, AlertRow};
use crate::store::events::{self, EventRow};
use crate::store::{StoreResult, Tx, follow_ups};

/// Opens an alert.
#[utoipa::path(get, path = "/api/alerts/{id}", tag = "alerts", params(("id" = Uuid, Path)),
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument)))]
pub async fn open(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<AlertDetail>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let row = alerts::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, row.person_id, "alert", now).await?;
    alerts::mark_seen(&mut tx, caller.federation, id, now).await?;
    let detail = detail(&app, &mut tx, caller, row, lang, now).await?;
    tx.commit().await?;
    Ok(Json(detail))
}

/// The alert with its timeline and the person's last weeks.
pub async fn detail(
    app: &App,
    tx: &mut Tx,
    caller: Caller,
    row: AlertRow,
    lang: Lang,
    now: DateTime<Utc>,
) -> Result<AlertDetail, Problem> {
    let rules = app.rules.in_force(tx, caller.federation, now).await?;
    let writing = Writing { lang, zone: rules.zone, now, role: caller.role };
    let timeline = timeline(tx, caller.federation, row.id).await?;
    let history = history::of_person(tx, caller.federation, row.person_id, &rules, now).await?;
    let case = case_file(tx, caller.federation, &row, &timeline, writing).await?;
    let item = items(tx, caller.federation, vec![row], writing).await?.pop().ok_or_else(Problem::not_found)?;
    let today = now.with_timezone(&rules.zone).date_naive();
    let promises = follow_ups::of_alerts(tx, caller.federation, &[item.id]).await?;
    let follow_ups = promises.into_iter().map(|row| view(row, today)).collect();
    Ok(AlertDetail { item, timeline, history, follow_ups, case })
}

/// The timeline. A note or an action that its writer took back keeps its place and loses its words.
async fn timeline(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<TimelineEntry>> {
    let rows = events::of_alert(tx, federation, alert).await?;
    let retracted: Vec<i64> = rows
        .iter()
        .filter(|row| matches!(row.kind.as_str(), "note_retracted" | "action_retracted" | "dac_retracted"))
        .filter_map(|row| row.data.get("seq").and_then(serde_json::Value::as_i64))
        .collect();
    let owner_of = |row: &EventRow| row.data.get("owner_id").and_then(serde_json::Value::as_str)?.parse::<Uuid>().ok();
    let owners: Vec<Uuid> = rows.iter().filter_map(owner_of).collect();
    let names = history::names(tx, federation, &owners).await?;
    let named = |mut row: EventRow| {
        // The log keeps ids; names are those of today.
        let name = owner_of(&row).and_then(|owner| names.get(&owner));
        if let (Some(name), Some(data)) = (name, row.data.as_object_mut()) {
            data.insert("owner_name".to_owned(), name.clone().into());
        }
        row
    };
    Ok(rows.into_iter().map(|row| entry(named(row), &retracted)).collect())
}

fn entry(row: EventRow, retracted: &[i64]) -> TimelineEntry {
    let actor = row.actor_id.map(|id| Actor {
        id,
        name: row.actor_name.unwrap_or_default(),
        role: row.actor_role.and_then(|role| role.parse().ok()),
    });
    let taken_back = retracted.contains(&row.seq);
    let mut data = row.data;
    if taken_back && let Some(object) = data.as_object_mut() {
        object.insert("retracted".to_owned(), true.into());
        object.remove("agreed_by");
    }
    TimelineEntry { seq: row.seq, at: row.at, kind: row.kind, actor, text: row.text.filter(|_| !taken_back), data }
}
