//! Who is looking at which alert right now: a row a person, so every server process knows the same.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::alerts::for_role;
use super::db::on;
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx};

/// Somebody who looks at an alert.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Look {
    pub alert_id: Uuid,
    pub user_id: Uuid,
    pub user_name: String,
}

/// Notes that somebody looks at an alert, and so at no other.
pub async fn look(tx: &mut Tx, federation: Uuid, user: Uuid, alert: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO presence (federation_id, user_id, alert_id, seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (federation_id, user_id) DO UPDATE SET alert_id = excluded.alert_id, seen_at = excluded.seen_at";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(alert).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that somebody looks at none.
pub async fn leave(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM presence WHERE federation_id = $1 AND user_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected());
    Ok(())
}

/// Who else has looked since `since` at an alert this viewer may see, by alert and name.
pub async fn others(tx: &mut Tx, viewer: Viewer<'_>, since: DateTime<Utc>) -> StoreResult<Vec<Look>> {
    const SQL: &str = concat!(
        "SELECT pr.alert_id, u.id AS user_id, u.name AS user_name FROM presence pr
         JOIN users u ON u.federation_id = pr.federation_id AND u.id = pr.user_id
         JOIN alerts a ON a.federation_id = pr.federation_id AND a.id = pr.alert_id
         JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
         WHERE pr.federation_id = $1 AND pr.user_id <> $2 AND pr.seen_at > $4 AND ",
        for_role!(),
        visible!("$5"),
        "ORDER BY pr.alert_id, u.name, u.id"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(since)
        .bind(viewer.now).fetch_all(c).await?))
}
