//! A watch as it goes over the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::lang::Lang;
use vigie_shared::messages::{fill, text};
use vigie_shared::watch::{Cadence, LOW_WINDOW_DAYS, StepCause};

use super::ladder::{cadence_of, kept};
use crate::alerts::view::PersonRef;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::view::{FollowUp, state_of, view as follow_up};
use crate::store::follow_ups::{self, FollowUpRow};
use crate::store::watches::{self, StepRow, WatchRow};
use crate::store::{StoreResult, Tx};
use crate::visits::Named;

/// A standing cadence of follow-ups.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Watch {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub person: PersonRef,
    pub cadence: Cadence,
    pub why: String,
    pub since: DateTime<Utc>,
    /// None: the sector referents'.
    #[schema(required = true)]
    pub owner: Option<Named>,
    /// The look it waits for.
    #[schema(required = true)]
    pub next: Option<FollowUp>,
    /// Follow-ups kept in a row at this cadence that found things better or the same.
    pub kept: u32,
    /// Oldest first.
    pub steps: Vec<WatchStep>,
    #[schema(required = true)]
    pub ended_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub end_reason: Option<String>,
}

/// A change of cadence.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WatchStep {
    pub at: DateTime<Utc>,
    #[schema(required = true)]
    pub from: Option<Cadence>,
    pub to: Cadence,
    /// What somebody wrote; for a step by itself, why, in the reader's language.
    pub why: String,
    /// None: by itself.
    #[schema(required = true)]
    pub by: Option<Named>,
}

/// The watches behind these rows: two more queries, however many there are.
pub async fn views(
    tx: &mut Tx,
    federation: Uuid,
    rows: Vec<WatchRow>,
    agenda: &Agenda,
    lang: Lang,
) -> StoreResult<Vec<Watch>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let steps = watches::steps(tx, federation, &ids).await?;
    let promises = follow_ups::of_watches(tx, federation, &ids).await?;
    let view = |row: WatchRow| {
        let steps: Vec<StepRow> = steps.iter().filter(|step| step.watch_id == row.id).cloned().collect();
        let promises: Vec<FollowUpRow> = promises.iter().filter(|one| one.watch_id == Some(row.id)).cloned().collect();
        view(row, steps, promises, agenda, lang)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn view(row: WatchRow, steps: Vec<StepRow>, promises: Vec<FollowUpRow>, agenda: &Agenda, lang: Lang) -> Watch {
    let kept = kept(&steps, &promises);
    let next = promises.into_iter().find(|one| state_of(one) == FollowUpState::Open);
    Watch {
        cadence: cadence_of(&row),
        id: row.id,
        version: row.version,
        person: PersonRef { id: row.person_id, name: row.person_name, sector_id: row.sector_id },
        why: row.why,
        since: row.since,
        owner: row.owner_id.map(|id| Named { id, name: row.owner_name.unwrap_or_default() }),
        next: next.map(|one| follow_up(one, agenda.today())),
        kept,
        steps: steps.into_iter().map(|step| step_view(step, lang)).collect(),
        ended_at: row.ended_at,
        end_reason: row.end_reason,
    }
}

fn step_view(row: StepRow, lang: Lang) -> WatchStep {
    let from: Option<Cadence> = row.from_cadence.and_then(|word| word.parse().ok());
    let why = match row.cause.parse().unwrap_or(StepCause::Decision) {
        StepCause::Decision => row.why.unwrap_or_default(),
        StepCause::Kept => {
            let needed = from.and_then(Cadence::kept_needed).unwrap_or(0).to_string();
            fill(lang, "watch.step.kept", &[("count", &needed)])
        }
        StepCause::Alert => text(lang, "watch.step.alert").to_owned(),
        StepCause::TwoAlerts => fill(lang, "watch.step.two_alerts", &[("days", &LOW_WINDOW_DAYS.to_string())]),
    };
    WatchStep {
        at: row.at,
        from,
        to: row.to_cadence.parse().unwrap_or(Cadence::Monthly),
        why,
        by: row.by_user.map(|id| Named { id, name: row.by_name.unwrap_or_default() }),
    }
}
