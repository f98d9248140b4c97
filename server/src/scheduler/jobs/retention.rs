//! Closes the days of the access log, and does what the federation's periods ask for: looks at files are forgotten; a file nobody has had
//! anything to do with leaves those in use; who archived persons were is forgotten, counted from the end of the help. Their figures stay.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::imports::undo::KEPT;
use crate::records::forget::forget;
use crate::settings::Work;
use crate::store::{StoreResult, Tx, log_seals, persons, place_codes, retention};

/// How long a file stays in use without any contact: the data protection authority's measure (CNIL, référentiel 2023-095), not the
/// federation's to set, since a short one would put away who is in hospital for a while.
const IN_USE: TimeDelta = TimeDelta::days(730);

/// Done in one run; the rest follow the next night.
const LOOKS: i64 = 20_000;
const PERSONS: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let settings = Work::of(tx, federation).await?.settings;
    let before = |days: u32| now - TimeDelta::days(i64::from(days));
    log_seals::close_days(tx, federation, now).await?;
    let looks = retention::forget_looks(tx, federation, before(settings.retention_days), LOOKS).await?;
    let resting = retention::rest(tx, federation, now - IN_USE, now, PERSONS).await?;
    for person in &resting {
        place_codes::end(tx, federation, *person).await?;
    }
    let persons = retention::archived_before(tx, federation, before(settings.file_days), now - KEPT, PERSONS).await?;
    for person in &persons {
        if let Some(person) = persons::lock(tx, federation, *person).await? {
            forget(tx, &person, now).await?;
        }
    }
    Ok(format!("looks forgotten: {looks}, files archived: {}, persons: {}", resting.len(), persons.len()))
}
