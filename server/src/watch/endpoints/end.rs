//! `POST /api/watches/{id}/end`: the only way a watch ends. The look it waited for is called off with it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use super::reason;
use crate::app::Ctx;
use crate::follow_ups::plan;
use crate::follow_ups::view::state_of;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{StoreError, follow_ups};
use crate::watch::ladder::{self, Because};
use crate::watch::view::Watch;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndWatch {
    pub version: i32,
    /// At most 500 characters.
    pub reason: String,
}

/// Ends a watch.
#[utoipa::path(post, path = "/api/watches/{id}/end", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = EndWatch,
    responses((status = 200, body = Watch), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn end(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<EndWatch>,
) -> Result<Json<Watch>, Problem> {
    let why = reason(&body.reason, "/reason")?;
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    if change.row.ended_at.is_some() {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    let (federation, now) = (caller.federation, change.agenda.now);
    change.row.ended_at = Some(now);
    change.row.end_reason = Some(why.clone());
    change.save().await?;
    let rows = follow_ups::of_watches(&mut change.tx, federation, &[id]).await?;
    for mut row in rows.into_iter().filter(|row| state_of(row) == FollowUpState::Open) {
        let read_at = row.version;
        row.version += 1;
        row.state = FollowUpState::Cancelled.as_str().to_owned();
        (row.closed_at, row.closed_by) = (Some(now), Some(caller.user));
        if !follow_ups::update(&mut change.tx, federation, &row, read_at).await? {
            return Err(StoreError::Taken.into());
        }
        plan::note(&mut change.tx, federation, &row, "cancelled", caller.user, None, now).await?;
    }
    let because = Because { by: Some(caller.user), why: Some(&why), ..Because::default() };
    ladder::note(&mut change.tx, federation, &change.row, "ended", because, json!({}), now).await?;
    change.finish().await
}
