//! Where somebody is signed in: `/api/sessions` for oneself, `/api/accounts/{id}/sessions` for the administrator.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::messages::text;

use crate::accounts::{self, What};
use crate::app::{App, Ctx};
use crate::auth::session::Why;
use crate::http::extract::{Admin, Anyone, Id};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem, Reader};
use crate::store::{Tx, own_sessions, subscriptions, users};

/// What the device is told, whoever did it.
const WHY: &str = Why::SignedOut.as_str();

#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// The one used last first.
    pub items: Vec<SessionView>,
}

/// A browser that is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    pub id: Uuid,
    /// Browser and system, such as `Firefox, Windows`.
    pub label: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// The one that asks.
    pub current: bool,
}

async fn view(
    tx: &mut Tx,
    owner: (Uuid, Uuid),
    current: Uuid,
    lang: Lang,
    now: DateTime<Utc>,
) -> Result<Sessions, Problem> {
    let open = own_sessions::of_user(tx, owner.0, owner.1, now).await?;
    let view = |session: own_sessions::Open| SessionView {
        id: session.id,
        label: session.label.unwrap_or_else(|| text(lang, "session.unknown_browser").to_owned()),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        current: session.id == current,
    };
    Ok(Sessions { items: open.into_iter().map(view).collect() })
}

/// Ends one of somebody's sessions; 404 if it is not theirs, or ended before.
async fn end_one(app: &App, owner: (Uuid, Uuid), session: Uuid, by: Option<Uuid>) -> Result<StatusCode, Problem> {
    let (mut tx, now) = (app.store.begin().await?, app.clock.now());
    if !own_sessions::end(&mut tx, owner, session, WHY, now).await? {
        return Err(Problem::not_found());
    }
    subscriptions::remove_signed_out(&mut tx, owner.0, owner.1).await?;
    if by.is_some() {
        accounts::note(&mut tx, owner.0, (owner.1, by), (What::SignedOut, None), now).await?;
    }
    tx.commit().await?;
    app.known_tokens.forget(session);
    Ok(StatusCode::NO_CONTENT)
}

/// Where I am signed in.
#[utoipa::path(get, path = "/api/sessions", tag = "session", responses((status = 200, body = Sessions)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Reader(lang): Reader,
) -> Result<Json<Sessions>, Problem> {
    let mut tx = app.store.read().await?;
    Ok(Json(view(&mut tx, (caller.federation, caller.user), caller.session, lang, app.clock.now()).await?))
}

/// Signs one of my browsers out.
#[utoipa::path(delete, path = "/api/sessions/{id}", tag = "session", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn end(State(app): State<Ctx>, As(caller, _): As<Anyone>, Id(id): Id) -> Result<StatusCode, Problem> {
    end_one(&app, (caller.federation, caller.user), id, None).await
}

/// Signs every browser of mine out but this one.
#[utoipa::path(post, path = "/api/sessions/end-others", tag = "session", responses((status = 204)))]
pub async fn end_others(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<StatusCode, Problem> {
    let (mut tx, owner, now) = (app.store.begin().await?, (caller.federation, caller.user), app.clock.now());
    let ended = own_sessions::end_others(&mut tx, owner, Some(caller.session), WHY, now).await?;
    subscriptions::remove_signed_out(&mut tx, owner.0, owner.1).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    Ok(StatusCode::NO_CONTENT)
}

/// Whose sessions an administrator asks about: anybody of the federation.
async fn account(tx: &mut Tx, federation: Uuid, id: Uuid) -> Result<(Uuid, Uuid), Problem> {
    users::find(tx, federation, id).await?.ok_or_else(Problem::not_found)?;
    Ok((federation, id))
}

/// Where somebody is signed in.
#[utoipa::path(get, path = "/api/accounts/{id}/sessions", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = Sessions), (status = 404, body = ProblemDocument)))]
pub async fn list_of(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<Sessions>, Problem> {
    let mut tx = app.store.read().await?;
    let owner = account(&mut tx, caller.federation, id).await?;
    Ok(Json(view(&mut tx, owner, caller.session, lang, app.clock.now()).await?))
}

/// Signs somebody out everywhere; of oneself, everywhere but here.
#[utoipa::path(delete, path = "/api/accounts/{id}/sessions", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn end_all_of(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    let (mut tx, now) = (app.store.begin().await?, app.clock.now());
    let owner = account(&mut tx, caller.federation, id).await?;
    let ended = own_sessions::end_others(&mut tx, owner, Some(caller.session), WHY, now).await?;
    subscriptions::remove_signed_out(&mut tx, owner.0, owner.1).await?;
    accounts::note(&mut tx, owner.0, (id, Some(caller.user)), (What::SignedOut, None), now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    Ok(StatusCode::NO_CONTENT)
}

/// Signs one of somebody's browsers out.
#[utoipa::path(delete, path = "/api/accounts/{id}/sessions/{session_id}", tag = "administration",
    params(("id" = Uuid, Path), ("session_id" = Uuid, Path)), responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn end_of(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    path: Result<Path<(Uuid, Uuid)>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((id, session)) = path.map_err(|_| Problem::not_found())?;
    end_one(&app, (caller.federation, id), session, Some(caller.user)).await
}
