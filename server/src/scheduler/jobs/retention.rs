//! Closes the days of the access log, and forgets what the federation's periods are over for: looks at files, and who archived persons were. Their figures stay.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::records::forget::forget;
use crate::settings::Work;
use crate::store::{StoreResult, Tx, log_seals, persons, retention};

/// Done in one run; the rest follow the next night.
const LOOKS: i64 = 20_000;
const PERSONS: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let settings = Work::of(tx, federation).await?.settings;
    let before = |days: u32| now - TimeDelta::days(i64::from(days));
    log_seals::close_days(tx, federation, now).await?;
    let looks = retention::forget_looks(tx, federation, before(settings.retention_days), LOOKS).await?;
    let persons = retention::archived_before(tx, federation, before(settings.file_days), PERSONS).await?;
    for person in &persons {
        if let Some(person) = persons::lock(tx, federation, *person).await? {
            forget(tx, &person, now).await?;
        }
    }
    Ok(format!("looks forgotten: {looks}, persons: {}", persons.len()))
}
