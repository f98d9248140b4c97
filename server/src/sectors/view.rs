//! Sectors as they go over the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::sectors::SectorRow;

/// A sector with who is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SectorCounted)]
pub struct SectorView {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub name: String,
    /// Persons who are helped.
    pub persons: i64,
    /// Accounts that are not closed.
    pub aides: i64,
    pub coordinators: i64,
    pub referents: i64,
    #[schema(required = true)]
    pub archived_at: Option<DateTime<Utc>>,
}

impl From<SectorRow> for SectorView {
    fn from(row: SectorRow) -> Self {
        let SectorRow { id, version, name, persons, aides, coordinators, referents, archived_at } = row;
        Self { id, version, name, persons, aides, coordinators, referents, archived_at }
    }
}

impl SectorView {
    /// Whether nobody alive is in it.
    pub const fn is_empty(&self) -> bool {
        self.persons == 0 && self.aides == 0 && self.coordinators == 0 && self.referents == 0
    }
}
