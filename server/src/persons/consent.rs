//! `PUT /api/persons/{id}/consent`: what the person says about coordination. Given, refused and withdrawn are all dated and kept.
//!
//! Refusing moves an open alert out of the coordinators' sight at once: their lists, their streams and their links no longer find
//! it, since every query looks at the person's consent. The timeline notes the move and, if a coordinator held the alert, it
//! goes back to the queue, where the sector referent finds it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::person::{Consent, GivenAs};
use vigie_shared::rating::Note;

use crate::alerts::reroute;
use crate::app::Ctx;
use crate::follow_ups;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::store::persons::{self, NewConsent};

/// Characters for who said so: a name and a tie, not a story.
const LONGEST_GIVER: usize = 200;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    pub coordination: Consent,
    /// Who said so: the person, a relative, a guardian.
    pub given_by: String,
    /// Whose word it is; the person's own without it.
    pub given_as: Option<GivenAs>,
}

/// Records a consent.
#[utoipa::path(put, path = "/api/persons/{id}/consent", tag = "persons", params(("id" = Uuid, Path)),
    request_body = ConsentBody, responses((status = 204), (status = 404, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn put(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<ConsentBody>,
) -> Result<StatusCode, Problem> {
    let given_by =
        Note::parse_within(&body.given_by, LONGEST_GIVER).map_err(|_| Problem::field("/given_by", "too_long"))?;
    let given_by = given_by.ok_or_else(|| Problem::field("/given_by", "missing"))?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let person = persons::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
    let new = NewConsent {
        id: ids::fresh(),
        person: id,
        coordination: body.coordination.as_str(),
        given_by: given_by.as_str(),
        given_as: body.given_as.unwrap_or_default().as_str(),
        recorded_by: Some(caller.user),
    };
    persons::record_consent(&mut tx, caller.federation, &new, now).await?;
    let before = person.coordination.parse().unwrap_or(Consent::NotAsked);
    if before.allows_coordination() != body.coordination.allows_coordination() {
        if !body.coordination.allows_coordination() {
            follow_ups::consent::refused(&mut tx, caller.federation, id, now).await?;
        }
        reroute::after_consent(&mut tx, caller, &person, body.coordination, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(StatusCode::NO_CONTENT)
}
