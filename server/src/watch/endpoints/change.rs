//! The one way a person changes a watch: in scope, at the version that was seen, with its line in the person's timeline, in one
//! transaction.

use axum::Json;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::wire::ProblemCode;

use crate::access_log;
use crate::app::App;
use crate::follow_ups::agenda::Agenda;
use crate::http::{Caller, Problem};
use crate::store::persons::{self, Person};
use crate::store::watches::{self, WatchRow};
use crate::store::{StoreError, Tx};
use crate::watch::view::{Watch, views};

/// A watch about to be changed by somebody.
#[derive(Debug)]
pub struct Change<'a> {
    app: &'a App,
    pub tx: Tx,
    pub caller: Caller,
    pub lang: Lang,
    pub agenda: Agenda,
    pub person: Person,
    pub row: WatchRow,
}

impl<'a> Change<'a> {
    /// Reads the watch; whoever saw an older version is shown the current one instead.
    pub async fn begin(app: &'a App, caller: Caller, lang: Lang, id: Uuid, version: i32) -> Result<Self, Problem> {
        let now = app.clock.now();
        let mut tx = app.store.begin().await?;
        let agenda = Agenda::of(&mut tx, caller.federation, now).await?;
        let seen = watches::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
        // The person is locked first, as everywhere.
        let person = persons::lock(&mut tx, caller.federation, seen.person_id).await?.ok_or_else(Problem::not_found)?;
        let row = watches::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
        let change = Self { app, tx, caller, lang, agenda, person, row };
        if change.row.version != version {
            return Err(change.refuse(ProblemCode::StaleVersion).await);
        }
        Ok(change)
    }

    /// The refusal of a change, with the watch as it is.
    pub async fn refuse(self, code: ProblemCode) -> Problem {
        let Self { app, tx, caller, lang, agenda, row, .. } = self;
        // Nothing of the change is to stay.
        drop(tx);
        match current(app, caller, lang, &agenda, row.id).await {
            Ok(watch) => Problem::new(code).with_current("watch", &watch),
            Err(problem) => problem,
        }
    }

    /// Writes the row.
    pub async fn save(&mut self) -> Result<(), StoreError> {
        let read_at = self.row.version;
        self.row.version += 1;
        match watches::update(&mut self.tx, self.caller.federation, &self.row, read_at).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(StoreError::Taken),
            Err(error) => Err(error),
        }
    }

    /// Commits, and answers with the watch as it is now.
    pub async fn finish(mut self) -> Result<Json<Watch>, Problem> {
        let federation = self.caller.federation;
        access_log::note(&mut self.tx, self.caller, self.row.person_id, "watch", self.agenda.now).await?;
        let row = watches::find(&mut self.tx, federation, self.row.id).await?.ok_or_else(Problem::not_found)?;
        let watch = views(&mut self.tx, federation, vec![row], &self.agenda, self.lang).await?.pop();
        self.tx.commit().await?;
        self.app.ring();
        watch.map(Json).ok_or_else(Problem::not_found)
    }
}

/// The watch as it is now. A look like any other, so it is in the access log.
pub async fn current(app: &App, caller: Caller, lang: Lang, agenda: &Agenda, id: Uuid) -> Result<Watch, Problem> {
    let mut tx = app.store.begin().await?;
    let row = watches::in_scope(&mut tx, caller.viewer(agenda.now), id).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, row.person_id, "watch", agenda.now).await?;
    let watch = views(&mut tx, caller.federation, vec![row], agenda, lang).await?.pop();
    tx.commit().await?;
    watch.ok_or_else(Problem::not_found)
}
