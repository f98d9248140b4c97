//! Whoever stands in is told when it begins.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::outbox::message::{AboutCover, Facts};
use crate::settings::Work;
use crate::store::covers::CoverRow;
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx};

/// Writes down, with a cover that `by` has made, the message to whoever stands in: due when the cover begins. If it was ended by then it
/// is let go (`outbox::decide`), so nobody has to take it back.
pub async fn begins(tx: &mut Tx, federation: Uuid, cover: &CoverRow, by: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    let Some(user) = cover.cover_id else { return Ok(()) };
    let from = cover.starts_at.max(now);
    // Who has just taken over knows.
    if user == by && from == now {
        return Ok(());
    }
    let facts = Facts::CoverBegins(AboutCover { cover_id: cover.id });
    let (kind, body) = (facts.kind(), facts.to_body());
    let expires_at = Work::of(tx, federation).await?.told_until(kind, from);
    let key = format!("cover_begins:{}:{user}", cover.id);
    outbox::enqueue(tx, &NewMessage { federation, key: &key, user, kind, body: &body, expires_at }, from).await?;
    Ok(())
}
