//! `POST /api/quarantine/{id}/accept` and `/discard`: letting a rating in, or throwing it away.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::accounts::draft::line;
use crate::accounts::{What, note};
use crate::app::Ctx;
use crate::capture::endpoint::{ItemResult, item};
use crate::capture::submit::{Refusal, Verdict, submit_in};
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem, Reader};
use crate::store::Tx;
use crate::store::quarantine::{self, Decision, Entry};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    /// One line.
    pub reason: String,
}

/// Lets a rating in, as if its aide had just sent it: the rules run. `stored` or `duplicate`; when it would be refused, that is the
/// answer, and it goes on waiting.
#[utoipa::path(post, path = "/api/quarantine/{id}/accept", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = ItemResult), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn accept(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<ItemResult>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let entry = waiting(&mut tx, caller, id, now).await?;
    let decision = Decision { id, by: caller.user, decision: "accepted", reason: None };
    decided(&mut tx, caller, &entry, (decision, What::QuarantineAccepted), now).await?;
    let aide = Caller { user: entry.aide_id, role: Role::Aide, ..caller };
    let verdict = submit_in(&app, &mut tx, aide, &entry.body).await?;
    match &verdict {
        Verdict::Refused(Refusal::Code(code)) => return Err(Problem::new(*code)),
        Verdict::Refused(Refusal::Invalid(_)) => return Err(Problem::new(ProblemCode::InvalidRating)),
        Verdict::Stored { .. } | Verdict::Duplicate => tx.commit().await?,
    }
    app.ring();
    Ok(Json(item(Some(id), verdict, lang)))
}

/// Throws a rating away.
#[utoipa::path(post, path = "/api/quarantine/{id}/discard", tag = "administration", params(("id" = Uuid, Path)), request_body = Discard,
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn discard(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Body(body): Body<Discard>,
) -> Result<StatusCode, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let entry = waiting(&mut tx, caller, id, now).await?;
    let reason = line(&body.reason).map_err(|code| Problem::field("/reason", code))?;
    let reason = reason.ok_or_else(|| Problem::field("/reason", "missing"))?;
    let decision = Decision { id, by: caller.user, decision: "discarded", reason: Some(&reason) };
    decided(&mut tx, caller, &entry, (decision, What::QuarantineDiscarded), now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn waiting(tx: &mut Tx, caller: Caller, id: Uuid, now: DateTime<Utc>) -> Result<Entry, Problem> {
    quarantine::in_scope(tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)
}

/// Writes the decision down, on the entry and in the history of its aide's account. Of two who decide at once the second finds
/// nothing any more.
async fn decided(
    tx: &mut Tx,
    caller: Caller,
    entry: &Entry,
    (decision, what): (Decision<'_>, What),
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    if !quarantine::decide(tx, caller.federation, &decision, now).await? {
        return Err(Problem::not_found());
    }
    let detail = entry.id.to_string();
    note(tx, caller.federation, (entry.aide_id, Some(caller.user)), (what, Some(&detail)), now).await?;
    Ok(())
}
