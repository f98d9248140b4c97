//! Reminds of promises: whoever holds one hears of it on the morning of its day, once a day and as a number. One that is late climbs:
//! after a working day the sector's referents are told, after three the administrators, without a name. Each step is recorded.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::follow_up::working_days_late;
use vigie_shared::role::Role;

use crate::follow_ups::agenda::Agenda;
use crate::outbox::message::{Counted, Facts};
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::follow_ups::{self, Promised};
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

/// Nobody is told before or after work.
const HOURS: Range<usize> = 8..19;
/// Working days after which the sector's referents are told.
const LATE_FOR_REFERENTS: usize = 1;
/// Working days after which the administrators are.
const LATE_FOR_ADMINISTRATORS: usize = 3;
/// More promises than a federation has open at one time.
const MOST: i64 = 20_000;

/// How many of something each receiver is told; the flag says whether they may open them.
type Told = BTreeMap<(Uuid, bool), usize>;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let agenda = Agenda::of(tx, federation, now).await?;
    let today = agenda.today();
    let hour = usize::try_from(agenda.hour()).unwrap_or(0);
    if !HOURS.contains(&hour) {
        return Ok("not now".to_owned());
    }
    let promised = follow_ups::due_by(tx, federation, &today.to_string(), MOST).await?;
    let mut due = Told::new();
    let mut late: BTreeMap<i32, Told> = BTreeMap::new();
    for promise in &promised {
        let Ok(due_on) = promise.due_on.parse::<NaiveDate>() else { continue };
        // What was promised today for today needs no reminder.
        if due_on == today && agenda.calendar.day_of(promise.created_at) < today {
            remind(tx, federation, promise, &mut due).await?;
        }
        if agenda.calendar.is_working_day(today) {
            let days = working_days_late(due_on, today, |day| agenda.calendar.is_working_day(day));
            climb(tx, federation, promise, days, &mut late, now).await?;
        }
    }
    let mut messages = 0;
    for ((user, linked), count) in due {
        let key = format!("follow_up_due:{user}:{today}");
        messages += tell(tx, federation, &key, user, Facts::FollowUpDue(Counted { count, linked }), now).await?;
    }
    for (step, told) in late {
        for ((user, linked), count) in told {
            let key = format!("follow_up_overdue:{user}:{step}:{today}");
            messages +=
                tell(tx, federation, &key, user, Facts::FollowUpOverdue(Counted { count, linked }), now).await?;
        }
    }
    Ok(format!("messages: {messages}"))
}

/// Counts a promise of today for whoever holds it, or for the sector's referents.
async fn remind(tx: &mut Tx, federation: Uuid, promise: &Promised, due: &mut Told) -> StoreResult<()> {
    match promise.holder {
        Some(user) => *due.entry((user, true)).or_default() += 1,
        None => {
            for referent in referents(tx, federation, promise.sector_id).await? {
                *due.entry((referent, true)).or_default() += 1;
            }
        }
    }
    Ok(())
}

/// Takes a late promise up the steps it has not been told on, and records each.
async fn climb(
    tx: &mut Tx,
    federation: Uuid,
    promise: &Promised,
    days: usize,
    late: &mut BTreeMap<i32, Told>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    for (step, needed) in [(1, LATE_FOR_REFERENTS), (2, LATE_FOR_ADMINISTRATORS)] {
        if days < needed || promise.escalation >= step {
            continue;
        }
        if !follow_ups::mark_told(tx, federation, promise.id, step).await? {
            continue;
        }
        let referents = if step == 1 { referents(tx, federation, promise.sector_id).await? } else { Vec::new() };
        // An empty step is skipped at once, and recorded.
        let skipped = step == 1 && referents.is_empty();
        let administrators = if step == 2 || skipped { administrators(tx, federation).await? } else { Vec::new() };
        let told = late.entry(step).or_default();
        for user in &referents {
            *told.entry((*user, true)).or_default() += 1;
        }
        for user in &administrators {
            *told.entry((*user, false)).or_default() += 1;
        }
        let numbers = json!({ "sector_referent": referents.len(), "administrator": administrators.len() });
        let event = NewCaseEvent {
            person: promise.person_id,
            subject: "follow_up",
            subject_id: promise.id,
            what: "escalated",
            actor: None,
            alert: promise.alert_id,
            text: None,
            data: json!({ "step": step, "due_on": promise.due_on, "told": numbers, "skipped": skipped }),
        };
        case_events::append(tx, federation, &event, now).await?;
    }
    Ok(())
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
