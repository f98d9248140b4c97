//! Tells others of an alert that nobody took: step by step whoever covers and the sector's coordinators, its referents, the
//! administrators (`vigie_shared::alert::escalation`).
//!
//! A critical alert climbs for the first time a step's wait after it came into the queue, the others once their target to be taken has
//! passed; each further step waits as long again. Waits are working time, but for critical alerts of a federation that has them told at any
//! hour. Whoever is away is on no step. Whom the person keeps out
//! stays out: what is not for coordinators begins with the referents. Administrators never get a link, for files are not theirs to open.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::alert::EventKind;
use vigie_shared::alert::escalation::{ADMINISTRATORS, COORDINATORS, REFERENTS, climb};
use vigie_shared::person::Consent;
use vigie_shared::role::Role;
use vigie_shared::rules::{Audience, Severity};

use crate::alerts::log::severity_of;
use crate::outbox::message::{AboutAlert, Facts};
use crate::settings::Work;
use crate::store::events::{self, NewEvent};
use crate::store::jobs::{self, Waiting};
use crate::store::outbox::{self, NewMessage};
use crate::store::users::{self, Colleague};
use crate::store::{StoreResult, Tx};

/// Alerts escalated in one run; the rest follow a minute later.
const BATCH: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let work = Work::of(tx, federation).await?;
    let since = [Severity::Critical, Severity::High, Severity::Moderate].map(|grave| work.escalation_since(grave, now));
    let mut events = Vec::new();
    for alert in jobs::waiting_alerts(tx, federation, since, now, BATCH).await? {
        events.extend(escalate(tx, federation, &work, &alert, now).await?);
    }
    // Last in the transaction: it holds the federation's counter.
    if !events.is_empty() {
        events::append(tx, federation, &events, now).await?;
    }
    Ok(format!("escalated: {}", events.len()))
}

/// Moves one alert up, and says what goes into its timeline.
async fn escalate(
    tx: &mut Tx,
    federation: Uuid,
    work: &Work,
    alert: &Waiting,
    now: DateTime<Utc>,
) -> StoreResult<Option<NewEvent>> {
    let steps = ladder(tx, federation, alert, now).await?;
    let there = [steps[0].len(), steps[1].len(), steps[2].len()];
    let Some(climb) = climb(alert.escalation_step, there, is_for_coordinators(alert)) else { return Ok(None) };
    if !jobs::mark_escalated(tx, federation, alert.alert_id, (alert.escalation_step, climb.reached), now).await? {
        // Somebody took it this very moment.
        return Ok(None);
    }
    let told =
        usize::try_from(climb.reached - 1).ok().and_then(|place| steps.get(place)).map_or(&[][..], Vec::as_slice);
    enqueue(tx, federation, (alert, climb.reached), told, work, now).await?;
    let role = match climb.reached {
        COORDINATORS => Role::Coordinator,
        REFERENTS => Role::SectorReferent,
        _ => Role::Administrator,
    };
    let minutes = work.settings.escalation_minutes.of(severity_of(alert.severity));
    Ok(Some(NewEvent {
        alert_id: alert.alert_id,
        kind: EventKind::Escalated.as_str(),
        actor_id: None,
        text: None,
        data: json!({
            "step": climb.reached, "skipped": climb.skipped, "minutes": minutes, "told": { role.as_str(): told.len() },
        }),
    }))
}

/// Who stands on each step now.
async fn ladder(
    tx: &mut Tx,
    federation: Uuid,
    alert: &Waiting,
    now: DateTime<Utc>,
) -> StoreResult<[Vec<Colleague>; 3]> {
    let place = (alert.sector_id, Some(alert.person_id));
    Ok([
        users::on_duty(tx, federation, place, Role::Coordinator.as_str(), now).await?,
        users::on_duty(tx, federation, place, Role::SectorReferent.as_str(), now).await?,
        users::of_role(tx, federation, Role::Administrator.as_str()).await?,
    ])
}

fn is_for_coordinators(alert: &Waiting) -> bool {
    let open = alert.coordination.parse::<Consent>().is_ok_and(Consent::allows_coordination);
    open && alert.audience == Audience::Coordination.as_str()
}

async fn enqueue(
    tx: &mut Tx,
    federation: Uuid,
    (alert, step): (&Waiting, i32),
    to: &[Colleague],
    work: &Work,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let facts = Facts::Escalation(AboutAlert {
        alert_id: alert.alert_id,
        severity: severity_of(alert.severity).as_str().to_owned(),
        sector_name: Some(alert.sector_name.clone()),
        linked: step != ADMINISTRATORS,
    });
    // An alert that came back to the queue climbs anew, and that is news.
    let round = alert.queued_at.map_or(0, |at| at.timestamp());
    for user in to {
        let message = NewMessage {
            federation,
            key: &format!("escalation:{}:{round}:{step}:{}", alert.alert_id, user.id),
            user: user.id,
            kind: facts.kind(),
            body: &facts.to_body(),
            expires_at: work.told_until(facts.kind(), now),
        };
        outbox::enqueue(tx, &message, now).await?;
    }
    Ok(())
}
