//! `GET /api/sector-now`: one look at a sector between two doors: what to take, what is late, who has gone quiet.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::StateKind;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::role::Role;

use crate::alerts::view::{AlertItem, PersonRef, Writing, items};
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Problem, Reader};
use crate::store::absences::{self, Absence};
use crate::store::follow_ups::{self, FollowUpRow};
use crate::store::queue::{self, Filter};
use crate::store::quiet::{self, Phone, QuietPerson, Reach};
use crate::store::users;
use crate::visits::{Named, start_of};

/// Alerts shown; whoever has more opens the queue.
const MOST_ALERTS: i64 = 50;
/// Late follow-ups shown; whoever has more opens the planner.
const MOST_FOLLOW_UPS: i64 = 50;
/// Longer than this without a rating is worth a question.
const QUIET_PERSON: TimeDelta = TimeDelta::days(14);
/// Quiet persons looked at; a sector with more has another problem.
const MOST_PERSONS: i64 = 200;
/// An aide with visits in these days should be reachable.
const RECENT_VISITS: TimeDelta = TimeDelta::days(2);
const COMING_VISITS: TimeDelta = TimeDelta::days(7);
/// Messages that services take and browsers do not show for so long arrive nowhere.
const UNHEARD: TimeDelta = TimeDelta::days(7);
/// A phone that is used shows a sign of life within two days.
const QUIET_PHONE: TimeDelta = TimeDelta::hours(48);

#[derive(Debug, Serialize, ToSchema)]
pub struct SectorNow {
    /// One's own.
    pub sector_ids: Vec<Uuid>,
    /// What nobody has taken, gravest first; at most 50.
    pub to_take: Vec<AlertItem>,
    /// Open follow-ups whose day has passed, the oldest first; at most 50.
    pub late_follow_ups: Vec<LateFollowUp>,
    /// Nobody rated them for a fortnight, and no absence says why; the longest first.
    pub silent_persons: Vec<SilentPerson>,
    /// Aides with visits of late whose phone was not heard of for two days.
    pub silent_phones: Vec<SilentPhone>,
    /// Colleagues whom nothing would reach, before anything was missed.
    pub unreachable: Vec<Unreachable>,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LateFollowUp {
    pub id: Uuid,
    pub person: PersonRef,
    /// `call`, `visit`, `check` or `other`.
    pub kind: String,
    pub due_on: NaiveDate,
    #[schema(required = true)]
    pub owner: Option<Named>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SilentPerson {
    pub person: PersonRef,
    #[schema(required = true)]
    pub phone: Option<String>,
    #[schema(required = true)]
    pub last_rated_at: Option<DateTime<Utc>>,
    /// Since the last rating, or since they are known.
    pub days: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SilentPhone {
    pub aide: Named,
    #[schema(required = true)]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// What waits on the phone; nobody knows before it shows up.
    #[schema(required = true, value_type = Option<i64>)]
    pub unsent: Option<i64>,
}

/// Why nothing would reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoReach {
    /// No browser to push to, and no address to write to.
    NoDevice,
    /// They switched everything off.
    Off,
    /// Push services have taken messages for a week, and no browser said that one is there.
    NotReceived,
    /// The account is closed, and yet there are visits or alerts of theirs.
    Disabled,
}

/// A colleague whom nothing would reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unreachable {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
    pub why: NoReach,
    /// Since when, if that is known.
    #[schema(required = true)]
    pub since: Option<DateTime<Utc>>,
}

/// One's sector now.
#[utoipa::path(get, path = "/api/sector-now", tag = "alerts", responses((status = 200, body = SectorNow)))]
pub async fn sector_now(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
) -> Result<Json<SectorNow>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let (federation, viewer) = (caller.federation, caller.viewer(now));
    let rules = app.rules.in_force(&mut tx, federation, now).await?;
    let untaken = Filter { state: Some(StateKind::New.as_str().to_owned()), ..Filter::default() };
    let rows = queue::page(&mut tx, viewer, &untaken, None, MOST_ALERTS).await?;
    let writing = Writing { lang, zone: rules.zone, now, role: caller.role };
    let to_take = items(&mut tx, federation, rows, writing).await?;
    let today = now.with_timezone(&rules.zone).date_naive();
    let late = follow_ups::Filter {
        state: FollowUpState::Open.as_str(),
        before_day: Some(today.to_string()),
        before: today.succ_opt().and_then(|tomorrow| start_of(tomorrow, rules.zone)),
        ..follow_ups::Filter::default()
    };
    let late = follow_ups::page(&mut tx, viewer, &late, None, MOST_FOLLOW_UPS).await?;
    let persons = quiet::persons(&mut tx, viewer, now - QUIET_PERSON, MOST_PERSONS).await?;
    let away = absences::all(&mut tx, federation).await?;
    let phones = quiet::phones(&mut tx, viewer, now - QUIET_PHONE).await?;
    let days = (now - RECENT_VISITS, now, now + COMING_VISITS);
    let colleagues = quiet::colleagues(&mut tx, federation, caller.user, days).await?;
    let sectors = users::sectors_of(&mut tx, federation, caller.user).await?;
    Ok(Json(SectorNow {
        sector_ids: sectors.into_iter().map(|sector| sector.id).collect(),
        to_take,
        late_follow_ups: late.into_iter().filter_map(late_follow_up).collect(),
        silent_persons: unexcused(persons, &away, rules.zone, now),
        silent_phones: phones.into_iter().filter(|phone| is_quiet(phone, now)).map(silent_phone).collect(),
        unreachable: colleagues.into_iter().filter_map(|one| unreachable(one, app.mail.is_some(), now)).collect(),
        at: now,
    }))
}

/// Those whom no absence of the last fortnight excuses.
fn unexcused(persons: Vec<QuietPerson>, away: &[(Uuid, Absence)], zone: Tz, now: DateTime<Utc>) -> Vec<SilentPerson> {
    let day_of = |moment: DateTime<Utc>| moment.with_timezone(&zone).date_naive();
    let (today, since) = (day_of(now), day_of(now - QUIET_PERSON));
    let mut excused: BTreeMap<Uuid, Vec<&Absence>> = BTreeMap::new();
    for (person, absence) in away {
        excused.entry(*person).or_default().push(absence);
    }
    let is_excused =
        |person: Uuid| excused.get(&person).is_some_and(|list| list.iter().any(|a| touches(a, since, today)));
    let silent = |row: QuietPerson| SilentPerson {
        days: (today - day_of(row.last_rated_at.unwrap_or(row.created_at))).num_days(),
        phone: row.phone,
        last_rated_at: row.last_rated_at,
        person: PersonRef { id: row.id, name: row.name, sector_id: row.sector_id },
    };
    persons.into_iter().filter(|row| !is_excused(row.id)).map(silent).collect()
}

/// Whether an absence has a day between the two, both included.
fn touches(absence: &Absence, from: NaiveDate, to: NaiveDate) -> bool {
    absence.from_day <= to && absence.to_day.is_none_or(|last| last >= from)
}

/// None for whom something reaches. An address is of use where the server sends mail.
fn unreachable(colleague: Reach, sends_mail: bool, now: DateTime<Utc>) -> Option<Unreachable> {
    let unheard = colleague.unheard_since.filter(|since| *since <= now - UNHEARD);
    let (push, mail) = (colleague.push.unwrap_or(true), colleague.mail.unwrap_or(true));
    let (why, since) = if colleague.disabled_at.is_some() {
        (NoReach::Disabled, colleague.disabled_at)
    } else if !push && !mail {
        (NoReach::Off, colleague.changed_at)
    } else if mail && colleague.has_email && sends_mail {
        return None;
    } else if !push || colleague.browsers == 0 {
        (NoReach::NoDevice, None)
    } else if unheard.is_some() {
        (NoReach::NotReceived, unheard)
    } else {
        return None;
    };
    let role = colleague.role.parse().ok()?;
    Some(Unreachable { id: colleague.id, name: colleague.name, role, why, since })
}

/// None for a day that does not read: it cannot have been written by us.
fn late_follow_up(row: FollowUpRow) -> Option<LateFollowUp> {
    Some(LateFollowUp {
        id: row.id,
        person: PersonRef { id: row.person_id, name: row.person_name, sector_id: row.sector_id },
        kind: row.kind,
        due_on: row.due_on.parse().ok()?,
        owner: row.owner_id.zip(row.owner_name).map(|(id, name)| Named { id, name }),
    })
}

fn is_quiet(phone: &Phone, now: DateTime<Utc>) -> bool {
    phone.last_seen_at.is_none_or(|at| at < now - QUIET_PHONE)
}

fn silent_phone(phone: Phone) -> SilentPhone {
    SilentPhone {
        aide: Named { id: phone.user_id, name: phone.user_name },
        last_seen_at: phone.last_seen_at,
        unsent: None,
    }
}
