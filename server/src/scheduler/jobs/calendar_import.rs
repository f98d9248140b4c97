//! Asks for a reading of the calendars that plan visits. The reading calls other people's servers and is done outside of the job's
//! transaction (`calendars::round`); how it went stands beside each calendar.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{StoreResult, Tx, calendars};

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let asked = calendars::ask(tx, federation, now).await?;
    Ok(format!("calendars asked: {asked}"))
}
