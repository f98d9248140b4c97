//! A follow-up as it goes over the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpKind, FollowUpResult, FollowUpState};

use crate::alerts::view::PersonRef;
use crate::store::follow_ups::FollowUpRow;
use crate::visits::Named;

/// A dated promise about a person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FollowUp {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub person: PersonRef,
    #[schema(required = true)]
    pub alert_id: Option<Uuid>,
    #[schema(required = true)]
    pub watch_id: Option<Uuid>,
    pub kind: FollowUpKind,
    #[schema(required = true)]
    pub text: Option<String>,
    /// None: the sector referents'.
    #[schema(required = true)]
    pub owner: Option<Named>,
    pub due_on: NaiveDate,
    /// The moment for one with an hour, otherwise the end of the day's work.
    pub due_at: DateTime<Utc>,
    pub state: FollowUpState,
    /// Open, and its day is over.
    pub overdue: bool,
    /// How often it was put off.
    pub postponed: i32,
    #[schema(required = true)]
    pub result: Option<FollowUpResult>,
    #[schema(required = true)]
    pub result_text: Option<String>,
    #[schema(required = true)]
    pub closed_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub closed_by: Option<Named>,
    pub created_at: DateTime<Utc>,
    pub created_by: Named,
}

/// The next promise of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NextStep {
    pub id: Uuid,
    pub kind: FollowUpKind,
    pub due_on: NaiveDate,
    pub due_at: DateTime<Utc>,
    pub overdue: bool,
}

/// The day of a row.
pub fn day_of(row: &FollowUpRow) -> NaiveDate {
    row.due_on.parse().unwrap_or_else(|_| row.due_at.date_naive())
}

pub fn state_of(row: &FollowUpRow) -> FollowUpState {
    row.state.parse().unwrap_or(FollowUpState::Open)
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named> {
    id.map(|id| Named { id, name: name.unwrap_or_default() })
}

/// A row, seen on a day.
pub fn view(row: FollowUpRow, today: NaiveDate) -> FollowUp {
    let (due_on, state) = (day_of(&row), state_of(&row));
    FollowUp {
        id: row.id,
        version: row.version,
        person: PersonRef { id: row.person_id, name: row.person_name, sector_id: row.sector_id },
        alert_id: row.alert_id,
        watch_id: row.watch_id,
        kind: row.kind.parse().unwrap_or(FollowUpKind::Other),
        text: row.text,
        owner: named(row.owner_id, row.owner_name),
        due_on,
        due_at: row.due_at,
        state,
        overdue: state == FollowUpState::Open && due_on < today,
        postponed: row.postponed,
        result: row.result.and_then(|word| word.parse().ok()),
        result_text: row.result_text,
        closed_at: row.closed_at,
        closed_by: named(row.closed_by, row.closed_by_name),
        created_at: row.created_at,
        created_by: Named { id: row.created_by, name: row.created_by_name.unwrap_or_default() },
    }
}

/// The earliest open follow-up of each alert, of rows in the order of their due days.
pub fn next_steps(rows: &[FollowUpRow], today: NaiveDate) -> BTreeMap<Uuid, NextStep> {
    let mut next = BTreeMap::new();
    for row in rows.iter().filter(|row| state_of(row) == FollowUpState::Open) {
        let Some(alert) = row.alert_id else { continue };
        let due_on = day_of(row);
        next.entry(alert).or_insert(NextStep {
            id: row.id,
            kind: row.kind.parse().unwrap_or(FollowUpKind::Other),
            due_on,
            due_at: row.due_at,
            overdue: due_on < today,
        });
    }
    next
}
