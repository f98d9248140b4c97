//! `POST /api/follow-ups/{id}/assign`: handing a promise to a colleague who may hold it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::Change;
use crate::app::Ctx;
use crate::follow_ups::owners;
use crate::follow_ups::view::FollowUp;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignFollowUp {
    pub version: i32,
    /// One of `GET /api/team`.
    pub owner_id: Uuid,
}

/// Hands a promise over.
#[utoipa::path(post, path = "/api/follow-ups/{id}/assign", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = AssignFollowUp,
    responses((status = 200, body = FollowUp), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn assign(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<AssignFollowUp>,
) -> Result<Json<FollowUp>, Problem> {
    let change = Change::begin(&app, caller, id, body.version).await?;
    let mut change = change.step(|state| state.change()).await?;
    let (federation, owner) = (caller.federation, body.owner_id);
    if owner != caller.user {
        let audience = owners::audience(&mut change.tx, federation, change.row.alert_id).await?;
        let now = app.clock.now();
        if !owners::may_hold(&mut change.tx, federation, &change.person, audience, owner, now).await? {
            return Err(Problem::field("/owner_id", "unknown_user"));
        }
    }
    change.row.owner_id = Some(owner);
    change.finish("assigned", None).await.map(Json)
}
