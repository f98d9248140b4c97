//! `POST /api/presence`: a screen says every few seconds which alert it shows, and learns who else looks at which.
//!
//! It locks nothing: two may look, and the first to take it has it. It only spares a colleague the same phone call.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Body, Problem};
use crate::store::{alerts, presence};
use crate::visits::Named;

/// Screens say so every 15 seconds; one that has missed two beats is gone.
const LASTS: TimeDelta = TimeDelta::seconds(40);

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// The alert on the screen; null on every other page.
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub alert_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Lookers {
    pub items: Vec<LookedAt>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LookedAt {
    pub alert_id: Uuid,
    /// Not oneself.
    pub users: Vec<Named>,
}

/// Says where one looks, and learns who else looks where.
#[utoipa::path(post, path = "/api/presence", tag = "alerts", request_body = Beat, responses((status = 200, body = Lookers)))]
pub async fn beat(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Body(beat): Body<Beat>,
) -> Result<Json<Lookers>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    // What one may not see one does not look at, and the answer is that of a look at nothing.
    let shown = match beat.alert_id {
        Some(id) => alerts::in_scope(&mut tx, caller.viewer(now), id).await?.map(|row| row.id),
        None => None,
    };
    match shown {
        Some(id) => presence::look(&mut tx, caller.federation, caller.user, id, now).await?,
        None => presence::leave(&mut tx, caller.federation, caller.user).await?,
    }
    let looks = presence::others(&mut tx, caller.viewer(now), now - LASTS).await?;
    tx.commit().await?;
    let mut items: Vec<LookedAt> = Vec::new();
    for look in looks {
        let user = Named { id: look.user_id, name: look.user_name };
        match items.last_mut().filter(|item| item.alert_id == look.alert_id) {
            Some(item) => item.users.push(user),
            None => items.push(LookedAt { alert_id: look.alert_id, users: vec![user] }),
        }
    }
    Ok(Json(Lookers { items }))
}
