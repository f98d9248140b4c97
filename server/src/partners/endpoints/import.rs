//! `POST /api/partners/import`: the directory from a file, as `POST /api/imports/partners` does it, with an answer of counts alone.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem, Reader};
use crate::imports::endpoints::import::{FileEncoding, ImportFile, of_file};
use crate::imports::report::ImportDiff;
use crate::imports::{ImportError, Kind};

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

/// What became of a file, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// If there is any, nothing was written.
    pub errors: Vec<ImportError>,
}

impl From<ImportDiff> for Report {
    fn from(diff: ImportDiff) -> Self {
        let counts = diff.counts;
        Self { added: counts.added, changed: counts.changed, unchanged: counts.unchanged, errors: diff.errors }
    }
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
    let file = ImportFile {
        csv: body.csv,
        encoding: FileEncoding::Text,
        dry_run: body.dry_run,
        file_name: None,
        archive_missing: false,
        invite: false,
    };
    Ok(Json(of_file(&app, caller, Kind::Partners, &file, lang).await?.into()))
}
