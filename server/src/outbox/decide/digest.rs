//! What a digest says: counted from the state of the world when it is told, so that it never tells of what is done.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::StateKind;
use vigie_shared::role::Role;

use crate::outbox::message::{Facts, Summary};
use crate::settings::Work;
use crate::store::follow_ups::DayBounds;
use crate::store::persons::Viewer;
use crate::store::{StoreResult, Tx, alerts, follow_ups, held, visits};

/// What waits for somebody now. `digest` has what was merged into it; none before there is one.
pub async fn compose(
    tx: &mut Tx,
    work: &Work,
    (federation, user): (Uuid, Uuid),
    role: Role,
    digest: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<Summary> {
    let mut summary = Summary { linked: role.works_alerts(), ..Summary::default() };
    let mut waiting = BTreeSet::new();
    let viewer = Viewer { federation, user, role: role.as_str(), now };
    if role.works_alerts() {
        waiting.extend(alerts::waiting_for(tx, viewer).await?);
        let today = DayBounds::of(&work.calendar, work.calendar.day_of(now));
        summary.follow_ups = usize::try_from(follow_ups::owed(tx, viewer, &today).await?).unwrap_or(0);
    }
    let merged = match digest {
        Some(digest) => held::merged(tx, federation, digest).await?,
        None => Vec::new(),
    };
    let mut unrated = BTreeSet::new();
    for (kind, body) in merged {
        match Facts::read(&kind, &body) {
            Ok(Facts::AlertRaised(about) | Facts::Escalation(about))
                if is_waiting(tx, viewer, about.alert_id).await? =>
            {
                waiting.insert(about.alert_id);
            }
            Ok(Facts::UnratedVisit(about)) if !visits::is_rated(tx, federation, about.visit_id).await? => {
                unrated.insert(about.visit_id);
            }
            Ok(facts) if !facts.kind().is_of_a_list() => summary.news += 1,
            _ => {}
        }
    }
    summary.alerts = waiting.len();
    summary.visits = unrated.len();
    Ok(summary)
}

/// Whether an alert somebody should have been told of still waits for them: nobody's, or their own.
async fn is_waiting(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<bool> {
    let Some(alert) = alerts::glance(tx, viewer.federation, id).await? else { return Ok(false) };
    let open = alert.state != StateKind::Closed.as_str();
    let seen = viewer.role == Role::Administrator.as_str() || alerts::in_scope(tx, viewer, id).await?.is_some();
    Ok(open && seen && alert.owner_id.is_none_or(|owner| owner == viewer.user))
}
