//! When an alert should be taken and acted upon, in the federation's working time.
//!
//! `due_at` is the target to take it; `act_due_at` the target to act, from when somebody has it until something is done about it.
//! What sets them goes through here: the pipeline ([`Targets::now`]) and whatever saves an alert ([`complete`]).

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::{AlertPolicy, EventKind, StateKind, deadline};
use vigie_shared::rules::Severity;

use super::log::severity_of;
use crate::settings::Work;
use crate::store::alerts::AlertRow;
use crate::store::events::EventRow;
use crate::store::{StoreResult, Tx};

/// The targets of an alert that has this severity from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    pub take: DateTime<Utc>,
    pub act: DateTime<Utc>,
}

impl Targets {
    pub async fn now(
        tx: &mut Tx,
        federation: Uuid,
        policy: &AlertPolicy,
        severity: Severity,
        now: DateTime<Utc>,
    ) -> StoreResult<Self> {
        let work = Work::of(tx, federation).await?;
        let take = deadline(&work.calendar, severity, now, policy.due_minutes.of(severity));
        Ok(Self { take, act: work.act_due(severity, now) })
    }
}

/// Gives a row about to be saved its target to act: set while somebody has it and nothing was done.
pub async fn complete(tx: &mut Tx, federation: Uuid, row: &mut AlertRow) -> StoreResult<()> {
    if row.state != StateKind::Taken.as_str() || row.acted_at.is_some() {
        row.act_due_at = None;
    } else if row.act_due_at.is_none() {
        let from = row.taken_at.unwrap_or(row.updated_at);
        row.act_due_at = Some(Work::of(tx, federation).await?.act_due(severity_of(row.severity), from));
    }
    Ok(())
}

/// Whether a line of the timeline says that something was done.
pub fn is_act(kind: EventKind) -> bool {
    matches!(kind, EventKind::Action | EventKind::FollowUp | EventKind::Resolved)
}

/// Whether something done about an alert still stands once the action of line `seq` is taken back.
pub fn stands_without(lines: &[EventRow], seq: i64) -> bool {
    let retracted =
        |line: &EventRow| (line.kind == EventKind::ActionRetracted.as_str()).then(|| line.data["seq"].as_i64());
    let gone: Vec<i64> = lines.iter().filter_map(retracted).flatten().chain([seq]).collect();
    let act = |line: &EventRow| matches!(line.kind.parse(), Ok(EventKind::Action | EventKind::FollowUp));
    lines.iter().any(|line| act(line) && !gone.contains(&line.seq))
}

/// Whether an alert is past the target of the state it is in.
pub fn is_overdue(row: &AlertRow, now: DateTime<Utc>) -> bool {
    match row.state.parse() {
        Ok(StateKind::New) => row.due_at < now,
        Ok(StateKind::Taken) => row.act_due_at.is_some_and(|due| due < now),
        _ => false,
    }
}
