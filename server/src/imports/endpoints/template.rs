//! `GET /api/imports/{kind}/template`: a file to begin with.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::imports::Kind;

/// The columns of a kind and a line that shows what is meant.
#[utoipa::path(get, path = "/api/imports/{kind}/template", tag = "administration", params(("kind" = Kind, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = ProblemDocument)))]
pub async fn template(_: As<Admin>, Path(kind): Path<String>) -> Result<Response, Problem> {
    let kind = Kind::named(&kind).ok_or_else(Problem::not_found)?;
    let name = format!("attachment; filename=\"{}.csv\"", kind.as_str());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name.as_str())];
    Ok((headers, kind.template()).into_response())
}
