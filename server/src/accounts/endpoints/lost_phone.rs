//! `POST /api/accounts/{id}/lost-phone`: a phone is lost, so nothing on it opens anything any more.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::reach::{reach, reach_at, shown, stale};
use crate::accounts::view::AccountView;
use crate::accounts::{What, note};
use crate::app::Ctx;
use crate::auth::session::{Why, end_all};
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::{accounts, enrolments};

/// The version of the account as it was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtVersion {
    pub version: i32,
}

/// Ends every session of the account, forgets its browsers and takes back links nobody has used. Other servers know within a
/// minute. What the phone has not sent it may hand in for a week, from before this moment.
#[utoipa::path(post, path = "/api/accounts/{id}/lost-phone", tag = "administration", params(("id" = Uuid, Path)), request_body = AtVersion,
    responses((status = 200, body = AccountView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn lost_phone(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Body(body): Body<AtVersion>,
) -> Result<Json<AccountView>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reach_at(&mut tx, &caller, (id, body.version), now).await?;
    if !accounts::touch(&mut tx, caller.federation, id, body.version).await? {
        return Err(stale(reach(&mut tx, &caller, id, now).await?));
    }
    let ended = end_all(&mut tx, caller.federation, (id, None), Why::LostPhone, now).await?;
    enrolments::withdraw(&mut tx, caller.federation, id).await?;
    note(&mut tx, caller.federation, (id, Some(caller.user)), (What::LostPhone, None), now).await?;
    let view = shown(&mut tx, caller.federation, id, now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    Ok(Json(view))
}
