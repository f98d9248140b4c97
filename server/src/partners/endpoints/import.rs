//! `POST /api/partners/import`: the directory from a file, tried first or written at once.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem, Reader};
use crate::imports::{self, Report};

/// Bytes of the body: a directory of some thousand partners.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerImport {
    /// The file's text. Columns, in any order, separated by `;` or `,`:
    /// `ref,name,kind,sectors,area,contact_name,phone,email,availability,note`; sectors by name, separated by `|`.
    pub csv: String,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// Imports partners. A bad line stops everything: nothing is half imported.
#[utoipa::path(post, path = "/api/partners/import", tag = "partners", request_body = PartnerImport,
    responses((status = 200, body = Report), (status = 413, body = ProblemDocument)))]
pub async fn import(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<PartnerImport>,
) -> Result<Json<Report>, Problem> {
    let mut tx = app.store.begin().await?;
    let outcome = imports::partners::import(&mut tx, caller.federation, &body.csv, app.clock.now()).await?;
    if outcome.is_good() && !body.dry_run {
        tx.commit().await?;
    }
    Ok(Json(outcome.report(lang)))
}
