//! One file an endpoint. Administrators reach everybody of their federation, sector referents the persons of their sectors.

pub mod archive;
pub mod erase;
pub mod export;
pub mod register;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::http::{Caller, Problem};
use crate::store::Tx;
use crate::store::register::{self as store, Entry};

/// The line of somebody in the caller's reach.
async fn reached(tx: &mut Tx, caller: Caller, id: Uuid, now: DateTime<Utc>) -> Result<Entry, Problem> {
    store::find(tx, caller.viewer(now), id).await?.ok_or_else(Problem::not_found)
}
