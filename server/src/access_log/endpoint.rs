//! `GET /api/access-log`: who looked at whose file, for the administrator.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::backtest::period::midnight;
use crate::http::extract::Admin;
use crate::http::{As, Params, Problem};
use crate::store::access_log::{self, ListedLook, LookFilter};
use crate::visits::Named;

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Whose file.
    pub person_id: Option<Uuid>,
    /// Who looked.
    pub user_id: Option<Uuid>,
    /// First day of the federation's calendar.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub to: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 without it.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AccessLog {
    /// Newest first.
    pub items: Vec<LookView>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// A look.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookView {
    pub at: DateTime<Utc>,
    pub user: Looker,
    pub person: Named,
    /// What was opened: `file`, `alert`, `timeline` ...
    pub what: String,
}

/// Who looked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Looker {
    pub id: Uuid,
    pub name: String,
    #[schema(required = true)]
    pub role: Option<Role>,
}

/// Who looked at whose file.
#[utoipa::path(get, path = "/api/access-log", tag = "administration", params(Query), responses((status = 200, body = AccessLog)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Params(query): Params<Query>,
) -> Result<Json<AccessLog>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let before = query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let mut tx = app.store.read().await?;
    let zone = app.rules.in_force(&mut tx, caller.federation, app.clock.now()).await?.zone;
    let filter = LookFilter {
        person: query.person_id,
        user: query.user_id,
        from: query.from.and_then(|day| midnight(day, zone)),
        to: query.to.and_then(|day| day.succ_opt()).and_then(|day| midnight(day, zone)),
        before,
    };
    let mut rows = access_log::page(&mut tx, caller.federation, &filter, limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    Ok(Json(AccessLog { items: rows.into_iter().map(view).collect(), next_cursor }))
}

fn view(row: ListedLook) -> LookView {
    LookView {
        at: row.at,
        user: Looker { id: row.user_id, name: row.user_name, role: row.user_role.parse().ok() },
        person: Named { id: row.person_id, name: row.person_name },
        what: row.what,
    }
}

fn encode(row: &ListedLook) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}", row.at.timestamp_micros(), row.id))
}

fn decode(cursor: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.split_once('|')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?).filter(|at| (1970..=9_999).contains(&at.year()))?;
    Some((at, id.parse().ok()?))
}
