//! `POST /api/signals/{id}/reply`: the aide who noticed answers, once, those who looked into it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::{AlertState, EventKind};
use vigie_shared::wire::ProblemCode;

use super::case::state_of;
use super::notify;
use super::signals::ReplyView;
use super::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Aide;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::events::{self, NewEvent};
use crate::store::{alerts, findings};

/// As long as the words she answers.
const LONGEST: usize = 300;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// At most 300 characters.
    pub text: String,
}

/// Answers what came of one's signal.
#[utoipa::path(post, path = "/api/signals/{id}/reply", tag = "field", params(("id" = Uuid, Path, description = "The alert")),
    request_body = Reply, responses((status = 201, body = ReplyView), (status = 404, body = ProblemDocument),
    (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn reply(
    State(app): State<Ctx>,
    As(caller, _): As<Aide>,
    Id(alert): Id,
    Body(body): Body<Reply>,
) -> Result<(StatusCode, Json<ReplyView>), Problem> {
    let text = words(&body.text, "/text", LONGEST)?.ok_or_else(|| Problem::field("/text", "missing"))?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    // The alert is locked from here on, so two answers sent at once follow each other.
    let mut row = alerts::find(&mut tx, caller.federation, alert).await?.ok_or_else(Problem::not_found)?;
    if !findings::aides_behind(&mut tx, caller.federation, alert).await?.contains(&caller.user) {
        return Err(Problem::not_found());
    }
    let kind = EventKind::AideReply.as_str();
    let timeline = events::of_alert(&mut tx, caller.federation, alert).await?;
    if timeline.iter().any(|line| line.kind == kind && line.actor_id == Some(caller.user)) {
        return Err(Problem::new(ProblemCode::AlreadyReplied));
    }
    let state = state_of(&row);
    if state.owner().is_none() && !matches!(state, AlertState::Closed { .. }) {
        return Err(Problem::new(ProblemCode::NobodyToHear));
    }
    let read_at = row.version;
    row.version += 1;
    row.updated_at = now;
    if !alerts::update(&mut tx, caller.federation, &row, read_at).await? {
        return Err(Problem::new(ProblemCode::Overloaded).retry_after(1));
    }
    notify::replied(&mut tx, caller.federation, &row, caller.user, now).await?;
    let line =
        NewEvent { alert_id: alert, kind, actor_id: Some(caller.user), text: Some(text.clone()), data: json!({}) };
    events::append(&mut tx, caller.federation, &[line], now).await?;
    tx.commit().await?;
    app.ring();
    Ok((StatusCode::CREATED, Json(ReplyView { text, at: now })))
}
