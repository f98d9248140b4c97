//! `POST /api/sectors/{id}/move-persons`: everybody who is helped in one sector goes to another, before it is archived, say.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::write::one;
use crate::alerts::moved::{Move, after_moves};
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::sectors::view::SectorView;
use crate::store::sectors;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MovePersons {
    /// The other sector, in use.
    pub to: Uuid,
}

/// Moves the persons of a sector with their open alerts; who has those now is told. Answers the sector they left.
#[utoipa::path(post, path = "/api/sectors/{id}/move-persons", tag = "administration", params(("id" = Uuid, Path)), request_body = MovePersons,
    responses((status = 200, body = SectorView), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn move_persons(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Body(body): Body<MovePersons>,
) -> Result<Json<SectorView>, Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    one(&mut tx, federation, id).await?;
    let is_there = sectors::in_use(&mut tx, federation).await?.iter().any(|sector| sector.id == body.to);
    if !is_there || body.to == id {
        return Err(Problem::field("/to", "unknown_sector"));
    }
    let moved = sectors::move_persons(&mut tx, federation, id, body.to).await?;
    let moves = moved.into_iter().map(|person| Move { person, archived: None, sector: Some(body.to) });
    let view = one(&mut tx, federation, id).await?;
    after_moves(&mut tx, federation, Some(caller.user), &moves.collect::<Vec<_>>(), now).await.map_err(internal)?;
    tx.commit().await?;
    app.ring();
    Ok(Json(view))
}

fn internal(error: anyhow::Error) -> Problem {
    tracing::error!(%error, "persons could not be moved");
    Problem::new(ProblemCode::Internal)
}
