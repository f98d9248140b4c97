//! `GET /api/quarantine`: what waits for a look.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::rating::{RatingInput, Scores};

use crate::access_log;
use crate::app::Ctx;
use crate::http::extract::Keeper;
use crate::http::{As, Problem};
use crate::store::quarantine::{self, Entry};
use crate::visits::Named;

/// More than one phone may hold, and more than anybody reads at once.
const MOST: i64 = 500;

#[derive(Debug, Serialize, ToSchema)]
pub struct Quarantine {
    /// The oldest first.
    pub items: Vec<EntryView>,
}

/// A rating that waits for a look.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantineEntry)]
pub struct EntryView {
    pub id: Uuid,
    pub aide: Named,
    pub person: Named,
    pub visited_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub scores: Scores,
    pub signs: Vec<String>,
    #[schema(required = true)]
    pub note: Option<String>,
    /// When it is forgotten.
    pub until: DateTime<Utc>,
}

/// Ratings of ended devices; a referent sees those of her sectors. Whose they are goes to the access log.
#[utoipa::path(get, path = "/api/quarantine", tag = "administration", responses((status = 200, body = Quarantine)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Keeper>) -> Result<Json<Quarantine>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let rows = quarantine::list(&mut tx, caller.viewer(now), MOST).await?;
    let persons: BTreeSet<Uuid> = rows.iter().map(|row| row.person_id).collect();
    for person in persons {
        access_log::note(&mut tx, caller, person, "quarantine", now).await?;
    }
    tx.commit().await?;
    Ok(Json(Quarantine { items: rows.into_iter().filter_map(view).collect() }))
}

/// None: what was kept can no longer be read.
fn view(row: Entry) -> Option<EntryView> {
    let rating = RatingInput::parse(&row.body).ok()?;
    Some(EntryView {
        id: row.id,
        aide: Named { id: row.aide_id, name: row.aide_name },
        person: Named { id: row.person_id, name: row.person_name },
        visited_at: row.visited_at,
        received_at: row.received_at,
        scores: rating.scores,
        signs: rating.signs.iter().map(ToString::to_string).collect(),
        note: rating.note.map(|note| note.as_str().to_owned()),
        until: row.until,
    })
}
