//! `POST /api/persons/{id}/contacts`, `PUT` and `DELETE …/{contact_id}`: family and friends.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::around::PersonContact;
use super::line::{LONGEST_NOTE, line, optional_line};
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::partners::draft::is_address;
use crate::store::contacts::{self, ContactRow};
use crate::store::persons;

/// More people than anybody calls.
const MOST: usize = 30;

/// Somebody close, as typed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    pub name: String,
    /// Daughter, neighbour ...
    pub relation: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Helps from day to day.
    #[serde(default)]
    pub carer: bool,
    /// Decides by law.
    #[serde(default)]
    pub guardian: bool,
    /// At most 500 characters.
    pub note: Option<String>,
}

impl ContactBody {
    fn checked(self, id: Uuid) -> Result<ContactRow, Problem> {
        let email = optional_line(self.email.as_deref(), "/email")?;
        if email.as_deref().is_some_and(|email| !is_address(email)) {
            return Err(Problem::field("/email", "invalid_email"));
        }
        Ok(ContactRow {
            id,
            name: line(&self.name, "/name")?,
            relation: line(&self.relation, "/relation")?,
            phone: optional_line(self.phone.as_deref(), "/phone")?,
            email,
            carer: self.carer,
            guardian: self.guardian,
            note: words(self.note.as_deref().unwrap_or(""), "/note", LONGEST_NOTE)?,
        })
    }
}

/// Adds a contact.
#[utoipa::path(post, path = "/api/persons/{id}/contacts", tag = "persons", params(("id" = Uuid, Path)), request_body = ContactBody,
    responses((status = 201, body = PersonContact), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Body(body): Body<ContactBody>,
) -> Result<(StatusCode, Json<PersonContact>), Problem> {
    let contact = body.checked(ids::fresh())?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(now), person).await?.ok_or_else(Problem::not_found)?;
    if contacts::of_person(&mut tx, caller.federation, person).await?.len() >= MOST {
        return Err(Problem::field("", "too_many_entries"));
    }
    contacts::insert(&mut tx, caller.federation, person, &contact, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(contact.into())))
}

/// Changes a contact.
#[utoipa::path(put, path = "/api/persons/{id}/contacts/{contact_id}", tag = "persons",
    params(("id" = Uuid, Path), ("contact_id" = Uuid, Path)), request_body = ContactBody,
    responses((status = 200, body = PersonContact), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    path: Result<Path<(Uuid, Uuid)>, PathRejection>,
    Body(body): Body<ContactBody>,
) -> Result<Json<PersonContact>, Problem> {
    let Path((person, id)) = path.map_err(|_| Problem::not_found())?;
    let mut tx = app.store.begin().await?;
    let viewer = caller.viewer(app.clock.now());
    persons::in_scope(&mut tx, viewer, person).await?.ok_or_else(Problem::not_found)?;
    let known = contacts::of_person(&mut tx, caller.federation, person).await?.iter().any(|contact| contact.id == id);
    if !known {
        return Err(Problem::not_found());
    }
    let contact = body.checked(id)?;
    if !contacts::update(&mut tx, caller.federation, person, &contact).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Json(contact.into()))
}

/// Deletes a contact for good.
#[utoipa::path(delete, path = "/api/persons/{id}/contacts/{contact_id}", tag = "persons",
    params(("id" = Uuid, Path), ("contact_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn remove(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    path: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((person, id)) = path.map_err(|_| Problem::not_found())?;
    let mut tx = app.store.begin().await?;
    let viewer = caller.viewer(app.clock.now());
    persons::in_scope(&mut tx, viewer, person).await?.ok_or_else(Problem::not_found)?;
    if !contacts::remove(&mut tx, caller.federation, person, id).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
