//! A federation's webhook: at most one row.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;

use super::db::on;
use super::{StoreResult, Tx, vault};

/// Where both secrets are sealed: the newer one becomes the one before as it stands. The federation is the row.
const SECRET: &str = "webhooks.secret";

/// Where a federation's other software listens, and of what it hears.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Webhook {
    /// 0 while nobody has said where it is.
    pub version: i32,
    pub url: Option<String>,
    pub enabled: bool,
    #[sqlx(json)]
    pub kinds: BTreeSet<MessageKind>,
    /// `whsec_…`. The only way to sign is to know it, so no hash would do.
    pub secret: Option<String>,
    pub secret_made_at: Option<DateTime<Utc>>,
    pub secret_before: Option<String>,
}

impl Webhook {
    /// Whether it hears of a kind.
    pub fn hears(&self, kind: MessageKind) -> bool {
        self.enabled && self.url.is_some() && self.secret.is_some() && self.kinds.contains(&kind)
    }
}

/// What an administrator sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub version: i32,
    pub url: Option<String>,
    pub enabled: bool,
    pub kinds: BTreeSet<MessageKind>,
}

pub async fn find(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<Webhook>> {
    const SQL: &str = "SELECT version, url, enabled, kinds, secret, secret_made_at, secret_before FROM webhooks
        WHERE federation_id = $1";
    let mut found: Option<Webhook> = on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_optional(c).await?);
    if let Some(webhook) = &mut found {
        vault::open_in(SECRET, federation, &mut webhook.secret)?;
        vault::open_in(SECRET, federation, &mut webhook.secret_before)?;
    }
    Ok(found)
}

/// Writes the setting if it is still at its version (0: not there yet); says whether it was.
pub async fn save(tx: &mut Tx, federation: Uuid, new: &Setting, by: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const FIRST: &str = "INSERT INTO webhooks (federation_id, version, url, enabled, kinds, updated_at, updated_by)
        VALUES ($1, $2 + 1, $3, $4, $5, $6, $7)
        ON CONFLICT (federation_id) DO UPDATE SET version = excluded.version, url = excluded.url,
            enabled = excluded.enabled, kinds = excluded.kinds, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by WHERE webhooks.version = $2";
    const NEXT: &str = "UPDATE webhooks SET version = version + 1, url = $3, enabled = $4, kinds = $5, updated_at = $6,
            updated_by = $7 WHERE federation_id = $1 AND version = $2";
    let sql = if new.version == 0 { FIRST } else { NEXT };
    let changed = on!(tx, c => sqlx::query(sql).bind(federation).bind(new.version).bind(&new.url).bind(new.enabled)
        .bind(Json(&new.kinds)).bind(now).bind(by).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Makes a secret the one that signs; the one so far becomes the one before.
pub async fn set_secret(tx: &mut Tx, federation: Uuid, secret: &str, by: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO webhooks (federation_id, version, url, enabled, kinds, secret, secret_made_at, updated_at, updated_by)
        VALUES ($1, 0, NULL, $2, $3, $4, $5, $5, $6)
        ON CONFLICT (federation_id) DO UPDATE SET secret_before = webhooks.secret, secret = excluded.secret,
            secret_made_at = excluded.secret_made_at, updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    let none: BTreeSet<MessageKind> = BTreeSet::new();
    let secret = vault::seal(SECRET, federation, secret)?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(false).bind(Json(&none)).bind(secret).bind(now).bind(by)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// Federations whose webhook is on, with its address.
pub async fn enabled(tx: &mut Tx) -> StoreResult<Vec<(String, Option<String>, bool)>> {
    const SQL: &str = "SELECT f.name, w.url, w.secret IS NOT NULL FROM webhooks w
        JOIN federations f ON f.federation_id = w.federation_id WHERE w.enabled ORDER BY f.name, f.federation_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}
