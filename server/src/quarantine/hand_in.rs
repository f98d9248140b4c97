//! What a device without a session may leave: ratings from before the moment its session ended.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use vigie_shared::rating::{Rating, RatingInput, input};
use vigie_shared::role::Role;

use super::KEPT;
use crate::alerts::notify;
use crate::app::App;
use crate::auth::session::of_ended;
use crate::auth::sha256_hex;
use crate::store::persons::Person;
use crate::store::quarantine::{self, NewEntry};
use crate::store::{StoreResult, Tx, persons, ratings, users};

/// Entries kept of one aide: more than anybody rates in a week without network.
const MOST: i64 = 300;

/// What became of an item. Less than for a device that is signed in: a thief learns nothing from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    Stored,
    Duplicate,
    Refused,
}

impl Left {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
        }
    }
}

/// Who hands in: an aide's device whose session ended at `until`.
#[derive(Debug, Clone, Copy)]
struct Device {
    federation: Uuid,
    aide: Uuid,
    session: Uuid,
    ended_at: DateTime<Utc>,
}

/// Keeps what can be kept of a batch. None: this is no device that may hand in.
pub async fn hand_in(
    app: &App,
    refresh_token: &str,
    items: &[Value],
) -> StoreResult<Option<Vec<(Option<Uuid>, Left)>>> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let Some(device) = device(&mut tx, refresh_token, now).await? else { return Ok(None) };
    let mut left = Vec::with_capacity(items.len());
    let mut kept: Vec<Person> = Vec::new();
    let mut room = MOST - quarantine::count_of(&mut tx, device.federation, device.aide).await?;
    for item in items {
        let what = match RatingInput::parse(item) {
            Ok(rating) => keep(&mut tx, device, &rating, item, (room, now)).await?,
            Err(_) => (Left::Refused, None),
        };
        if let (Left::Stored, Some(person)) = &what {
            room -= 1;
            kept.push(person.clone());
        }
        left.push((input::id_of_value(item), what.0));
    }
    notify::quarantined(&mut tx, device.federation, device.session, &kept, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(Some(left))
}

async fn device(tx: &mut Tx, refresh_token: &str, now: DateTime<Utc>) -> StoreResult<Option<Device>> {
    let Some(token) = of_ended(tx, refresh_token).await? else { return Ok(None) };
    let Some(ended_at) = token.session_revoked_at.filter(|at| now < *at + KEPT) else { return Ok(None) };
    let owner = users::find(tx, token.federation_id, token.user_id).await?;
    let is_aide = owner.is_some_and(|owner| owner.role == Role::Aide.as_str());
    let device = Device { federation: token.federation_id, aide: token.user_id, session: token.session_id, ended_at };
    Ok(is_aide.then_some(device))
}

async fn keep(
    tx: &mut Tx,
    device: Device,
    rating: &Rating,
    item: &Value,
    (room, now): (i64, DateTime<Utc>),
) -> StoreResult<(Left, Option<Person>)> {
    let refused = Ok((Left::Refused, None));
    let is_hers = rating.aide_id.is_none_or(|aide| aide.uuid() == device.aide);
    if !is_hers || rating.visited_at >= device.ended_at {
        return refused;
    }
    let (id, person) = (rating.id.uuid(), rating.person_id.uuid());
    let hash = sha256_hex(rating.content_key(device.aide.into()).as_bytes());
    let there = match ratings::find(tx, device.federation, id).await? {
        Some(row) => Some(row.content_hash),
        None => quarantine::hash_of(tx, device.federation, id).await?,
    };
    if let Some(there) = there {
        return Ok((if there == hash { Left::Duplicate } else { Left::Refused }, None));
    }
    let known = persons::lock_ratable(tx, device.federation, device.aide, &[person]).await?.pop();
    let Some(known) = known.filter(|_| room > 0) else { return refused };
    let new = NewEntry {
        id,
        aide: device.aide,
        person,
        visited_at: rating.visited_at,
        body: item,
        content_hash: &hash,
        until: now + KEPT,
    };
    let inserted = quarantine::insert(tx, device.federation, &new, now).await?;
    Ok((if inserted { Left::Stored } else { Left::Duplicate }, Some(known)))
}
