//! Forgets what the federation's period is over for: looks at files, and who archived persons were. Their figures stay.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::settings::Work;
use crate::store::{StoreResult, Tx, retention};

/// Done in one run; the rest follow the next night.
const LOOKS: i64 = 20_000;
const PERSONS: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let days = Work::of(tx, federation).await?.settings.retention_days;
    let before = now - TimeDelta::days(i64::from(days));
    let looks = retention::forget_looks(tx, federation, before, LOOKS).await?;
    let persons = retention::archived_before(tx, federation, before, PERSONS).await?;
    for person in &persons {
        retention::pseudonymise(tx, federation, *person, &pseudonym(*person), now).await?;
    }
    Ok(format!("looks forgotten: {looks}, persons: {}", persons.len()))
}

/// The same for a person at all times, and different from others': lists stay readable.
fn pseudonym(person: Uuid) -> String {
    let id = person.simple().to_string();
    // The end: ids begin with the time they were made at.
    format!("P-{}", id[id.len() - 8..].to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_tells_persons_apart_and_nothing_else() {
        assert_eq!(pseudonym(Uuid::from_u128(0xabc)), "P-00000ABC");
    }
}
