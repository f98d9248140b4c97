//! Who hears of a caseload that is nearly full, full, or beyond.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::role::Role;

use crate::outbox::message::{CaseloadNews, Facts};
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

/// Tells the referents of a sector and the administrators that somebody must decide.
pub async fn requested(
    tx: &mut Tx,
    federation: Uuid,
    entry: Uuid,
    sector: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    for user in users::of_sector(tx, federation, sector, Role::SectorReferent.as_str()).await? {
        tell(tx, federation, &format!("caseload_request:{entry}:{}", user.id), user.id, news("request", true), now)
            .await?;
    }
    for user in users::of_role(tx, federation, Role::Administrator.as_str()).await? {
        tell(tx, federation, &format!("caseload_request:{entry}:{}", user.id), user.id, news("request", false), now)
            .await?;
    }
    Ok(())
}

/// Facts of one thing.
pub fn news(what: &str, linked: bool) -> CaseloadNews {
    CaseloadNews { what: what.to_owned(), count: 1, linked }
}

/// Tells one user.
pub async fn tell(
    tx: &mut Tx,
    federation: Uuid,
    key: &str,
    user: Uuid,
    news: CaseloadNews,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let facts = Facts::Caseload(news);
    let message = NewMessage {
        federation,
        key,
        user,
        kind: facts.kind(),
        body: &facts.to_body(),
        expires_at: now + facts.kind().ttl(),
    };
    outbox::enqueue(tx, &message, now).await
}
