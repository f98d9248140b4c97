//! `POST /api/watches/{id}/assign`: handing a watch over, with the look it waits for if that was its owner's.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::rules::Audience;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use crate::app::Ctx;
use crate::follow_ups::endpoints::assign::AssignFollowUp;
use crate::follow_ups::view::state_of;
use crate::follow_ups::{owners, plan};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{StoreError, follow_ups};
use crate::watch::ladder::{self, Because};
use crate::watch::view::Watch;

/// Hands a watch over.
#[utoipa::path(post, path = "/api/watches/{id}/assign", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = AssignFollowUp,
    responses((status = 200, body = Watch), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn assign(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<AssignFollowUp>,
) -> Result<Json<Watch>, Problem> {
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    if change.row.ended_at.is_some() {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    let (federation, now, owner) = (caller.federation, change.agenda.now, body.owner_id);
    if owner != caller.user
        && !owners::may_hold(&mut change.tx, federation, &change.person, Audience::Coordination, owner, now).await?
    {
        return Err(Problem::field("/owner_id", "unknown_user"));
    }
    let before = change.row.owner_id.replace(owner);
    change.save().await?;
    let rows = follow_ups::of_watches(&mut change.tx, federation, &[id]).await?;
    let waits = rows.into_iter().find(|row| state_of(row) == FollowUpState::Open && row.owner_id == before);
    if let Some(mut row) = waits {
        let read_at = row.version;
        row.version += 1;
        row.owner_id = Some(owner);
        if !follow_ups::update(&mut change.tx, federation, &row, read_at).await? {
            return Err(StoreError::Taken.into());
        }
        plan::note(&mut change.tx, federation, &row, "assigned", caller.user, None, now).await?;
    }
    let because = Because { by: Some(caller.user), ..Because::default() };
    ladder::note(&mut change.tx, federation, &change.row, "assigned", because, json!({ "owner_id": owner }), now)
        .await?;
    change.finish().await
}
