//! `GET /api/register`: everybody there is a file about, for whoever answers for the files. Names and no more: it is no look.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::person::Consent;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Overview;
use crate::http::{As, Params, Problem};
use crate::store::persons::folded;
use crate::store::register::{self, Entry};
use crate::visits::Named;

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Any part of a name, or the other software's own key.
    pub q: Option<String>,
    /// Only those who are helped no longer, or only those who are.
    pub archived: Option<bool>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 without it.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Register {
    /// By name.
    pub items: Vec<RegisterEntry>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
}

/// Somebody there is a file about.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterEntry {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub name: String,
    /// The key in the planning software.
    #[schema(required = true)]
    pub r#ref: Option<String>,
    pub sector: Named,
    pub coordination: Consent,
    /// Since when they are helped no longer.
    #[schema(required = true)]
    pub archived_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub archive_reason: Option<String>,
    /// When names and texts were taken away; then nothing brings them back.
    #[schema(required = true)]
    pub pseudonymised_at: Option<DateTime<Utc>>,
    /// The same, on request.
    #[schema(required = true)]
    pub erased_at: Option<DateTime<Utc>>,
    /// When the card at the home was made; none: there is no card.
    #[schema(required = true)]
    pub place_code_at: Option<DateTime<Utc>>,
}

impl From<Entry> for RegisterEntry {
    fn from(row: Entry) -> Self {
        Self {
            id: row.id,
            version: row.version,
            name: row.name,
            r#ref: row.reference,
            sector: Named { id: row.sector_id, name: row.sector_name },
            coordination: row.coordination.parse().unwrap_or(Consent::Refused),
            archived_at: row.archived_at,
            archive_reason: row.archive_reason,
            pseudonymised_at: row.pseudonymised_at,
            erased_at: row.erased_at,
            place_code_at: row.place_code_at,
        }
    }
}

/// The register.
#[utoipa::path(get, path = "/api/register", tag = "administration", params(Query), responses((status = 200, body = Register)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Params(query): Params<Query>,
) -> Result<Json<Register>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let after = query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let after = after.as_ref().map(|(name, id)| (name.as_str(), *id));
    let viewer = caller.viewer(app.clock.now());
    // What no name has finds nothing, and PostgreSQL takes no NUL.
    let wanted = query.q.unwrap_or_default().replace('\0', "\u{fffd}");
    let mut tx = app.store.read().await?;
    let mut rows = register::page(&mut tx, viewer, &wanted, query.archived, after, limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    Ok(Json(Register { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
}

fn encode(row: &Entry) -> String {
    let name = if row.pseudonymised_at.is_some() { String::new() } else { folded(&row.name) };
    URL_SAFE_NO_PAD.encode(format!("{}|{name}", row.id))
}

fn decode(cursor: &str) -> Option<(String, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (id, name) = text.split_once('|')?;
    (!name.contains('\0')).then_some((name.to_owned(), id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_made_up_cursor_is_refused() {
        for cursor in ["", "abc", "%00", "fDA"] {
            assert_eq!(decode(cursor), None, "{cursor}");
        }
    }
}
