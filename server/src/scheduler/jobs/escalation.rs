//! Tells others of a critical alert that nobody took: the sector's referents and the administrators, once an alert.
//!
//! Whom the person keeps out stays out: for one who refuses coordination only the referents are told, and the administrators
//! only where a sector has none, for somebody must know. Administrators never get a link, for files are not theirs to open.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::alert::EventKind;
use vigie_shared::person::Consent;
use vigie_shared::role::Role;

use crate::outbox::message::{AboutAlert, Facts};
use crate::store::events::{self, NewEvent};
use crate::store::jobs::{self, Waiting};
use crate::store::outbox::{self, NewMessage};
use crate::store::users::{self, Colleague};
use crate::store::{StoreResult, Tx};

/// How long a critical alert may wait in the queue. A coordinator looks at the screen between two calls: a quarter of an hour is
/// longer than a call and short enough that the day is not lost.
pub const UNTAKEN_FOR: TimeDelta = TimeDelta::minutes(15);
/// Alerts escalated in one run; the rest follow a minute later.
const BATCH: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let waiting = jobs::waiting_criticals(tx, federation, now - UNTAKEN_FOR, BATCH).await?;
    let mut events = Vec::new();
    for alert in &waiting {
        if !jobs::mark_escalated(tx, federation, alert.alert_id, now).await? {
            // Somebody took it this very moment.
            continue;
        }
        let told = tell(tx, federation, alert, now).await?;
        events.push(NewEvent {
            alert_id: alert.alert_id,
            kind: EventKind::Escalated.as_str(),
            actor_id: None,
            text: None,
            data: json!({ "minutes": UNTAKEN_FOR.num_minutes(), "told": told }),
        });
    }
    // Last in the transaction: it holds the federation's counter.
    if !events.is_empty() {
        events::append(tx, federation, &events, now).await?;
    }
    Ok(format!("escalated: {}", events.len()))
}

/// Writes the messages of one alert, and returns how many of each role are told.
async fn tell(tx: &mut Tx, federation: Uuid, alert: &Waiting, now: DateTime<Utc>) -> StoreResult<serde_json::Value> {
    let referents = users::of_sector(tx, federation, alert.sector_id, Role::SectorReferent.as_str()).await?;
    let open = alert.coordination.parse::<Consent>().is_ok_and(Consent::allows_coordination);
    let administrators = if open || referents.is_empty() {
        users::of_role(tx, federation, Role::Administrator.as_str()).await?
    } else {
        Vec::new()
    };
    enqueue(tx, federation, alert, &referents, true, now).await?;
    enqueue(tx, federation, alert, &administrators, false, now).await?;
    Ok(json!({ "sector_referent": referents.len(), "administrator": administrators.len() }))
}

async fn enqueue(
    tx: &mut Tx,
    federation: Uuid,
    alert: &Waiting,
    to: &[Colleague],
    linked: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let facts = Facts::Escalation(AboutAlert {
        alert_id: alert.alert_id,
        severity: "critical".to_owned(),
        sector_name: Some(alert.sector_name.clone()),
        linked,
    });
    for user in to {
        let message = NewMessage {
            federation,
            key: &format!("escalation:{}:{}", alert.alert_id, user.id),
            user: user.id,
            kind: facts.kind(),
            body: &facts.to_body(),
            expires_at: now + facts.kind().ttl(),
        };
        outbox::enqueue(tx, &message, now).await?;
    }
    Ok(())
}
