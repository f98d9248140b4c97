//! Who is on duty, sector by sector and day by day: the look ahead that finds a hole before it is there.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, Member, SectorCover, duty_of_day};
use vigie_shared::role::Role;

use crate::settings::Work;
use crate::store::covers::{self, CoverRow};
use crate::store::federations::Sector;
use crate::store::users::{self, Post};
use crate::store::{StoreResult, Tx, sectors};

/// How far ahead a hole is looked for: long enough to find somebody.
pub const LOOK_AHEAD: u64 = 14;

/// A sector on a working day.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyDay {
    pub day: NaiveDate,
    pub sector: Sector,
    /// Who has duty at some time of it, by id.
    pub on_duty: Vec<Uuid>,
    /// At some working moment nobody has.
    pub gap: bool,
}

/// The working days among the next `days`, today included, each with every sector; and the desk, for the names.
pub async fn ahead(
    tx: &mut Tx,
    federation: Uuid,
    days: u64,
    now: DateTime<Utc>,
) -> StoreResult<(Vec<DutyDay>, Vec<Post>)> {
    let today = Work::of(tx, federation).await?.calendar.day_of(now);
    between(tx, federation, today, days).await
}

/// The same from any day on.
pub async fn between(
    tx: &mut Tx,
    federation: Uuid,
    first: NaiveDate,
    days: u64,
) -> StoreResult<(Vec<DutyDay>, Vec<Post>)> {
    let work = Work::of(tx, federation).await?;
    let posts = users::desk(tx, federation).await?;
    let until = first.checked_add_days(Days::new(days)).unwrap_or(first);
    let (from, until) = (work.calendar.midnight(first), work.calendar.midnight(until));
    let rows = covers::between(tx, federation, from, until).await?;
    let covers: Vec<SectorCover> = rows.iter().filter_map(sector_cover).collect();
    let mut found = Vec::new();
    for sector in sectors::in_use(tx, federation).await? {
        let desk = desk_of(&posts, sector.id);
        for day in (0..days).filter_map(|ahead| first.checked_add_days(Days::new(ahead))) {
            if let Some((on_duty, gap)) = duty_of_day(&desk, &covers, sector.id, &work.calendar, day) {
                found.push(DutyDay { day, sector: sector.clone(), on_duty, gap });
            }
        }
    }
    found.sort_by(|a, b| (a.day, &a.sector.name, a.sector.id).cmp(&(b.day, &b.sector.name, b.sector.id)));
    Ok((found, posts))
}

/// Those who should be there for a sector: coordinators, or the referents where a sector has no coordinator at all.
fn desk_of(posts: &[Post], sector: Uuid) -> Vec<Member> {
    let coordinator = Role::Coordinator.as_str();
    let has_coordinators = posts.iter().any(|post| post.sector_id == sector && post.role == coordinator);
    let role = if has_coordinators { coordinator } else { Role::SectorReferent.as_str() };
    let mut desk: Vec<Member> = Vec::new();
    for post in posts.iter().filter(|post| post.role == role) {
        match desk.iter_mut().find(|member| member.user == post.id) {
            Some(member) => member.sectors.push(post.sector_id),
            None => desk.push(Member { user: post.id, sectors: vec![post.sector_id] }),
        }
    }
    desk
}

/// What a row means for a sector. A cover of one person leaves the sector as it is; one that was ended is none.
fn sector_cover(row: &CoverRow) -> Option<SectorCover> {
    let kind: CoverKind = row.kind.parse().ok()?;
    if row.person_id.is_some() || row.ended_at.is_some() {
        return None;
    }
    let (absent, cover, sector) = (row.absent_id, row.cover_id, row.sector_id);
    Some(SectorCover { kind, absent, cover, sector, from: row.starts_at, to: row.ends_at })
}
