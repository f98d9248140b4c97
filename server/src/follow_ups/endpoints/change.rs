//! The one way a person changes a follow-up: in scope, at the version that was seen, with its line in the timelines, in one
//! transaction.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpState, WrongStep};
use vigie_shared::wire::ProblemCode;

use crate::access_log;
use crate::app::App;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::plan;
use crate::follow_ups::view::{FollowUp, state_of, view};
use crate::http::{Caller, Problem};
use crate::store::events::{self, NewEvent};
use crate::store::follow_ups::{self, FollowUpRow};
use crate::store::persons::{self, Person};
use crate::store::{StoreError, StoreResult, Tx, alerts};

/// A follow-up about to be changed by somebody.
#[derive(Debug)]
pub struct Change<'a> {
    app: &'a App,
    pub tx: Tx,
    pub caller: Caller,
    pub agenda: Agenda,
    pub person: Person,
    pub row: FollowUpRow,
    read_at: i32,
    events: Vec<NewEvent>,
}

impl<'a> Change<'a> {
    /// Reads the follow-up; whoever saw an older version is shown the current one instead.
    pub async fn begin(app: &'a App, caller: Caller, id: Uuid, version: i32) -> Result<Self, Problem> {
        let mut tx = app.store.begin().await?;
        let agenda = Agenda::of(&mut tx, caller.federation, app.clock.now()).await?;
        let seen =
            follow_ups::in_scope(&mut tx, caller.viewer(app.clock.now()), id).await?.ok_or_else(Problem::not_found)?;
        // The person is locked first, as everywhere: what follows from a follow-up reaches their watch and their alerts.
        let person = persons::lock(&mut tx, caller.federation, seen.person_id).await?.ok_or_else(Problem::not_found)?;
        let row =
            follow_ups::in_scope(&mut tx, caller.viewer(app.clock.now()), id).await?.ok_or_else(Problem::not_found)?;
        let change = Self { app, tx, caller, agenda, person, read_at: row.version, row, events: Vec::new() };
        if change.read_at != version {
            return Err(change.refuse(ProblemCode::StaleVersion).await);
        }
        Ok(change)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.agenda.now
    }

    /// The refusal of a change, with the follow-up as it is. A look like any other, so it is in the access log.
    pub async fn refuse(self, code: ProblemCode) -> Problem {
        let Self { app, tx, caller, agenda, row, .. } = self;
        // Nothing of the change is to stay.
        drop(tx);
        let shown = async {
            let mut tx = app.store.begin().await?;
            let row = follow_ups::in_scope(&mut tx, caller.viewer(app.clock.now()), row.id).await?;
            if let Some(row) = &row {
                access_log::note(&mut tx, caller, row.person_id, "follow_up", agenda.now).await?;
            }
            tx.commit().await?;
            StoreResult::Ok(row)
        };
        match shown.await {
            Ok(Some(row)) => Problem::new(code).with_current("follow_up", &view(row, agenda.today())),
            Ok(None) => Problem::not_found(),
            Err(error) => error.into(),
        }
    }

    /// Takes a step of its states.
    pub async fn step(
        mut self,
        step: impl FnOnce(FollowUpState) -> Result<FollowUpState, WrongStep>,
    ) -> Result<Self, Problem> {
        match step(state_of(&self.row)) {
            Ok(next) => {
                self.row.state = next.as_str().to_owned();
                Ok(self)
            }
            Err(_) => Err(self.refuse(ProblemCode::WrongState).await),
        }
    }

    /// Adds a line to the alert's timeline.
    pub fn event(&mut self, event: Option<NewEvent>) {
        self.events.extend(event);
    }

    /// Writes the follow-up, commits, and answers with the follow-up as it is now.
    pub async fn finish(self, what: &'static str, text: Option<&str>) -> Result<FollowUp, Problem> {
        self.save(what, text).await?.answer().await
    }

    /// Writes the follow-up with its lines in the timelines.
    pub async fn save(mut self, what: &'static str, text: Option<&str>) -> Result<Self, Problem> {
        let (federation, now) = (self.caller.federation, self.agenda.now);
        self.row.version = self.read_at + 1;
        match follow_ups::update(&mut self.tx, federation, &self.row, self.read_at).await {
            Ok(true) => {}
            Ok(false) => return Err(self.refuse(ProblemCode::StaleVersion).await),
            // Its watch waits for another one by now.
            Err(StoreError::Taken) => return Err(self.refuse(ProblemCode::WrongState).await),
            Err(error) => return Err(error.into()),
        }
        let event = plan::note(&mut self.tx, federation, &self.row, what, self.caller.user, text, now).await?;
        if let Some(event) = event {
            alerts::touch(&mut self.tx, federation, event.alert_id, now).await?;
            self.events.insert(0, event);
        }
        Ok(self)
    }

    /// Commits what was written, and answers with the follow-up as it is now.
    pub async fn answer(mut self) -> Result<FollowUp, Problem> {
        let (federation, now) = (self.caller.federation, self.agenda.now);
        access_log::note(&mut self.tx, self.caller, self.row.person_id, "follow_up", now).await?;
        let row = follow_ups::in_scope(&mut self.tx, self.caller.viewer(now), self.row.id).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        if !self.events.is_empty() {
            // Last in the transaction: it holds the federation's counter.
            events::append(&mut self.tx, federation, &self.events, now).await?;
        }
        self.tx.commit().await?;
        self.app.ring();
        Ok(view(row, self.agenda.today()))
    }
}
