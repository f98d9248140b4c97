//! `POST /api/persons/{id}/watch`: beginning to look at a cadence.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::rules::Audience;
use vigie_shared::watch::{Cadence, StepCause};
use vigie_shared::wire::ProblemCode;

use super::change::current;
use super::reason;
use crate::access_log;
use crate::app::Ctx;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::owners;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::ids;
use crate::store::persons;
use crate::store::watches::{self, StepRow, WatchRow};
use crate::watch::ladder::{self, Because};
use crate::watch::view::{Watch, views};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWatch {
    /// Made by the caller, so that sending it twice begins it once.
    pub id: Option<Uuid>,
    pub cadence: Cadence,
    /// At most 500 characters.
    pub why: String,
    /// Whoever may work the person's alerts; the caller without it.
    pub owner_id: Option<Uuid>,
    /// The first look; at the cadence's distance without it.
    pub first_on: Option<NaiveDate>,
}

/// Begins a watch.
#[utoipa::path(post, path = "/api/persons/{id}/watch", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = NewWatch,
    responses((status = 201, body = Watch), (status = 200, body = Watch, description = "It was begun already."),
    (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn create(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Reader(lang): Reader,
    Body(body): Body<NewWatch>,
) -> Result<(StatusCode, Json<Watch>), Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(now), person).await?.ok_or_else(Problem::not_found)?;
    persons::lock(&mut tx, federation, person).await?;
    // Read again under the lock: a refusal may have come meanwhile.
    let person = persons::in_scope(&mut tx, caller.viewer(now), person).await?.ok_or_else(Problem::not_found)?;
    let agenda = Agenda::of(&mut tx, federation, now).await?;
    let why = reason(&body.why, "/why")?;
    let id = body.id.unwrap_or_else(ids::fresh);
    if let Some(known) = watches::find(&mut tx, federation, id).await? {
        drop(tx);
        if known.person_id != person.id {
            return Err(Problem::field("/id", "id_taken"));
        }
        return Ok((StatusCode::OK, Json(current(&app, caller, lang, &agenda, id).await?)));
    }
    if let Some(open) = watches::open_of(&mut tx, federation, person.id).await? {
        drop(tx);
        let watch = current(&app, caller, lang, &agenda, open.id).await?;
        return Err(Problem::new(ProblemCode::WrongState).with_current("watch", &watch));
    }
    let owner = body.owner_id.unwrap_or(caller.user);
    if owner != caller.user
        && !owners::may_hold(&mut tx, federation, &person, Audience::Coordination, owner, now).await?
    {
        return Err(Problem::field("/owner_id", "unknown_user"));
    }
    let first =
        body.first_on.map_or_else(|| agenda.working_day(body.cadence.after(agenda.today())), |day| agenda.on(day));
    if !agenda.may_promise(first) {
        return Err(Problem::field("/first_on", "out_of_range"));
    }
    let row = WatchRow {
        id,
        version: 1,
        person_id: person.id,
        person_name: person.name.clone(),
        sector_id: person.sector_id,
        cadence: body.cadence.as_str().to_owned(),
        why: why.clone(),
        since: now,
        owner_id: Some(owner),
        owner_name: None,
        created_by: caller.user,
        ended_at: None,
        end_reason: None,
    };
    watches::insert(&mut tx, federation, &row).await?;
    let step = StepRow {
        id: ids::fresh(),
        watch_id: id,
        at: now,
        from_cadence: None,
        to_cadence: row.cadence.clone(),
        cause: StepCause::Decision.as_str().to_owned(),
        why: Some(why.clone()),
        by_user: Some(caller.user),
        by_name: None,
        follow_up_id: None,
        alert_id: None,
    };
    watches::add_step(&mut tx, federation, &step).await?;
    let because = Because { by: Some(caller.user), why: Some(&why), ..Because::default() };
    ladder::note(&mut tx, federation, &row, "begun", because, json!({ "to": body.cadence }), now).await?;
    ladder::plan_next(&mut tx, federation, &person, &row, (ids::fresh(), first), caller.user, now).await?;
    access_log::note(&mut tx, caller, person.id, "watch", now).await?;
    let row = watches::find(&mut tx, federation, id).await?.ok_or_else(Problem::not_found)?;
    let watch = views(&mut tx, federation, vec![row], &agenda, lang).await?.pop().ok_or_else(Problem::not_found)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(watch)))
}
