//! `POST /api/places/open`: somebody signed in holds a card in front of the phone. Where it leads depends on who it is; a wrong code,
//! one that was replaced and a home that is not theirs get the same answer.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_shared::place::PlaceCode;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::access_log;
use crate::app::Ctx;
use crate::auth::limit::{PER_ADDRESS, PER_PAIR};
use crate::auth::token_hash;
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem, address};
use crate::store::place_codes::Home;
use crate::store::visits::{self, Span};
use crate::store::{Tx, federations, persons, place_codes, users};
use crate::visits::{Named, VisitView, start_of};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceToOpen {
    /// What stands behind `/v/` in the address; small letters and hyphens do not matter.
    pub code: String,
}

/// Where a card leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadsTo {
    /// For an aide: to rate a visit of this person.
    Rating,
    /// For the desk: to the person's file.
    File,
    /// For an administrator: to the person's line in the register.
    Register,
    /// The code is none, or was replaced, or the home is not the caller's.
    Nowhere,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceOpened {
    pub leads_to: LeadsTo,
    #[schema(required = true)]
    pub person: Option<Named>,
    /// For an aide: her visits of that person today, by the hour, without those that were called off. None: a rating nobody planned.
    pub visits: Vec<VisitView>,
    /// When it leads nowhere: the referents of the caller's sectors.
    pub call: Vec<Named>,
}

/// Opens what a card leads to.
#[utoipa::path(post, path = "/api/places/open", tag = "field", request_body = PlaceToOpen,
    responses((status = 200, body = PlaceOpened), (status = 429, body = ProblemDocument)))]
pub async fn open(
    State(app): State<Ctx>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    As(caller, _): As<Anyone>,
    Body(body): Body<PlaceToOpen>,
) -> Result<Json<PlaceOpened>, Problem> {
    let now = app.clock.now();
    let (user, address) = (format!("place:{}", caller.user), format!("place-address:{}", address::group(peer.ip())));
    let keys = [(user.as_str(), PER_PAIR), (address.as_str(), PER_ADDRESS)];
    if let Some(seconds) = app.limiter.wait(&keys, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    let mut tx = app.store.begin().await?;
    let home = match PlaceCode::parse(&body.code) {
        Some(code) => place_codes::home(&mut tx, caller.federation, &token_hash(code.as_str())).await?,
        None => None,
    };
    let opened = match home {
        Some(home) => led(&mut tx, caller, home, now).await?,
        None => None,
    };
    let Some(opened) = opened else {
        app.limiter.failed(&keys, now);
        return Ok(Json(nowhere(&mut tx, caller).await?));
    };
    tx.commit().await?;
    Ok(Json(opened))
}

/// Where the card of a home leads a caller, with the line in the access log; none when the home is not theirs.
async fn led(tx: &mut Tx, caller: Caller, home: Home, now: DateTime<Utc>) -> Result<Option<PlaceOpened>, Problem> {
    let leads_to = match caller.role {
        Role::Aide if place_codes::may_rate(tx, caller.federation, caller.user, home.id).await? => LeadsTo::Rating,
        Role::Aide => return Ok(None),
        Role::Administrator => LeadsTo::Register,
        Role::Coordinator | Role::SectorReferent => {
            if persons::in_scope(tx, caller.viewer(now), home.id).await?.is_none() {
                return Ok(None);
            }
            LeadsTo::File
        }
    };
    access_log::note(tx, caller, home.id, "place", now).await?;
    let visits = if leads_to == LeadsTo::Rating { todays(tx, caller, &home, now).await? } else { Vec::new() };
    let person = Some(Named { id: home.id, name: home.name });
    Ok(Some(PlaceOpened { leads_to, person, visits, call: Vec::new() }))
}

/// The aide's own visits of a person that lie in the federation's day.
async fn todays(tx: &mut Tx, caller: Caller, home: &Home, now: DateTime<Utc>) -> Result<Vec<VisitView>, Problem> {
    let internal = || Problem::new(ProblemCode::Internal);
    let federation = federations::find(tx, caller.federation).await?.ok_or_else(Problem::not_found)?;
    let zone: Tz = federation.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let today = now.with_timezone(&zone).date_naive();
    let tomorrow = today.checked_add_days(Days::new(1)).and_then(|day| start_of(day, zone));
    let span = start_of(today, zone).zip(tomorrow).map(|(from, to)| Span { from, to }).ok_or_else(internal)?;
    let rows = visits::of_aide_with(tx, caller.federation, (caller.user, home.id), span).await?;
    rows.into_iter().map(VisitView::try_from).collect::<Result<_, _>>().map_err(|_| internal())
}

/// The same for every code that opens nothing for a caller.
async fn nowhere(tx: &mut Tx, caller: Caller) -> Result<PlaceOpened, Problem> {
    let mut call: Vec<Named> = Vec::new();
    for sector in users::sectors_of(tx, caller.federation, caller.user).await? {
        for one in users::of_sector(tx, caller.federation, sector.id, Role::SectorReferent.as_str()).await? {
            if one.id != caller.user && call.iter().all(|known| known.id != one.id) {
                call.push(Named { id: one.id, name: one.name });
            }
        }
    }
    Ok(PlaceOpened { leads_to: LeadsTo::Nowhere, person: None, visits: Vec::new(), call })
}
