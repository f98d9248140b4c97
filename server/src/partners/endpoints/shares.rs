//! `GET /api/partners/shares`: how often each partner was proposed and chosen. Whoever proposes must be able to show that they favour
//! nobody.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::app::Ctx;
use crate::backtest::period::midnight;
use crate::http::extract::Office;
use crate::http::{As, Params, Problem};
use crate::store::actions::{self, Share};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// First day of the federation's calendar; from the beginning without it.
    pub from: Option<NaiveDate>,
    /// Last day, included; until now without it.
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Shares {
    pub items: Vec<KindShares>,
}

/// The partners of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindShares {
    pub kind: String,
    /// How often one of them was chosen.
    pub total: i64,
    /// The one chosen most often first.
    pub partners: Vec<PartnerShare>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerShare {
    pub id: Uuid,
    pub name: String,
    /// In how many actions it could be chosen; being chosen counts as being proposed.
    pub proposed: i64,
    pub chosen: i64,
}

/// How often each partner was proposed and chosen, by kind.
#[utoipa::path(get, path = "/api/partners/shares", tag = "partners", params(Query), responses((status = 200, body = Shares)))]
pub async fn shares(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Params(query): Params<Query>,
) -> Result<Json<Shares>, Problem> {
    let mut tx = app.store.read().await?;
    let now = app.clock.now();
    let zone = app.rules.in_force(&mut tx, caller.federation, now).await?.zone;
    let from = query.from.and_then(|day| midnight(day, zone)).unwrap_or(DateTime::UNIX_EPOCH);
    let after = query.to.and_then(|day| day.succ_opt()).and_then(|day| midnight(day, zone));
    // What happens this very moment belongs to today.
    let to: DateTime<Utc> = after.unwrap_or(now + chrono::TimeDelta::seconds(1));
    let rows = actions::shares(&mut tx, caller.federation, caller.role.as_str(), from, to).await?;
    Ok(Json(Shares { items: by_kind(rows) }))
}

/// The rows come in the order of their kinds.
fn by_kind(rows: Vec<Share>) -> Vec<KindShares> {
    let mut items: Vec<KindShares> = Vec::new();
    for row in rows {
        let Share { id, name, kind, proposed, chosen } = row;
        if items.last().is_none_or(|last| last.kind != kind) {
            items.push(KindShares { kind, total: 0, partners: Vec::new() });
        }
        if let Some(last) = items.last_mut() {
            last.total += chosen;
            last.partners.push(PartnerShare { id, name, proposed, chosen });
        }
    }
    items
}
