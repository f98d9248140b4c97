//! `POST /api/accounts/{id}/invite`: a link, a QR's content, a short code and a text message, all good once and for a day.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::wire::ProblemCode;

use crate::accounts::reach::reach;
use crate::accounts::{What, note, text};
use crate::app::Ctx;
use crate::auth::code;
use crate::auth::enrolment::{self, LIFETIME};
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Problem};

/// What opens an account on a device.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountInvitation)]
pub struct InvitationView {
    /// To be opened on the device, or shown as a QR code.
    pub url: String,
    /// `ABC-DEF`, to be typed with the login where no link can be opened.
    pub code: String,
    pub login: String,
    pub expires_at: DateTime<Utc>,
    /// A text message with both, in the language of the account.
    pub text: String,
}

/// Makes a link and a code. Those made before and not used yet open nothing any more.
#[utoipa::path(post, path = "/api/accounts/{id}/invite", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 201, body = InvitationView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn invite(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
) -> Result<(StatusCode, Json<InvitationView>), Problem> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let before = reach(&mut tx, &caller, id, now).await?;
    drop(tx);
    if before.disabled_at.is_some() {
        return Err(Problem::new(ProblemCode::AccountDisabled));
    }
    // Hashed before the transaction: nobody should wait behind it.
    let code = code::draw().await.map_err(internal)?;
    let mut tx = app.store.begin().await?;
    let row = reach(&mut tx, &caller, id, now).await?;
    let token =
        enrolment::invite_with(&mut tx, (caller.federation, id), Some(&code.hash), now).await.map_err(internal)?;
    note(&mut tx, caller.federation, (id, Some(caller.user)), (What::Invited, None), now).await?;
    tx.commit().await?;
    let url = enrolment::link(&app.public_url, &token);
    let text = text::invitation(row.locale.parse().unwrap_or_default(), &url, &code.shown);
    let view = InvitationView { url, code: code.shown, login: row.login, expires_at: now + LIFETIME, text };
    Ok((StatusCode::CREATED, Json(view)))
}

fn internal(error: anyhow::Error) -> Problem {
    tracing::error!(%error, "a link could not be made");
    Problem::new(ProblemCode::Internal)
}
