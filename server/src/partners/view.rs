//! Partners as they go over the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::partners::{self, Partner};
use crate::store::{StoreResult, Tx};

/// A local service.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Partner)]
pub struct PartnerView {
    pub id: Uuid,
    /// The key of the list it was imported from.
    #[serde(rename = "ref")]
    #[schema(required = true)]
    pub reference: Option<String>,
    /// One of the kinds of `GET /api/catalogue`.
    pub kind: String,
    pub name: String,
    #[schema(required = true)]
    pub area: Option<String>,
    /// Where it works; none: everywhere.
    pub sector_ids: Vec<Uuid>,
    #[schema(required = true)]
    pub contact_name: Option<String>,
    #[schema(required = true)]
    pub phone: Option<String>,
    #[schema(required = true)]
    pub email: Option<String>,
    #[schema(required = true)]
    pub availability: Option<String>,
    #[schema(required = true)]
    pub note: Option<String>,
    /// No longer offered.
    pub archived: bool,
    /// To be sent back with every change.
    pub version: i32,
}

/// Shows partners with where they work.
pub async fn views(tx: &mut Tx, federation: Uuid, rows: Vec<Partner>) -> StoreResult<Vec<PartnerView>> {
    let one = if let [only] = rows.as_slice() { Some(only.id) } else { None };
    let mut sectors: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (partner, sector) in partners::sectors(tx, federation, one).await? {
        sectors.entry(partner).or_default().push(sector);
    }
    Ok(rows.into_iter().map(|row| view(sectors.remove(&row.id).unwrap_or_default(), row)).collect())
}

fn view(sector_ids: Vec<Uuid>, row: Partner) -> PartnerView {
    PartnerView {
        id: row.id,
        reference: row.reference,
        kind: row.kind,
        name: row.name,
        area: row.area,
        sector_ids,
        contact_name: row.contact_name,
        phone: row.phone,
        email: row.email,
        availability: row.availability,
        note: row.note,
        archived: row.archived_at.is_some(),
        version: row.version,
    }
}
