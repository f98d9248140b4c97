//! Who may hold a promise about a person: whoever the person's alerts are the business of.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::rules::Audience;

use crate::alerts::log::audience_of;
use crate::alerts::notify;
use crate::store::persons::Person;
use crate::store::{StoreResult, Tx, alerts};

/// Whose business a follow-up of this alert, or of no alert, is.
pub async fn audience(tx: &mut Tx, federation: Uuid, alert: Option<Uuid>) -> StoreResult<Audience> {
    let Some(alert) = alert else { return Ok(Audience::Coordination) };
    let row = alerts::find(tx, federation, alert).await?;
    Ok(row.map_or(Audience::Coordination, |row| audience_of(&row)))
}

/// Whether somebody may hold a promise about this person.
pub async fn may_hold(
    tx: &mut Tx,
    federation: Uuid,
    person: &Person,
    audience: Audience,
    user: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let desk = notify::desk_of(tx, federation, person, audience, now).await?;
    Ok(desk.iter().any(|colleague| colleague.id == user))
}

/// The owner, if they still may hold it; or nobody, which is the sector's referents.
pub async fn still(
    tx: &mut Tx,
    federation: Uuid,
    person: &Person,
    audience: Audience,
    owner: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<Option<Uuid>> {
    match owner {
        Some(user) if may_hold(tx, federation, person, audience, user, now).await? => Ok(Some(user)),
        _ => Ok(None),
    }
}
