//! The facts of one month, by sector.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::impact::{Closed, Opened, Tally};

use super::{Month, uncovered};
use crate::store::impact::{self, ClosedRow, DueRow, OpenedRow};
use crate::store::{StoreResult, Tx};

/// The tallies of these sectors. Facts of other sectors are left out.
pub async fn month(
    tx: &mut Tx,
    federation: Uuid,
    month: Month,
    sectors: &[Uuid],
    zone: Tz,
    now: DateTime<Utc>,
) -> StoreResult<BTreeMap<Uuid, Tally>> {
    let mut tallies: BTreeMap<Uuid, Tally> = sectors.iter().map(|sector| (*sector, Tally::default())).collect();
    // Beyond the years databases can compare there is nothing.
    let (Some(span), Some(next)) = (month.span(zone), month.next()) else { return Ok(tallies) };
    for (sector, days) in uncovered::days(tx, federation, month, sectors, now).await? {
        if let Some(tally) = tallies.get_mut(&sector) {
            tally.uncovered_days = days;
        }
    }
    let mut of = |sector: Uuid, add: &mut dyn FnMut(&mut Tally)| {
        if let Some(tally) = tallies.get_mut(&sector) {
            add(tally);
        }
    };
    for row in impact::opened(tx, federation, span).await? {
        of(row.sector_id, &mut |tally| tally.opened.push(opened(&row)));
    }
    for row in impact::closed(tx, federation, span).await? {
        of(row.sector_id, &mut |tally| tally.closed.push(closed(&row)));
    }
    for (sector, done, rated) in impact::visits(tx, federation, span).await? {
        of(sector, &mut |tally| (tally.visits_done, tally.visits_rated) = (count(done), count(rated)));
    }
    for (sector, user) in impact::coordinators(tx, federation, span).await? {
        of(sector, &mut |tally| {
            tally.coordinators.insert(user.into());
        });
    }
    let days = (month.first_day().to_string(), next.first_day().to_string());
    let today = now.with_timezone(&zone).date_naive().to_string();
    for row in impact::due(tx, federation, (&days.0, &days.1), &today).await? {
        of(row.sector_id, &mut |tally| {
            tally.follow_ups_due += 1;
            tally.follow_ups_kept += u64::from(is_kept(&row, zone));
        });
    }
    // A month that has ended is looked at in its last moment.
    let at = now.min(span.to - chrono::TimeDelta::microseconds(1));
    for (sector, persons) in impact::in_watch(tx, federation, at).await? {
        of(sector, &mut |tally| tally.in_watch = count(persons));
    }
    for (sector, persons) in impact::in_reinforced(tx, federation, at).await? {
        of(sector, &mut |tally| tally.in_reinforced = count(persons));
    }
    for (sector, needs) in impact::needs(tx, federation, span).await? {
        of(sector, &mut |tally| tally.needs = count(needs));
    }
    Ok(tallies)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn opened(row: &OpenedRow) -> Opened {
    let first = |moments: &[Option<DateTime<Utc>>]| moments.iter().copied().flatten().min();
    Opened {
        person: row.person_id.into(),
        at: row.opened_at,
        taken_at: first(&[row.taken_at, row.resolved_at]),
        acted_at: first(&[row.action_at, row.promised_at, row.resolved_at]),
    }
}

fn closed(row: &ClosedRow) -> Closed {
    let outcome = row.outcome.as_deref().and_then(|word| word.parse().ok());
    Closed { person: row.person_id.into(), outcome: outcome.filter(|_| row.closed_by.is_some()) }
}

/// Done no later than the day that was promised.
fn is_kept(row: &DueRow, zone: Tz) -> bool {
    let promised: Option<NaiveDate> = row.due_on.parse().ok();
    let done = row.closed_at.filter(|_| row.state == "done").map(|at| at.with_timezone(&zone).date_naive());
    promised.zip(done).is_some_and(|(promised, done)| done <= promised)
}
