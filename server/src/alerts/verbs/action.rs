//! `POST /api/alerts/{id}/action`: what was done, how the person was met, who agreed, and with which partner.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::{Agreement, Contact, EventKind};
use vigie_shared::rating::MAX_NOTE;

use super::words;
use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::catalogue;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{actions, partners};

/// Characters for who said yes: a name and a tie.
const LONGEST_AGREER: usize = 120;
/// More partners than anybody proposes.
const MOST_PROPOSED: usize = 20;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAction {
    pub version: i32,
    /// One of `GET /api/catalogue`.
    pub kind: String,
    pub contact: Contact,
    pub agreement: Agreement,
    /// Who said yes or no; at most 120 characters.
    pub agreed_by: Option<String>,
    /// When they said so; not in the future.
    pub agreed_on: Option<NaiveDate>,
    /// The partner who was chosen.
    pub partner_id: Option<Uuid>,
    /// Those who were proposed; the chosen one among them.
    pub partners_proposed: Option<Vec<Uuid>>,
    /// At most 2,000 characters.
    pub text: Option<String>,
}

/// Notes what was done.
#[utoipa::path(post, path = "/api/alerts/{id}/action", tag = "alerts", params(("id" = Uuid, Path)), request_body = NewAction,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn action(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<NewAction>,
) -> Result<Json<AlertDetail>, Problem> {
    let text = words(body.text.as_deref().unwrap_or(""), "/text", MAX_NOTE)?;
    let agreed_by = words(body.agreed_by.as_deref().unwrap_or(""), "/agreed_by", LONGEST_AGREER)?;
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    check_kind(&mut change, &body).await?;
    check_day(&mut change, body.agreed_on).await?;
    check_partners(&mut change, &body).await?;
    let proposed = body.partners_proposed.unwrap_or_default();
    let mut data = json!({ "action": body.kind, "contact": body.contact, "agreement": body.agreement });
    let more = [
        ("agreed_by", agreed_by.as_ref().map(|name| json!(name))),
        ("agreed_on", body.agreed_on.map(|day| json!(day))),
        ("partner_id", body.partner_id.map(|id| json!(id))),
        ("partners_proposed", (!proposed.is_empty()).then(|| json!(proposed))),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            data[name] = value;
        }
    }
    change.event(EventKind::Action, text, data);
    change.action(actions::NewAction {
        alert_id: alert,
        person_id: change.row.person_id,
        actor_id: caller.user,
        kind: body.kind,
        contact: body.contact.as_str(),
        agreement: body.agreement.as_str(),
        agreed_by,
        agreed_on: body.agreed_on,
        partner: body.partner_id,
        proposed,
    });
    change.finish().await
}

/// Whether the federation knows the action, and whether somebody was asked where somebody must be.
async fn check_kind(change: &mut Change<'_>, body: &NewAction) -> Result<(), Problem> {
    let catalogue = catalogue::in_force(&mut change.tx, change.caller.federation).await?;
    let entry = catalogue.action(&body.kind).ok_or_else(|| Problem::field("/kind", "unknown_action"))?;
    if entry.needs_agreement && body.agreement == Agreement::NotAsked {
        return Err(Problem::field("/agreement", "agreement_needed"));
    }
    Ok(())
}

/// Nobody agreed tomorrow.
pub(super) async fn check_day(change: &mut Change<'_>, day: Option<NaiveDate>) -> Result<(), Problem> {
    let Some(day) = day else { return Ok(()) };
    let today = change.today().await?;
    if day > today { Err(Problem::field("/agreed_on", "future_day")) } else { Ok(()) }
}

async fn check_partners(change: &mut Change<'_>, body: &NewAction) -> Result<(), Problem> {
    let proposed = body.partners_proposed.as_deref().unwrap_or_default();
    if proposed.len() > MOST_PROPOSED {
        return Err(Problem::field("/partners_proposed", "too_many_entries"));
    }
    if let Some(chosen) = body.partner_id {
        if !is_in_directory(change, chosen).await? {
            return Err(Problem::field("/partner_id", "unknown_partner"));
        }
        if !proposed.is_empty() && !proposed.contains(&chosen) {
            return Err(Problem::field("/partner_id", "not_proposed"));
        }
    }
    for (place, id) in proposed.iter().enumerate() {
        if !is_in_directory(change, *id).await? {
            return Err(Problem::field(&format!("/partners_proposed/{place}"), "unknown_partner"));
        }
    }
    Ok(())
}

async fn is_in_directory(change: &mut Change<'_>, id: Uuid) -> Result<bool, Problem> {
    let partner = partners::find(&mut change.tx, change.caller.federation, id).await?;
    Ok(partner.is_some_and(|partner| partner.archived_at.is_none()))
}
