//! The directory of partners: local services, archived rather than deleted, since actions name them. Only an import that is taken
//! back takes one away, while none does.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::persons::folded;
use super::{StoreResult, Tx};

/// A partner.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Partner {
    pub id: Uuid,
    /// The key of the list it was imported from.
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub kind: String,
    pub name: String,
    pub area: Option<String>,
    pub contact_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub availability: Option<String>,
    pub note: Option<String>,
    pub version: i32,
    pub archived_at: Option<DateTime<Utc>>,
}

macro_rules! partner_columns {
    () => {
        "SELECT p.id, p.ref, p.kind, p.name, p.area, p.contact_name, p.phone, p.email, p.availability, p.note, p.version,
            p.archived_at FROM partners p "
    };
}

/// What a list of partners is narrowed to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartnerFilter {
    /// Any part of the name or the area.
    pub query: String,
    pub kind: Option<String>,
    /// Those who work there, and those who work everywhere.
    pub sector: Option<Uuid>,
    pub archived: bool,
}

pub async fn insert(tx: &mut Tx, federation: Uuid, partner: &Partner, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO partners (federation_id, id, ref, kind, name, search_name, area, contact_name, phone, email,
            availability, note, version, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(partner.id).bind(&partner.reference).bind(&partner.kind)
        .bind(&partner.name).bind(search_name(partner)).bind(&partner.area).bind(&partner.contact_name).bind(&partner.phone)
        .bind(&partner.email).bind(&partner.availability).bind(&partner.note).bind(partner.version).bind(now)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// Writes a changed partner if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(
    tx: &mut Tx,
    federation: Uuid,
    partner: &Partner,
    version: i32,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE partners SET ref = $4, kind = $5, name = $6, search_name = $7, area = $8, contact_name = $9,
            phone = $10, email = $11, availability = $12, note = $13, version = $14, updated_at = $15, archived_at = $16
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(partner.id).bind(version).bind(&partner.reference)
        .bind(&partner.kind).bind(&partner.name).bind(search_name(partner)).bind(&partner.area).bind(&partner.contact_name)
        .bind(&partner.phone).bind(&partner.email).bind(&partner.availability).bind(&partner.note).bind(partner.version)
        .bind(now).bind(partner.archived_at).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// What a search compares: name and area without accents, in lower case.
fn search_name(partner: &Partner) -> String {
    format!("{} {}", folded(&partner.name), folded(partner.area.as_deref().unwrap_or(""))).trim().to_owned()
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Partner>> {
    const SQL: &str = concat!(partner_columns!(), "WHERE p.federation_id = $1 AND p.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// Every partner that came from a list, archived ones too.
pub async fn imported(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Partner>> {
    const SQL: &str = concat!(partner_columns!(), "WHERE p.federation_id = $1 AND p.ref IS NOT NULL ORDER BY p.ref");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Those with these ids, archived ones too.
pub async fn by_ids(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Partner>> {
    const SQLITE: &str = concat!(
        partner_columns!(),
        "WHERE p.federation_id = $1 AND p.id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY p.id"
    );
    const POSTGRES: &str = concat!(partner_columns!(), "WHERE p.federation_id = $1 AND p.id = ANY($2) ORDER BY p.id");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(ids).fetch_all(&mut **t).await?,
    })
}

/// Partners by name.
pub async fn list(tx: &mut Tx, federation: Uuid, filter: &PartnerFilter) -> StoreResult<Vec<Partner>> {
    const SQL: &str = concat!(
        partner_columns!(),
        "WHERE p.federation_id = $1 AND p.search_name LIKE $2 ESCAPE '\\' AND ($3 = '' OR p.kind = $3)
           AND ($4 IS NULL
                OR EXISTS (SELECT 1 FROM partner_sectors s WHERE s.federation_id = $1 AND s.partner_id = p.id AND s.sector_id = $4)
                OR NOT EXISTS (SELECT 1 FROM partner_sectors s WHERE s.federation_id = $1 AND s.partner_id = p.id))
           AND (p.archived_at IS NOT NULL) = $5
         ORDER BY p.search_name, p.id"
    );
    let escaped = folded(&filter.query).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = format!("%{escaped}%");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(pattern).bind(filter.kind.as_deref().unwrap_or(""))
        .bind(filter.sector).bind(filter.archived).fetch_all(c).await?))
}

/// Where partners work: partner, sector. All of the federation's, or one partner's.
pub async fn sectors(tx: &mut Tx, federation: Uuid, partner: Option<Uuid>) -> StoreResult<Vec<(Uuid, Uuid)>> {
    const SQL: &str = "SELECT partner_id, sector_id FROM partner_sectors
        WHERE federation_id = $1 AND ($2 IS NULL OR partner_id = $2) ORDER BY partner_id, sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(partner).fetch_all(c).await?))
}

/// Says anew where a partner works.
pub async fn set_sectors(tx: &mut Tx, federation: Uuid, partner: Uuid, sectors: &[Uuid]) -> StoreResult<()> {
    const CLEAR: &str = "DELETE FROM partner_sectors WHERE federation_id = $1 AND partner_id = $2";
    const ADD: &str = "INSERT INTO partner_sectors (federation_id, partner_id, sector_id) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    on!(tx, c => {
        sqlx::query(CLEAR).bind(federation).bind(partner).execute(&mut *c).await?;
        for sector in sectors {
            sqlx::query(ADD).bind(federation).bind(partner).bind(*sector).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Takes a partner away whom no action names. False when one does.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const NAMED: &str = "SELECT EXISTS (SELECT 1 FROM action_partners WHERE federation_id = $1 AND partner_id = $2)";
    const SECTORS: &str = "DELETE FROM partner_sectors WHERE federation_id = $1 AND partner_id = $2";
    const PARTNER: &str = "DELETE FROM partners WHERE federation_id = $1 AND id = $2";
    Ok(on!(tx, c => {
        let named: bool = sqlx::query_scalar(NAMED).bind(federation).bind(id).fetch_one(&mut *c).await?;
        if named {
            return Ok(false);
        }
        sqlx::query(SECTORS).bind(federation).bind(id).execute(&mut *c).await?;
        sqlx::query(PARTNER).bind(federation).bind(id).execute(c).await?.rows_affected() == 1
    }))
}

/// The kinds partners have: words a catalogue must go on explaining.
pub async fn kinds(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<String>> {
    const SQL: &str = "SELECT DISTINCT kind FROM partners WHERE federation_id = $1 ORDER BY kind";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_all(c).await?))
}
