//! Past working days of a month on which, at some working moment, nobody was on duty for a sector.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, Member, SectorCover, duty_of_day};
use vigie_shared::role::Role;

use super::Month;
use crate::settings::Work;
use crate::store::covers::{self, CoverRow};
use crate::store::users::{self, Post};
use crate::store::{StoreResult, Tx};

/// The number of such days by sector. Sectors, accounts and hours are those of today: nobody keeps what they were.
pub async fn days(
    tx: &mut Tx,
    federation: Uuid,
    month: Month,
    sectors: &[Uuid],
    now: DateTime<Utc>,
) -> StoreResult<BTreeMap<Uuid, u64>> {
    let work = Work::of(tx, federation).await?;
    let zone = work.calendar.zone();
    let (Some(span), Some(next)) = (month.span(zone), month.next()) else { return Ok(BTreeMap::new()) };
    let today = work.calendar.day_of(now);
    let past: Vec<NaiveDate> =
        month.first_day().iter_days().take_while(|day| *day < next.first_day() && *day < today).collect();
    let posts = users::desk(tx, federation).await?;
    let rows = covers::between(tx, federation, span.from, span.to).await?;
    let covers: Vec<SectorCover> = rows.iter().filter_map(as_it_was).collect();
    let uncovered = |sector: &Uuid| {
        let desk = desk_of(&posts, *sector);
        let gaps = past.iter().filter_map(|day| duty_of_day(&desk, &covers, *sector, &work.calendar, *day));
        (*sector, gaps.filter(|(_, gap)| *gap).count() as u64)
    };
    Ok(sectors.iter().map(uncovered).collect())
}

/// Those who should be there for a sector: coordinators, or the referents where it has no coordinator at all.
fn desk_of(posts: &[Post], sector: Uuid) -> Vec<Member> {
    let coordinator = Role::Coordinator.as_str();
    let has_coordinators = posts.iter().any(|post| post.sector_id == sector && post.role == coordinator);
    let role = if has_coordinators { coordinator } else { Role::SectorReferent.as_str() };
    let mut desk: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for post in posts.iter().filter(|post| post.role == role) {
        desk.entry(post.id).or_default().push(post.sector_id);
    }
    desk.into_iter().map(|(user, sectors)| Member { user, sectors }).collect()
}

/// What a cover did for a sector as long as it lasted. That of one person leaves the sector as it is.
fn as_it_was(row: &CoverRow) -> Option<SectorCover> {
    let kind: CoverKind = row.kind.parse().ok()?;
    let to = row.ended_at.map_or(row.ends_at, |ended| ended.min(row.ends_at));
    let (absent, cover, sector) = (row.absent_id, row.cover_id, row.sector_id);
    row.person_id.is_none().then_some(SectorCover { kind, absent, cover, sector, from: row.starts_at, to })
}
