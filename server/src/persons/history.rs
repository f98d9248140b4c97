//! The last weeks of a person: every rating with who noted it, and what is usual. The evidence beside an alert and in the file.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::rating::{Axis, Score, Scores};
use vigie_shared::rules::PersonState;

use crate::rulebook::Rules;
use crate::store::absences::{self, Absence};
use crate::store::ratings::{self, HistoryRow, RatingRow};
use crate::store::{StoreResult, Tx, states, users};
use crate::visits::Named;

/// How far back a history looks: eight weeks show a slide that a fortnight hides.
pub const REACH: TimeDelta = TimeDelta::weeks(8);

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct History {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub usual: Usual,
    /// Ordinary ups and downs around what is usual.
    pub band: Band,
    /// Declared absences that touch these weeks.
    pub absences: Vec<Absence>,
    /// In the order of the visits.
    pub ratings: Vec<HistoryRating>,
}

/// The mean this person usually gets, by axis; none before seven rated days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Usual {
    #[schema(required = true)]
    pub health: Option<f64>,
    #[schema(required = true)]
    pub mood: Option<f64>,
    #[schema(required = true)]
    pub form: Option<f64>,
    #[schema(required = true)]
    pub intervention: Option<f64>,
}

/// The ordinary ups and downs of this person, by axis.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Band {
    #[schema(required = true)]
    pub health: Option<Range>,
    #[schema(required = true)]
    pub mood: Option<Range>,
    #[schema(required = true)]
    pub form: Option<Range>,
    #[schema(required = true)]
    pub intervention: Option<Range>,
}

/// From, to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HistoryRating {
    pub id: Uuid,
    pub visited_at: DateTime<Utc>,
    pub aide: Named,
    pub scores: Scores,
    pub signs: Vec<String>,
    #[schema(required = true)]
    pub note: Option<String>,
    /// `folded`, `replaced` by a correction, or kept aside as `future` or `too_old`.
    pub status: String,
}

/// The history of one person up to `now`.
pub async fn of_person(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    rules: &Rules,
    now: DateTime<Utc>,
) -> StoreResult<History> {
    let from = now - REACH;
    let rows = ratings::history(tx, federation, person, from).await?;
    let mut aides: Vec<Uuid> = rows.iter().map(|row| row.rating.aide_id).collect();
    aides.sort_unstable();
    aides.dedup();
    let names = names(tx, federation, &aides).await?;
    let (usual, band) = usual(tx, federation, person, rules).await?;
    let mut absences = absences::of_person(tx, federation, person).await?;
    absences.retain(|absence| absence.to_day.is_none_or(|to| to >= from.date_naive()));
    let ratings = rows.into_iter().map(|row| view(row, &names)).collect();
    Ok(History { from, to: now, usual, band, absences, ratings })
}

/// Names by id.
pub async fn names(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<BTreeMap<Uuid, String>> {
    let named = users::named(tx, federation, ids).await?;
    Ok(named.into_iter().map(|user| (user.id, user.name)).collect())
}

/// What is usual for the person, and their ordinary ups and downs.
async fn usual(tx: &mut Tx, federation: Uuid, person: Uuid, rules: &Rules) -> StoreResult<(Usual, Band)> {
    let head = states::head(tx, federation, person).await?;
    let state = head.and_then(|row| serde_json::from_value::<PersonState>(row.state).ok());
    let Some(state) = state else {
        return Ok((Usual::default(), Band::default()));
    };
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    let mean = |axis| state.usual(axis).map(tenths);
    let usual = Usual {
        health: mean(Axis::Health),
        mood: mean(Axis::Mood),
        form: mean(Axis::Form),
        intervention: mean(Axis::Intervention),
    };
    let params = &rules.engine.rule_set().baseline;
    let range = |axis| {
        let ordinary = state.ordinary(axis, params);
        ordinary.map(|(low, high)| Range { low: tenths(low), high: tenths(high) })
    };
    let band = Band {
        health: range(Axis::Health),
        mood: range(Axis::Mood),
        form: range(Axis::Form),
        intervention: range(Axis::Intervention),
    };
    Ok((usual, band))
}

fn view(row: HistoryRow, names: &BTreeMap<Uuid, String>) -> HistoryRating {
    let HistoryRow { rating, replaced } = row;
    let aide = Named { id: rating.aide_id, name: names.get(&rating.aide_id).cloned().unwrap_or_default() };
    HistoryRating {
        id: rating.id,
        visited_at: rating.visited_at,
        aide,
        scores: scores_of(&rating),
        status: if replaced { "replaced".to_owned() } else { rating.timeliness },
        signs: rating.signs,
        note: rating.note,
    }
}

/// The scores of a stored rating.
pub fn scores_of(row: &RatingRow) -> Scores {
    let score = |value: Option<i32>| value.and_then(|n| u8::try_from(n).ok()).and_then(|n| Score::new(n).ok());
    Scores {
        intervention: score(row.intervention),
        health: score(row.health),
        mood: score(row.mood),
        form: score(row.form),
    }
}
