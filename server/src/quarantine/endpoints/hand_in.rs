//! `POST /api/ratings/quarantine`: what a device whose session was ended still holds. The refresh cookie is all it has to show.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::auth::cookie;
use crate::auth::session::Why;
use crate::capture::endpoint::{Batch, MOST_ITEMS};
use crate::http::problem::ProblemDocument;
use crate::http::{Body, Problem};
use crate::quarantine::hand_in::hand_in;

#[derive(Debug, Serialize, ToSchema)]
pub struct LeftBehind {
    /// In the order of the request.
    pub results: Vec<LeftItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LeftItem {
    #[schema(required = true)]
    pub id: Option<Uuid>,
    /// `stored` (kept aside), `duplicate` or `refused`: nothing more is said.
    pub outcome: &'static str,
}

/// Takes what was rated before the session ended, for up to a week.
#[utoipa::path(post, path = "/api/ratings/quarantine", tag = "field", request_body = Batch, security(()),
    responses((status = 200, body = LeftBehind), (status = 401, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn post(
    State(app): State<Ctx>,
    headers: HeaderMap,
    Body(batch): Body<Batch>,
) -> Result<Json<LeftBehind>, Problem> {
    let ended = || Problem::new(ProblemCode::SessionEnded).with_current("reason", &None::<Why>.map(Why::as_str));
    if batch.ratings.len() > MOST_ITEMS {
        return Err(Problem::field("/ratings", "too_many_items"));
    }
    let token = cookie::read(&app, &headers).ok_or_else(ended)?;
    let left = hand_in(&app, &token, &batch.ratings).await?.ok_or_else(ended)?;
    let results = left.into_iter().map(|(id, left)| LeftItem { id, outcome: left.as_str() }).collect();
    Ok(Json(LeftBehind { results }))
}
