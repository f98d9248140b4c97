//! What is around a person, as it goes over the wire: consent, family and friends, who coordinates already, the support scheme.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::DacState;
use vigie_shared::person::{Consent, GivenAs, OutsideService};

use crate::store::contacts::{self, ContactRow, CoordinatorRow};
use crate::store::persons::{self, ConsentRow, Person};
use crate::store::{StoreResult, Tx, dac};
use crate::visits::Named;

/// What was last said about coordination, by whom, when.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConsentView {
    pub coordination: Consent,
    #[schema(required = true)]
    pub given_by: Option<String>,
    #[schema(required = true)]
    pub at: Option<DateTime<Utc>>,
}

/// Something that was said about coordination.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConsentRecord {
    pub coordination: Consent,
    pub given_by: String,
    /// Whose word it is.
    pub given_as: GivenAs,
    pub at: DateTime<Utc>,
    #[schema(required = true)]
    pub recorded_by: Option<Named>,
}

/// Somebody close to a person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PersonContact {
    pub id: Uuid,
    pub name: String,
    /// Daughter, neighbour ...
    pub relation: String,
    #[schema(required = true)]
    pub phone: Option<String>,
    #[schema(required = true)]
    pub email: Option<String>,
    /// Helps from day to day.
    pub carer: bool,
    /// Decides by law.
    pub guardian: bool,
    #[schema(required = true)]
    pub note: Option<String>,
}

impl From<ContactRow> for PersonContact {
    fn from(row: ContactRow) -> Self {
        let ContactRow { id, name, relation, phone, email, carer, guardian, note } = row;
        Self { id, name, relation, phone, email, carer, guardian, note }
    }
}

/// A service that coordinates already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideCoordinator {
    pub kind: OutsideService,
    pub name: String,
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub phone: Option<String>,
}

/// Where the person stands with the département's support scheme.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DacView {
    pub state: DacState,
    pub since: DateTime<Utc>,
    #[schema(required = true)]
    pub text: Option<String>,
}

/// The consent in force.
pub async fn consent(tx: &mut Tx, person: &Person) -> StoreResult<ConsentView> {
    let given = persons::latest_consent(tx, person.federation_id, person.id).await?;
    let coordination = person.coordination.parse().unwrap_or(Consent::Refused);
    let (given_by, at) = given.map_or((None, None), |given| (Some(given.given_by), Some(given.at)));
    Ok(ConsentView { coordination, given_by, at })
}

/// Everything that was said about coordination, newest first.
pub async fn consents(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<ConsentRecord>> {
    let rows = persons::consents(tx, federation, person).await?;
    let view = |row: ConsentRow| ConsentRecord {
        coordination: row.coordination.parse().unwrap_or(Consent::Refused),
        given_by: row.given_by,
        given_as: row.given_as.parse().unwrap_or_default(),
        at: row.at,
        recorded_by: row.recorded_by.map(|id| Named { id, name: row.recorder.unwrap_or_default() }),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Family and friends.
pub async fn contacts_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<PersonContact>> {
    Ok(contacts::of_person(tx, federation, person).await?.into_iter().map(Into::into).collect())
}

/// Who coordinates already.
pub async fn coordinators_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<OutsideCoordinator>> {
    let rows = contacts::coordinators_of(tx, federation, person).await?;
    let view = |CoordinatorRow { kind, name, phone }| OutsideCoordinator {
        kind: kind.parse().unwrap_or(OutsideService::Other),
        name,
        phone,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The support scheme, if it was ever asked.
pub async fn dac_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<DacView>> {
    let case = dac::of_person(tx, federation, person).await?;
    Ok(case.and_then(|case| Some(DacView { state: case.state.parse().ok()?, since: case.since, text: case.text })))
}
