//! The alert log: what the rules found, laid into alerts, in the transaction of the rating.
//!
//! A [`Journal`] collects what a transaction does to alerts. It writes findings and alerts as it goes and keeps the events and
//! messages for the end: events last of all, because their numbers are handed out under a lock (see `store::events`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::alert::{AlertPolicy, EventKind, Gathered, Placement, place};
use vigie_shared::rules::{Audience, Finding, FindingsDiff, Severity};

use super::case::Case;
use super::notify::{self, Raised};
use super::targets::Targets;
use crate::follow_ups::agenda::Agenda;
use crate::ids;
use crate::rulebook::Rules;
use crate::store::alerts::AlertRow;
use crate::store::events::NewEvent;
use crate::store::findings::FindingRow;
use crate::store::persons::Person;
use crate::store::{Tx, alerts, events, findings};
use crate::watch::ladder::{self, Low};

/// What one transaction does to the alerts of a federation.
#[derive(Debug)]
pub struct Journal {
    federation: Uuid,
    /// Who does it; nobody when the rules do.
    actor: Option<Uuid>,
    now: DateTime<Utc>,
    events: Vec<NewEvent>,
    /// One message an alert, however many findings it got.
    raised: BTreeMap<Uuid, Raised>,
    /// The alerts that are a new low of their person.
    lows: BTreeMap<Uuid, Low>,
}

impl Journal {
    pub fn new(federation: Uuid, now: DateTime<Utc>) -> Self {
        Self { federation, actor: None, now, events: Vec::new(), raised: BTreeMap::new(), lows: BTreeMap::new() }
    }

    /// In somebody's name.
    #[must_use]
    pub fn by(self, user: Uuid) -> Self {
        Self { actor: Some(user), ..self }
    }

    /// Lays a change of one person's findings into the person's alerts.
    pub async fn record(
        &mut self,
        tx: &mut Tx,
        rules: &Rules,
        person: &Person,
        stored: &[FindingRow],
        after: &[Finding],
        change: &FindingsDiff,
    ) -> anyhow::Result<()> {
        let policy = rules.engine.rule_set().alert_log;
        let mut open = Case::open_of(tx, self.federation, person.id).await?;
        let mut closed = Case::last_closed_of(tx, self.federation, person.id).await?;
        let row_of = |key: &str| stored.iter().find(|row| row.key == key);

        let mut milder = false;
        for finding in change.changed.iter().filter_map(|place| after.get(*place)) {
            let Some(row) = row_of(&finding.key) else { continue };
            let body = serde_json::to_value(finding)?;
            findings::set_body(tx, self.federation, row.id, rank(finding.severity), &body).await?;
            if row.lifted_at.is_some() {
                continue;
            }
            if rank(finding.severity) > row.severity {
                // As grave as if it had been found so from the start: in visit order it would have been.
                let alert = self.lay(tx, &policy, person, finding, row.id, &mut open, &mut closed).await?;
                if let Some(alert) = alert {
                    findings::set_alert(tx, self.federation, row.id, alert).await?;
                }
            } else if rank(finding.severity) < row.severity
                && let Some(case) = open.as_mut().filter(|case| row.alert_id == Some(case.row.id))
            {
                case.gather(finding.key.clone(), Gathered::from(finding));
                // Every version of an alert has a line, or screens would not look again.
                let data = json!({ "finding_id": row.id, "rule": finding.rule });
                self.event(case.row.id, EventKind::FindingAdded, data);
                milder = true;
            }
        }
        for row in change.lifted.iter().filter_map(|key| row_of(key)) {
            findings::set_lifted(tx, self.federation, row.id, Some(self.now)).await?;
            if let Some(case) = open.as_mut().filter(|case| row.alert_id == Some(case.row.id)) {
                case.lift(&row.key);
                self.event(case.row.id, EventKind::FindingLifted, json!({ "finding_id": row.id }));
            }
        }
        for finding in change.restored.iter().filter_map(|place| after.get(*place)) {
            let Some(row) = row_of(&finding.key) else { continue };
            findings::set_lifted(tx, self.federation, row.id, None).await?;
            let alert = self.lay(tx, &policy, person, finding, row.id, &mut open, &mut closed).await?;
            if let Some(alert) = alert {
                findings::set_alert(tx, self.federation, row.id, alert).await?;
            }
        }
        for finding in change.appeared.iter().filter_map(|place| after.get(*place)) {
            let id = ids::fresh();
            let alert = self.lay(tx, &policy, person, finding, id, &mut open, &mut closed).await?;
            let ratings: Vec<Uuid> = finding.ratings.iter().map(|rating| rating.uuid()).collect();
            findings::insert(tx, self.federation, &self.row(person, finding, id, alert)?, &ratings).await?;
            metrics::counter!("vigie_findings_total", "rule" => finding.rule.clone()).increment(1);
        }
        if let Some(mut case) = open {
            let lighter = milder || !change.lifted.is_empty();
            let closing = if lighter { case.after_lifting(&policy, self.now)? } else { None };
            if let Some(event) = closing {
                self.raised.remove(&case.row.id);
                self.lows.remove(&case.row.id);
                self.event(case.row.id, EventKind::Resolved, event);
            }
            let (alert, audience) = (case.row.id, audience_of(&case.row));
            case.save(tx, self.federation, self.now).await?;
            // A new low of somebody who is watched; what is about the quality of the visits is none.
            if let Some(low) = self.lows.remove(&alert).filter(|_| audience == Audience::Coordination) {
                let agenda = Agenda::of(tx, self.federation, self.now).await?;
                ladder::after_low(tx, self.federation, &agenda, person.id, low).await?;
            }
        }
        Ok(())
    }

    /// Takes in what was found apart from the ratings: silences that began or ended.
    pub async fn record_silence(
        &mut self,
        tx: &mut Tx,
        rules: &Rules,
        person: &Person,
        stored: &[FindingRow],
        found: &[Finding],
        ended: Vec<String>,
    ) -> anyhow::Result<()> {
        let known = |finding: &Finding| stored.iter().find(|row| row.key == finding.key);
        let mut change = FindingsDiff { lifted: ended, ..FindingsDiff::default() };
        for (place, finding) in found.iter().enumerate() {
            match known(finding) {
                None => change.appeared.push(place),
                Some(row) if row.lifted_at.is_some() => change.restored.push(place),
                Some(_) => {}
            }
        }
        if change.is_empty() {
            return Ok(());
        }
        self.record(tx, rules, person, stored, found, &change).await
    }

    /// Finds the finding's place: a new alert, the open one, the one just closed, or none. Says which alert it is in now.
    #[expect(
        clippy::too_many_arguments,
        reason = "the two cases are the state of the walk through a person's findings"
    )]
    async fn lay(
        &mut self,
        tx: &mut Tx,
        policy: &AlertPolicy,
        person: &Person,
        finding: &Finding,
        id: Uuid,
        open: &mut Option<Case>,
        closed: &mut Option<Case>,
    ) -> anyhow::Result<Option<Uuid>> {
        let placement = {
            let (open, closed) = (open.as_ref().map(Case::as_open), closed.as_ref().and_then(Case::as_closed));
            place(finding, open.as_ref(), closed.as_ref(), policy, self.now)
        };
        let data = json!({ "finding_id": id, "rule": finding.rule });
        match placement {
            Placement::Quiet { .. } => return Ok(None),
            Placement::Open { severity } => {
                let targets = Targets::now(tx, self.federation, policy, severity, self.now).await?;
                let case = Case::begin(person, finding, severity, targets.take, self.now);
                alerts::insert(tx, self.federation, &case.row).await?;
                self.event(case.row.id, EventKind::Opened, data);
                self.raise(&case, person, severity);
                self.low(&case, severity, false);
                metrics::counter!("vigie_alerts_opened_total", "severity" => severity.as_str()).increment(1);
                *open = Some(case);
            }
            Placement::Reopen { severity } => {
                let Some(mut case) = closed.take() else { return Ok(None) };
                let targets = Targets::now(tx, self.federation, policy, severity, self.now).await?;
                case.reopen(person, severity, targets.take, self.now)?;
                self.event(case.row.id, EventKind::Reopened, data);
                self.raise(&case, person, severity);
                self.low(&case, severity, false);
                *open = Some(case);
            }
            Placement::Join { severity, notify, wakes_snooze } => {
                let Some(case) = open.as_mut() else { return Ok(None) };
                case.gather(finding.key.clone(), Gathered::from(finding));
                self.event(case.row.id, EventKind::FindingAdded, data);
                if wakes_snooze {
                    case.wake(tx, self.federation, self.now).await?;
                    self.event(case.row.id, EventKind::Woken, json!({}));
                }
                let targets = Targets::now(tx, self.federation, policy, severity, self.now).await?;
                if case.raise(severity, targets, self.now) {
                    self.event(case.row.id, EventKind::SeverityRaised, json!({ "severity": severity }));
                    self.low(case, severity, true);
                }
                if notify {
                    let case = &*case;
                    self.raise(case, person, severity);
                }
            }
        }
        if let Some(case) = open.as_mut() {
            case.gather(finding.key.clone(), Gathered::from(finding));
        }
        Ok(open.as_ref().map(|case| case.row.id))
    }

    fn row(&self, person: &Person, finding: &Finding, id: Uuid, alert_id: Option<Uuid>) -> anyhow::Result<FindingRow> {
        Ok(FindingRow {
            id,
            person_id: person.id,
            alert_id,
            key: finding.key.clone(),
            rule: finding.rule.clone(),
            family: finding.family.as_str().to_owned(),
            severity: rank(finding.severity),
            at: finding.at,
            body: serde_json::to_value(finding)?,
            found_at: self.now,
            lifted_at: None,
        })
    }

    fn raise(&mut self, case: &Case, person: &Person, severity: Severity) {
        let person = person.clone();
        let audience = audience_of(&case.row);
        let raised = Raised { alert: case.row.id, version: case.next_version(), person, severity, audience };
        self.raised.insert(case.row.id, raised);
    }

    /// Keeps it for the end of the walk: one step of the person's watch, however many findings there are.
    fn low(&mut self, case: &Case, severity: Severity, graver: bool) {
        let low = self.lows.entry(case.row.id).or_insert(Low { alert: case.row.id, severity, graver });
        low.severity = low.severity.max(severity);
    }

    fn event(&mut self, alert: Uuid, kind: EventKind, data: serde_json::Value) {
        self.events.push(NewEvent { alert_id: alert, kind: kind.as_str(), actor_id: self.actor, text: None, data });
    }

    /// Writes the messages and the events. The last step before the commit.
    pub async fn write(self, tx: &mut Tx) -> anyhow::Result<()> {
        Self::write_all(tx, vec![self]).await
    }

    /// The same for several, in their order within each federation. The counters of the federations' events are taken in the order of
    /// their ids, so that two groups never wait for each other in a ring.
    pub async fn write_all(tx: &mut Tx, mut journals: Vec<Self>) -> anyhow::Result<()> {
        journals.sort_by_key(|journal| journal.federation);
        for journal in &journals {
            for raised in journal.raised.values() {
                notify::raised(tx, journal.federation, raised, journal.now).await?;
            }
        }
        for of_one in journals.chunk_by(|one, next| one.federation == next.federation) {
            let news: Vec<NewEvent> = of_one.iter().flat_map(|journal| &journal.events).cloned().collect();
            if let Some(first) = of_one.first().filter(|_| !news.is_empty()) {
                events::append(tx, first.federation, &news, first.now).await?;
            }
        }
        Ok(())
    }
}

/// Whose business an alert is.
pub fn audience_of(row: &AlertRow) -> Audience {
    row.audience.parse().unwrap_or(Audience::Coordination)
}

/// How a severity is stored: the queue sorts by this number.
pub fn rank(severity: Severity) -> i32 {
    i32::from(severity.rank()) + 1
}

/// The severity behind a stored number.
pub fn severity_of(rank: i32) -> Severity {
    Severity::ALL.iter().copied().find(|severity| self::rank(*severity) == rank).unwrap_or(Severity::Moderate)
}
