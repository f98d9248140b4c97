//! `POST /api/alerts/{id}/follow-ups` and `POST /api/persons/{id}/follow-ups`: promising something, on a day.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpKind, Preset};

use super::{LONGEST_TEXT, due};
use crate::access_log;
use crate::alerts::verbs::words;
use crate::app::{App, Ctx};
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::owners;
use crate::follow_ups::plan::{NewFollowUp, plan};
use crate::follow_ups::view::{FollowUp, view};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem};
use crate::ids;
use crate::store::{alerts, events, follow_ups, persons};

/// A promise. One of `due_on`, `due_at` and `preset` says when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPromise {
    /// Made by the caller, so that sending it twice promises it once.
    pub id: Option<Uuid>,
    pub due_on: Option<NaiveDate>,
    pub due_at: Option<DateTime<Utc>>,
    pub preset: Option<Preset>,
    /// `call` without it.
    pub kind: Option<FollowUpKind>,
    /// At most 500 characters.
    pub text: Option<String>,
    /// Whoever may work the person's alerts; the caller without it.
    pub owner_id: Option<Uuid>,
}

/// Promises something on an alert.
#[utoipa::path(post, path = "/api/alerts/{id}/follow-ups", tag = "follow-ups", params(("id" = Uuid, Path)),
    request_body = NewPromise, responses((status = 201, body = FollowUp), (status = 200, body = FollowUp,
    description = "It was promised already."), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn on_alert(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Body(body): Body<NewPromise>,
) -> Result<(StatusCode, Json<FollowUp>), Problem> {
    let mut tx = app.store.read().await?;
    let row = alerts::in_scope(&mut tx, caller.viewer(app.clock.now()), alert).await?.ok_or_else(Problem::not_found)?;
    drop(tx);
    promise(&app, caller, row.person_id, Some(alert), body).await
}

/// Promises something about a person.
#[utoipa::path(post, path = "/api/persons/{id}/follow-ups", tag = "follow-ups", params(("id" = Uuid, Path)),
    request_body = NewPromise, responses((status = 201, body = FollowUp), (status = 200, body = FollowUp,
    description = "It was promised already."), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn on_person(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Body(body): Body<NewPromise>,
) -> Result<(StatusCode, Json<FollowUp>), Problem> {
    promise(&app, caller, person, None, body).await
}

async fn promise(
    app: &App,
    caller: Caller,
    person: Uuid,
    alert: Option<Uuid>,
    body: NewPromise,
) -> Result<(StatusCode, Json<FollowUp>), Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(app.clock.now()), person).await?.ok_or_else(Problem::not_found)?;
    persons::lock(&mut tx, federation, person).await?;
    // Read again under the lock: a refusal may have come meanwhile.
    let person =
        persons::in_scope(&mut tx, caller.viewer(app.clock.now()), person).await?.ok_or_else(Problem::not_found)?;
    let agenda = Agenda::of(&mut tx, federation, now).await?;
    let text = words(body.text.as_deref().unwrap_or(""), "/text", LONGEST_TEXT)?;
    let id = body.id.unwrap_or_else(ids::fresh);
    if follow_ups::find(&mut tx, federation, id).await?.is_some() {
        let known = follow_ups::in_scope(&mut tx, caller.viewer(app.clock.now()), id).await?;
        let same = known.filter(|row| row.person_id == person.id && row.alert_id == alert);
        let row = same.ok_or_else(|| Problem::field("/id", "id_taken"))?;
        return Ok((StatusCode::OK, Json(view(row, agenda.today()))));
    }
    let due = due(&agenda, body.due_on, body.due_at, body.preset)?;
    let owner = body.owner_id.unwrap_or(caller.user);
    if owner != caller.user {
        let audience = owners::audience(&mut tx, federation, alert).await?;
        if !owners::may_hold(&mut tx, federation, &person, audience, owner, now).await? {
            return Err(Problem::field("/owner_id", "unknown_user"));
        }
    }
    let new = NewFollowUp {
        id,
        person: &person,
        alert,
        watch: None,
        kind: body.kind.unwrap_or(FollowUpKind::Call),
        text,
        owner: Some(owner),
        due,
        by: caller.user,
    };
    let event = plan(&mut tx, federation, new, now).await?;
    access_log::note(&mut tx, caller, person.id, "follow_up", now).await?;
    let row =
        follow_ups::in_scope(&mut tx, caller.viewer(app.clock.now()), id).await?.ok_or_else(Problem::not_found)?;
    if let Some(event) = event {
        alerts::touch(&mut tx, federation, event.alert_id, now).await?;
        events::append(&mut tx, federation, &[event], now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok((StatusCode::CREATED, Json(view(row, agenda.today()))))
}
