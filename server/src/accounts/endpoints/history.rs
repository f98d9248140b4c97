//! `GET /api/accounts/{id}/history`: what was done to an account, by whom.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::reach::reach;
use crate::app::Ctx;
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Problem};
use crate::store::account_events::{self, AccountEvent};
use crate::visits::Named;

/// More than happens to an account in years.
const MOST: i64 = 200;

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountHistory {
    /// Newest first.
    pub items: Vec<AccountEventView>,
}

/// Something that was done to an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountEventView {
    pub at: DateTime<Utc>,
    /// None: the owner of the account.
    #[schema(required = true)]
    pub actor: Option<Named>,
    /// `created`, `changed`, `invited`, `enrolled`, `lost_phone`, `disabled`, `enabled`, `quarantined` ...
    pub what: String,
    /// More of it: the fields that changed, with commas; how somebody enrolled.
    #[schema(required = true)]
    pub detail: Option<String>,
}

/// What was done to an account.
#[utoipa::path(get, path = "/api/accounts/{id}/history", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = AccountHistory), (status = 404, body = ProblemDocument)))]
pub async fn history(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
) -> Result<Json<AccountHistory>, Problem> {
    let mut tx = app.store.read().await?;
    reach(&mut tx, &caller, id, app.clock.now()).await?;
    let rows = account_events::of_account(&mut tx, caller.federation, id, MOST).await?;
    Ok(Json(AccountHistory { items: rows.into_iter().map(view).collect() }))
}

fn view(row: AccountEvent) -> AccountEventView {
    let actor = row.actor_id.zip(row.actor_name).map(|(id, name)| Named { id, name });
    AccountEventView { at: row.at, actor, what: row.what, detail: row.detail }
}
