//! Accounts and the sectors they work in.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::mail_address::MailAddress;

use super::db::{hex_list, on};
use super::federations::Sector;
use super::persons::folded;
use super::{StoreResult, Tx};

/// An account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct User {
    pub federation_id: Uuid,
    pub id: Uuid,
    /// `aide`, `coordinator`, `sector_referent` or `administrator`.
    pub role: String,
    pub login: String,
    pub name: String,
    /// `fr` or `en`.
    pub locale: String,
    /// The key of the planning software, for accounts that were imported.
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    /// argon2id, in the PHC string format; none for those who enrol by a link alone.
    pub password_hash: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A colleague, as others may see them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Colleague {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub locale: String,
}

/// The columns of [`User`], in one place for every query that reads one.
macro_rules! user_columns {
    () => {
        "SELECT u.federation_id, u.id, u.role, u.login, u.name, u.locale, u.ref, u.password_hash, u.disabled_at FROM users u "
    };
}

pub async fn insert(tx: &mut Tx, user: &User, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO users
            (federation_id, id, role, login, name, locale, ref, password_hash, created_at, search_name)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, c => sqlx::query(SQL).bind(user.federation_id).bind(user.id).bind(&user.role).bind(&user.login).bind(&user.name)
        .bind(&user.locale).bind(&user.reference).bind(&user.password_hash).bind(now).bind(folded(&user.name)).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn add_sector(tx: &mut Tx, federation: Uuid, user: Uuid, sector: Uuid) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO user_sectors (federation_id, user_id, sector_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(sector).execute(c).await?.rows_affected());
    Ok(())
}

/// The account with this login, whatever its federation: nobody names one when signing in.
pub async fn by_login(tx: &mut Tx, login: &str) -> StoreResult<Option<User>> {
    const SQL: &str = concat!(user_columns!(), "WHERE u.login = $1");
    // PostgreSQL takes no NUL in a text; nobody's login has one.
    if login.contains('\0') {
        return Ok(None);
    }
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(login).fetch_optional(c).await?))
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<User>> {
    const SQL: &str = concat!(user_columns!(), "WHERE u.federation_id = $1 AND u.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

pub async fn set_password(tx: &mut Tx, federation: Uuid, id: Uuid, hash: &str) -> StoreResult<()> {
    const SQL: &str = "UPDATE users SET password_hash = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(hash).execute(c).await?.rows_affected());
    Ok(())
}

/// Where mail to a user goes; none: nowhere.
pub async fn set_email(tx: &mut Tx, federation: Uuid, id: Uuid, email: Option<&MailAddress>) -> StoreResult<()> {
    const SQL: &str = "UPDATE users SET email = $3 WHERE federation_id = $1 AND id = $2";
    let email = email.map(MailAddress::as_str);
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(email).execute(c).await?.rows_affected());
    Ok(())
}

/// The same with the telephone number; both were checked before.
pub async fn set_contact(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    email: Option<&str>,
    phone: Option<&str>,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE users SET email = $3, phone = $4 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(email).bind(phone).execute(c).await?.rows_affected());
    Ok(())
}

/// The address that [`set_email`] set. One that no longer passes is none.
pub async fn email_of(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<MailAddress>> {
    const SQL: &str = "SELECT email FROM users WHERE federation_id = $1 AND id = $2";
    let found: Option<Option<String>> =
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(id).fetch_optional(c).await?);
    Ok(found.flatten().and_then(|text| text.parse().ok()))
}

/// The sectors a user works in, by name.
pub async fn sectors_of(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Sector>> {
    const SQL: &str = "SELECT s.id, s.name FROM user_sectors us
        JOIN sectors s ON s.federation_id = us.federation_id AND s.id = us.sector_id
        WHERE us.federation_id = $1 AND us.user_id = $2 ORDER BY s.name";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}

/// Whoever of `role` works in a sector and is not disabled.
pub async fn of_sector(tx: &mut Tx, federation: Uuid, sector: Uuid, role: &str) -> StoreResult<Vec<Colleague>> {
    const SQL: &str = "SELECT u.id, u.name, u.role, u.locale FROM user_sectors us
        JOIN users u ON u.federation_id = us.federation_id AND u.id = us.user_id
        WHERE us.federation_id = $1 AND us.sector_id = $2 AND u.role = $3 AND u.disabled_at IS NULL ORDER BY u.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(sector).bind(role).fetch_all(c).await?))
}

/// Every active user of a role in the federation.
pub async fn of_role(tx: &mut Tx, federation: Uuid, role: &str) -> StoreResult<Vec<Colleague>> {
    const SQL: &str = "SELECT id, name, role, locale FROM users
        WHERE federation_id = $1 AND role = $2 AND disabled_at IS NULL ORDER BY name, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(role).fetch_all(c).await?))
}

/// Whoever of `role` has duty now for a sector, or for one person in it: those who work there and those who stand in, without those
/// who are away.
pub async fn on_duty(
    tx: &mut Tx,
    federation: Uuid,
    (sector, person): (Uuid, Option<Uuid>),
    role: &str,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Colleague>> {
    const SQL: &str = "SELECT u.id, u.name, u.role, u.locale FROM users u
        WHERE u.federation_id = $1 AND u.role = $4 AND u.disabled_at IS NULL
          AND (EXISTS (SELECT 1 FROM user_sectors us
                WHERE us.federation_id = $1 AND us.user_id = u.id AND us.sector_id = $2)
            OR EXISTS (SELECT 1 FROM covers c WHERE c.federation_id = $1 AND c.cover_id = u.id AND c.kind <> 'remove'
                AND c.ended_at IS NULL AND c.starts_at <= $5 AND c.ends_at > $5
                AND (c.person_id = $3 OR (c.person_id IS NULL AND (c.sector_id = $2 OR (c.sector_id IS NULL
                  AND EXISTS (SELECT 1 FROM user_sectors ab
                    WHERE ab.federation_id = $1 AND ab.user_id = c.absent_id AND ab.sector_id = $2)))))))
          AND NOT EXISTS (SELECT 1 FROM covers c WHERE c.federation_id = $1 AND c.absent_id = u.id AND c.kind <> 'add'
                AND c.ended_at IS NULL AND c.starts_at <= $5 AND c.ends_at > $5
                AND (c.person_id = $3 OR (c.person_id IS NULL AND (c.sector_id = $2 OR c.sector_id IS NULL))))
        ORDER BY u.id";
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(sector).bind(person).bind(role).bind(now).fetch_all(c).await?),
    )
}

/// Somebody of the desk in one of their sectors.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Post {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub sector_id: Uuid,
}

/// The coordinators and referents of a federation, each with one row a sector, by name.
pub async fn desk(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Post>> {
    const SQL: &str = "SELECT u.id, u.name, u.role, us.sector_id FROM users u
        JOIN user_sectors us ON us.federation_id = u.federation_id AND us.user_id = u.id
        WHERE u.federation_id = $1 AND u.role IN ('coordinator', 'sector_referent') AND u.disabled_at IS NULL
        ORDER BY u.name, u.id, us.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// The names behind these ids, so that a sentence can say who noted what.
pub async fn named(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Colleague>> {
    const BASE_PG: &str = "SELECT id, name, role, locale FROM users WHERE federation_id = $1 AND id = ANY($2)";
    const BASE_SQLITE: &str = "SELECT id, name, role, locale FROM users
        WHERE federation_id = $1 AND id IN (SELECT unhex(value) FROM json_each($2))";
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(BASE_SQLITE).bind(federation).bind(hex_list(ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(BASE_PG).bind(federation).bind(ids).fetch_all(&mut **t).await?,
    })
}

/// Locks those of these users whom nobody else has locked, in the order of their ids; the others are left out.
pub async fn lock_free(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Uuid>> {
    const POSTGRES: &str = "SELECT id FROM users WHERE federation_id = $1 AND id = ANY($2)
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED";
    match tx {
        // Whoever writes is alone.
        Tx::Sqlite(_) => Ok(ids.to_vec()),
        Tx::Postgres(t) => Ok(sqlx::query_scalar(POSTGRES).bind(federation).bind(ids).fetch_all(&mut **t).await?),
    }
}
