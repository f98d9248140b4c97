//! `GET /api/signals`: what came of an aide's ratings. She reads the words chosen for her, never the file. The sector referent
//! reads the same for the sector, signal by signal: nothing here counts or compares aides.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::Outcome;
use vigie_shared::person::Consent;
use vigie_shared::role::Role;

use crate::app::Ctx;
use crate::http::extract::Field;
use crate::http::{As, Problem};
use crate::store::ratings::{self, Signal};
use crate::visits::Named;

/// How far back an aide sees her signals.
const REACH: TimeDelta = TimeDelta::days(90);
const MOST: i64 = 200;

#[derive(Debug, Serialize, ToSchema)]
pub struct Signals {
    /// One a rating, newest first.
    pub items: Vec<SignalView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SignalView {
    pub alert_id: Uuid,
    pub rating_id: Uuid,
    pub person: Named,
    pub visited_at: DateTime<Utc>,
    /// `received`, `taken` or `closed`.
    pub state: &'static str,
    /// The first name of whoever looks into it, or did.
    #[schema(required = true)]
    pub by: Option<String>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    /// What the coordinator wrote for her.
    #[schema(required = true)]
    pub for_aide: Option<String>,
    pub at: DateTime<Utc>,
    /// What she answered.
    #[schema(required = true)]
    pub reply: Option<ReplyView>,
    /// Whether she may answer: once, when somebody is there to hear it.
    pub can_reply: bool,
    /// Whose signal it is; in the referent's list alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aide: Option<Named>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyView {
    pub text: String,
    pub at: DateTime<Utc>,
}

/// What came of one's ratings, or of those of one's sectors.
#[utoipa::path(get, path = "/api/signals", tag = "field", responses((status = 200, body = Signals)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Field>) -> Result<Json<Signals>, Problem> {
    let mut tx = app.store.read().await?;
    let now = app.clock.now();
    let from = now - REACH;
    let mut rows = match caller.role {
        Role::Aide => ratings::signals_of(&mut tx, caller.federation, caller.user, from, MOST).await?,
        _ => ratings::signals_of_sectors(&mut tx, caller.viewer(now), from, MOST).await?,
    };
    rows.dedup_by_key(|row| (row.rating_id, row.alert_id));
    Ok(Json(Signals { items: rows.into_iter().map(|row| view(row, caller.role)).collect() }))
}

fn view(row: Signal, reader: Role) -> SignalView {
    let state = match row.state.as_str() {
        "closed" => "closed",
        "taken" => "taken",
        _ if row.owner_name.is_some() => "taken",
        _ => "received",
    };
    let who = if state == "closed" { row.closed_by_name } else { row.owner_name };
    // Somebody who refused coordination shares nothing of what was done beyond that it was seen, except with the referent.
    let shares = reader != Role::Aide || row.coordination.parse().unwrap_or(Consent::Refused).allows_coordination();
    SignalView {
        alert_id: row.alert_id,
        rating_id: row.rating_id,
        person: Named { id: row.person_id, name: row.person_name },
        visited_at: row.visited_at,
        state,
        by: who.map(|name| first_name(&name)),
        outcome: row.outcome.and_then(|outcome| outcome.parse().ok()).filter(|_| shares && state == "closed"),
        for_aide: row.for_aide.filter(|_| shares && state == "closed"),
        at: row.at,
        can_reply: reader == Role::Aide && row.reply.is_none() && state != "received",
        reply: row.reply.zip(row.replied_at).map(|(text, at)| ReplyView { text, at }),
        aide: (reader != Role::Aide).then_some(Named { id: row.aide_id, name: row.aide_name }),
    }
}

/// The first word of a name: enough to know whom to thank.
fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_owned()
}
