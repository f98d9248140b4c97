//! `POST /api/follow-ups/{id}/done`: keeping a promise, with what it found.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::follow_up::{FollowUpKind, FollowUpResult, Preset};

use super::LONGEST_TEXT;
use super::change::Change;
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::follow_ups::plan::{NewFollowUp, plan};
use crate::follow_ups::view::FollowUp;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::watch::ladder;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Done {
    pub version: i32,
    pub result: FollowUpResult,
    /// At most 500 characters.
    pub text: Option<String>,
    /// With `not_reached`: when to try again; the same promise is made once more.
    pub again: Option<Preset>,
}

/// Keeps a promise.
#[utoipa::path(post, path = "/api/follow-ups/{id}/done", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Done,
    responses((status = 200, body = FollowUp), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn done(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<Done>,
) -> Result<Json<FollowUp>, Problem> {
    let text = words(body.text.as_deref().unwrap_or(""), "/text", LONGEST_TEXT)?;
    if body.again.is_some() && body.result != FollowUpResult::NotReached {
        return Err(Problem::field("/again", "out_of_range"));
    }
    let change = Change::begin(&app, caller, id, body.version).await?;
    let mut change = change.step(|state| state.done()).await?;
    let now = change.now();
    change.row.result = Some(body.result.as_str().to_owned());
    change.row.result_text = text.clone();
    (change.row.closed_at, change.row.closed_by) = (Some(now), Some(caller.user));
    if change.row.watch_id.is_some() {
        return keep_watch(change, text.as_deref(), body.again).await.map(Json);
    }
    if let Some(again) = body.again {
        try_again(&mut change, again).await?;
    }
    change.finish("done", text.as_deref()).await.map(Json)
}

/// A look of a watch: the next one follows by itself, or when somebody says again.
async fn keep_watch(mut change: Change<'_>, text: Option<&str>, again: Option<Preset>) -> Result<FollowUp, Problem> {
    change.row.next_id = Some(ids::fresh());
    let mut change = change.save("done", text).await?;
    let again = again.map(|preset| change.agenda.preset(preset));
    let Change { tx, agenda, person, row, caller, .. } = &mut change;
    ladder::after_done(tx, caller.federation, agenda, person, row, again, caller.user).await?;
    change.answer().await
}

/// The same promise once more.
async fn try_again(change: &mut Change<'_>, when: Preset) -> Result<(), Problem> {
    let (row, id, now) = (&change.row, ids::fresh(), change.now());
    let new = NewFollowUp {
        id,
        person: &change.person,
        alert: row.alert_id,
        watch: None,
        kind: row.kind.parse().unwrap_or(FollowUpKind::Other),
        text: row.text.clone(),
        owner: row.owner_id,
        due: change.agenda.preset(when),
        by: change.caller.user,
    };
    let event = plan(&mut change.tx, change.caller.federation, new, now).await?;
    change.event(event);
    change.row.next_id = Some(id);
    Ok(())
}
