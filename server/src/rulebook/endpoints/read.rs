//! `GET /api/rules`: the rule set in force, its versions, the built-in sets, and the draft being tried out.

use axum::Json;
use axum::extract::State;

use super::view::{RulesView, rules_view};
use crate::app::Ctx;
use crate::http::extract::{Admin, Reader};
use crate::http::{As, Problem};

/// The rule set in force.
#[utoipa::path(get, path = "/api/rules", tag = "administration", responses((status = 200, body = RulesView)))]
pub async fn read(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
) -> Result<Json<RulesView>, Problem> {
    Ok(Json(rules_view(&app, caller.federation, lang).await?))
}
