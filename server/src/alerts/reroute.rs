//! What a change of consent does to the person's open alert.

use chrono::{DateTime, Utc};
use serde_json::json;
use vigie_shared::alert::{AlertState, EventKind};
use vigie_shared::person::Consent;
use vigie_shared::role::Role;

use super::case::{Case, state_of};
use super::log::{audience_of, severity_of};
use super::notify::{self, Raised};
use crate::http::{Caller, Problem};
use crate::store::events::{self, NewEvent};
use crate::store::persons::Person;
use crate::store::{Tx, users};

/// Notes the move, takes the alert from a coordinator who may no longer see it, and tells those who now have it.
pub async fn after_consent(
    tx: &mut Tx,
    caller: Caller,
    person: &Person,
    consent: Consent,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let internal = Problem::internal("an alert could not be rerouted");
    let Some(mut case) = Case::open_of(tx, caller.federation, person.id).await.map_err(internal)? else {
        return Ok(());
    };
    if !consent.allows_coordination() && is_coordinators(tx, caller, &case).await? {
        if let Some(owner) = case.row.owner_id {
            notify::case_moved(tx, caller.federation, &case.row, owner, now).await?;
        }
        let released = match state_of(&case.row) {
            state @ AlertState::Taken { .. } => state.release().unwrap_or(AlertState::New),
            _ => AlertState::New,
        };
        case.enter(released, now);
    }
    let raised = Raised {
        alert: case.row.id,
        version: case.next_version(),
        person: Person { coordination: consent.as_str().to_owned(), ..person.clone() },
        severity: severity_of(case.row.severity),
        audience: audience_of(&case.row),
    };
    let event = NewEvent {
        alert_id: case.row.id,
        kind: EventKind::Rerouted.as_str(),
        actor_id: Some(caller.user),
        text: None,
        data: json!({ "coordination": consent }),
    };
    case.touch();
    case.save(tx, caller.federation, now).await.map_err(internal)?;
    notify::raised(tx, caller.federation, &raised, now).await?;
    events::append(tx, caller.federation, &[event], now).await?;
    Ok(())
}

async fn is_coordinators(tx: &mut Tx, caller: Caller, case: &Case) -> Result<bool, Problem> {
    let Some(owner) = case.row.owner_id else {
        return Ok(false);
    };
    let owner = users::find(tx, caller.federation, owner).await?;
    Ok(owner.is_some_and(|owner| owner.role == Role::Coordinator.as_str()))
}
