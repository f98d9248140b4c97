//! What happens to the open alert of a person who moved to another sector, or is helped no longer.
//!
//! Nothing is closed: an alert about somebody who left is still an open question, and goes to the sector's referents with a line in its
//! timeline. Coordinators lose it, their promises and their watch wait for the referents too.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_shared::alert::{AlertState, EventKind};
use vigie_shared::role::Role;
use vigie_shared::rules::Audience;

use super::case::{Case, state_of};
use super::log::{audience_of, severity_of};
use super::notify::{self, Raised};
use crate::store::alerts::AlertRow;
use crate::store::events::{self, NewEvent};
use crate::store::persons::{self, Person, Viewer};
use crate::store::{Tx, follow_ups, users, watches};

/// What changed about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub person: Uuid,
    /// Some: helped no longer (true), or helped again.
    pub archived: Option<bool>,
    /// The new sector.
    pub sector: Option<Uuid>,
}

/// Brings the open alerts of these persons to whom they belong now. The last step of a transaction: it appends the events.
pub async fn after_moves(
    tx: &mut Tx,
    federation: Uuid,
    by: Option<Uuid>,
    moves: &[Move],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut news = Vec::new();
    for one in moves {
        if one.archived == Some(true) {
            follow_ups::leave_coordinators(tx, federation, one.person).await?;
            watches::leave_coordinators(tx, federation, one.person).await?;
        }
        if let Some((alert, data)) = bring(tx, federation, *one, now).await? {
            let kind = EventKind::Rerouted.as_str();
            news.push(NewEvent { alert_id: alert, kind, actor_id: by, text: None, data });
        }
    }
    if !news.is_empty() {
        events::append(tx, federation, &news, now).await?;
    }
    Ok(())
}

/// Brings one alert; says which and what goes into its timeline.
async fn bring(tx: &mut Tx, federation: Uuid, one: Move, now: DateTime<Utc>) -> anyhow::Result<Option<(Uuid, Value)>> {
    let Some(mut case) = Case::open_of(tx, federation, one.person).await? else { return Ok(None) };
    let Some(person) = persons::find(tx, federation, one.person).await? else { return Ok(None) };
    if let Some(sector) = one.sector {
        case.row.sector_id = sector;
    }
    if one.archived == Some(false) {
        case.hear_again();
    } else if one.archived == Some(true) {
        case.row.audience = Audience::Referent.as_str().to_owned();
    }
    case.touch();
    if let Some(owner) = case.row.owner_id
        && !sees(tx, federation, owner, &case.row, now).await?
    {
        notify::case_moved(tx, federation, &case.row, owner, now).await?;
        let released = match state_of(&case.row) {
            state @ AlertState::Taken { .. } => state.release().unwrap_or(AlertState::New),
            _ => AlertState::New,
        };
        case.enter(released, now);
    }
    let raised = raised(&case, person);
    let alert = case.row.id;
    case.save(tx, federation, now).await?;
    notify::raised(tx, federation, &raised, now).await?;
    let reason = match one.archived {
        Some(true) => "archived",
        Some(false) => "helped_again",
        None => "sector",
    };
    Ok(Some((alert, json!({ "reason": reason, "sector_id": one.sector }))))
}

fn raised(case: &Case, person: Person) -> Raised {
    Raised {
        alert: case.row.id,
        version: case.next_version(),
        person,
        severity: severity_of(case.row.severity),
        audience: audience_of(&case.row),
    }
}

/// Whether an owner still has the alert in sight: of its audience, and the person in scope.
async fn sees(tx: &mut Tx, federation: Uuid, user: Uuid, alert: &AlertRow, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let Some(owner) = users::find(tx, federation, user).await? else { return Ok(false) };
    if owner.role == Role::Coordinator.as_str() && alert.audience != Audience::Coordination.as_str() {
        return Ok(false);
    }
    let viewer = Viewer { federation, user, role: &owner.role, now };
    Ok(persons::in_scope(tx, viewer, alert.person_id).await?.is_some())
}
