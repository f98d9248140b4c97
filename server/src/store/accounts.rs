//! Accounts as those who keep them see them: with their sectors, sessions and open invitations.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::persons::folded;
use super::{StoreResult, Tx, scope};

/// An account with what its keeper asks about.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AccountRow {
    pub id: Uuid,
    pub version: i32,
    /// `aide`, `coordinator`, `sector_referent` or `administrator`.
    pub role: String,
    pub login: String,
    pub name: String,
    pub search_name: String,
    pub locale: String,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub email: Option<String>,
    /// Where a link can be sent as a text message.
    pub phone: Option<String>,
    pub has_password: bool,
    /// The strongest second factor: `passkey` or `totp`.
    pub factor: Option<String>,
    /// Since when an identity at the provider opens it.
    pub identity_linked_at: Option<DateTime<Utc>>,
    /// Sessions that can still be used.
    pub sessions: i64,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Until when a link that was handed out can be used.
    pub invited_until: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    #[sqlx(skip)]
    pub sectors: Vec<Uuid>,
}

/// The columns of [`AccountRow`] at moment `$2`. A session can be used as long as it was not ended and has a token whose end has
/// not come.
macro_rules! account_columns {
    () => {
        "SELECT u.id, u.version, u.role, u.login, u.name, u.search_name, u.locale, u.ref, u.email, u.phone,
            u.password_hash IS NOT NULL AS has_password,
            (SELECT MIN(f.kind) FROM user_factors f WHERE f.federation_id = u.federation_id AND f.user_id = u.id
                AND f.confirmed_at IS NOT NULL) AS factor,
            (SELECT MIN(i.linked_at) FROM identities i
                WHERE i.federation_id = u.federation_id AND i.user_id = u.id) AS identity_linked_at,
            (SELECT COUNT(*) FROM sessions s WHERE s.federation_id = u.federation_id AND s.user_id = u.id AND s.revoked_at IS NULL
                AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.federation_id = s.federation_id AND t.session_id = s.id
                  AND t.revoked_at IS NULL AND t.expires_at > $2)) AS sessions,
            (SELECT MAX(s.last_seen_at) FROM sessions s
                WHERE s.federation_id = u.federation_id AND s.user_id = u.id) AS last_seen_at,
            (SELECT MAX(e.expires_at) FROM enrolments e WHERE e.federation_id = u.federation_id AND e.user_id = u.id
                AND e.used_at IS NULL AND e.expires_at > $2) AS invited_until,
            u.disabled_at, u.created_at FROM users u "
    };
}

/// What a list of accounts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountFilter {
    /// None: everybody.
    pub role: Option<String>,
    pub sector: Option<Uuid>,
    /// Any part of the name or the login.
    pub query: String,
    /// `invited`, `active` or `disabled`.
    pub state: Option<String>,
    /// Only aides who share a sector with this referent.
    pub keeper: Option<Uuid>,
    /// Where the page before ended.
    pub after: Option<(String, Uuid)>,
}

/// A page of accounts, by name.
pub async fn page(
    tx: &mut Tx,
    federation: Uuid,
    filter: &AccountFilter,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<AccountRow>> {
    const SQL: &str = concat!(
        "SELECT * FROM (",
        account_columns!(),
        "WHERE u.federation_id = $1 AND ($3 = '' OR u.role = $3)
           AND ($4 IS NULL OR EXISTS (SELECT 1 FROM user_sectors us
                WHERE us.federation_id = $1 AND us.user_id = u.id AND us.sector_id = $4))
           AND (u.search_name LIKE $5 ESCAPE '\\' OR u.login LIKE $5 ESCAPE '\\')
           AND ($6 IS NULL OR (u.role = 'aide' AND EXISTS (SELECT 1 FROM user_sectors us
                JOIN user_sectors mine ON mine.federation_id = us.federation_id AND mine.sector_id = us.sector_id
                WHERE us.federation_id = $1 AND us.user_id = u.id AND mine.user_id = $6)))
           AND ($7 IS NULL OR (u.search_name, u.id) > ($7, $8))) a
         WHERE $9 = '' OR $9 = CASE WHEN a.disabled_at IS NOT NULL THEN 'disabled'
                WHEN a.has_password OR a.sessions > 0 OR a.identity_linked_at IS NOT NULL THEN 'active' ELSE 'invited' END
         ORDER BY a.search_name, a.id LIMIT $10"
    );
    let escaped = folded(&filter.query).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let (name, id) = filter.after.clone().unzip();
    let rows = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(now).bind(filter.role.as_deref().unwrap_or(""))
        .bind(filter.sector).bind(format!("%{escaped}%")).bind(filter.keeper).bind(name).bind(id)
        .bind(filter.state.as_deref().unwrap_or("")).bind(limit).fetch_all(c).await?);
    with_sectors(tx, federation, rows).await
}

/// One account; for a referent (`keeper`) only an aide who shares a sector.
pub async fn find(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    keeper: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<Option<AccountRow>> {
    const SQL: &str = concat!(
        account_columns!(),
        "WHERE u.federation_id = $1 AND u.id = $3
           AND ($4 IS NULL OR (u.role = 'aide' AND EXISTS (SELECT 1 FROM user_sectors us
                JOIN user_sectors mine ON mine.federation_id = us.federation_id AND mine.sector_id = us.sector_id
                WHERE us.federation_id = $1 AND us.user_id = u.id AND mine.user_id = $4)))"
    );
    let row: Option<AccountRow> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(now).bind(id).bind(keeper)
        .fetch_optional(c).await?);
    Ok(with_sectors(tx, federation, row.into_iter().collect()).await?.pop())
}

async fn with_sectors(tx: &mut Tx, federation: Uuid, mut rows: Vec<AccountRow>) -> StoreResult<Vec<AccountRow>> {
    const SQLITE: &str = "SELECT user_id, sector_id FROM user_sectors
        WHERE federation_id = $1 AND user_id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY sector_id";
    const POSTGRES: &str = "SELECT user_id, sector_id FROM user_sectors
        WHERE federation_id = $1 AND user_id = ANY($2) ORDER BY sector_id";
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(rows);
    }
    let found: Vec<(Uuid, Uuid)> = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(&ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(&ids).fetch_all(&mut **t).await?,
    };
    for row in &mut rows {
        row.sectors = found.iter().filter(|(user, _)| *user == row.id).map(|(_, sector)| *sector).collect();
    }
    Ok(rows)
}

/// What a keeper writes on an account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountWords<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub locale: &'a str,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
}

/// Writes an account if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    words: &AccountWords<'_>,
) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE users SET version = version + 1, login = $4, name = $5, search_name = $6, locale = $7, email = $8,
            phone = $9 WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(words.login).bind(words.name)
        .bind(folded(words.name)).bind(words.locale).bind(words.email).bind(words.phone).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Counts a change of what is not on the account itself, such as its sessions; false when somebody was faster.
pub async fn touch(tx: &mut Tx, federation: Uuid, id: Uuid, version: i32) -> StoreResult<bool> {
    const SQL: &str = "UPDATE users SET version = version + 1 WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Says anew in which sectors somebody works.
pub async fn set_sectors(tx: &mut Tx, federation: Uuid, user: Uuid, sectors: &[Uuid]) -> StoreResult<()> {
    const CLEAR: &str = "DELETE FROM user_sectors WHERE federation_id = $1 AND user_id = $2";
    const ADD: &str = "INSERT INTO user_sectors (federation_id, user_id, sector_id) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    on!(tx, c => {
        sqlx::query(CLEAR).bind(federation).bind(user).execute(&mut *c).await?;
        for sector in sectors {
            sqlx::query(ADD).bind(federation).bind(user).bind(*sector).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The logins of the installation that begin so.
pub async fn logins_like(tx: &mut Tx, start: &str) -> StoreResult<Vec<String>> {
    const SQL: &str = "SELECT login FROM users WHERE login LIKE $1 ESCAPE '\\' ORDER BY login";
    let escaped = start.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let before = scope::widen(tx).await?;
    let found = on!(tx, c => sqlx::query_scalar(SQL).bind(format!("{escaped}%")).fetch_all(c).await?);
    scope::back(tx, before).await?;
    Ok(found)
}

/// The administrators who can still sign in; locked, so that two cannot take each other away at once.
pub async fn lock_administrators(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Uuid>> {
    const SQLITE: &str = "SELECT id FROM users WHERE federation_id = $1 AND role = 'administrator'
        AND disabled_at IS NULL ORDER BY id";
    const POSTGRES: &str = "SELECT id FROM users WHERE federation_id = $1 AND role = 'administrator'
        AND disabled_at IS NULL ORDER BY id FOR UPDATE";
    Ok(match tx {
        // Whoever writes is alone.
        Tx::Sqlite(t) => sqlx::query_scalar(SQLITE).bind(federation).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_scalar(POSTGRES).bind(federation).fetch_all(&mut **t).await?,
    })
}

/// Closes an account, or opens it again (`at` none); false when somebody was faster.
pub async fn set_disabled(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    at: Option<DateTime<Utc>>,
) -> StoreResult<bool> {
    const SQL: &str = "UPDATE users SET disabled_at = $4, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(at).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
