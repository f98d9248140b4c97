//! Makes sure that every open watch waits for a look: whoever is watched cannot fall out of sight because a look was called off.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::follow_up::FollowUpState;

use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::view::state_of;
use crate::ids;
use crate::store::{StoreResult, Tx, follow_ups, persons, watches};
use crate::watch::ladder::{cadence_of, plan_next};

/// Watches mended in one run; the rest follow tomorrow.
const BATCH: i64 = 1_000;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let agenda = Agenda::of(tx, federation, now).await?;
    let mut planned = 0;
    for watch in watches::without_next(tx, federation, BATCH).await? {
        let Some(person) = persons::lock(tx, federation, watch.person_id).await? else { continue };
        // Under the lock: somebody may have promised one this very moment.
        let rows = follow_ups::of_watches(tx, federation, &[watch.id]).await?;
        if rows.iter().any(|row| state_of(row) == FollowUpState::Open) {
            continue;
        }
        let due = agenda.working_day(cadence_of(&watch).after(agenda.today()));
        plan_next(tx, federation, &person, &watch, (ids::fresh(), due), watch.created_by, now).await?;
        planned += 1;
    }
    Ok(format!("planned: {planned}"))
}
