//! `GET /api/persons/{id}`: the file. Every look is in the access log.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::around::{self, ConsentRecord, ConsentView, DacView, OutsideCoordinator, PersonContact};
use super::history::{self, History};
use crate::access_log;
use crate::alerts::view::{AlertBrief, Writing, briefs};
use crate::app::Ctx;
use crate::caseload::view::{CaseEntry, views as case_views};
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::view::{FollowUp, view};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Problem, Reader};
use crate::places::PlaceCodeView;
use crate::store::persons::{self, Details};
use crate::store::{actions, caseload, follow_ups, place_codes, watches};
use crate::watch::view::{Watch, views};

/// Follow-ups that ended, beside the open ones.
const ENDED_SHOWN: i64 = 10;

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonFile {
    pub id: Uuid,
    pub name: String,
    pub sector_id: Uuid,
    #[schema(required = true)]
    pub phone: Option<String>,
    #[schema(required = true)]
    pub address: Option<String>,
    pub consent: ConsentView,
    /// Everything that was ever said about coordination, newest first.
    pub consents: Vec<ConsentRecord>,
    pub contacts: Vec<PersonContact>,
    /// Who coordinates already.
    pub coordinators: Vec<OutsideCoordinator>,
    #[schema(required = true)]
    pub dac: Option<DacView>,
    /// When the card at the home was made, and by whom; none: there is no card.
    #[schema(required = true)]
    pub place_code: Option<PlaceCodeView>,
    /// How many actions stand.
    pub actions_count: i64,
    pub history: History,
    /// Newest first.
    pub alerts: Vec<AlertBrief>,
    /// The standing cadence of follow-ups, if there is one.
    #[schema(required = true)]
    pub watch: Option<Watch>,
    /// Whether a coordinator follows the person closely, or is asked to.
    #[schema(required = true)]
    pub caseload: Option<CaseEntry>,
    /// The open ones by due day, then the ten that ended last.
    pub follow_ups: Vec<FollowUp>,
}

/// Opens a person's file.
#[utoipa::path(get, path = "/api/persons/{id}", tag = "persons", params(("id" = Uuid, Path)),
    responses((status = 200, body = PersonFile), (status = 404, body = ProblemDocument)))]
pub async fn open(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
) -> Result<Json<PersonFile>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let person = persons::in_scope(&mut tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)?;
    access_log::note(&mut tx, caller, id, "file", now).await?;
    let consent = around::consent(&mut tx, &person).await?;
    let consents = around::consents(&mut tx, caller.federation, id).await?;
    let Details { phone, address } = persons::details(&mut tx, caller.federation, id).await?;
    let contacts = around::contacts_of(&mut tx, caller.federation, id).await?;
    let coordinators = around::coordinators_of(&mut tx, caller.federation, id).await?;
    let dac = around::dac_of(&mut tx, caller.federation, id).await?;
    let place_code = place_codes::of_person(&mut tx, caller.federation, id).await?.map(Into::into);
    let actions_count = actions::count_of_person(&mut tx, caller.federation, id).await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    let history = history::of_person(&mut tx, caller.federation, id, &rules, now).await?;
    let alerts =
        briefs(&mut tx, caller.federation, id, Writing { lang, zone: rules.zone, now, role: caller.role }).await?;
    let today = now.with_timezone(&rules.zone).date_naive();
    let promises = follow_ups::of_person(&mut tx, caller.viewer(now), id, ENDED_SHOWN).await?;
    let follow_ups = promises.into_iter().map(|row| view(row, today)).collect();
    let agenda = Agenda::of(&mut tx, caller.federation, now).await?;
    let watch: Vec<_> = watches::open_of(&mut tx, caller.federation, id).await?.into_iter().collect();
    let watch = views(&mut tx, caller.federation, watch, &agenda, lang).await?.pop();
    let entry: Vec<_> = caseload::open_of(&mut tx, caller.federation, id).await?.into_iter().collect();
    let caseload = case_views(&mut tx, caller.federation, entry, &agenda, lang).await?.pop();
    tx.commit().await?;
    Ok(Json(PersonFile {
        id,
        name: person.name,
        sector_id: person.sector_id,
        phone,
        address,
        consent,
        consents,
        contacts,
        coordinators,
        dac,
        place_code,
        actions_count,
        history,
        alerts,
        watch,
        caseload,
        follow_ups,
    }))
}
