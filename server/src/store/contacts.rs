//! Family and friends of a person, and who coordinates already.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, vault};

/// Where what says who somebody is, and how to reach them, is sealed; the contact's id is its row.
pub(super) const NAME: &str = "contacts.name";
pub(super) const PHONE: &str = "contacts.phone";
pub(super) const EMAIL: &str = "contacts.email";
pub(super) const NOTE: &str = "contacts.note";

/// Somebody close to a person.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ContactRow {
    pub id: Uuid,
    pub name: String,
    /// Daughter, neighbour ...
    pub relation: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Helps from day to day.
    pub carer: bool,
    /// Decides by law.
    pub guardian: bool,
    pub note: Option<String>,
}

impl ContactRow {
    fn sealed(&self) -> StoreResult<Self> {
        let seal = |place, text: &Option<String>| vault::seal_some(place, self.id, text.as_deref());
        Ok(Self {
            name: vault::seal(NAME, self.id, &self.name)?,
            phone: seal(PHONE, &self.phone)?,
            email: seal(EMAIL, &self.email)?,
            note: seal(NOTE, &self.note)?,
            ..self.clone()
        })
    }

    fn opened(mut self) -> StoreResult<Self> {
        self.name = vault::opened(NAME, self.id, self.name)?;
        for (place, stored) in [(PHONE, &mut self.phone), (EMAIL, &mut self.email), (NOTE, &mut self.note)] {
            vault::open_in(place, self.id, stored)?;
        }
        Ok(self)
    }
}

/// A service that coordinates already.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CoordinatorRow {
    /// `dac`, `guardian`, `nursing`, `apa`, `hospital` or `other`.
    pub kind: String,
    pub name: String,
    pub phone: Option<String>,
}

/// A person's contacts, in the order they were written down.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<ContactRow>> {
    const SQL: &str = "SELECT id, name, relation, phone, email, carer, guardian, note FROM contacts
        WHERE federation_id = $1 AND person_id = $2 ORDER BY created_at, id";
    let rows: Vec<ContactRow> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?);
    rows.into_iter().map(ContactRow::opened).collect()
}

pub async fn insert(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    contact: &ContactRow,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO contacts (federation_id, id, person_id, name, relation, phone, email, carer, guardian, note, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let contact = contact.sealed()?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(contact.id).bind(person).bind(&contact.name).bind(&contact.relation)
        .bind(&contact.phone).bind(&contact.email).bind(contact.carer).bind(contact.guardian).bind(&contact.note).bind(now)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// False when the person has no such contact.
pub async fn update(tx: &mut Tx, federation: Uuid, person: Uuid, contact: &ContactRow) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE contacts SET name = $4, relation = $5, phone = $6, email = $7, carer = $8, guardian = $9, note = $10
        WHERE federation_id = $1 AND person_id = $2 AND id = $3";
    let contact = contact.sealed()?;
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(contact.id).bind(&contact.name)
        .bind(&contact.relation).bind(&contact.phone).bind(&contact.email).bind(contact.carer).bind(contact.guardian)
        .bind(&contact.note).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Deletes for good: nobody's number is kept once it is not needed. False when the person has no such contact.
pub async fn remove(tx: &mut Tx, federation: Uuid, person: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM contacts WHERE federation_id = $1 AND person_id = $2 AND id = $3";
    let changed =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(id).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Who coordinates already, in the order given.
pub async fn coordinators_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<CoordinatorRow>> {
    const SQL: &str = "SELECT kind, name, phone FROM person_coordinators
        WHERE federation_id = $1 AND person_id = $2 ORDER BY place";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}

/// Says anew who coordinates already.
pub async fn set_coordinators(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    coordinators: &[CoordinatorRow],
) -> StoreResult<()> {
    const CLEAR: &str = "DELETE FROM person_coordinators WHERE federation_id = $1 AND person_id = $2";
    const ADD: &str = "INSERT INTO person_coordinators (federation_id, person_id, place, kind, name, phone)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => {
        sqlx::query(CLEAR).bind(federation).bind(person).execute(&mut *c).await?;
        for (place, one) in (0_i32..).zip(coordinators) {
            sqlx::query(ADD).bind(federation).bind(person).bind(place).bind(&one.kind).bind(&one.name).bind(&one.phone)
                .execute(&mut *c).await?;
        }
    });
    Ok(())
}
