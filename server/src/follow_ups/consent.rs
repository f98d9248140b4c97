//! What a refusal of coordination does to the promises about a person: coordinators lose them with the same commit.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{StoreResult, Tx, caseload, follow_ups, watches};

/// Takes everything that coordinators hold about a person out of their hands; the sector's referents find it.
pub async fn refused(tx: &mut Tx, federation: Uuid, person: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    follow_ups::leave_coordinators(tx, federation, person).await?;
    caseload::end_by_consent(tx, federation, person, now).await?;
    watches::leave_coordinators(tx, federation, person).await?;
    Ok(())
}
