//! The two endpoints: the same rows as JSON and as a file.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::impact::{FEWEST_PERSONS, Figures, KEYS, Tally, masked_cells};
use vigie_shared::lang::Lang;
use vigie_shared::messages;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::{Month, csv, gather};
use crate::app::{App, Ctx};
use crate::http::extract::Overview;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Params, Problem, Reader};
use crate::store::federations::{self, Bilingual, Sector};
use crate::store::{Tx, users};
use crate::visits::Named;

/// Three years, for a report over a grant.
const MOST_MONTHS: u32 = 36;
const DEFAULT_MONTHS: u32 = 12;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The first month, such as `2026-03`. Default: the eleventh before the last.
    #[param(pattern = r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
    pub from: Option<String>,
    /// The last month, included. Default: this month.
    #[param(pattern = r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
    pub to: Option<String>,
    /// One sector alone.
    pub sector_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Impact {
    pub from: String,
    pub to: String,
    /// By month, then all sectors together, then each by name.
    pub rows: Vec<ImpactRow>,
    /// What the figures mean, in their order.
    pub definitions: Vec<Definition>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImpactRow {
    pub month: String,
    /// Null: all sectors one may see together.
    #[schema(required = true)]
    pub sector: Option<Named>,
    /// So few persons that a figure could point at one: those figures are null.
    pub masked: bool,
    pub figures: Figures,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Definition {
    pub key: &'static str,
    pub label: Bilingual,
    pub text: Bilingual,
}

/// The figures.
#[utoipa::path(get, path = "/api/impact", tag = "administration", params(Query),
    responses((status = 200, body = Impact), (status = 400, body = ProblemDocument), (status = 404, body = ProblemDocument)))]
pub async fn read(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Params(query): Params<Query>,
) -> Result<Json<Impact>, Problem> {
    let (from, to, rows) = rows(&app, caller, &query).await?;
    Ok(Json(Impact { from: from.to_string(), to: to.to_string(), rows, definitions: definitions() }))
}

/// The same as a file for a spreadsheet: semicolons, UTF-8 with a mark, a row a month and sector.
#[utoipa::path(get, path = "/api/impact.csv", tag = "administration", params(Query),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDocument),
    (status = 404, body = ProblemDocument)))]
pub async fn file(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (from, to, rows) = rows(&app, caller, &query).await?;
    let name = format!("attachment; filename=\"vigie-impact-{from}-{to}.csv\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, csv::write(&rows, lang)).into_response())
}

fn definitions() -> Vec<Definition> {
    let both = |key: &str, part: &str| {
        let text = |lang| messages::text(lang, &format!("impact.{key}.{part}")).to_owned();
        Bilingual { fr: text(Lang::Fr), en: text(Lang::En) }
    };
    KEYS.into_iter().map(|key| Definition { key, label: both(key, "label"), text: both(key, "text") }).collect()
}

/// The months and rows a caller asked for and may see.
async fn rows(app: &App, caller: Caller, query: &Query) -> Result<(Month, Month, Vec<ImpactRow>), Problem> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let federation = federations::find(&mut tx, caller.federation).await?.ok_or_else(Problem::not_found)?;
    let zone: Tz = federation.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let this = Month::of(now, zone).ok_or_else(invalid)?;
    let (from, to) = months(query, this).ok_or_else(invalid)?;
    let sectors = sectors(&mut tx, caller).await?;
    if query.sector_id.is_some_and(|only| sectors.iter().all(|sector| sector.id != only)) {
        return Err(Problem::not_found());
    }
    let ids: Vec<Uuid> = sectors.iter().map(|sector| sector.id).collect();
    let mut rows = Vec::new();
    let mut next = Some(from);
    while let Some(month) = next.filter(|month| *month <= to) {
        let tallies = gather::month(&mut tx, caller.federation, month, &ids, zone, now).await?;
        // What is masked beside the others is masked alone.
        let mut found = of_month(month, &sectors, &tallies);
        if let Some(only) = query.sector_id {
            found.retain(|row| row.sector.as_ref().is_some_and(|sector| sector.id == only));
        }
        rows.extend(found);
        next = month.next();
    }
    Ok((from, to, rows))
}

fn invalid() -> Problem {
    Problem::new(ProblemCode::InvalidRequest)
}

/// The first and the last month, if they make a span.
fn months(query: &Query, this: Month) -> Option<(Month, Month)> {
    let to = query.to.as_deref().map_or(Some(this), Month::parse)?;
    let from = query.from.as_deref().map_or_else(|| to.back(DEFAULT_MONTHS - 1), Month::parse)?;
    (from <= to && to.back(MOST_MONTHS - 1)? <= from).then_some((from, to))
}

/// An administrator sees every sector, a referent her own.
async fn sectors(tx: &mut Tx, caller: Caller) -> Result<Vec<Sector>, Problem> {
    Ok(match caller.role {
        Role::Administrator => federations::sectors(tx, caller.federation).await?,
        _ => users::sectors_of(tx, caller.federation, caller.user).await?,
    })
}

/// The rows of a month: all sectors together, then each.
fn of_month(month: Month, sectors: &[Sector], tallies: &BTreeMap<Uuid, Tally>) -> Vec<ImpactRow> {
    let nothing = Tally::default();
    let tally_of = |sector: &Sector| tallies.get(&sector.id).unwrap_or(&nothing);
    let persons: Vec<usize> = sectors.iter().map(|sector| tally_of(sector).persons()).collect();
    let row = |sector: Option<Named>, tally: &Tally, masked: bool| ImpactRow {
        month: month.to_string(),
        sector,
        masked,
        figures: if masked { tally.figures().masked() } else { tally.figures() },
    };
    let mut all = Tally::default();
    sectors.iter().for_each(|sector| all.add(tally_of(sector)));
    let mut rows = vec![row(None, &all, all.persons() < FEWEST_PERSONS)];
    for (sector, masked) in sectors.iter().zip(masked_cells(&persons)) {
        rows.push(row(Some(Named { id: sector.id, name: sector.name.clone() }), tally_of(sector), masked));
    }
    rows
}
