//! `POST /api/accounts/{id}/disable` and `/enable`: somebody leaves, or comes back.

use axum::Json;
use axum::extract::State;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::lost_phone::AtVersion;
use crate::accounts::leaver::{Leaver, hand_over};
use crate::accounts::reach::{reach, reach_at, shown, stale};
use crate::accounts::view::AccountView;
use crate::accounts::{What, note};
use crate::app::Ctx;
use crate::auth::session::{Why, end_all};
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{accounts, enrolments};

/// Closes an account: its sessions end (on other servers within a minute), what its owner has in hand goes to those who stay, what
/// they did stays.
#[utoipa::path(post, path = "/api/accounts/{id}/disable", tag = "administration", params(("id" = Uuid, Path)), request_body = AtVersion,
    responses((status = 200, body = AccountView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn disable(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<AtVersion>,
) -> Result<Json<AccountView>, Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    let before = reach_at(&mut tx, &caller, (id, body.version), now).await?;
    if id == caller.user {
        return Err(Problem::new(ProblemCode::OwnAccount));
    }
    if before.role == Role::Administrator.as_str() {
        let others = accounts::lock_administrators(&mut tx, federation).await?;
        // Who asks may have been closed a moment ago, by somebody they close now.
        if !others.contains(&caller.user) {
            return Err(Problem::new(ProblemCode::LastAdministrator));
        }
    }
    if before.disabled_at.is_some() {
        return Ok(Json(shown(&mut tx, federation, id, now).await?));
    }
    if !accounts::set_disabled(&mut tx, federation, (id, body.version), Some(now)).await? {
        return Err(stale(reach(&mut tx, &caller, id, now).await?));
    }
    let ended = end_all(&mut tx, federation, (id, None), Why::Disabled, now).await?;
    enrolments::withdraw(&mut tx, federation, id).await?;
    note(&mut tx, federation, (id, Some(caller.user)), (What::Disabled, None), now).await?;
    let view = shown(&mut tx, federation, id, now).await?;
    let leaver = Leaver { federation, user: id, name: &before.name, by: caller.user, lang };
    hand_over(&mut tx, leaver, now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    app.ring();
    Ok(Json(view))
}

/// Opens a closed account again. Sessions do not come back: without a password a new link is needed.
#[utoipa::path(post, path = "/api/accounts/{id}/enable", tag = "administration", params(("id" = Uuid, Path)), request_body = AtVersion,
    responses((status = 200, body = AccountView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn enable(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Body(body): Body<AtVersion>,
) -> Result<Json<AccountView>, Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    let before = reach_at(&mut tx, &caller, (id, body.version), now).await?;
    if before.disabled_at.is_none() {
        return Ok(Json(shown(&mut tx, federation, id, now).await?));
    }
    if !accounts::set_disabled(&mut tx, federation, (id, body.version), None).await? {
        return Err(stale(reach(&mut tx, &caller, id, now).await?));
    }
    note(&mut tx, federation, (id, Some(caller.user)), (What::Enabled, None), now).await?;
    let view = shown(&mut tx, federation, id, now).await?;
    tx.commit().await?;
    Ok(Json(view))
}
