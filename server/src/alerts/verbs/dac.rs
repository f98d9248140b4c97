//! `POST /api/alerts/{id}/dac`: handing a complex case to the département's support scheme, and what the scheme answers.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::{Agreement, DacState, DacStep, EventKind, dac as machine};
use vigie_shared::rating::MAX_NOTE;
use vigie_shared::wire::ProblemCode;

use super::words;
use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::dac::{self, DacCase};
use crate::store::events::EventRow;

/// Characters for who said yes: a name and a tie.
const LONGEST_AGREER: usize = 120;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDacStep {
    pub version: i32,
    pub step: DacStep,
    /// `person`, `family` or `guardian` to hand over.
    pub agreement: Option<Agreement>,
    /// Who said yes; at most 120 characters.
    pub agreed_by: Option<String>,
    /// At most 2,000 characters.
    pub text: Option<String>,
}

/// Notes a step of the case towards the support scheme, or back.
#[utoipa::path(post, path = "/api/alerts/{id}/dac", tag = "alerts", params(("id" = Uuid, Path)), request_body = NewDacStep,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn dac(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<NewDacStep>,
) -> Result<Json<AlertDetail>, Problem> {
    let text = words(body.text.as_deref().unwrap_or(""), "/text", MAX_NOTE)?;
    let agreed_by = words(body.agreed_by.as_deref().unwrap_or(""), "/agreed_by", LONGEST_AGREER)?;
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    if body.step == DacStep::HandOver && !body.agreement.is_some_and(Agreement::is_given) {
        return Err(Problem::field("/agreement", "agreement_needed"));
    }
    let person_id = change.row.person_id;
    let before = dac::of_person(&mut change.tx, caller.federation, person_id).await?;
    let seen: Option<DacState> = before.as_ref().and_then(|case| case.state.parse().ok());
    let Ok(state) = machine::next(seen, body.step) else {
        return Err(change.refuse(ProblemCode::WrongState).await);
    };
    let state_word = state.as_str().to_owned();
    let case = DacCase { person_id, alert_id: alert, state: state_word, since: change.now, text: text.clone() };
    let seen = seen.map_or("", DacState::as_str);
    if !dac::step(&mut change.tx, caller.federation, &case, seen).await? {
        return Err(change.refuse(ProblemCode::StaleVersion).await);
    }
    let mut data = json!({ "step": body.step, "state": state });
    if let Some(agreement) = body.agreement {
        data["agreement"] = json!(agreement);
    }
    if let Some(name) = agreed_by {
        data["agreed_by"] = json!(name);
    }
    if let Some(before) = before {
        data["before"] = json!(before);
    }
    change.event(EventKind::Dac, text, data);
    change.finish().await
}

/// Takes a step back: the person stands again where they stood before it. Only the last step there was can be.
pub(super) async fn take_back(change: &mut Change<'_>, line: &EventRow) -> Result<(), Problem> {
    let (federation, person) = (change.caller.federation, change.row.person_id);
    let now = dac::of_person(&mut change.tx, federation, person).await?;
    let is_last = now.as_ref().is_some_and(|case| case.alert_id == line.alert_id && case.since == line.at);
    let Some(case) = now.filter(|_| is_last) else {
        return Err(Problem::field("/seq", "not_the_last_step"));
    };
    let back = match line.data.get("before").cloned().map(serde_json::from_value::<DacCase>) {
        Some(Ok(before)) => dac::step(&mut change.tx, federation, &before, &case.state).await?,
        Some(Err(_)) => return Err(Problem::new(ProblemCode::Internal)),
        None => dac::forget(&mut change.tx, federation, person, &case.state).await?,
    };
    if back { Ok(()) } else { Err(Problem::field("/seq", "not_the_last_step")) }
}
