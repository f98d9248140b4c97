//! `POST /api/alerts/bulk`: one verb over a handful of alerts. Each goes through the verb's own endpoint, in its own transaction,
//! so what holds for one alert holds for a hundred, and one refusal leaves the others done.
//!
//! To let another verb in: a variant of [`BulkVerb`] and its line in [`one`].

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::wire::ProblemCode;

use super::verbs::{assign, claim, release, snooze, wake};
use super::view::{AlertDetail, AlertItem};
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem, Reader};

/// As many as a page of the queue.
const MOST: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkVerb {
    Claim,
    Release,
    Assign,
    Snooze,
    Wake,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    pub verb: BulkVerb,
    /// At most 100.
    pub items: Vec<Seen>,
    /// For `assign`.
    pub owner_id: Option<Uuid>,
    /// For `snooze`.
    pub until: Option<DateTime<Utc>>,
}

/// An alert at the version the person saw.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub id: Uuid,
    pub version: i32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkAnswer {
    /// In the order of the items.
    pub results: Vec<BulkResult>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub id: Uuid,
    pub outcome: BulkOutcome,
    /// The alert as it is now, if the verb was done.
    #[schema(required = true)]
    pub alert: Option<AlertItem>,
    /// Why not, as the verb's own endpoint would say it.
    #[schema(required = true)]
    pub problem: Option<ProblemDocument>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkOutcome {
    Done,
    Refused,
}

/// Does one thing to several alerts.
#[utoipa::path(post, path = "/api/alerts/bulk", tag = "alerts", request_body = Bulk,
    responses((status = 200, body = BulkAnswer), (status = 422, body = ProblemDocument)))]
pub async fn bulk(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
    Body(body): Body<Bulk>,
) -> Result<Json<BulkAnswer>, Problem> {
    if body.items.len() > MOST {
        return Err(Problem::field("/items", "too_many_alerts"));
    }
    if body.verb == BulkVerb::Assign && body.owner_id.is_none() {
        return Err(Problem::field("/owner_id", "missing"));
    }
    if body.verb == BulkVerb::Snooze && body.until.is_none() {
        return Err(Problem::field("/until", "missing"));
    }
    let mut results = Vec::with_capacity(body.items.len());
    for item in &body.items {
        results.push(match one(&app, caller, lang, &body, *item).await {
            Ok(detail) => {
                BulkResult { id: item.id, outcome: BulkOutcome::Done, alert: Some(detail.item), problem: None }
            }
            Err(problem) => BulkResult {
                id: item.id,
                outcome: BulkOutcome::Refused,
                alert: None,
                problem: Some(problem.document(lang)),
            },
        });
    }
    Ok(Json(BulkAnswer { results }))
}

/// Calls the verb's own endpoint.
async fn one(app: &Ctx, caller: Caller, lang: Lang, bulk: &Bulk, item: Seen) -> Result<AlertDetail, Problem> {
    let (state, desk, id, reader) = (State(app.clone()), As::<Desk>::new(caller), Id(item.id), Reader(lang));
    let version = item.version;
    let Json(detail) = match bulk.verb {
        BulkVerb::Claim => claim::claim(state, desk, id, reader, read(json!({ "version": version }))?).await?,
        BulkVerb::Release => release::release(state, desk, id, reader, read(json!({ "version": version }))?).await?,
        BulkVerb::Assign => {
            let body = read(json!({ "version": version, "owner_id": bulk.owner_id }))?;
            assign::assign(state, desk, id, reader, body).await?
        }
        BulkVerb::Snooze => {
            let body = read(json!({ "version": version, "until": bulk.until }))?;
            snooze::snooze(state, desk, id, reader, body).await?
        }
        BulkVerb::Wake => wake::wake(state, desk, id, reader, read(json!({ "version": version }))?).await?,
    };
    Ok(detail)
}

/// The verb's body, read as the verb would read it from the wire.
fn read<T: DeserializeOwned>(body: Value) -> Result<Body<T>, Problem> {
    serde_json::from_value(body).map(Body).map_err(|_| Problem::new(ProblemCode::InvalidRequest))
}
