//! The one way a person changes an entry of the caseload: in scope, at the version that was seen, noted, in one transaction.

use axum::Json;
use serde_json::json;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::access_log;
use crate::app::App;
use crate::caseload::view::{CaseEntry, views, without_person};
use crate::follow_ups::agenda::Agenda;
use crate::http::{Caller, Problem};
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::caseload::{self, CaseRow};
use crate::store::persons::{self, Person};
use crate::store::{StoreError, StoreResult, Tx};

/// An entry about to be changed by somebody.
#[derive(Debug)]
pub struct Change<'a> {
    app: &'a App,
    pub tx: Tx,
    pub caller: Caller,
    pub lang: Lang,
    pub agenda: Agenda,
    pub person: Person,
    pub row: CaseRow,
    read_at: i32,
}

/// The entry as this caller may reach it: an administrator decides in the whole federation.
async fn reach(tx: &mut Tx, caller: Caller, agenda: &Agenda, id: Uuid) -> Result<CaseRow, Problem> {
    let row = match caller.role {
        Role::Administrator => caseload::find(tx, caller.federation, id).await?,
        _ => caseload::in_scope(tx, caller.viewer(agenda.now), id).await?,
    };
    row.ok_or_else(Problem::not_found)
}

impl<'a> Change<'a> {
    /// Reads the entry; whoever saw an older version is shown the current one instead.
    pub async fn begin(app: &'a App, caller: Caller, lang: Lang, id: Uuid, version: i32) -> Result<Self, Problem> {
        let mut tx = app.store.begin().await?;
        let agenda = Agenda::of(&mut tx, caller.federation, app.clock.now()).await?;
        let seen = reach(&mut tx, caller, &agenda, id).await?;
        // The person is locked first, as everywhere.
        let person = persons::lock(&mut tx, caller.federation, seen.person_id).await?.ok_or_else(Problem::not_found)?;
        let row = reach(&mut tx, caller, &agenda, id).await?;
        let change = Self { app, tx, caller, lang, agenda, person, read_at: row.version, row };
        if change.read_at != version {
            return Err(change.refuse(ProblemCode::StaleVersion).await);
        }
        Ok(change)
    }

    /// The refusal of a change, with the entry as it is.
    pub async fn refuse(self, code: ProblemCode) -> Problem {
        let Self { app, tx, caller, lang, agenda, row, .. } = self;
        // Nothing of the change is to stay.
        drop(tx);
        match current(app, caller, lang, &agenda, row.id).await {
            Ok(entry) => Problem::new(code).with_current("entry", &entry),
            Err(problem) => problem,
        }
    }

    /// Writes the entry, notes what happened, commits, and answers with the entry as it is now.
    pub async fn finish(mut self, what: &'static str, text: Option<&str>) -> Result<Json<CaseEntry>, Problem> {
        let (federation, now) = (self.caller.federation, self.agenda.now);
        self.row.version = self.read_at + 1;
        match caseload::update(&mut self.tx, federation, &self.row, self.read_at).await {
            Ok(true) => {}
            Ok(false) => return Err(self.refuse(ProblemCode::StaleVersion).await),
            // Somebody else follows the person by now.
            Err(StoreError::Taken) => return Err(self.refuse(ProblemCode::WrongState).await),
            Err(error) => return Err(error.into()),
        }
        note(&mut self.tx, self.caller, &self.row, what, text, now).await?;
        access_log::note(&mut self.tx, self.caller, self.row.person_id, "caseload", now).await?;
        let row = caseload::find(&mut self.tx, federation, self.row.id).await?.ok_or_else(Problem::not_found)?;
        let entry = shown(&mut self.tx, self.caller, row, &self.agenda, self.lang).await?;
        self.tx.commit().await?;
        self.app.ring();
        Ok(Json(entry))
    }
}

/// Notes in the person's timeline what happened to an entry.
pub async fn note(
    tx: &mut Tx,
    caller: Caller,
    row: &CaseRow,
    what: &'static str,
    text: Option<&str>,
    now: chrono::DateTime<chrono::Utc>,
) -> StoreResult<()> {
    let event = NewCaseEvent {
        person: row.person_id,
        subject: "caseload",
        subject_id: row.id,
        what,
        actor: Some(caller.user),
        alert: None,
        text,
        data: json!({ "coordinator_id": row.coordinator_id, "state": row.state }),
    };
    case_events::append(tx, caller.federation, &event, now).await
}

/// The entry as this caller may see it.
pub async fn shown(
    tx: &mut Tx,
    caller: Caller,
    row: CaseRow,
    agenda: &Agenda,
    lang: Lang,
) -> Result<CaseEntry, Problem> {
    let entry = views(tx, caller.federation, vec![row], agenda, lang).await?.pop().ok_or_else(Problem::not_found)?;
    Ok(if caller.role == Role::Administrator { without_person(entry) } else { entry })
}

/// The entry as it is now. A look like any other, so it is in the access log.
pub async fn current(app: &App, caller: Caller, lang: Lang, agenda: &Agenda, id: Uuid) -> Result<CaseEntry, Problem> {
    let mut tx = app.store.begin().await?;
    let row = reach(&mut tx, caller, agenda, id).await?;
    access_log::note(&mut tx, caller, row.person_id, "caseload", agenda.now).await?;
    let entry = shown(&mut tx, caller, row, agenda, lang).await?;
    tx.commit().await?;
    Ok(entry)
}
