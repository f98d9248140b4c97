//! `GET /api/persons/{id}/timeline`: everything that happened around a person, newest first, a page at a time.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vigie_shared::wire::ProblemCode;

use super::lines::{Line, Place, TimelineItem, gather};
use crate::access_log;
use crate::alerts::view::Writing;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Params, Problem, Reader};
use crate::store::persons;
use crate::store::timeline::Past;

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next_before` of the page before.
    pub before: Option<String>,
    /// 1 to 100; 50 without it.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonTimeline {
    /// Newest first.
    pub items: Vec<TimelineItem>,
    #[schema(required = true)]
    pub next_before: Option<String>,
}

/// What happened around a person.
#[utoipa::path(get, path = "/api/persons/{id}/timeline", tag = "persons", params(("id" = Uuid, Path), Query),
    responses((status = 200, body = PersonTimeline), (status = 404, body = ProblemDocument)))]
pub async fn timeline(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Json<PersonTimeline>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let before = query.before.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, id, "timeline", now).await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    let writing = Writing { lang, zone: rules.zone, now, role: caller.role };
    let until = before.map_or(DateTime::<chrono::Utc>::MAX_UTC, |place| place.at).min(far_future());
    let past = Past { federation: caller.federation, person: id, role: caller.role.as_str(), until, limit };
    let mut lines = gather(&mut tx, past, before, writing).await?;
    tx.commit().await?;
    let has_more = i64::try_from(lines.len()).is_ok_and(|count| count > limit);
    if has_more {
        lines.pop();
    }
    let next_before = lines.last().filter(|_| has_more).map(|line| encode(line.place));
    Ok(Json(PersonTimeline { items: lines.into_iter().map(|line: Line| line.item).collect(), next_before }))
}

/// Later than anything, and a time every database can compare.
fn far_future() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

fn encode(place: Place) -> String {
    let Place { at, rank, seq, id } = place;
    URL_SAFE_NO_PAD.encode(format!("{}|{rank}|{seq}|{id}", at.timestamp_micros()))
}

fn decode(cursor: &str) -> Option<Place> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.split('|');
    let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)
        .filter(|at| (1970..=9_999).contains(&at.year()))?;
    let (rank, seq) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let id = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(Place { at, rank, seq, id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_cursor_reads_back_and_a_made_up_one_is_refused() {
        let at = DateTime::from_timestamp_micros(1_700_000_000_000_001).expect("a time");
        let place = Place { at, rank: 3, seq: -1, id: Uuid::from_u128(7) };
        assert_eq!(decode(&encode(place)), Some(place));
        for cursor in ["", "abc", "%00"] {
            assert_eq!(decode(cursor), None, "{cursor}");
        }
    }
}
