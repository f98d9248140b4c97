//! `GET /api/imports`: what was imported, and which columns files may have.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Params, Problem, Reader};
use crate::imports::Kind;
use crate::imports::undo::is_in_time;
use crate::store::imports::{self, Import};
use crate::store::users;
use crate::visits::Named;

const DEFAULT_PAGE: i64 = 30;
const LARGEST_PAGE: i64 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 100; 30 without it.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Imports {
    /// Newest first.
    pub items: Vec<ImportView>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
    pub kinds: Vec<KindView>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportView {
    pub id: Uuid,
    /// `persons`, `aides`, `visits`, `absences` or `partners`.
    pub kind: String,
    /// `page`, `command` or `feed`.
    pub origin: String,
    #[schema(required = true)]
    pub file_name: Option<String>,
    /// None: nobody, it was a command in a shell or a calendar.
    #[schema(required = true)]
    pub by: Option<Named>,
    pub at: DateTime<Utc>,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub ended: i64,
    #[schema(required = true)]
    pub undone_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub undone_by: Option<Named>,
    /// Whether it may still be taken back: for 30 days.
    pub can_undo: bool,
}

/// What a kind of file looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KindView {
    pub kind: Kind,
    pub most_lines: usize,
    pub columns: Vec<ColumnView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ColumnView {
    pub name: String,
    pub required: bool,
    /// What stands there, in the reader's language.
    pub about: String,
    /// Other names the column may have.
    pub aliases: Vec<String>,
}

/// The imports, newest first.
#[utoipa::path(get, path = "/api/imports", tag = "administration", params(Query), responses((status = 200, body = Imports)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Json<Imports>, Problem> {
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    let before = query.cursor.as_deref().map(|text| place(text).ok_or(())).transpose();
    let (Ok(before), true) = (before, (1..=LARGEST_PAGE).contains(&limit)) else {
        return Err(Problem::new(ProblemCode::InvalidRequest));
    };
    let mut tx = app.store.read().await?;
    let mut rows = imports::list(&mut tx, caller.federation, before, limit + 1).await?;
    let has_more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(rows.len()));
    let next_cursor = rows.last().filter(|_| has_more).map(|row| format!("{}.{}", row.at.timestamp_micros(), row.id));
    let mut ids: Vec<Uuid> = rows.iter().flat_map(|row| [row.imported_by, row.undone_by]).flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let names: Vec<Named> = users::named(&mut tx, caller.federation, &ids)
        .await?
        .into_iter()
        .map(|user| Named { id: user.id, name: user.name })
        .collect();
    let now = app.clock.now();
    let items = rows.into_iter().map(|row| view(row, &names, now)).collect();
    Ok(Json(Imports { items, next_cursor, kinds: Kind::ALL.iter().map(|kind| described(*kind, lang)).collect() }))
}

/// The place a cursor names.
fn place(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (micros, id) = text.split_once('.')?;
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, id.parse().ok()?))
}

fn view(row: Import, names: &[Named], now: DateTime<Utc>) -> ImportView {
    let named = |id: Option<Uuid>| names.iter().find(|name| Some(name.id) == id).cloned();
    ImportView {
        can_undo: is_in_time(&row, now),
        by: named(row.imported_by),
        undone_by: named(row.undone_by),
        id: row.id,
        kind: row.kind,
        origin: row.origin,
        file_name: row.file_name,
        at: row.at,
        added: row.added,
        changed: row.changed,
        unchanged: row.unchanged,
        ended: row.ended,
        undone_at: row.undone_at,
    }
}

fn described(kind: Kind, lang: Lang) -> KindView {
    let columns = kind.columns();
    let column = |name: &&'static str| ColumnView {
        name: (*name).to_owned(),
        required: columns.required.contains(name),
        about: kind.about(name, lang).to_owned(),
        aliases: columns
            .aliases
            .iter()
            .filter(|(_, known)| known == name)
            .map(|(alias, _)| (*alias).to_owned())
            .collect(),
    };
    KindView { kind, most_lines: columns.most_lines, columns: columns.known.iter().map(column).collect() }
}
