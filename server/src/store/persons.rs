//! The persons helped at home, their consent, and who may see them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::{StoreResult, Tx};

/// A person.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Person {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub sector_id: Uuid,
    pub name: String,
    /// `not_asked`, `accepted`, `refused` or `withdrawn`.
    pub coordination: String,
}

/// What was last said about coordination.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ConsentGiven {
    pub coordination: String,
    pub given_by: String,
    pub at: DateTime<Utc>,
}

/// A consent about to be recorded.
#[derive(Debug)]
pub struct NewConsent<'a> {
    pub id: Uuid,
    pub person: Uuid,
    pub coordination: &'a str,
    pub given_by: &'a str,
    /// Whose word it is: `person`, `family` or `guardian`.
    pub given_as: &'static str,
    pub recorded_by: Option<Uuid>,
}

/// How to reach a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Details {
    pub phone: Option<String>,
    pub address: Option<String>,
}

/// A consent with who wrote it down.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ConsentRow {
    pub coordination: String,
    pub given_by: String,
    pub given_as: String,
    pub at: DateTime<Utc>,
    pub recorded_by: Option<Uuid>,
    pub recorder: Option<String>,
}

macro_rules! person_columns {
    () => {
        "SELECT p.federation_id, p.id, p.sector_id, p.name, p.coordination FROM persons p "
    };
}

/// What makes a person visible to user `$2` of role `$3` now: their sector or somebody they stand in for, and for a coordinator the
/// person's consent. Somebody who is helped no longer is seen by referents alone, for as long as something about them was open
/// since. The argument is the parameter to which the query binds `viewer.now`, such as `"$5"`: sight through cover ends
/// by itself.
macro_rules! visible {
    ($now:literal) => {
        concat!(
            "(p.archived_at IS NULL OR ($3 = 'sector_referent' AND p.pseudonymised_at IS NULL AND (
                EXISTS (SELECT 1 FROM alerts la WHERE la.federation_id = $1 AND la.person_id = p.id
                    AND (la.closed_at IS NULL OR la.closed_at >= p.archived_at))
                OR EXISTS (SELECT 1 FROM follow_ups lf WHERE lf.federation_id = $1 AND lf.person_id = p.id
                    AND (lf.state = 'open' OR lf.closed_at >= p.archived_at)))))
          AND (p.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2) OR ",
            $crate::store::persons::covered!($now),
            ") AND ($3 <> 'coordinator' OR p.coordination NOT IN ('refused', 'withdrawn')) "
        )
    };
}

/// Whether user `$2` stands in for somebody at the moment bound to the parameter, for the person `p`: that person's, their sector's,
/// or everything of the absent one.
macro_rules! covered {
    ($now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM covers cv WHERE cv.federation_id = $1 AND cv.cover_id = $2 AND cv.kind <> 'remove'
            AND cv.ended_at IS NULL AND cv.starts_at <= ",
            $now,
            " AND cv.ends_at > ",
            $now,
            " AND (cv.person_id = p.id OR (cv.person_id IS NULL AND (cv.sector_id = p.sector_id OR (cv.sector_id IS NULL
                AND p.sector_id IN (SELECT sector_id FROM user_sectors
                    WHERE federation_id = $1 AND user_id = cv.absent_id)))))) "
        )
    };
}

/// Whether an aide may rate the person `p`: in one of her sectors, or one she visits, and not forgotten.
macro_rules! ratable {
    ($federation:literal, $aide:literal) => {
        concat!(
            "p.pseudonymised_at IS NULL AND (p.sector_id IN (SELECT us.sector_id FROM user_sectors us WHERE us.federation_id = ",
            $federation,
            " AND us.user_id = ",
            $aide,
            ") OR EXISTS (SELECT 1 FROM visits v WHERE v.federation_id = ",
            $federation,
            " AND v.aide_id = ",
            $aide,
            " AND v.person_id = p.id)) "
        )
    };
}
pub(super) use covered;
pub(super) use ratable;
pub(super) use visible;

pub async fn insert(tx: &mut Tx, person: &Person, reference: Option<&str>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO persons (federation_id, id, sector_id, ref, name, search_name, coordination, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL).bind(person.federation_id).bind(person.id).bind(person.sector_id).bind(reference)
        .bind(&person.name).bind(folded(&person.name)).bind(&person.coordination).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Person>> {
    const SQL: &str = concat!(person_columns!(), "WHERE p.federation_id = $1 AND p.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// Whose eyes a query looks through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer<'a> {
    pub federation: Uuid,
    pub user: Uuid,
    pub role: &'a str,
    /// When: standing in for somebody begins and ends.
    pub now: DateTime<Utc>,
}

/// The sectors in which this viewer may see anybody: their own and those of whom they stand in for. Everybody [`visible!`] shows lives
/// in one of them, so a list can be walked sector by sector.
pub async fn reach(tx: &mut Tx, viewer: Viewer<'_>) -> StoreResult<Vec<Uuid>> {
    macro_rules! running {
        () => {
            "cv.federation_id = $1 AND cv.cover_id = $2 AND cv.kind <> 'remove' AND cv.ended_at IS NULL AND cv.starts_at <= $3
             AND cv.ends_at > $3 "
        };
    }
    const SQL: &str = concat!(
        "SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2
         UNION SELECT cv.sector_id FROM covers cv WHERE cv.person_id IS NULL AND cv.sector_id IS NOT NULL AND ",
        running!(),
        "UNION SELECT us.sector_id FROM covers cv JOIN user_sectors us ON us.federation_id = $1 AND us.user_id = cv.absent_id
         WHERE cv.person_id IS NULL AND cv.sector_id IS NULL AND ",
        running!(),
        "UNION SELECT p.sector_id FROM covers cv JOIN persons p ON p.federation_id = $1 AND p.id = cv.person_id WHERE ",
        running!(),
        "ORDER BY 1"
    );
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.now).fetch_all(c).await?),
    )
}

/// The person, if this viewer may open the file.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<Person>> {
    const SQL: &str = concat!(person_columns!(), "WHERE p.federation_id = $1 AND p.id = $4 AND ", visible!("$5"));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(id)
        .bind(viewer.now).fetch_optional(c).await?))
}

/// Persons of the viewer's scope whose name contains `query` (accents and case ignored), by name.
pub async fn search(tx: &mut Tx, viewer: Viewer<'_>, query: &str, limit: i64) -> StoreResult<Vec<Person>> {
    const SQL: &str = concat!(
        person_columns!(),
        "WHERE p.federation_id = $1 AND ",
        visible!("$6"),
        "AND p.search_name LIKE $4 ESCAPE '\\' ORDER BY p.search_name, p.id LIMIT $5"
    );
    let pattern = containing(query);
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(&pattern)
        .bind(limit).bind(viewer.now).fetch_all(c).await?))
}

/// Of these persons, those an aide may rate: in one of her sectors, or one she visits, and not forgotten. Locked until the end of the transaction,
/// in the order of their ids, so that two captures for one person follow each other and never block in a ring.
pub async fn lock_ratable(tx: &mut Tx, federation: Uuid, aide: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Person>> {
    const POSTGRES: &str = concat!(
        person_columns!(),
        "WHERE p.federation_id = $1 AND p.id = ANY($3) AND ",
        ratable!("$1", "$2"),
        "ORDER BY p.id FOR NO KEY UPDATE OF p"
    );
    const SQLITE: &str = concat!(
        person_columns!(),
        "WHERE p.federation_id = $1 AND p.id IN (SELECT unhex(value) FROM json_each($3)) AND ",
        ratable!("$1", "$2"),
        "ORDER BY p.id"
    );
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE).bind(federation).bind(aide).bind(hex_list(ids)).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(aide).bind(ids).fetch_all(&mut **t).await?,
    })
}

/// The person, locked until the end of the transaction: nobody folds their ratings meanwhile.
pub async fn lock(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Person>> {
    const SQLITE: &str = concat!(person_columns!(), "WHERE p.federation_id = $1 AND p.id = $2");
    const POSTGRES: &str =
        concat!(person_columns!(), "WHERE p.federation_id = $1 AND p.id = $2 FOR NO KEY UPDATE OF p");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(id).fetch_optional(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(id).fetch_optional(&mut **t).await?,
    })
}

/// Records a consent and makes it the one in force.
pub async fn record_consent(
    tx: &mut Tx,
    federation: Uuid,
    new: &NewConsent<'_>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const INSERT: &str =
        "INSERT INTO consents (federation_id, id, person_id, coordination, given_by, recorded_by, at, given_as)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const UPDATE: &str = "UPDATE persons SET coordination = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => {
        sqlx::query(INSERT).bind(federation).bind(new.id).bind(new.person).bind(new.coordination).bind(new.given_by)
            .bind(new.recorded_by).bind(now).bind(new.given_as).execute(&mut *c).await?;
        sqlx::query(UPDATE).bind(federation).bind(new.person).bind(new.coordination).execute(c).await?.rows_affected()
    });
    Ok(())
}

/// The latest consent that was recorded, if the person was ever asked.
pub async fn latest_consent(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<ConsentGiven>> {
    const SQL: &str = "SELECT coordination, given_by, at FROM consents
        WHERE federation_id = $1 AND person_id = $2 ORDER BY at DESC, id DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// The pattern of `LIKE … ESCAPE '\\'` for names that contain these words.
pub(super) fn containing(query: &str) -> String {
    let escaped = folded(query).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Every consent that was recorded, newest first.
pub async fn consents(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<ConsentRow>> {
    const SQL: &str = "SELECT c.coordination, c.given_by, c.given_as, c.at, c.recorded_by, u.name AS recorder
        FROM consents c LEFT JOIN users u ON u.federation_id = c.federation_id AND u.id = c.recorded_by
        WHERE c.federation_id = $1 AND c.person_id = $2 ORDER BY c.at DESC, c.id DESC LIMIT 200";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}

/// How to reach the person.
pub async fn details(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Details> {
    const SQL: &str = "SELECT phone, address FROM persons WHERE federation_id = $1 AND id = $2";
    let found: Option<Details> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?);
    Ok(found.unwrap_or_default())
}

pub async fn set_details(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    phone: Option<&str>,
    address: Option<&str>,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE persons SET phone = $3, address = $4 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(phone).bind(address).execute(c).await?.rows_affected());
    Ok(())
}

/// Lower case without the accents French uses: what names are compared by.
pub fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ÿ' => 'y',
        'ñ' => 'n',
        '-' | '\'' | '’' => ' ',
        // No name has one, and PostgreSQL takes no NUL in a text: it must find nothing.
        c if c.is_control() => '\u{fffd}',
        other => other,
    };
    let lower = text.trim().to_lowercase().replace('œ', "oe").replace('æ', "ae");
    lower.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn accents_case_and_hyphens_do_not_matter_in_a_search() {
        assert_eq!(folded(" Mme Hélène L’Œillet-Noël "), "mme helene l oeillet noel");
    }
}
