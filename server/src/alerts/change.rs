//! The one way a person changes an alert: in scope, at the version that was seen, with its event, in one transaction.

use axum::Json;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;
use vigie_shared::alert::{AlertState, EventKind, StateKind, WrongState};
use vigie_shared::lang::Lang;
use vigie_shared::wire::ProblemCode;

use super::case::{enter, state_of};
use super::detail::detail;
use super::log::Journal;
use super::targets;
use super::view::AlertDetail;
use crate::access_log;
use crate::app::App;
use crate::assess;
use crate::http::{Caller, Problem};
use crate::ids;
use crate::store::actions::{self, NewAction};
use crate::store::alerts::{self, AlertRow};
use crate::store::events::{self, NewEvent};
use crate::store::rebases::{self, Rebase};
use crate::store::{StoreError, Tx, persons};

/// An alert about to be changed by somebody.
#[derive(Debug)]
pub struct Change<'a> {
    app: &'a App,
    pub tx: Tx,
    pub caller: Caller,
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub row: AlertRow,
    read_at: i32,
    events: Vec<NewEvent>,
    /// Actions, each with the place of its line among the events.
    actions: Vec<(usize, NewAction)>,
    rebase: Option<NewUsual>,
}

/// What a closing or its undoing means for what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewUsual {
    /// From now on the person is compared with how they have been lately.
    Begins,
    /// No, as before.
    TakenBack,
}

/// Who wants to change what, as the request says it.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub caller: Caller,
    pub alert: Uuid,
    /// The version the person saw.
    pub version: i32,
    pub lang: Lang,
}

impl<'a> Change<'a> {
    /// Reads the alert; whoever saw an older version is shown the current one instead.
    pub async fn begin(app: &'a App, asked: Asked) -> Result<Self, Problem> {
        let now = app.clock.now();
        let mut tx = app.store.begin().await?;
        let row =
            alerts::in_scope(&mut tx, asked.caller.viewer(now), asked.alert).await?.ok_or_else(Problem::not_found)?;
        let read_at = row.version;
        let Asked { caller, lang, .. } = asked;
        let (events, actions) = (Vec::new(), Vec::new());
        let change = Self { app, tx, caller, lang, now, row, read_at, events, actions, rebase: None };
        if read_at != asked.version {
            return Err(change.refuse(ProblemCode::StaleVersion).await);
        }
        Ok(change)
    }

    /// The refusal of a change, with the alert as it is.
    pub async fn refuse(self, code: ProblemCode) -> Problem {
        let Self { app, tx, caller, lang, now, row, .. } = self;
        // Nothing of the change is to stay, and after an error its transaction would answer nothing more.
        drop(tx);
        match current(app, caller, row.id, lang, now).await {
            Ok(alert) => Problem::new(code).with_alert(alert),
            Err(problem) => problem,
        }
    }

    /// Takes a step of the state machine.
    pub async fn step(
        mut self,
        step: impl FnOnce(AlertState) -> Result<AlertState, WrongState>,
    ) -> Result<Self, Problem> {
        match step(state_of(&self.row)) {
            Ok(next) => {
                enter(&mut self.row, next, self.now);
                Ok(self)
            }
            Err(_) => Err(self.refuse(ProblemCode::WrongState).await),
        }
    }

    /// Changes what is usual for the person once the alert is written. Locks the person first, as capture does, so that nobody
    /// folds their ratings meanwhile.
    pub async fn new_usual(&mut self, what: NewUsual) -> Result<(), Problem> {
        persons::lock(&mut self.tx, self.caller.federation, self.row.person_id).await?;
        self.rebase = Some(what);
        Ok(())
    }

    async fn apply_new_usual(&mut self) -> anyhow::Result<()> {
        let Some(what) = self.rebase else { return Ok(()) };
        let (federation, now) = (self.caller.federation, self.now);
        let Some(person) = persons::find(&mut self.tx, federation, self.row.person_id).await? else { return Ok(()) };
        let rules = self.app.rules.in_force(&mut self.tx, federation, now).await?;
        let mut journal = Journal::new(federation, now);
        match what {
            NewUsual::Begins => {
                let new = Rebase { id: ids::fresh(), person_id: person.id, alert_id: self.row.id, at: now };
                assess::rebase(&mut self.tx, &rules, &person, &new, &mut journal).await?;
            }
            NewUsual::TakenBack => {
                if let Some(old) = rebases::of_alert(&mut self.tx, federation, self.row.id).await? {
                    assess::take_back_rebase(&mut self.tx, &rules, &person, &old, now, &mut journal).await?;
                }
            }
        }
        journal.write(&mut self.tx).await
    }

    /// Adds a line to the timeline.
    pub fn event(&mut self, kind: EventKind, text: Option<String>, data: Value) {
        let actor_id = Some(self.caller.user);
        if targets::is_act(kind) {
            self.row.acted_at = self.row.acted_at.or(Some(self.now));
        }
        self.events.push(NewEvent { alert_id: self.row.id, kind: kind.as_str(), actor_id, text, data });
    }

    /// Stores what the line added last tells of, for figures.
    pub fn action(&mut self, action: NewAction) {
        self.actions.push((self.events.len().saturating_sub(1), action));
    }

    /// The day it is where the federation is.
    pub async fn today(&mut self) -> Result<NaiveDate, Problem> {
        let rules = self.app.rules.in_force(&mut self.tx, self.caller.federation, self.now).await?;
        Ok(self.now.with_timezone(&rules.zone).date_naive())
    }

    /// Writes alert and events, commits, and answers with the alert as it is now.
    pub async fn finish(mut self) -> Result<Json<AlertDetail>, Problem> {
        self.row.version = self.read_at + 1;
        self.row.updated_at = self.now;
        self.row.worked_at = (self.row.state == StateKind::Taken.as_str()).then_some(self.now);
        self.row.seen_at = self.row.seen_at.or(Some(self.now));
        targets::complete(&mut self.tx, self.caller.federation, &mut self.row).await?;
        match alerts::update(&mut self.tx, self.caller.federation, &self.row, self.read_at).await {
            Ok(true) => {}
            // Somebody was faster between our read and our write.
            Ok(false) => return Err(self.refuse(ProblemCode::StaleVersion).await),
            // A newer alert of the same person is open: this one cannot be opened again beside it.
            Err(StoreError::Taken) => return Err(self.refuse(ProblemCode::WrongState).await),
            Err(error) => return Err(error.into()),
        }
        self.apply_new_usual().await.map_err(Problem::internal("what is usual could not be changed"))?;
        let last = events::append(&mut self.tx, self.caller.federation, &self.events, self.now).await?;
        for (place, action) in &self.actions {
            let seq = last - (self.events.len() - 1 - place) as i64;
            actions::insert(&mut self.tx, self.caller.federation, seq, action, self.now).await?;
        }
        let row = alerts::in_scope(&mut self.tx, self.caller.viewer(self.now), self.row.id).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        access_log::note(&mut self.tx, self.caller, row.person_id, "alert", self.now).await?;
        let answer = detail(self.app, &mut self.tx, self.caller, row, self.lang, self.now).await?;
        self.tx.commit().await?;
        self.app.ring();
        Ok(Json(answer))
    }
}

/// The alert as it is now, for somebody whose change came too late. A look like any other, so it is in the access log.
async fn current(app: &App, caller: Caller, id: Uuid, lang: Lang, now: DateTime<Utc>) -> Result<Value, Problem> {
    let mut tx = app.store.begin().await?;
    let row = alerts::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, row.person_id, "alert", now).await?;
    let detail = detail(app, &mut tx, caller, row, lang, now).await?;
    tx.commit().await?;
    Ok(serde_json::to_value(detail).unwrap_or(Value::Null))
}
