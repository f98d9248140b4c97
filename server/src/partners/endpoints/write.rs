//! `POST /api/partners` and `PUT /api/partners/{id}`: writing an entry of the directory.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::catalogue;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::partners::draft::Draft;
use crate::partners::view::{PartnerView, views};
use crate::store::partners::{self, Partner};
use crate::store::{StoreError, Tx, federations};

/// A partner as it is typed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerBody {
    /// `version` of the partner as it was seen; for a change only.
    pub version: Option<i32>,
    /// The key of the list it comes from.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// One of the kinds of `GET /api/catalogue`.
    pub kind: String,
    pub name: String,
    pub area: Option<String>,
    /// Where it works; none: everywhere.
    #[serde(default)]
    pub sector_ids: Vec<Uuid>,
    pub contact_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub availability: Option<String>,
    pub note: Option<String>,
}

impl From<PartnerBody> for Draft {
    fn from(body: PartnerBody) -> Self {
        Self {
            reference: body.reference,
            kind: body.kind,
            name: body.name,
            area: body.area,
            sectors: body.sector_ids,
            contact_name: body.contact_name,
            phone: body.phone,
            email: body.email,
            availability: body.availability,
            note: body.note,
        }
    }
}

/// Adds a partner.
#[utoipa::path(post, path = "/api/partners", tag = "partners", request_body = PartnerBody,
    responses((status = 201, body = PartnerView), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Body(body): Body<PartnerBody>,
) -> Result<(StatusCode, Json<PartnerView>), Problem> {
    let mut tx = app.store.begin().await?;
    let draft = checked(&mut tx, caller.federation, body).await?;
    let sectors = draft.sectors.clone();
    let partner = draft.into_new(ids::fresh());
    partners::insert(&mut tx, caller.federation, &partner, app.clock.now()).await.map_err(taken)?;
    partners::set_sectors(&mut tx, caller.federation, partner.id, &sectors).await?;
    let view = one(&mut tx, caller.federation, partner).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Changes a partner.
#[utoipa::path(put, path = "/api/partners/{id}", tag = "partners", params(("id" = Uuid, Path)), request_body = PartnerBody,
    responses((status = 200, body = PartnerView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Id(id): Id,
    Body(body): Body<PartnerBody>,
) -> Result<Json<PartnerView>, Problem> {
    let mut tx = app.store.begin().await?;
    let before = partners::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let version = body.version.ok_or_else(|| Problem::field("/version", "missing"))?;
    if before.version != version {
        let current = one(&mut tx, caller.federation, before).await?;
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("partner", &current));
    }
    let draft = checked(&mut tx, caller.federation, body).await?;
    let after = Partner { version: version + 1, ..draft.onto(&before) };
    let written =
        partners::update(&mut tx, caller.federation, &after, version, app.clock.now()).await.map_err(taken)?;
    if !written {
        // Somebody was faster between our read and our write.
        drop(tx);
        let mut tx = app.store.read().await?;
        let now = partners::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
        let current = one(&mut tx, caller.federation, now).await?;
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("partner", &current));
    }
    partners::set_sectors(&mut tx, caller.federation, id, &draft.sectors).await?;
    let view = one(&mut tx, caller.federation, after).await?;
    tx.commit().await?;
    Ok(Json(view))
}

async fn checked(tx: &mut Tx, federation: Uuid, body: PartnerBody) -> Result<Draft, Problem> {
    let catalogue = catalogue::in_force(tx, federation).await?;
    let sectors: Vec<Uuid> = federations::sectors(tx, federation).await?.into_iter().map(|sector| sector.id).collect();
    Draft::from(body).checked(&catalogue, &sectors).map_err(|mistakes| {
        let problem = Problem::new(ProblemCode::ValidationFailed);
        mistakes
            .iter()
            .fold(problem, |problem, mistake| problem.and_field(&format!("/{}", mistake.field), mistake.code))
    })
}

/// The reference is another partner's.
fn taken(error: StoreError) -> Problem {
    match error {
        StoreError::Taken => Problem::field("/ref", "ref_taken"),
        error => error.into(),
    }
}

/// One partner as it goes over the wire.
pub(super) async fn one(tx: &mut Tx, federation: Uuid, partner: Partner) -> Result<PartnerView, Problem> {
    views(tx, federation, vec![partner]).await?.pop().ok_or_else(Problem::not_found)
}
