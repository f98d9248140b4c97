//! `/api/views`: filters of the queue that somebody keeps under a name. One's own only.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem};
use crate::ids;
use crate::store::saved_views::{self, Owner, SavedView};

const LONGEST_NAME: usize = 60;
/// Every filter of the queue at once is shorter.
const LONGEST_QUERY: usize = 500;
/// More than fit in a menu.
const MOST: usize = 30;

#[derive(Debug, Serialize, ToSchema)]
pub struct Views {
    /// Oldest first.
    pub items: Vec<View>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    /// The filters, as the page's address has them.
    pub query: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    /// Made by the browser, so that sending it twice keeps one.
    pub id: Option<Uuid>,
    /// At most 60 characters.
    pub name: String,
    /// At most 500 characters.
    pub query: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedView {
    pub name: String,
    pub query: String,
}

impl From<SavedView> for View {
    fn from(row: SavedView) -> Self {
        Self { id: row.id, name: row.name, query: row.query, created_at: row.created_at }
    }
}

const fn owner(caller: Caller) -> Owner {
    Owner { federation: caller.federation, user: caller.user }
}

/// Name and filters, if they can be kept.
fn parsed(name: &str, query: &str) -> Result<(String, String), Problem> {
    let name = words(name, "/name", LONGEST_NAME)?.ok_or_else(|| Problem::field("/name", "missing"))?;
    Ok((name, words(query, "/query", LONGEST_QUERY)?.unwrap_or_default()))
}

/// One's views.
#[utoipa::path(get, path = "/api/views", tag = "alerts", responses((status = 200, body = Views)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<Json<Views>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = saved_views::of_user(&mut tx, owner(caller)).await?;
    Ok(Json(Views { items: rows.into_iter().map(View::from).collect() }))
}

/// Keeps a view.
#[utoipa::path(post, path = "/api/views", tag = "alerts", request_body = NewView,
    responses((status = 201, body = View), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Body(body): Body<NewView>,
) -> Result<(StatusCode, Json<View>), Problem> {
    let (name, query) = parsed(&body.name, &body.query)?;
    let new = SavedView { id: body.id.unwrap_or_else(ids::fresh), name, query, created_at: app.clock.now() };
    let mut tx = app.store.begin().await?;
    let there = saved_views::of_user(&mut tx, owner(caller)).await?;
    let kept = match there.iter().find(|view| view.id == new.id) {
        Some(known) => known.clone(),
        None if there.len() >= MOST => return Err(Problem::field("", "too_many_views")),
        None => {
            saved_views::insert(&mut tx, owner(caller), &new).await?;
            new
        }
    };
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

/// Gives a view another name or other filters.
#[utoipa::path(put, path = "/api/views/{id}", tag = "alerts", params(("id" = Uuid, Path)), request_body = ChangedView,
    responses((status = 200, body = View), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<ChangedView>,
) -> Result<Json<View>, Problem> {
    let (name, query) = parsed(&body.name, &body.query)?;
    let mut tx = app.store.begin().await?;
    let changed = saved_views::change(&mut tx, owner(caller), id, &name, &query).await?;
    let view = changed.ok_or_else(Problem::not_found)?;
    tx.commit().await?;
    Ok(Json(view.into()))
}

/// Forgets a view.
#[utoipa::path(delete, path = "/api/views/{id}", tag = "alerts", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn remove(State(app): State<Ctx>, As(caller, _): As<Desk>, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if !saved_views::remove(&mut tx, owner(caller), id).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
