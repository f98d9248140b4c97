//! An entry of the caseload as it goes over the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::caseload::{CaseState, contact_due};
use vigie_shared::lang::Lang;
use vigie_shared::messages::text;

use crate::alerts::view::PersonRef;
use crate::follow_ups::agenda::Agenda;
use crate::store::caseload::{self, CaseRow};
use crate::store::{StoreResult, Tx};
use crate::visits::Named;

/// Somebody in reinforced follow-up, or asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CaseEntry {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub person: PersonRef,
    pub coordinator: Named,
    pub state: CaseState,
    /// None while it is only asked for.
    #[schema(required = true)]
    pub since: Option<DateTime<Utc>>,
    pub why: String,
    pub requested_by: Named,
    #[schema(required = true)]
    pub decided_by: Option<Named>,
    #[schema(required = true)]
    pub ended_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub end_reason: Option<String>,
    /// When the person was last met at home.
    #[schema(required = true)]
    pub last_contact_on: Option<NaiveDate>,
    /// By when they are to be met again: a home contact a month.
    #[schema(required = true)]
    pub contact_due_on: Option<NaiveDate>,
    pub contact_late: bool,
}

pub fn state_of(row: &CaseRow) -> CaseState {
    row.state.parse().unwrap_or(CaseState::Ended)
}

/// The days of home contacts: last, due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contact {
    pub last: Option<NaiveDate>,
    /// None for an entry that is not active.
    pub due: Option<NaiveDate>,
}

impl Contact {
    pub fn is_late(self, today: NaiveDate) -> bool {
        self.due.is_some_and(|due| due < today)
    }
}

/// The home contacts behind these rows, by entry.
pub async fn contacts(
    tx: &mut Tx,
    federation: Uuid,
    rows: &[CaseRow],
    agenda: &Agenda,
) -> StoreResult<BTreeMap<Uuid, Contact>> {
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let met: BTreeMap<Uuid, DateTime<Utc>> =
        caseload::home_contacts(tx, federation, &persons).await?.into_iter().collect();
    let contact = |row: &CaseRow| {
        let last = met.get(&row.person_id).map(|at| agenda.calendar.day_of(*at));
        let since = row.since.filter(|_| state_of(row) == CaseState::Active);
        Contact { last, due: since.map(|since| contact_due(agenda.calendar.day_of(since), last)) }
    };
    Ok(rows.iter().map(|row| (row.id, contact(row))).collect())
}

/// The entries behind these rows: one more query, however many there are.
pub async fn views(
    tx: &mut Tx,
    federation: Uuid,
    rows: Vec<CaseRow>,
    agenda: &Agenda,
    lang: Lang,
) -> StoreResult<Vec<CaseEntry>> {
    let contacts = contacts(tx, federation, &rows, agenda).await?;
    let view = |row: CaseRow| {
        let contact = contacts.get(&row.id).copied().unwrap_or_default();
        view(row, contact, agenda.today(), lang)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn view(row: CaseRow, contact: Contact, today: NaiveDate, lang: Lang) -> CaseEntry {
    let by_consent = row.end_cause.as_deref() == Some("consent");
    CaseEntry {
        state: state_of(&row),
        id: row.id,
        version: row.version,
        person: PersonRef { id: row.person_id, name: row.person_name, sector_id: row.sector_id },
        coordinator: Named { id: row.coordinator_id, name: row.coordinator_name },
        since: row.since,
        why: row.why,
        requested_by: Named { id: row.requested_by, name: row.requested_by_name },
        decided_by: row.decided_by.map(|id| Named { id, name: row.decided_by_name.unwrap_or_default() }),
        ended_at: row.ended_at,
        end_reason: if by_consent { Some(text(lang, "caseload.ended.consent").to_owned()) } else { row.end_reason },
        last_contact_on: contact.last,
        contact_due_on: contact.due,
        contact_late: contact.is_late(today),
    }
}

/// The same for an administrator, who decides on numbers and opens no file: without the person and without what was written.
pub fn without_person(entry: CaseEntry) -> CaseEntry {
    let person = PersonRef { id: Uuid::nil(), name: String::new(), sector_id: entry.person.sector_id };
    CaseEntry { person, why: String::new(), end_reason: None, last_contact_on: None, ..entry }
}
