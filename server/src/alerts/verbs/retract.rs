//! `POST /api/alerts/{id}/retract`: taking back a note, an action or a step of the support scheme that one has just written. The line
//! stays, its words go.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::EventKind;

use crate::alerts::change::{Asked, Change};
use crate::alerts::targets;
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{actions, events};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retract {
    pub version: i32,
    /// `seq` of the note, action or step in the timeline.
    pub seq: i64,
}

/// Takes one's own note, action or step of the support scheme back.
#[utoipa::path(post, path = "/api/alerts/{id}/retract", tag = "alerts", params(("id" = Uuid, Path)), request_body = Retract,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn retract(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Retract>,
) -> Result<Json<AlertDetail>, Problem> {
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let lines = events::of_alert(&mut change.tx, caller.federation, alert).await?;
    let own = lines.iter().find(|line| line.seq == body.seq && line.actor_id == Some(caller.user));
    let kind = own.and_then(|line| line.kind.parse::<EventKind>().ok());
    let taken_back = match kind {
        Some(EventKind::Note) => EventKind::NoteRetracted,
        Some(EventKind::Action) => {
            actions::retract(&mut change.tx, caller.federation, body.seq, change.now).await?;
            if !targets::stands_without(&lines, body.seq) {
                // Nothing was done after all: the target to act holds again.
                change.row.acted_at = None;
            }
            EventKind::ActionRetracted
        }
        Some(EventKind::Dac) => {
            let line = own.cloned().ok_or_else(Problem::not_found)?;
            super::dac::take_back(&mut change, &line).await?;
            EventKind::DacRetracted
        }
        _ => return Err(Problem::field("/seq", "not_your_note")),
    };
    change.event(taken_back, None, json!({ "seq": body.seq }));
    change.finish().await
}
