//! The ladder, carried out: in the transaction of the follow-up that was kept, or of the alert that began.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpKind, FollowUpState};
use vigie_shared::rules::{Audience, Severity};
use vigie_shared::watch::{Cadence, LOW_WINDOW_DAYS, StepCause, after_alert, after_kept, kept_in_a_row};

use crate::follow_ups::agenda::{Agenda, Due};
use crate::follow_ups::plan::{NewFollowUp, plan};
use crate::follow_ups::view::{day_of, state_of};
use crate::follow_ups::{owners, view};
use crate::ids;
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::follow_ups::{self, FollowUpRow};
use crate::store::persons::Person;
use crate::store::watches::{self, StepRow, WatchRow};
use crate::store::{StoreError, StoreResult, Tx};

/// Who or what changes a watch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Because<'a> {
    pub by: Option<Uuid>,
    pub why: Option<&'a str>,
    pub follow_up: Option<Uuid>,
    pub alert: Option<Uuid>,
}

pub fn cadence_of(row: &WatchRow) -> Cadence {
    row.cadence.parse().unwrap_or(Cadence::Monthly)
}

/// Notes in the person's timeline what happened to a watch.
pub async fn note(
    tx: &mut Tx,
    federation: Uuid,
    watch: &WatchRow,
    what: &'static str,
    because: Because<'_>,
    data: serde_json::Value,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let event = NewCaseEvent {
        person: watch.person_id,
        subject: "watch",
        subject_id: watch.id,
        what,
        actor: because.by,
        alert: because.alert,
        text: because.why,
        data,
    };
    case_events::append(tx, federation, &event, now).await
}

/// Promises the next look.
pub async fn plan_next(
    tx: &mut Tx,
    federation: Uuid,
    person: &Person,
    watch: &WatchRow,
    (id, due): (Uuid, Due),
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    // Who left, or may no longer see the person, makes no promises: the referents find it.
    let owner = owners::still(tx, federation, person, Audience::Coordination, watch.owner_id, now).await?;
    let new = NewFollowUp {
        id,
        person,
        alert: None,
        watch: Some(watch.id),
        kind: FollowUpKind::Call,
        text: None,
        owner,
        due,
        by,
    };
    plan(tx, federation, new, now).await.map(|_| ())
}

/// Changes the cadence: the row, its version and the step. The row was locked with its person.
pub async fn step(
    tx: &mut Tx,
    federation: Uuid,
    watch: &mut WatchRow,
    (to, cause): (Cadence, StepCause),
    because: Because<'_>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let from = cadence_of(watch);
    watch.cadence = to.as_str().to_owned();
    save(tx, federation, watch).await?;
    let row = StepRow {
        id: ids::fresh(),
        watch_id: watch.id,
        at: now,
        from_cadence: Some(from.as_str().to_owned()),
        to_cadence: to.as_str().to_owned(),
        cause: cause.as_str().to_owned(),
        why: because.why.map(str::to_owned),
        by_user: because.by,
        by_name: None,
        follow_up_id: because.follow_up,
        alert_id: because.alert,
    };
    watches::add_step(tx, federation, &row).await?;
    note(tx, federation, watch, "stepped", because, json!({ "from": from, "to": to, "cause": cause }), now).await
}

async fn save(tx: &mut Tx, federation: Uuid, watch: &mut WatchRow) -> StoreResult<()> {
    let read_at = watch.version;
    watch.version += 1;
    if watches::update(tx, federation, watch, read_at).await? { Ok(()) } else { Err(StoreError::Taken) }
}

/// How many follow-ups were kept in a row since the last step.
pub fn kept(steps: &[StepRow], follow_ups: &[FollowUpRow]) -> u32 {
    let since = steps.last().map(|step| step.at);
    let at_this_cadence = follow_ups.iter().filter(|row| state_of(row) == FollowUpState::Done && row.closed_at > since);
    kept_in_a_row(at_this_cadence.filter_map(|row| row.result.as_deref()?.parse().ok()))
}

/// After a follow-up of a watch was kept: a step down when things held long enough, and the next look.
pub async fn after_done(
    tx: &mut Tx,
    federation: Uuid,
    agenda: &Agenda,
    person: &Person,
    done: &FollowUpRow,
    again: Option<Due>,
    by: Uuid,
) -> StoreResult<()> {
    let (Some(watch), Some(next)) = (done.watch_id, done.next_id) else { return Ok(()) };
    let Some(mut watch) = watches::find(tx, federation, watch).await? else { return Ok(()) };
    if watch.ended_at.is_some() {
        return Ok(());
    }
    let steps = watches::steps(tx, federation, &[watch.id]).await?;
    let rows = follow_ups::of_watches(tx, federation, &[watch.id]).await?;
    if rows.iter().any(|row| state_of(row) == FollowUpState::Open) {
        // It was opened again after its end, and waits for another one already.
        return Ok(());
    }
    if let Some(to) = after_kept(cadence_of(&watch), kept(&steps, &rows)) {
        let because = Because { by: None, follow_up: Some(done.id), ..Because::default() };
        step(tx, federation, &mut watch, (to, StepCause::Kept), because, agenda.now).await?;
    }
    let due = again.unwrap_or_else(|| agenda.working_day(cadence_of(&watch).after(agenda.today())));
    plan_next(tx, federation, person, &watch, (next, due), by, agenda.now).await
}

/// Takes back the step that the end of this follow-up had made, when nothing has followed it.
pub async fn undo_done(tx: &mut Tx, federation: Uuid, done: &FollowUpRow, now: DateTime<Utc>) -> StoreResult<()> {
    let Some(watch) = done.watch_id else { return Ok(()) };
    let Some(mut watch) = watches::find(tx, federation, watch).await? else { return Ok(()) };
    let steps = watches::steps(tx, federation, &[watch.id]).await?;
    if let Some(last) = steps.last().filter(|step| step.follow_up_id == Some(done.id)) {
        take_back(tx, federation, &mut watch, last, Because::default(), now).await?;
    }
    Ok(())
}

/// Takes a step back as if it had not been.
pub async fn take_back(
    tx: &mut Tx,
    federation: Uuid,
    watch: &mut WatchRow,
    last: &StepRow,
    because: Because<'_>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let Some(from) = &last.from_cadence else { return Ok(()) };
    watch.cadence = from.clone();
    save(tx, federation, watch).await?;
    watches::remove_step(tx, federation, last.id).await?;
    note(tx, federation, watch, "step_taken_back", because, json!({ "to": from }), now).await
}

/// An alert that is a new low.
#[derive(Debug, Clone, Copy)]
pub struct Low {
    pub alert: Uuid,
    pub severity: Severity,
    /// It did not begin just now, it became graver.
    pub graver: bool,
}

/// After an alert about a person began, began again or became graver: the person's watch steps up one rung, and the next look is
/// not later than the new cadence would have it.
pub async fn after_low(tx: &mut Tx, federation: Uuid, agenda: &Agenda, person: Uuid, low: Low) -> StoreResult<()> {
    let Some(mut watch) = watches::open_of(tx, federation, person).await? else { return Ok(()) };
    let steps = watches::steps(tx, federation, &[watch.id]).await?;
    if low.graver && steps.iter().any(|step| step.alert_id == Some(low.alert)) {
        // This alert has moved it already.
        return Ok(());
    }
    let since = agenda.now - TimeDelta::days(i64::from(LOW_WINDOW_DAYS));
    let recent = watches::recent_alerts(tx, federation, person, since).await?;
    let recent = u32::try_from(recent).unwrap_or(u32::MAX);
    let Some(next) = after_alert(cadence_of(&watch), low.severity, recent) else { return Ok(()) };
    let because = Because { alert: Some(low.alert), ..Because::default() };
    step(tx, federation, &mut watch, next, because, agenda.now).await?;
    pull_nearer(tx, federation, agenda, &watch, because).await
}

/// The next look comes no later than the cadence would have it from today on.
pub async fn pull_nearer(
    tx: &mut Tx,
    federation: Uuid,
    agenda: &Agenda,
    watch: &WatchRow,
    because: Because<'_>,
) -> StoreResult<()> {
    let due = agenda.working_day(cadence_of(watch).after(agenda.today()));
    let rows = follow_ups::of_watches(tx, federation, &[watch.id]).await?;
    let open = rows.into_iter().find(|row| state_of(row) == FollowUpState::Open);
    let Some(mut row) = open.filter(|row| view::day_of(row) > due.day) else { return Ok(()) };
    let (read_at, before) = (row.version, day_of(&row));
    row.version += 1;
    row.due_on = due.day.to_string();
    (row.due_at, row.timed, row.escalation) = (due.at, due.timed, 0);
    if !follow_ups::update(tx, federation, &row, read_at).await? {
        return Err(StoreError::Taken);
    }
    let event = NewCaseEvent {
        person: row.person_id,
        subject: "follow_up",
        subject_id: row.id,
        what: "brought_forward",
        actor: because.by,
        alert: because.alert,
        text: None,
        data: json!({ "from": before, "due_on": row.due_on }),
    };
    case_events::append(tx, federation, &event, agenda.now).await
}
