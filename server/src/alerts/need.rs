//! `POST /api/needs`: opening an alert by hand, because the person or the family asked.
//!
//! A need is laid into the alerts like what the rules find: it joins the open one, or begins one. Sent twice with the same id, it
//! is one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::Need;
use vigie_shared::alert::need::LONGEST_NEED;
use vigie_shared::rules::{AskedBy, FindingsDiff, Severity};
use vigie_shared::wire::ProblemCode;

use super::detail::detail;
use super::log::Journal;
use super::verbs::words;
use super::view::AlertDetail;
use crate::access_log;
use crate::app::{App, Ctx};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem, Reader};
use crate::ids;
use crate::store::persons::Person;
use crate::store::{Tx, alerts, findings, persons};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNeed {
    pub person_id: Uuid,
    /// At most 300 characters; shown as it is written.
    pub sentence: String,
    pub severity: Severity,
    /// The person without it.
    pub asked_by: Option<AskedBy>,
    /// Made by the client: the same need sent twice is one.
    pub id: Option<Uuid>,
}

/// Opens an alert by hand, or joins the open one.
#[utoipa::path(post, path = "/api/needs", tag = "alerts", request_body = NewNeed,
    responses((status = 201, body = AlertDetail), (status = 200, body = AlertDetail), (status = 404, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn open(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
    Body(body): Body<NewNeed>,
) -> Result<(StatusCode, Json<AlertDetail>), Problem> {
    let sentence = words(&body.sentence, "/sentence", LONGEST_NEED)?;
    let sentence = sentence.ok_or_else(|| Problem::field("/sentence", "missing"))?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let person =
        persons::in_scope(&mut tx, caller.viewer(now), body.person_id).await?.ok_or_else(Problem::not_found)?;
    // Nobody lays findings of this person meanwhile, or moves them.
    let person = persons::lock(&mut tx, caller.federation, person.id).await?.ok_or_else(Problem::not_found)?;
    let need = Need {
        id: body.id.unwrap_or_else(ids::fresh),
        sentence,
        severity: body.severity,
        asked_by: body.asked_by.unwrap_or_default(),
        by: caller.user.into(),
        at: now,
    };
    let (status, alert) = place(&app, &mut tx, caller, &person, need, now).await?;
    let row = alerts::in_scope(&mut tx, caller.viewer(now), alert).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, person.id, "alert", now).await?;
    let answer = detail(&app, &mut tx, caller, row, lang, now).await?;
    tx.commit().await?;
    app.ring();
    Ok((status, Json(answer)))
}

/// Finds the need's alert: the one it is in since it was sent first, the open one, or a new one.
async fn place(
    app: &App,
    tx: &mut Tx,
    caller: Caller,
    person: &Person,
    need: Need,
    now: DateTime<Utc>,
) -> Result<(StatusCode, Uuid), Problem> {
    let key = Need::key(need.id);
    let known = findings::by_key(tx, caller.federation, person.id, &key).await?;
    if let Some(alert) = known.and_then(|row| row.alert_id) {
        return Ok((StatusCode::OK, alert));
    }
    let joins = alerts::open_of(tx, caller.federation, person.id).await?.is_some();
    let rules = app.rules.in_force(tx, caller.federation, now).await?.of(person);
    let finding = need.into_finding(u32::try_from(rules.version).unwrap_or(0));
    let mut journal = Journal::new(caller.federation, now).by(caller.user);
    let change = FindingsDiff { appeared: vec![0], ..FindingsDiff::default() };
    let laid = async {
        journal.record(tx, &rules, person, &[], &[finding], &change).await?;
        journal.write(tx).await
    };
    laid.await.map_err(Problem::internal("a need could not be written down"))?;
    let written = findings::by_key(tx, caller.federation, person.id, &key).await?;
    let alert = written.and_then(|row| row.alert_id).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    Ok((if joins { StatusCode::OK } else { StatusCode::CREATED }, alert))
}
