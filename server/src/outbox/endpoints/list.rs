//! `GET /api/outbox`: messages that did not arrive.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Params, Problem};
use crate::store::dead_letters::{self, DeadLetter};
use crate::visits::Named;

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 200;

/// How a message ended that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failed {
    /// Refused for good.
    Dead,
    /// Its end came first.
    Expired,
    /// The receiver has no browser to push to.
    Unreachable,
}

impl Failed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Expired => "expired",
            Self::Unreachable => "unreachable",
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// All without it.
    #[param(inline)]
    pub state: Option<Failed>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 without it.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetters {
    /// Newest first.
    pub items: Vec<DeadLetterView>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// A message that did not arrive. What it was about is not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterView {
    pub id: Uuid,
    pub kind: String,
    /// `push`, `mail` or `webhook`.
    pub channel: String,
    /// Whom it was for.
    pub user: Named,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    #[schema(required = true)]
    pub last_error: Option<String>,
    /// `dead`, `expired` or `unreachable`; after it was sent again, `retry`.
    pub state: String,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(row: DeadLetter) -> Self {
        let DeadLetter { id, kind, channel, user_id, user_name, created_at, attempts, last_error, state } = row;
        Self {
            id,
            kind,
            channel,
            user: Named { id: user_id, name: user_name },
            created_at,
            attempts,
            last_error,
            state,
        }
    }
}

/// Messages that did not arrive, and why.
#[utoipa::path(get, path = "/api/outbox", tag = "administration", params(Query), responses((status = 200, body = DeadLetters)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Params(query): Params<Query>,
) -> Result<Json<DeadLetters>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let before = query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let mut tx = app.store.read().await?;
    let state = query.state.map(Failed::as_str);
    let mut rows = dead_letters::page(&mut tx, caller.federation, state, before, limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    Ok(Json(DeadLetters { items: rows.into_iter().map(DeadLetterView::from).collect(), next_cursor }))
}

fn encode(row: &DeadLetter) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}", row.created_at.timestamp_micros(), row.id))
}

fn decode(cursor: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.split_once('|')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?).filter(|at| (1970..=9_999).contains(&at.year()))?;
    Some((at, id.parse().ok()?))
}
