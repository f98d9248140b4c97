//! Who has gone quiet: persons nobody rates any more, phones nobody hears of, colleagues whom no push reaches.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx};

/// Somebody helped at home whom nobody has rated for a while.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct QuietPerson {
    pub id: Uuid,
    pub name: String,
    pub sector_id: Uuid,
    pub phone: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_rated_at: Option<DateTime<Utc>>,
}

/// The persons this viewer sees whom nobody has rated since `since`, the longest first. Those who came later are not quiet yet.
pub async fn persons(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    since: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<QuietPerson>> {
    const SQL: &str = concat!(
        "SELECT p.id, p.name, p.sector_id, p.phone, p.created_at,
            (SELECT MAX(r.visited_at) FROM ratings r WHERE r.federation_id = $1 AND r.person_id = p.id
               AND r.timeliness = 'folded') AS last_rated_at
         FROM persons p WHERE p.federation_id = $1 AND p.created_at < $4
           AND NOT EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = $1 AND r.person_id = p.id
             AND r.visited_at >= $4 AND r.timeliness = 'folded') AND ",
        visible!("$6"),
        "ORDER BY last_rated_at NULLS FIRST, p.name, p.id LIMIT $5"
    );
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(since).bind(limit)
        .bind(viewer.now).fetch_all(c).await?),
    )
}

/// An aide and when her phone last showed a sign of life.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Phone {
    pub user_id: Uuid,
    pub user_name: String,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// The aides who visited somebody of the viewer's since `since`, or should have, with the last time their phone renewed its session:
/// it does so every few minutes while it has network and the app is open.
pub async fn phones(tx: &mut Tx, viewer: Viewer<'_>, since: DateTime<Utc>) -> StoreResult<Vec<Phone>> {
    const SQL: &str = concat!(
        "SELECT u.id AS user_id, u.name AS user_name,
            (SELECT MAX(t.created_at) FROM sessions s
             JOIN refresh_tokens t ON t.federation_id = s.federation_id AND t.session_id = s.id
             WHERE s.federation_id = $1 AND s.user_id = u.id) AS last_seen_at
         FROM users u WHERE u.federation_id = $1 AND u.disabled_at IS NULL
           AND EXISTS (SELECT 1 FROM visits v JOIN persons p ON p.federation_id = v.federation_id AND p.id = v.person_id
             WHERE v.federation_id = $1 AND v.aide_id = u.id AND v.starts_at >= $4 AND v.starts_at < $5
               AND v.status <> 'cancelled' AND ",
        visible!("$5"),
        ") ORDER BY last_seen_at NULLS FIRST, u.name, u.id"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(since)
        .bind(viewer.now).fetch_all(c).await?))
}

/// The coordinators and referents who share a sector with `user` and have no browser to push to, by name.
pub async fn unreachable(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<(Uuid, String)>> {
    const SQL: &str = "SELECT u.id, u.name FROM users u
        WHERE u.federation_id = $1 AND u.id <> $2 AND u.disabled_at IS NULL AND u.role IN ('coordinator', 'sector_referent')
          AND EXISTS (SELECT 1 FROM user_sectors us WHERE us.federation_id = $1 AND us.user_id = u.id AND us.sector_id IN
            (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2))
          AND NOT EXISTS (SELECT 1 FROM push_subscriptions ps WHERE ps.federation_id = $1 AND ps.user_id = u.id)
        ORDER BY u.name, u.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}
