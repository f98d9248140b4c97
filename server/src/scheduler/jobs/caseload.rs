//! Looks after reinforced follow-up: a coordinator hears once a month of home contacts that are late, the referents once of a
//! coordinator who nears the limit or reaches it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::caseload::{FULL, WARNING};
use vigie_shared::role::Role;

use crate::caseload::notify::{news, tell};
use crate::caseload::view::contacts;
use crate::follow_ups::agenda::Agenda;
use crate::outbox::message::CaseloadNews;
use crate::store::caseload::{self, CaseRow};
use crate::store::{StoreResult, Tx, users};

/// A reminder of the same contact comes again after a month.
const AGAIN: TimeDelta = TimeDelta::days(31);

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let agenda = Agenda::of(tx, federation, now).await?;
    let rows = caseload::in_state(tx, federation, "active").await?;
    let reminded = remind(tx, federation, &rows, &agenda).await?;
    let warned = warn(tx, federation, &rows, now).await?;
    Ok(format!("reminders: {reminded}, warnings: {warned}"))
}

/// One message a coordinator, however many contacts are late.
async fn remind(tx: &mut Tx, federation: Uuid, rows: &[CaseRow], agenda: &Agenda) -> StoreResult<usize> {
    let (now, today) = (agenda.now, agenda.today());
    let contacts = contacts(tx, federation, rows, agenda).await?;
    let mut late: BTreeMap<Uuid, usize> = BTreeMap::new();
    for row in rows {
        let is_late = contacts.get(&row.id).is_some_and(|contact| contact.is_late(today));
        if is_late && row.reminded_at.is_none_or(|at| at <= now - AGAIN) {
            caseload::mark_reminded(tx, federation, row.id, now).await?;
            *late.entry(row.coordinator_id).or_default() += 1;
        }
    }
    let mut told = 0;
    for (coordinator, count) in late {
        let news = CaseloadNews { what: "contact".to_owned(), count, linked: true };
        let key = format!("caseload_contact:{coordinator}:{today}");
        told += usize::from(tell(tx, federation, &key, coordinator, news, now).await?);
    }
    Ok(told)
}

/// Tells the referents of a coordinator's sectors. The message is keyed by the entry that reached the limit: it comes once, and again
/// only when the limit was left and reached anew.
async fn warn(tx: &mut Tx, federation: Uuid, rows: &[CaseRow], now: DateTime<Utc>) -> StoreResult<usize> {
    let mut by_coordinator: BTreeMap<Uuid, Vec<&CaseRow>> = BTreeMap::new();
    for row in rows {
        by_coordinator.entry(row.coordinator_id).or_default().push(row);
    }
    let mut told = 0;
    for (coordinator, entries) in by_coordinator {
        let reached = |limit: i64| usize::try_from(limit - 1).ok().and_then(|place| entries.get(place));
        let (what, entry) = match (reached(FULL), reached(WARNING)) {
            (Some(entry), _) => ("full", entry),
            (None, Some(entry)) => ("warning", entry),
            (None, None) => continue,
        };
        for sector in users::sectors_of(tx, federation, coordinator).await? {
            for user in users::of_sector(tx, federation, sector.id, Role::SectorReferent.as_str()).await? {
                let key = format!("caseload_{what}:{}:{}", entry.id, user.id);
                told += usize::from(tell(tx, federation, &key, user.id, news(what, true), now).await?);
            }
        }
    }
    Ok(told)
}
