//! `POST /api/imports/{kind}`: a file, tried first or written at once.

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;

use crate::app::{App, Ctx};
use crate::auth::enrolment;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem, Reader};
use crate::imports::plan::{self, Missing, Plan};
use crate::imports::report::{EnrolmentLink, ImportDiff};
use crate::imports::{Kind, Origin, Place, internal, run, text};
use crate::store::{Tx, imports};

/// Bytes of the body: a month's visits of a large federation, in Base64.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Characters of a file's name that are kept.
const LONGEST_NAME: usize = 120;

/// How `csv` is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileEncoding {
    /// The characters of the file.
    #[default]
    Text,
    /// Its bytes in Base64, in UTF-8 or Windows-1252.
    Base64,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    /// The file, with `;` or `,` between cells. `GET /api/imports` says which columns it may have.
    pub csv: String,
    #[serde(default)]
    pub encoding: FileEncoding,
    /// Only say what would change.
    pub dry_run: bool,
    /// What the file is called, for the history.
    pub file_name: Option<String>,
    /// Persons: archive those who came from a file before and are not in this one.
    #[serde(default)]
    pub archive_missing: bool,
    /// Aides: a one-time link for each new one.
    #[serde(default)]
    pub invite: bool,
}

impl ImportFile {
    fn text(&self) -> Result<String, Problem> {
        match self.encoding {
            FileEncoding::Text => Ok(self.csv.clone()),
            FileEncoding::Base64 => {
                let bytes = STANDARD.decode(self.csv.trim()).map_err(|_| Problem::field("/csv", "invalid_base64"))?;
                Ok(text::of_bytes(&bytes))
            }
        }
    }

    /// The name without its folders, as some browsers send them.
    fn name(&self) -> Option<String> {
        let name = self.file_name.as_deref()?.rsplit(['/', '\\']).next()?;
        let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }
}

/// Imports a file, or says what it would change. A bad line stops everything: nothing is half imported.
#[utoipa::path(post, path = "/api/imports/{kind}", tag = "administration", params(("kind" = Kind, Path)), request_body = ImportFile,
    responses((status = 200, body = ImportDiff), (status = 404, body = ProblemDocument), (status = 413, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn import(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Path(kind): Path<String>,
    Body(body): Body<ImportFile>,
) -> Result<Json<ImportDiff>, Problem> {
    let kind = Kind::named(&kind).ok_or_else(Problem::not_found)?;
    if body.archive_missing && kind != Kind::Persons {
        return Err(Problem::field("/archive_missing", "only_persons"));
    }
    if body.invite && kind != Kind::Aides {
        return Err(Problem::field("/invite", "only_aides"));
    }
    Ok(Json(of_file(&app, caller, kind, &body, lang).await?))
}

/// Tries a file or writes it, as its sender wishes.
pub async fn of_file(
    app: &App,
    caller: Caller,
    kind: Kind,
    body: &ImportFile,
    lang: Lang,
) -> Result<ImportDiff, Problem> {
    let text = body.text()?;
    if body.dry_run {
        tried(app, caller, kind, body, &text, lang).await
    } else {
        written(app, caller, kind, body, &text, lang).await
    }
}

fn missing(body: &ImportFile) -> Missing {
    if body.archive_missing { Missing::Archived } else { Missing::LeftAlone }
}

/// Reads alone: whoever rates meanwhile does not wait.
async fn tried(
    app: &App,
    caller: Caller,
    kind: Kind,
    body: &ImportFile,
    text: &str,
    lang: Lang,
) -> Result<ImportDiff, Problem> {
    let mut tx = app.store.read().await?;
    let place = Place::of(&mut tx, caller.federation, Some(caller.user), app.clock.now()).await?;
    let plan = plan::of_text(kind, &mut tx, &place, text, missing(body)).await.map_err(internal)?;
    ImportDiff::of(kind, &mut tx, &place, &plan, lang).await.map_err(internal)
}

async fn written(
    app: &App,
    caller: Caller,
    kind: Kind,
    body: &ImportFile,
    text: &str,
    lang: Lang,
) -> Result<ImportDiff, Problem> {
    let mut tx = app.store.begin().await?;
    imports::alone(&mut tx, caller.federation).await?;
    let place = Place::of(&mut tx, caller.federation, Some(caller.user), app.clock.now()).await?;
    let plan = plan::of_text(kind, &mut tx, &place, text, missing(body)).await.map_err(internal)?;
    let mut diff = ImportDiff::of(kind, &mut tx, &place, &plan, lang).await.map_err(internal)?;
    diff.dry_run = false;
    if !plan.mistakes.is_empty() || plan.steps.is_empty() {
        return Ok(diff);
    }
    let name = body.name();
    let import = run::write(kind, &mut tx, &place, &plan, (Origin::Page, name.as_deref())).await.map_err(internal)?;
    diff.id = Some(import.id);
    if body.invite {
        diff.links = invited(&mut tx, &place, &plan, &app.public_url).await.map_err(internal)?;
    }
    tx.commit().await?;
    app.ring();
    Ok(diff)
}

/// A one-time link for each new aide.
pub async fn invited(
    tx: &mut Tx,
    place: &Place,
    plan: &Plan,
    public_url: &url::Url,
) -> anyhow::Result<Vec<EnrolmentLink>> {
    let new: Vec<(Uuid, String)> = plan
        .steps
        .iter()
        .filter(|step| step.before.is_none())
        .filter_map(|step| Some((step.id, step.whole.get("login").cloned().flatten()?)))
        .collect();
    let mut links = Vec::with_capacity(new.len());
    for (id, login) in new {
        let token = enrolment::invite(tx, place.federation, id, place.now).await?;
        links.push(EnrolmentLink { login, url: enrolment::link(public_url, &token) });
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_kept_without_its_folders() {
        let named = |name: &str| {
            let file = ImportFile {
                csv: String::new(),
                encoding: FileEncoding::Text,
                dry_run: true,
                file_name: Some(name.to_owned()),
                archive_missing: false,
                invite: false,
            };
            file.name()
        };
        assert_eq!(named("C:\\plans\\mars.csv").as_deref(), Some("mars.csv"));
        assert_eq!(named("/home/x/mars\u{7}.csv").as_deref(), Some("mars.csv"));
        assert_eq!(named("  "), None);
    }
}
