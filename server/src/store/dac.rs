//! Where a person stands with the département's support scheme. The steps themselves are in the timeline.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Where a person stands.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow, Serialize, Deserialize)]
pub struct DacCase {
    pub person_id: Uuid,
    /// The alert in which the last step was taken.
    pub alert_id: Uuid,
    /// `handed_over`, `accepted`, `declined` or `returned`.
    pub state: String,
    pub since: DateTime<Utc>,
    pub text: Option<String>,
}

pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<DacCase>> {
    const SQL: &str = "SELECT person_id, alert_id, state, since, text FROM dac_cases
        WHERE federation_id = $1 AND person_id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// Writes where the person stands now, if they still stand where the caller saw them (`""`: nowhere); false otherwise.
pub async fn step(tx: &mut Tx, federation: Uuid, case: &DacCase, seen: &str) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO dac_cases (federation_id, person_id, alert_id, state, since, text)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (federation_id, person_id) DO UPDATE SET
            alert_id = EXCLUDED.alert_id, state = EXCLUDED.state, since = EXCLUDED.since, text = EXCLUDED.text
        WHERE dac_cases.state = $7";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(case.person_id).bind(case.alert_id).bind(&case.state)
        .bind(case.since).bind(&case.text).bind(seen).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Forgets the only step there was, if the person still stands where the caller saw them; false otherwise.
pub async fn forget(tx: &mut Tx, federation: Uuid, person: Uuid, seen: &str) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM dac_cases WHERE federation_id = $1 AND person_id = $2 AND state = $3";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(seen).execute(c).await?.rows_affected()) == 1)
}
