//! Looks ahead each morning for sectors that will have nobody on a working day, while there is time to find somebody: the sector's
//! referents and
//! the administrators hear of each hole once when it appears, and once more when it is near.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::role::Role;

use crate::cover::duty::{self, DutyDay, LOOK_AHEAD};
use crate::outbox::message::{Facts, Gap};
use crate::settings::Work;
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

/// So near that whoever heard of it before hears of it again.
const SOON: TimeDelta = TimeDelta::hours(48);
/// Days looked back at, so that a hole is known by its first day also when that is over: a weekend and its bridges.
const BACK: u64 = 7;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let calendar = Work::of(tx, federation).await?.calendar;
    let today = calendar.day_of(now);
    let first = today.checked_sub_days(chrono::Days::new(BACK)).unwrap_or(today);
    let (days, _) = duty::between(tx, federation, first, BACK + LOOK_AHEAD).await?;
    let mut told = 0;
    for day in beginnings(&days).filter(|day| day.day >= today) {
        let opens = calendar.opening(day.day).unwrap_or(now);
        told += tell(tx, federation, day, opens - now <= SOON, now).await?;
    }
    Ok(format!("told of gaps: {told}"))
}

/// The first day of each hole: one that goes on is not told of again every day.
fn beginnings(days: &[DutyDay]) -> impl Iterator<Item = &DutyDay> {
    let before = |day: &DutyDay| -> Option<&DutyDay> {
        let earlier = days.iter().filter(|other| other.sector.id == day.sector.id && other.day < day.day);
        earlier.max_by_key(|other| other.day)
    };
    days.iter().filter(move |day| day.gap && !before(day).is_some_and(|day| day.gap))
}

async fn tell(tx: &mut Tx, federation: Uuid, gap: &DutyDay, is_soon: bool, now: DateTime<Utc>) -> StoreResult<usize> {
    let mut receivers = users::of_sector(tx, federation, gap.sector.id, Role::SectorReferent.as_str()).await?;
    receivers.extend(users::of_role(tx, federation, Role::Administrator.as_str()).await?);
    let facts = Facts::CoverGap(Gap { sector_id: gap.sector.id, sector_name: gap.sector.name.clone(), day: gap.day });
    let mut new = 0;
    for user in receivers {
        let message = NewMessage {
            federation,
            key: &key(gap.sector.id, gap.day, is_soon, user.id),
            user: user.id,
            kind: facts.kind(),
            body: &facts.to_body(),
            expires_at: now + facts.kind().ttl(),
        };
        new += usize::from(outbox::enqueue(tx, &message, now).await?);
    }
    Ok(new)
}

fn key(sector: Uuid, day: NaiveDate, is_soon: bool, user: Uuid) -> String {
    let fact = if is_soon { "cover_gap_soon" } else { "cover_gap" };
    format!("{fact}:{sector}:{day}:{user}")
}
