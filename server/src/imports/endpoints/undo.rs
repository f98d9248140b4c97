//! `POST /api/imports/{id}/undo`: takes an import back.

use axum::Json;
use axum::extract::State;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Problem, Reader};
use crate::imports::undo::{self, ImportUndone, is_in_time};
use crate::imports::{Kind, Place, internal};
use crate::store::imports;

/// Takes back what an import changed, where nobody has changed it since, and says what was left alone and why.
#[utoipa::path(post, path = "/api/imports/{id}/undo", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = ImportUndone), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn undo(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<ImportUndone>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    imports::alone(&mut tx, caller.federation).await?;
    let import = imports::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let kind = Kind::named(&import.kind).ok_or_else(Problem::not_found)?;
    if import.undone_at.is_some() {
        return Err(Problem::new(ProblemCode::AlreadyUndone));
    }
    if !is_in_time(&import, now) {
        return Err(Problem::new(ProblemCode::TooLateToUndo));
    }
    if !imports::mark_undone(&mut tx, caller.federation, id, caller.user, now).await? {
        return Err(Problem::new(ProblemCode::AlreadyUndone));
    }
    let place = Place::of(&mut tx, caller.federation, Some(caller.user), now).await?;
    let undone = undo::undo(kind, &mut tx, &place, id, lang).await.map_err(internal)?;
    tx.commit().await?;
    app.ring();
    Ok(Json(undone))
}
