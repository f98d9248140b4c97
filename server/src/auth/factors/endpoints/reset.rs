//! `POST /api/accounts/{id}/second-factor/reset`: for who has lost phone, passkey and paper.

use axum::extract::State;
use axum::http::StatusCode;

use crate::accounts;
use crate::app::Ctx;
use crate::auth::notice::{self, What};
use crate::http::extract::{Admin, Id};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::store::{ceremonies, own_sessions, recovery_codes, user_factors, users};

const WHY: &str = "second factor reset by an administrator";

/// Takes every second factor off an account and signs it out everywhere. Of one's own, another administrator does it: an open page
/// must not be
/// enough.
#[utoipa::path(post, path = "/api/accounts/{id}/second-factor/reset", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn reset(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    if id == caller.user {
        return Err(Problem::field("", "ask_another_administrator"));
    }
    let (mut tx, now, owner) = (app.store.begin().await?, app.clock.now(), (caller.federation, id));
    users::find(&mut tx, owner.0, owner.1).await?.ok_or_else(Problem::not_found)?;
    user_factors::lock_owner(&mut tx, owner.0, owner.1).await?;
    user_factors::remove_all(&mut tx, owner.0, owner.1).await?;
    recovery_codes::replace(&mut tx, owner, &[], now).await?;
    ceremonies::end_all(&mut tx, owner.0, owner.1, now).await?;
    let ended = own_sessions::end_others(&mut tx, owner, None, WHY, now).await?;
    accounts::note(&mut tx, owner.0, (id, Some(caller.user)), (accounts::What::FactorsReset, None), now).await?;
    notice::tell(&mut tx, owner, What::FactorsReset, now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    app.outbox_bell.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
