//! One alert in hand: its row and what gathered in it, between reading and writing.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_shared::alert::{
    AfterLifting, AlertPolicy, AlertState, ClosedAlert, EventKind, Gathered, OpenAlert, Outcome, StateKind, WrongState,
    after_lifting,
};
use vigie_shared::rules::{Audience, Finding, Severity};

use super::awake::awake;
use super::log::{rank, severity_of};
use super::notify;
use super::targets::{self, Targets};
use crate::ids;
use crate::store::alerts::{self, AlertRow};
use crate::store::events::{self, NewEvent};
use crate::store::persons::Person;
use crate::store::{StoreError, StoreResult, Tx, findings};

/// An alert being worked on inside a transaction.
#[derive(Debug)]
pub struct Case {
    pub row: AlertRow,
    /// The version it was read at; none for one that was begun just now.
    read_at: i32,
    /// Findings by key.
    gathered: Vec<(String, Gathered)>,
    changed: bool,
}

impl Case {
    /// The person's open alert.
    pub async fn open_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> anyhow::Result<Option<Self>> {
        match alerts::open_of(tx, federation, person).await? {
            Some(row) => Self::with_findings(tx, federation, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The person's alert that was closed last.
    pub async fn last_closed_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> anyhow::Result<Option<Self>> {
        match alerts::last_closed_of(tx, federation, person).await? {
            Some(row) => Self::with_findings(tx, federation, row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn with_findings(tx: &mut Tx, federation: Uuid, row: AlertRow) -> anyhow::Result<Self> {
        let mut gathered = Vec::new();
        for stored in findings::of_alerts(tx, federation, &[row.id]).await? {
            let finding: Finding = serde_json::from_value(stored.body)?;
            let lifted = stored.lifted_at.is_some();
            gathered.push((stored.key, Gathered { lifted, ..Gathered::from(&finding) }));
        }
        Ok(Self { read_at: row.version, row, gathered, changed: false })
    }

    /// A new alert.
    pub fn begin(
        person: &Person,
        finding: &Finding,
        severity: Severity,
        due_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let row = AlertRow {
            id: ids::fresh(),
            version: 1,
            person_id: person.id,
            person_name: person.name.clone(),
            sector_id: person.sector_id,
            state: StateKind::New.as_str().to_owned(),
            severity: rank(severity),
            audience: finding.audience.as_str().to_owned(),
            owner_id: None,
            owner_name: None,
            opened_at: now,
            updated_at: now,
            due_at,
            taken_at: None,
            snoozed_until: None,
            closed_at: None,
            closed_by: None,
            outcome: None,
            for_aide: None,
            seen_at: None,
            escalated_at: None,
            escalation_step: 0,
            queued_at: None,
            act_due_at: None,
            acted_at: None,
            worked_at: None,
        };
        Self { read_at: row.version, row, gathered: Vec::new(), changed: false }
    }

    pub fn as_open(&self) -> OpenAlert {
        OpenAlert {
            severity: severity_of(self.row.severity),
            snoozed: self.row.state == StateKind::Snoozed.as_str(),
            findings: self.gathered.iter().map(|(_, gathered)| gathered.clone()).collect(),
        }
    }

    pub fn as_closed(&self) -> Option<ClosedAlert> {
        Some(ClosedAlert {
            severity: severity_of(self.row.severity),
            closed_at: self.row.closed_at?,
            outcome: self.row.outcome.as_deref()?.parse().ok()?,
            findings: self.gathered.iter().map(|(_, gathered)| gathered.clone()).collect(),
        })
    }

    /// The version this alert will have once saved.
    pub fn next_version(&self) -> i32 {
        self.read_at + 1
    }

    pub fn gather(&mut self, key: String, gathered: Gathered) {
        self.gathered.retain(|(known, _)| *known != key);
        // Once something in it is about the person, the alert is the coordinators' too, for good.
        if gathered.audience == Audience::Coordination {
            self.row.audience = Audience::Coordination.as_str().to_owned();
        }
        self.gathered.push((key, gathered));
        self.changed = true;
    }

    pub fn lift(&mut self, key: &str) {
        for (_, gathered) in self.gathered.iter_mut().filter(|(known, _)| known == key) {
            gathered.lifted = true;
        }
        self.changed = true;
    }

    /// Makes it graver; a graver alert has nearer targets. False when it already was.
    pub fn raise(&mut self, severity: Severity, targets: Targets, now: DateTime<Utc>) -> bool {
        if rank(severity) <= self.row.severity {
            return false;
        }
        self.row.severity = rank(severity);
        self.row.due_at = self.row.due_at.min(targets.take);
        self.row.act_due_at = self.row.act_due_at.map(|due| due.min(targets.act));
        if self.row.state == StateKind::New.as_str() {
            // Whoever was told of the milder one has time to look at the graver, and the graver climbs its ladder from the foot.
            self.row.queued_at = Some(now);
            self.row.escalation_step = 0;
            self.row.escalated_at = None;
        }
        self.changed = true;
        true
    }

    pub async fn wake(&mut self, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> anyhow::Result<()> {
        let next = awake(tx, federation, &self.row, now).await??;
        self.enter(next, now);
        Ok(())
    }

    /// Begins again, nobody's: whoever closed it thought it was over. The person may live in another sector by now.
    pub fn reopen(
        &mut self,
        person: &Person,
        severity: Severity,
        due_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), WrongState> {
        let next = state_of(&self.row).reopen(None, now)?;
        self.enter(next, now);
        self.row.sector_id = person.sector_id;
        self.row.acted_at = None;
        self.row.severity = rank(severity);
        self.row.due_at = due_at;
        self.row.escalated_at = None;
        Ok(())
    }

    /// What late data leaves of it: an alert nobody saw closes itself when nothing stands any more, or is as grave as what
    /// stands; one that was seen waits for a person. Says what to record when it closed.
    pub fn after_lifting(&mut self, policy: &AlertPolicy, now: DateTime<Utc>) -> Result<Option<Value>, WrongState> {
        let gathered: Vec<Gathered> = self.gathered.iter().map(|(_, gathered)| gathered.clone()).collect();
        let seen = self.row.seen_at.is_some();
        match after_lifting(&state_of(&self.row), seen, &gathered, policy) {
            AfterLifting::Nothing | AfterLifting::WaitsForPerson => Ok(None),
            AfterLifting::Stays { severity } => {
                self.row.severity = rank(severity);
                Ok(None)
            }
            AfterLifting::ClosesItself => {
                let next = state_of(&self.row).resolve(None, now, Outcome::NothingNeeded)?;
                self.enter(next, now);
                Ok(Some(json!({ "outcome": Outcome::NothingNeeded, "lifted": true })))
            }
        }
    }

    /// Makes it the coordinators' again if anything in it is about the person.
    pub fn hear_again(&mut self) {
        if self.gathered.iter().any(|(_, gathered)| gathered.audience == Audience::Coordination) {
            self.row.audience = Audience::Coordination.as_str().to_owned();
        }
    }

    /// Marks it as changed although no field is: its version moves, so that screens look again.
    pub fn touch(&mut self) {
        self.changed = true;
    }

    /// Takes on a state.
    pub fn enter(&mut self, state: AlertState, now: DateTime<Utc>) {
        enter(&mut self.row, state, now);
        self.changed = true;
    }

    /// Writes what changed. The row was locked when it was read, so nobody can have been faster.
    pub async fn save(mut self, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> anyhow::Result<()> {
        if !self.changed {
            return Ok(());
        }
        self.row.version = self.read_at + 1;
        self.row.updated_at = now;
        targets::complete(tx, federation, &mut self.row).await?;
        if !alerts::update(tx, federation, &self.row, self.read_at).await? {
            return Err(StoreError::Taken.into());
        }
        Ok(())
    }
}

/// The state behind a row.
pub fn state_of(row: &AlertRow) -> AlertState {
    let owner = row.owner_id.map(Into::into);
    match (row.state.parse(), owner) {
        (Ok(StateKind::Taken), Some(owner)) => AlertState::Taken { owner, at: row.taken_at.unwrap_or(row.updated_at) },
        (Ok(StateKind::Snoozed), owner) => {
            AlertState::Snoozed { owner, until: row.snoozed_until.unwrap_or(row.updated_at) }
        }
        (Ok(StateKind::Closed), _) => AlertState::Closed {
            by: row.closed_by.map(Into::into),
            at: row.closed_at.unwrap_or(row.updated_at),
            outcome: row.outcome.as_deref().and_then(|word| word.parse().ok()).unwrap_or(Outcome::NothingNeeded),
        },
        _ => AlertState::New,
    }
}

/// Writes a state into a row.
pub fn enter(row: &mut AlertRow, state: AlertState, now: DateTime<Utc>) {
    if state == AlertState::New && row.state != StateKind::New.as_str() {
        // Back in the queue: the escalation begins again from here.
        row.queued_at = Some(now);
        row.escalation_step = 0;
    }
    row.state = state.kind().as_str().to_owned();
    row.owner_id = state.owner().map(Into::into);
    row.snoozed_until = None;
    // Whoever has it now has time of their own; saving it says how much.
    row.act_due_at = None;
    row.worked_at = matches!(state, AlertState::Taken { .. }).then_some(now);
    match state {
        AlertState::New => row.taken_at = None,
        AlertState::Taken { at, .. } => row.taken_at = Some(at),
        AlertState::Snoozed { until, .. } => row.snoozed_until = Some(until),
        AlertState::Closed { .. } => {}
    }
    let (by, at, outcome) = match state {
        AlertState::Closed { by, at, outcome } => (by, Some(at), Some(outcome)),
        _ => (None, None, None),
    };
    row.closed_by = by.map(Into::into);
    row.closed_at = at;
    row.outcome = outcome.map(|outcome| outcome.as_str().to_owned());
    if !matches!(state, AlertState::Closed { .. }) {
        row.for_aide = None;
    }
}

/// Brings alerts back to whom they belong now: out of a rest, or out of the hands of somebody who forgot them. Tells those who
/// must look, and returns how many there were. With a policy, what comes back to the queue gets a new target to be taken. The last
/// step of a job's transaction: it appends the events.
pub async fn back_in_the_queue(
    tx: &mut Tx,
    federation: Uuid,
    ids: &[Uuid],
    kind: EventKind,
    policy: Option<&AlertPolicy>,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    let mut news = Vec::new();
    for id in ids {
        let Some(mut row) = alerts::find(tx, federation, *id).await? else { continue };
        let read_at = row.version;
        let next = match kind {
            EventKind::Woken => awake(tx, federation, &row, now).await?,
            _ => state_of(&row).release(),
        };
        // Somebody moved it this very moment: then it is not forgotten.
        let Ok(next) = next else { continue };
        enter(&mut row, next, now);
        if let Some(policy) = policy.filter(|_| row.state == StateKind::New.as_str()) {
            // It was put off on purpose: it has its time to be taken from now on.
            let targets = Targets::now(tx, federation, policy, severity_of(row.severity), now).await?;
            row.due_at = row.due_at.max(targets.take);
        }
        row.version = read_at + 1;
        row.updated_at = now;
        targets::complete(tx, federation, &mut row).await?;
        if !alerts::update(tx, federation, &row, read_at).await? {
            continue;
        }
        notify::returned(tx, federation, &row, now).await?;
        news.push(NewEvent { alert_id: *id, kind: kind.as_str(), actor_id: None, text: None, data: json!({}) });
    }
    if !news.is_empty() {
        events::append(tx, federation, &news, now).await?;
    }
    Ok(news.len())
}

/// Takes these alerts from somebody who leaves: back to the queue, or to rest without an owner, with a word for whoever is next.
/// The last step of a transaction: it appends the events.
pub async fn handed_back(
    tx: &mut Tx,
    federation: Uuid,
    ids: &[Uuid],
    (by, words): (Uuid, &str),
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let mut news = Vec::new();
    for id in ids {
        let Some(mut row) = alerts::find(tx, federation, *id).await? else { continue };
        let read_at = row.version;
        let next = match state_of(&row) {
            AlertState::Snoozed { until, .. } => AlertState::Snoozed { owner: None, until },
            state => match state.release() {
                Ok(next) => next,
                Err(WrongState { .. }) => continue,
            },
        };
        enter(&mut row, next, now);
        row.version = read_at + 1;
        row.updated_at = now;
        targets::complete(tx, federation, &mut row).await?;
        if !alerts::update(tx, federation, &row, read_at).await? {
            continue;
        }
        if row.state == StateKind::New.as_str() {
            notify::returned(tx, federation, &row, now).await?;
        }
        let (kind, text) = (EventKind::Released.as_str(), Some(words.to_owned()));
        news.push(NewEvent { alert_id: *id, kind, actor_id: Some(by), text, data: json!({}) });
    }
    if !news.is_empty() {
        events::append(tx, federation, &news, now).await?;
    }
    Ok(())
}
