//! Who is told what: rows for the outbox, written in the transaction of the fact.
//!
//! A row holds language-neutral facts; the words are chosen when it is sent. The key names fact and receiver, so the same fact
//! never makes two messages.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;
use vigie_shared::person::Consent;
use vigie_shared::role::Role;
use vigie_shared::rules::{Audience, Severity};

use super::log::{audience_of, severity_of};
use crate::outbox::message::{AboutReply, Facts};
use crate::settings::Work;
use crate::store::alerts::{self, AlertRow};
use crate::store::outbox::{self, NewMessage};
use crate::store::persons::{self, Person, Viewer};
use crate::store::users::Colleague;
use crate::store::{StoreResult, Tx, federations, findings, users};

/// A closing can be undone for ten seconds on the screen; the aide hears of it once it stands.
const UNDO: TimeDelta = TimeDelta::seconds(12);

/// An alert that was opened or became graver.
#[derive(Debug)]
pub struct Raised {
    pub alert: Uuid,
    pub version: i32,
    pub person: Person,
    pub severity: Severity,
    pub audience: Audience,
}

/// Those whose business an alert is now, whoever is away left out and whoever stands in among them: the sector's referents, and its
/// coordinators unless the person refused coordination or
/// nothing in it is about the person.
pub async fn desk_of(
    tx: &mut Tx,
    federation: Uuid,
    person: &Person,
    audience: Audience,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Colleague>> {
    let place = (person.sector_id, Some(person.id));
    let mut desk = users::on_duty(tx, federation, place, Role::SectorReferent.as_str(), now).await?;
    let allows = person.coordination.parse().unwrap_or(Consent::Refused).allows_coordination();
    if allows && audience == Audience::Coordination {
        desk.extend(users::on_duty(tx, federation, place, Role::Coordinator.as_str(), now).await?);
    }
    Ok(desk)
}

/// Tells the desk that there is something to look at.
pub async fn raised(tx: &mut Tx, federation: Uuid, raised: &Raised, now: DateTime<Utc>) -> StoreResult<()> {
    let kind = MessageKind::AlertRaised;
    let body = alert_body(tx, federation, raised.alert, raised.severity, raised.person.sector_id).await?;
    let expires_at = Work::of(tx, federation).await?.told_until(kind, now);
    for receiver in desk_of(tx, federation, &raised.person, raised.audience, now).await? {
        let key = format!("raised:{}:{}:{}", raised.alert, raised.version, receiver.id);
        let message = NewMessage { federation, key: &key, user: receiver.id, kind, body: &body, expires_at };
        outbox::enqueue(tx, &message, now).await?;
    }
    Ok(())
}

/// Tells whose alert it is, or the desk if it is nobody's, that it is back.
pub async fn returned(tx: &mut Tx, federation: Uuid, alert: &AlertRow, now: DateTime<Utc>) -> StoreResult<()> {
    let Some(person) = persons::find(tx, federation, alert.person_id).await? else { return Ok(()) };
    let kind = MessageKind::AlertRaised;
    let body = alert_body(tx, federation, alert.id, severity_of(alert.severity), alert.sector_id).await?;
    let receivers = match alert.owner_id {
        Some(owner) => vec![owner],
        None => {
            desk_of(tx, federation, &person, audience_of(alert), now).await?.into_iter().map(|user| user.id).collect()
        }
    };
    let expires_at = Work::of(tx, federation).await?.told_until(kind, now);
    for user in receivers {
        let key = format!("returned:{}:{}:{user}", alert.id, alert.version);
        let message = NewMessage { federation, key: &key, user, kind, body: &body, expires_at };
        outbox::enqueue(tx, &message, now).await?;
    }
    Ok(())
}

/// Tells somebody to whom another gave an alert, at the version the giver saw.
pub async fn assigned(
    tx: &mut Tx,
    federation: Uuid,
    alert: &AlertRow,
    receiver: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let kind = MessageKind::AlertRaised;
    let key = format!("assigned:{}:{}:{receiver}", alert.id, alert.version);
    let body = alert_body(tx, federation, alert.id, severity_of(alert.severity), alert.sector_id).await?;
    let expires_at = Work::of(tx, federation).await?.told_until(kind, now);
    let message = NewMessage { federation, key: &key, user: receiver, kind, body: &body, expires_at };
    outbox::enqueue(tx, &message, now).await?;
    Ok(())
}

/// Tells a coordinator that a case of theirs went to somebody else: not which, since it is no longer theirs to know.
pub async fn case_moved(
    tx: &mut Tx,
    federation: Uuid,
    alert: &AlertRow,
    owner: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let kind = MessageKind::CaseMoved;
    let key = format!("case_moved:{}:{}:{owner}", alert.id, alert.version);
    let body = json!({});
    let expires_at = Work::of(tx, federation).await?.told_until(kind, now);
    let message = NewMessage { federation, key: &key, user: owner, kind, body: &body, expires_at };
    outbox::enqueue(tx, &message, now).await?;
    Ok(())
}

/// Tells the referents of these persons that a device whose session was ended handed in ratings about them: once a session.
pub async fn quarantined(
    tx: &mut Tx,
    federation: Uuid,
    session: Uuid,
    persons: &[Person],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let kind = MessageKind::Quarantine;
    let body = Facts::Quarantine.to_body();
    for person in persons {
        let place = (person.sector_id, Some(person.id));
        for receiver in users::on_duty(tx, federation, place, Role::SectorReferent.as_str(), now).await? {
            let key = format!("quarantine:{session}:{}", receiver.id);
            let user = receiver.id;
            let message = NewMessage { federation, key: &key, user, kind, body: &body, expires_at: now + kind.ttl() };
            outbox::enqueue(tx, &message, now).await?;
        }
    }
    Ok(())
}

/// Tells the aides behind an alert that there is news of it. Who refused coordination shares nothing of what was done.
pub async fn closed(
    tx: &mut Tx,
    federation: Uuid,
    alert: &AlertRow,
    person: &Person,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    if !person.coordination.parse().unwrap_or(Consent::Refused).allows_coordination() {
        return Ok(());
    }
    let kind = MessageKind::Feedback;
    let body = json!({ "alert_id": alert.id });
    for aide in findings::aides_behind(tx, federation, alert.id).await? {
        let key = feedback_key(alert, aide);
        let message = NewMessage { federation, key: &key, user: aide, kind, body: &body, expires_at: now + kind.ttl() };
        outbox::enqueue(tx, &message, now + UNDO).await?;
    }
    Ok(())
}

/// Tells whoever looks into an alert, or did, that an aide behind it has answered; the sector's referents when that person may no
/// longer open it.
pub async fn replied(
    tx: &mut Tx,
    federation: Uuid,
    alert: &AlertRow,
    aide: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let mut receivers = Vec::new();
    if let Some(user) = alert.owner_id.or(alert.closed_by)
        && let Some(user) = users::find(tx, federation, user).await?.filter(|user| user.disabled_at.is_none())
    {
        let viewer = Viewer { federation, user: user.id, role: &user.role, now };
        receivers.extend(alerts::in_scope(tx, viewer, alert.id).await?.map(|_| user.id));
    }
    if receivers.is_empty() {
        let referents = users::of_sector(tx, federation, alert.sector_id, Role::SectorReferent.as_str()).await?;
        receivers.extend(referents.into_iter().map(|user| user.id));
    }
    let facts = Facts::AideReply(AboutReply { alert_id: alert.id });
    let (kind, body) = (facts.kind(), facts.to_body());
    let expires_at = Work::of(tx, federation).await?.told_until(kind, now);
    for user in receivers {
        let key = format!("aide_reply:{}:{aide}:{user}", alert.id);
        let message = NewMessage { federation, key: &key, user, kind, body: &body, expires_at };
        outbox::enqueue(tx, &message, now).await?;
    }
    Ok(())
}

fn feedback_key(alert: &AlertRow, aide: Uuid) -> String {
    let closed_at = alert.closed_at.map_or(0, |at| at.timestamp_micros());
    format!("feedback:{}:{closed_at}:{aide}", alert.id)
}

/// Takes back what was not sent yet about a closing that was undone.
pub async fn unclosed(tx: &mut Tx, federation: Uuid, alert: &AlertRow, now: DateTime<Utc>) -> StoreResult<()> {
    for aide in findings::aides_behind(tx, federation, alert.id).await? {
        let key = feedback_key(alert, aide);
        outbox::retract(tx, federation, &key, "the alert was opened again", now).await?;
    }
    Ok(())
}

/// The facts of a message about an alert.
pub async fn alert_body(
    tx: &mut Tx,
    federation: Uuid,
    alert: Uuid,
    severity: Severity,
    sector: Uuid,
) -> StoreResult<serde_json::Value> {
    let sectors = federations::sectors(tx, federation).await?;
    let sector = sectors.into_iter().find(|known| known.id == sector).map(|sector| sector.name);
    Ok(json!({ "alert_id": alert, "severity": severity, "sector_name": sector }))
}
