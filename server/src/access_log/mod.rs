//! The access log: who looked at whose file, when. Written in the transaction of the look, so that no look goes unlogged.

pub mod endpoint;

use chrono::{DateTime, Utc};

use crate::http::Caller;
use crate::ids;
use crate::store::access_log::{self, Look};
use crate::store::{StoreResult, Tx};

/// Notes that a caller opened something of a person's: `file` or `alert`.
pub async fn note(tx: &mut Tx, caller: Caller, person: uuid::Uuid, what: &str, now: DateTime<Utc>) -> StoreResult<()> {
    let look = Look { id: ids::fresh(), at: now, user_id: caller.user, person_id: person, what: what.to_owned() };
    access_log::append(tx, caller.federation, &look).await
}
