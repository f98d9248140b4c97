//! What whoever works an alert sees besides its findings: what was done and agreed, who else is around the person, how earlier
//! alerts ended.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::{Agreement, Contact, EventKind};

use super::view::{AlertBrief, TimelineEntry, Writing, briefs};
use crate::persons::around::{self, ConsentView, DacView, OutsideCoordinator, PersonContact};
use crate::store::actions::{self, ActionPartner, ActionRow};
use crate::store::alerts::AlertRow;
use crate::store::{StoreError, StoreResult, Tx, persons};
use crate::visits::Named;

/// Earlier alerts that are shown: more are in the person's file.
const EARLIER: usize = 5;

/// The case around an alert.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseFile {
    /// What the last owner left for the next.
    #[schema(required = true)]
    pub handover: Option<Handover>,
    /// Oldest first.
    pub actions: Vec<ActionView>,
    #[schema(required = true)]
    pub dac: Option<DacView>,
    pub contacts: Vec<PersonContact>,
    /// Who coordinates already.
    pub coordinators: Vec<OutsideCoordinator>,
    pub consent: ConsentView,
    /// The last alerts about this person before this one, newest first.
    pub earlier: Vec<AlertBrief>,
}

/// Words for the next owner.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Handover {
    pub text: String,
    pub by: Named,
    pub at: DateTime<Utc>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActionView {
    /// Its line in the timeline.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: Named,
    /// One of `GET /api/catalogue`.
    pub kind: String,
    pub contact: Contact,
    pub agreement: Agreement,
    /// Who said yes, in the words of whoever noted it.
    #[schema(required = true)]
    pub agreed_by: Option<String>,
    /// `YYYY-MM-DD`.
    #[schema(required = true)]
    pub agreed_on: Option<String>,
    /// The one that was chosen.
    #[schema(required = true)]
    pub partner: Option<Named>,
    /// Those the person could choose from.
    pub proposed: Vec<Named>,
    #[schema(required = true)]
    pub text: Option<String>,
    pub retracted: bool,
}

/// Reads the case around an alert whose timeline is known.
pub async fn case_file(
    tx: &mut Tx,
    federation: Uuid,
    row: &AlertRow,
    timeline: &[TimelineEntry],
    writing: Writing,
) -> StoreResult<CaseFile> {
    let person = persons::find(tx, federation, row.person_id).await?.ok_or(StoreError::Dangling)?;
    let mut earlier = briefs(tx, federation, person.id, writing).await?;
    earlier.retain(|brief| brief.id != row.id && brief.opened_at <= row.opened_at);
    earlier.truncate(EARLIER);
    Ok(CaseFile {
        handover: handover(timeline),
        actions: actions_of(tx, federation, row.id).await?,
        dac: around::dac_of(tx, federation, person.id).await?,
        contacts: around::contacts_of(tx, federation, person.id).await?,
        coordinators: around::coordinators_of(tx, federation, person.id).await?,
        consent: around::consent(tx, &person).await?,
        earlier,
    })
}

/// The latest words that came with giving the alert back or to somebody.
fn handover(timeline: &[TimelineEntry]) -> Option<Handover> {
    let hands_over = |entry: &&TimelineEntry| {
        [EventKind::Released, EventKind::Assigned].iter().any(|kind| entry.kind == kind.as_str())
    };
    timeline.iter().rev().filter(hands_over).find_map(|entry| {
        let actor = entry.actor.as_ref()?;
        let by = Named { id: actor.id, name: actor.name.clone() };
        Some(Handover { text: entry.text.clone()?, by, at: entry.at })
    })
}

async fn actions_of(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<ActionView>> {
    let rows = actions::of_alert(tx, federation, alert).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut partners: BTreeMap<i64, Vec<ActionPartner>> = BTreeMap::new();
    for partner in actions::partners_of(tx, federation, alert).await? {
        partners.entry(partner.seq).or_default().push(partner);
    }
    Ok(rows.into_iter().map(|row| action(partners.remove(&row.seq).unwrap_or_default(), row)).collect())
}

fn action(partners: Vec<ActionPartner>, row: ActionRow) -> ActionView {
    let named = |partner: &ActionPartner| Named { id: partner.id, name: partner.name.clone() };
    let retracted = row.retracted_at.is_some();
    ActionView {
        seq: row.seq,
        at: row.at,
        actor: Named { id: row.actor_id, name: row.actor_name },
        kind: row.kind,
        contact: row.contact.parse().unwrap_or(Contact::None),
        agreement: row.agreement.parse().unwrap_or(Agreement::NotAsked),
        agreed_by: row.agreed_by.filter(|_| !retracted),
        agreed_on: row.agreed_on,
        partner: partners.iter().find(|partner| partner.chosen).map(named),
        proposed: partners.iter().map(named).collect(),
        text: row.text.filter(|_| !retracted),
        retracted,
    }
}
