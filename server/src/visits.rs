//! `GET /api/visits`: what an aide needs to rate her visits without network, and a referent to see who was visited.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::place::SHORT;
use vigie_shared::role::Role;
use vigie_shared::visit::VisitStatus;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Field;
use crate::http::{As, Params, Problem};
use crate::store::federations;
use crate::store::visits::{self, ListedVisit, Span};

/// More visits than a sector has in a few weeks; beyond it the caller should ask for fewer days.
const MOST: i64 = 2_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Between {
    /// A day of the federation's calendar (`2026-03-02`) or a time (RFC 3339). Default: yesterday.
    pub from: Option<String>,
    /// The same; a day is included. Default: tomorrow.
    pub to: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Visits {
    pub items: Vec<VisitView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VisitView {
    pub id: Uuid,
    pub person: Named,
    pub aide: Named,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: VisitStatus,
    #[schema(required = true)]
    pub rating_id: Option<Uuid>,
    /// The beginning of the hash of the code on the card at the home, by which a phone without network knows where it is; for the
    /// aide herself, where there is a card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Somebody, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

impl TryFrom<ListedVisit> for VisitView {
    type Error = vigie_shared::UnknownWord;

    fn try_from(row: ListedVisit) -> Result<Self, Self::Error> {
        Ok(Self {
            id: row.id,
            person: Named { id: row.person_id, name: row.person_name },
            aide: Named { id: row.aide_id, name: row.aide_name },
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            status: row.status.parse()?,
            rating_id: row.rating_id,
            place: row.code_hash.map(|hash| hash.chars().take(SHORT).collect()),
        })
    }
}

/// Own visits (aide) or the sector's (referent).
#[utoipa::path(get, path = "/api/visits", tag = "field", params(Between), responses((status = 200, body = Visits)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Field>,
    Params(between): Params<Between>,
) -> Result<Json<Visits>, Problem> {
    let mut tx = app.store.read().await?;
    let federation = federations::find(&mut tx, caller.federation).await?.ok_or_else(Problem::not_found)?;
    let zone: Tz = federation.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let span = span(&between, zone, app.clock.now()).ok_or_else(|| Problem::new(ProblemCode::InvalidRequest))?;
    let rows = match caller.role {
        Role::Aide => visits::of_aide(&mut tx, caller.federation, caller.user, span, MOST).await?,
        _ => visits::of_sectors(&mut tx, caller.federation, caller.user, span, MOST).await?,
    };
    let items = rows.into_iter().map(VisitView::try_from).collect::<Result<Vec<_>, _>>();
    let mut items = items.map_err(|_| Problem::new(ProblemCode::Internal))?;
    if caller.role != Role::Aide {
        items.iter_mut().for_each(|visit| visit.place = None);
    }
    Ok(Json(Visits { items }))
}

fn span(between: &Between, zone: Tz, now: DateTime<Utc>) -> Option<Span> {
    let today = now.with_timezone(&zone).date_naive();
    let from = match &between.from {
        Some(text) => moment(text, zone, 0)?,
        None => start_of(today.checked_sub_days(Days::new(1))?, zone)?,
    };
    let to = match &between.to {
        Some(text) => moment(text, zone, 1)?,
        None => start_of(today.checked_add_days(Days::new(2))?, zone)?,
    };
    Some(Span { from, to })
}

/// A time, or the start of the day `shift` days after a date.
fn moment(text: &str, zone: Tz, shift: u64) -> Option<DateTime<Utc>> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return start_of(day.checked_add_days(Days::new(shift))?, zone);
    }
    // In a query an unescaped `+` reads as a space.
    DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok().map(|time| time.with_timezone(&Utc))
}

/// The first moment of a day: where clocks are put forward at midnight, the first one there is. Nobody plans in other years than
/// those of four digits, and not every database could compare them.
pub fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    if !(1..=9_999).contains(&day.year()) {
        return None;
    }
    (0..4).find_map(|hour| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
        zone.from_local_datetime(&day.and_time(time)).earliest().map(|time| time.with_timezone(&Utc))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spanned(from: Option<&str>, to: Option<&str>) -> Option<(String, String)> {
        let between = Between { from: from.map(str::to_owned), to: to.map(str::to_owned) };
        let now = "2026-03-29T10:00:00Z".parse().expect("a time");
        let span = span(&between, chrono_tz::Europe::Paris, now)?;
        Some((span.from.to_rfc3339(), span.to.to_rfc3339()))
    }

    #[test]
    fn days_are_those_of_the_federation_and_the_last_is_included() {
        let whole_day = spanned(Some("2026-03-29"), Some("2026-03-29")).expect("valid");
        // The day on which clocks go forward has 23 hours.
        assert_eq!(whole_day, ("2026-03-28T23:00:00+00:00".to_owned(), "2026-03-29T22:00:00+00:00".to_owned()));
    }

    #[test]
    fn without_dates_it_is_yesterday_to_tomorrow() {
        let default = spanned(None, None).expect("valid");
        assert_eq!(default, ("2026-03-27T23:00:00+00:00".to_owned(), "2026-03-30T22:00:00+00:00".to_owned()));
    }

    #[test]
    fn times_are_taken_as_they_are_and_nonsense_is_refused() {
        assert!(spanned(Some("2026-03-29T10:00:00 02:00"), None).is_some());
        assert!(spanned(Some("yesterday"), None).is_none());
    }
}
