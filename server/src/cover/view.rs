//! A cover as it goes over the wire, and who may read it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, CoverOrigin, CoverState, state_at};
use vigie_shared::role::Role;

use crate::store::covers::CoverRow;
use crate::store::persons::{self, Viewer};
use crate::store::users::{self, Post};
use crate::store::{StoreResult, Tx};
use crate::visits::Named;

/// Somebody stands in for somebody.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Cover {
    pub id: Uuid,
    /// To be sent back when it is ended.
    pub version: i32,
    pub kind: CoverKind,
    #[schema(required = true)]
    pub absent: Option<Named>,
    #[schema(required = true)]
    pub cover: Option<Named>,
    /// Without sector and person: every sector of the absent one.
    #[schema(required = true)]
    pub sector: Option<Named>,
    #[schema(required = true)]
    pub person: Option<Named>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    #[schema(required = true)]
    pub reason: Option<String>,
    pub origin: CoverOrigin,
    pub state: CoverState,
    pub created_by: Named,
    pub created_at: DateTime<Utc>,
    /// When it was ended by hand.
    #[schema(required = true)]
    pub ended_at: Option<DateTime<Utc>>,
}

impl Cover {
    pub fn of(row: CoverRow, now: DateTime<Utc>) -> Self {
        let named = |id: Option<Uuid>, name: Option<String>| id.map(|id| Named { id, name: name.unwrap_or_default() });
        Self {
            id: row.id,
            version: row.version,
            kind: row.kind.parse().unwrap_or(CoverKind::Add),
            absent: named(row.absent_id, row.absent_name),
            cover: named(row.cover_id, row.cover_name),
            sector: named(row.sector_id, row.sector_name),
            person: named(row.person_id, row.person_name),
            from: row.starts_at,
            to: row.ends_at,
            reason: row.reason,
            origin: row.origin.parse().unwrap_or(CoverOrigin::Declared),
            state: state_at(row.starts_at, row.ends_at, row.ended_at.is_some(), now),
            created_by: Named { id: row.created_by, name: row.created_by_name },
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

/// The desk of a federation, as far as somebody of it is concerned.
#[derive(Debug)]
pub struct Circle {
    viewer: Viewer<'static>,
    pub posts: Vec<Post>,
    /// The viewer's own sectors.
    pub sectors: BTreeSet<Uuid>,
}

impl Circle {
    pub async fn of(tx: &mut Tx, viewer: Viewer<'static>) -> StoreResult<Self> {
        let posts = users::desk(tx, viewer.federation).await?;
        let sectors = posts.iter().filter(|post| post.id == viewer.user).map(|post| post.sector_id).collect();
        Ok(Self { viewer, posts, sectors })
    }

    pub fn is_administrator(&self) -> bool {
        self.viewer.role == Role::Administrator.as_str()
    }

    /// Somebody who works in one of the viewer's sectors, or the viewer.
    pub fn is_colleague(&self, user: Uuid) -> bool {
        user == self.viewer.user
            || self.posts.iter().any(|post| post.id == user && self.sectors.contains(&post.sector_id))
    }

    /// Whether a cover is any of the viewer's business: their own, a colleague's, or in one of their sectors.
    pub fn concerns(&self, row: &CoverRow) -> bool {
        let people = [row.absent_id, row.cover_id];
        self.is_administrator()
            || people.iter().flatten().any(|user| self.is_colleague(*user))
            || row.sector_id.is_some_and(|sector| self.sectors.contains(&sector))
    }

    /// Whether the viewer may read a cover. One of a single person names that person: it is for those who may open the file, and for
    /// administrators, who see of a file no more than the name.
    pub async fn may_read(&self, tx: &mut Tx, row: &CoverRow) -> StoreResult<bool> {
        if !self.concerns(row) {
            return Ok(false);
        }
        match row.person_id {
            Some(person) if !self.is_administrator() => Ok(persons::in_scope(tx, self.viewer, person).await?.is_some()),
            _ => Ok(true),
        }
    }

    /// The covers among these that the viewer may read.
    pub async fn readable(&self, tx: &mut Tx, rows: Vec<CoverRow>) -> StoreResult<Vec<Cover>> {
        let mut covers = Vec::with_capacity(rows.len());
        for row in rows {
            if self.may_read(tx, &row).await? {
                covers.push(Cover::of(row, self.viewer.now));
            }
        }
        Ok(covers)
    }
}
