//! Reminds of promises: whoever holds one hears of it on the morning of its day, once a day and as a number. One that is late climbs:
//! after a working day the sector's referents are told, after three the administrators, without a name. Each step is recorded.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::follow_up::late_since;
use vigie_shared::role::Role;

use crate::follow_ups::agenda::Agenda;
use crate::outbox::message::{Counted, Facts};
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::follow_ups::{self, DayBounds};
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

/// Nobody is told before or after work.
const HOURS: Range<usize> = 8..19;
/// Working days after which the sector's referents are told.
const LATE_FOR_REFERENTS: usize = 1;
/// Working days after which the administrators are.
const LATE_FOR_ADMINISTRATORS: usize = 3;
/// Late promises that climb a step in one run; the rest follow at the next.
const BATCH: i64 = 20_000;

/// How many of something each receiver is told; the flag says whether they may open them.
type Told = BTreeMap<(Uuid, bool), usize>;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let agenda = Agenda::of(tx, federation, now).await?;
    let today = agenda.today();
    let hour = usize::try_from(agenda.hour()).unwrap_or(0);
    if !HOURS.contains(&hour) {
        return Ok("not now".to_owned());
    }
    let mut messages = 0;
    for ((user, linked), count) in due(tx, federation, &agenda).await? {
        let key = format!("follow_up_due:{user}:{today}");
        messages += tell(tx, federation, &key, user, Facts::FollowUpDue(Counted { count, linked }), now).await?;
    }
    if !agenda.calendar.is_working_day(today) {
        return Ok(format!("messages: {messages}"));
    }
    for (step, days) in [(1, LATE_FOR_REFERENTS), (2, LATE_FOR_ADMINISTRATORS)] {
        for ((user, linked), count) in climb(tx, federation, &agenda, step, days).await? {
            let key = format!("follow_up_overdue:{user}:{step}:{today}");
            messages +=
                tell(tx, federation, &key, user, Facts::FollowUpOverdue(Counted { count, linked }), now).await?;
        }
    }
    Ok(format!("messages: {messages}"))
}

/// Counts the promises of today for whoever holds them, or for the sector's referents. What was promised today for today needs no reminder.
async fn due(tx: &mut Tx, federation: Uuid, agenda: &Agenda) -> StoreResult<Told> {
    let mut told = Told::new();
    for due in follow_ups::due_then(tx, federation, &DayBounds::of(&agenda.calendar, agenda.today())).await? {
        let count = usize::try_from(due.count).unwrap_or(0);
        let holders = match due.holder {
            Some(user) => vec![user],
            None => referents(tx, federation, due.sector_id).await?,
        };
        for user in holders {
            *told.entry((user, true)).or_default() += count;
        }
    }
    Ok(told)
}

/// Takes the promises that are late by so many working days up to a step they have not been told on, and records each.
async fn climb(tx: &mut Tx, federation: Uuid, agenda: &Agenda, step: i32, days: usize) -> StoreResult<Told> {
    let is_working = |day| agenda.calendar.is_working_day(day);
    let Some(last) = late_since(agenda.today(), days, is_working) else { return Ok(Told::new()) };
    let late = follow_ups::tell_late(tx, federation, step, &DayBounds::of(&agenda.calendar, last), BATCH).await?;
    if late.is_empty() {
        return Ok(Told::new());
    }
    let (mut told, mut events) = (Told::new(), Vec::with_capacity(late.len()));
    let mut of_sector: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let administrators = administrators(tx, federation).await?;
    for promise in &late {
        if step == 1 && !of_sector.contains_key(&promise.sector_id) {
            of_sector.insert(promise.sector_id, referents(tx, federation, promise.sector_id).await?);
        }
        let referents = of_sector.get(&promise.sector_id).map_or(&[][..], Vec::as_slice);
        // An empty step is skipped at once, and recorded.
        let skipped = step == 1 && referents.is_empty();
        let administrators = if step == 2 || skipped { &administrators[..] } else { &[] };
        for user in referents {
            *told.entry((*user, true)).or_default() += 1;
        }
        for user in administrators {
            *told.entry((*user, false)).or_default() += 1;
        }
        let numbers = json!({ "sector_referent": referents.len(), "administrator": administrators.len() });
        events.push(NewCaseEvent {
            person: promise.person_id,
            subject: "follow_up",
            subject_id: promise.id,
            what: "escalated",
            actor: None,
            alert: promise.alert_id,
            text: None,
            data: json!({ "step": step, "due_on": promise.due_on, "told": numbers, "skipped": skipped }),
        });
    }
    case_events::append_all(tx, federation, &events, agenda.now).await?;
    Ok(told)
}

async fn referents(tx: &mut Tx, federation: Uuid, sector: Uuid) -> StoreResult<Vec<Uuid>> {
    let found = users::of_sector(tx, federation, sector, Role::SectorReferent.as_str()).await?;
    Ok(found.into_iter().map(|user| user.id).collect())
}

async fn administrators(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Uuid>> {
    let found = users::of_role(tx, federation, Role::Administrator.as_str()).await?;
    Ok(found.into_iter().map(|user| user.id).collect())
}

async fn tell(
    tx: &mut Tx,
    federation: Uuid,
    key: &str,
    user: Uuid,
    facts: Facts,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let message = NewMessage {
        federation,
        key,
        user,
        kind: facts.kind(),
        body: &facts.to_body(),
        expires_at: now + facts.kind().ttl(),
    };
    outbox::enqueue(tx, &message, now).await.map(usize::from)
}
