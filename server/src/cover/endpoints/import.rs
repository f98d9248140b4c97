//! `POST /api/covers/import`: absences from a calendar or a spreadsheet. Read twice, a file makes nothing twice; with a bad line it makes
//! nothing at all.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::cover::{Absence, CoverKind, CoverOrigin, FileError, csv, ics};
use vigie_shared::lang::Lang;
use vigie_shared::messages;
use vigie_shared::role::Role;

use super::plan::Plan;
use crate::app::Ctx;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem, Reader};
use crate::ids;
use crate::settings::Work;
use crate::store::persons::folded;
use crate::store::users::User;
use crate::store::{Tx, covers, users};
use crate::visits::Named;

/// A year of a whole federation's leave is smaller.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Characters of a summary that are kept as the reason.
const LONGEST_SUMMARY: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Ics,
    Csv,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportAbsences {
    pub format: Format,
    /// The file as it is.
    pub text: String,
    /// Whose, when the file does not say; people of the desk import for themselves.
    pub user_id: Option<Uuid>,
    /// Only says what it would do.
    pub dry_run: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    pub absences: Vec<ImportedAbsence>,
    /// With one of these nothing is written.
    pub errors: Vec<LineError>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedAbsence {
    pub user: Named,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub summary: String,
    /// `added`, or `known` from before.
    pub action: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LineError {
    pub line: usize,
    pub code: &'static str,
    pub detail: String,
}

/// Reads absences from a file.
#[utoipa::path(post, path = "/api/covers/import", tag = "cover", request_body = ImportAbsences,
    responses((status = 200, body = Imported), (status = 422, body = ProblemDocument)))]
pub async fn import(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Reader(lang): Reader,
    Body(body): Body<ImportAbsences>,
) -> Result<Json<Imported>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let zone = Work::of(&mut tx, caller.federation).await?.calendar.zone();
    let read = match body.format {
        Format::Ics => ics::read(&body.text, zone),
        Format::Csv => csv::read(&body.text, zone),
    };
    let mut people = People::of(&mut tx, caller, body.user_id).await?;
    let mut errors = read.errors;
    let mut absences = Vec::new();
    let mut seen = BTreeSet::new();
    for absence in read.absences {
        match people.whose(&mut tx, caller, &absence).await? {
            // What is over changes nothing; the same line twice is one.
            Some(user) if absence.to > now && seen.insert((user.id, absence.source.clone())) => {
                absences.push((user, absence));
            }
            Some(_) => {}
            None => errors.push(FileError { line: absence.line, code: "unknown_user" }),
        }
    }
    let mut imported = Vec::with_capacity(absences.len());
    for (user, absence) in absences {
        imported.push(write(&mut tx, caller, user, absence, now).await?);
    }
    if errors.is_empty() && !body.dry_run {
        tx.commit().await?;
    }
    errors.sort_by_key(|error| error.line);
    Ok(Json(Imported { absences: imported, errors: errors.into_iter().map(|error| told(error, lang)).collect() }))
}

fn told(error: FileError, lang: Lang) -> LineError {
    let detail = messages::text(lang, &format!("absence_file.{}", error.code)).to_owned();
    LineError { line: error.line, code: error.code, detail }
}

/// Whose absences a file may hold.
struct People {
    /// Everybody's, from an administrator; or one's own.
    given: Option<User>,
    desk: Vec<User>,
}

impl People {
    async fn of(tx: &mut Tx, caller: Caller, given: Option<Uuid>) -> Result<Self, Problem> {
        let unknown = || Problem::field("/user_id", "unknown_colleague");
        let administrator = caller.role == Role::Administrator;
        let whose = if administrator { given } else { Some(given.unwrap_or(caller.user)) };
        if !administrator && whose != Some(caller.user) {
            return Err(unknown());
        }
        let of_desk = |user: &User| matches!(user.role.parse(), Ok(Role::Coordinator | Role::SectorReferent));
        let given = match whose {
            Some(id) => Some(users::find(tx, caller.federation, id).await?.filter(of_desk).ok_or_else(unknown)?),
            None => None,
        };
        Ok(Self { given, desk: Vec::new() })
    }

    /// Whose an absence is: who was named beside the file, or in its line by login, reference or name.
    async fn whose(&mut self, tx: &mut Tx, caller: Caller, absence: &Absence) -> Result<Option<User>, Problem> {
        if let Some(given) = &self.given {
            return Ok(Some(given.clone()));
        }
        if self.desk.is_empty() {
            let mut ids: Vec<Uuid> = users::desk(tx, caller.federation).await?.iter().map(|post| post.id).collect();
            ids.dedup();
            for id in ids {
                self.desk.extend(users::find(tx, caller.federation, id).await?);
            }
        }
        let Some(who) = absence.who.as_deref().map(folded) else { return Ok(None) };
        let login = |user: &&User| folded(&user.login) == who || who.split('@').next() == Some(&folded(&user.login));
        let named = |user: &&User| {
            folded(&user.name) == who || user.reference.as_deref().map(folded).as_deref() == Some(who.as_str())
        };
        let mut found = self.desk.iter().filter(|user| login(user) || named(user));
        // Two of the same name are nobody: whoever wrote the file must say which.
        Ok(match (found.next(), found.next()) {
            (Some(one), None) => Some(one.clone()),
            _ => None,
        })
    }
}

/// Writes an absence down, unless it is known. One that was moved in its calendar is ended and made anew.
async fn write(
    tx: &mut Tx,
    caller: Caller,
    user: User,
    absence: Absence,
    now: DateTime<Utc>,
) -> Result<ImportedAbsence, Problem> {
    let federation = caller.federation;
    let summary: String = absence.summary.chars().take(LONGEST_SUMMARY).filter(|c| !c.is_control()).collect();
    let (from, to) = (absence.from, absence.to);
    // The moment is part of what it is known by: the same event at another time is another absence.
    let source = format!("{}@{}-{}", absence.source, from.timestamp(), to.timestamp());
    let known = covers::by_source(tx, federation, user.id, &source).await?.is_some();
    if !known {
        for moved in covers::by_event(tx, federation, user.id, &absence.source, now).await? {
            if covers::end(tx, federation, moved.id, moved.version, now).await? {
                let data = json!({ "from": from, "to": to });
                covers::note(tx, federation, (ids::fresh(), moved.id), Some(caller.user), "changed", &data, now)
                    .await?;
            }
        }
        let plan = Plan {
            kind: CoverKind::Remove,
            absent: Some(user.id),
            cover: None,
            role: Role::Coordinator,
            sector: None,
            person: None,
            from: from.max(now),
            to,
            reason: Some(summary.clone()).filter(|text| !text.is_empty()),
        };
        super::declare::make(tx, caller, &plan, CoverOrigin::Imported, Some(source), now).await?;
    }
    let action = if known { "known" } else { "added" };
    Ok(ImportedAbsence { user: Named { id: user.id, name: user.name }, from, to, summary, action })
}
