//! Tells coordinators and referents on each working day what waits for them: one message, sent when their work begins. It is written
//! down before, so that what has waited for the same hour goes into it (`outbox::decide`), and counted when it is sent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;
use vigie_shared::delivery::hours::next_free;
use vigie_shared::role::Role;

use crate::notifications::Listener;
use crate::outbox::decide::{compose, digest_key};
use crate::outbox::message::Facts;
use crate::settings::Work;
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let work = Work::of(tx, federation).await?;
    if !work.calendar.is_working_day(work.calendar.day_of(now)) {
        return Ok("nobody works today".to_owned());
    }
    let posts = users::desk(tx, federation).await?;
    let desk: BTreeMap<Uuid, Role> =
        posts.into_iter().filter_map(|post| Some((post.id, post.role.parse().ok()?))).collect();
    let mut told = 0;
    for (user, role) in desk {
        told += usize::from(tell(tx, &work, (federation, user), role, now).await?);
    }
    Ok(format!("digests: {told}"))
}

/// Writes the digest of one of them down, unless they do not work today, do without it, or nothing waits.
async fn tell(
    tx: &mut Tx,
    work: &Work,
    (federation, user): (Uuid, Uuid),
    role: Role,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let listener = Listener::of(tx, federation, user, role, now).await?;
    let kind = MessageKind::Digest;
    if listener.wishes.off.contains(&kind) {
        return Ok(false);
    }
    let duty = listener.duty(work, None);
    let Some((begins, ends)) = duty.of_day(work.calendar.day_of(now)) else { return Ok(false) };
    let Some(moment) = next_free(&listener.quiet(work), &duty, begins, ends) else { return Ok(false) };
    let summary = compose(tx, work, (federation, user), role, None, now).await?;
    if summary.is_empty() {
        return Ok(false);
    }
    let at = moment.max(now);
    let body = Facts::Digest(summary).to_body();
    let message =
        NewMessage { federation, key: &digest_key(user, moment), user, kind, body: &body, expires_at: at + kind.ttl() };
    outbox::enqueue(tx, &message, at).await
}
