//! The end of a rest: whose an alert is when it comes back.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::{AlertState, WrongState};

use super::case::state_of;
use super::log::audience_of;
use crate::follow_ups::owners;
use crate::store::alerts::AlertRow;
use crate::store::{StoreResult, Tx, persons};

/// The state an alert wakes into: its owner's, or the queue when the owner is away by then or may no longer have it. In the hands of
/// somebody who is not there it would lie unseen.
pub async fn awake(
    tx: &mut Tx,
    federation: Uuid,
    row: &AlertRow,
    now: DateTime<Utc>,
) -> StoreResult<Result<AlertState, WrongState>> {
    let state = match state_of(row) {
        AlertState::Snoozed { owner: Some(owner), until } => {
            let still = match persons::find(tx, federation, row.person_id).await? {
                Some(person) => {
                    owners::still(tx, federation, &person, audience_of(row), Some(owner.into()), now).await?
                }
                None => None,
            };
            AlertState::Snoozed { owner: still.map(Into::into), until }
        }
        state => state,
    };
    Ok(state.wake(now))
}
