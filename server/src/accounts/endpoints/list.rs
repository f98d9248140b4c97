//! `GET /api/accounts` and `GET /api/accounts/{id}`: who has an account, by name.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::accounts::reach::{keeper, reach};
use crate::accounts::view::{AccountView, view};
use crate::app::Ctx;
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Params, Problem};
use crate::store::accounts::{self, AccountFilter, AccountRow};

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    pub role: Option<Role>,
    pub sector_id: Option<Uuid>,
    /// Any part of a name or a login; accents and case do not matter.
    pub q: Option<String>,
    /// `invited`, `active` or `disabled`; without it everybody.
    #[param(inline)]
    pub state: Option<Wanted>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 without it.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

/// A state, as a word of the question.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AccountStateWanted)]
pub enum Wanted {
    Invited,
    Active,
    Disabled,
}

impl Wanted {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Accounts {
    /// By name.
    pub items: Vec<AccountView>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// Accounts; a sector referent's are the aides who share a sector with her.
#[utoipa::path(get, path = "/api/accounts", tag = "administration", params(Query), responses((status = 200, body = Accounts)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Params(query): Params<Query>,
) -> Result<Json<Accounts>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let filter = AccountFilter {
        role: query.role.map(|role| role.as_str().to_owned()),
        sector: query.sector_id,
        query: query.q.unwrap_or_default(),
        state: query.state.map(|state| state.as_str().to_owned()),
        keeper: keeper(&caller),
        after: query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?,
    };
    let mut tx = app.store.read().await?;
    let mut rows = accounts::page(&mut tx, caller.federation, &filter, app.clock.now(), limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    Ok(Json(Accounts { items: rows.into_iter().filter_map(view).collect(), next_cursor }))
}

/// One account.
#[utoipa::path(get, path = "/api/accounts/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = AccountView), (status = 404, body = ProblemDocument)))]
pub async fn open(State(app): State<Ctx>, As(caller, _): As<Keeper>, Id(id): Id) -> Result<Json<AccountView>, Problem> {
    let mut tx = app.store.read().await?;
    let row = reach(&mut tx, &caller, id, app.clock.now()).await?;
    view(row).map(Json).ok_or_else(Problem::not_found)
}

fn encode(row: &AccountRow) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}", row.id, row.search_name))
}

fn decode(cursor: &str) -> Option<(String, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (id, name) = text.split_once('|')?;
    // PostgreSQL takes no NUL in a text; no name has one.
    (!name.contains('\0')).then_some(())?;
    Some((name.to_owned(), id.parse().ok()?))
}
