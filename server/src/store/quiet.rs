//! Who has gone quiet: persons nobody rates any more, phones nobody hears of, colleagues whom nothing reaches.

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

/// A colleague with the ways in which they can be told something.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Reach {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub disabled_at: Option<DateTime<Utc>>,
    pub browsers: i64,
    pub has_email: bool,
    /// What they allow; none: they changed nothing.
    pub push: Option<bool>,
    pub mail: Option<bool>,
    pub changed_at: Option<DateTime<Utc>>,
    /// The first push since their last receipt that a service took, and that no browser said it has.
    pub unheard_since: Option<DateTime<Utc>>,
}

/// Whoever works in a sector of `user`'s these days, with the ways to reach them, by name: coordinators and referents who are not away, aides
/// who have visits between `since` and `until`; of closed accounts only those that still have visits or open alerts.
pub async fn colleagues(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    (since, now, until): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
) -> StoreResult<Vec<Reach>> {
    const SQL: &str = "SELECT u.id, u.name, u.role, u.disabled_at, u.email IS NOT NULL AS has_email,
            (SELECT COUNT(*) FROM push_subscriptions ps WHERE ps.federation_id = $1 AND ps.user_id = u.id) AS browsers,
            np.push, np.mail, np.updated_at AS changed_at,
            (SELECT MIN(d.at) FROM outbox o JOIN deliveries d ON d.federation_id = o.federation_id AND d.message_id = o.id
              WHERE o.federation_id = $1 AND o.user_id = u.id AND o.counted_on IS NOT NULL AND d.outcome = 'accepted'
                AND d.received_at IS NULL AND NOT EXISTS (SELECT 1 FROM push_subscriptions pr WHERE pr.federation_id = $1
                  AND pr.user_id = u.id AND pr.last_received_at >= d.at)) AS unheard_since
        FROM users u
        LEFT JOIN notification_preferences np ON np.federation_id = u.federation_id AND np.user_id = u.id
        WHERE u.federation_id = $1 AND u.id <> $2 AND u.role <> 'administrator'
          AND EXISTS (SELECT 1 FROM user_sectors us WHERE us.federation_id = $1 AND us.user_id = u.id AND us.sector_id IN
            (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2))
          AND (CASE WHEN u.role = 'aide' THEN EXISTS (SELECT 1 FROM visits v WHERE v.federation_id = $1 AND v.aide_id = u.id
                AND v.starts_at >= $3 AND v.starts_at < $5 AND v.status <> 'cancelled')
            WHEN u.disabled_at IS NOT NULL THEN EXISTS (SELECT 1 FROM alerts a WHERE a.federation_id = $1
                AND a.owner_id = u.id AND a.state <> 'closed')
            ELSE NOT EXISTS (SELECT 1 FROM covers c WHERE c.federation_id = $1 AND c.absent_id = u.id AND c.kind <> 'add'
                AND c.sector_id IS NULL AND c.person_id IS NULL AND c.ended_at IS NULL AND c.starts_at <= $4
                AND c.ends_at > $4) END)
        ORDER BY u.name, u.id";
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(since).bind(now).bind(until).fetch_all(c).await?),
    )
}
