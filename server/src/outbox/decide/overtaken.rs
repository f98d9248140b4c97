//! What has happened since a message was written down: nobody is told of what another has settled.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::StateKind;
use vigie_shared::delivery::{Channel, DeliveryState};

use super::{Person, Verdict};
use crate::outbox::message::{AboutAlert, Facts};
use crate::settings::Work;
use crate::store::follow_ups::DayBounds;
use crate::store::outbox::Leased;
use crate::store::persons::Viewer;
use crate::store::{StoreResult, Tx, alerts, covers, follow_ups, held, visits};

/// Why a message is let go that has nothing to tell.
pub const NOTHING_WAITS: &str = "nothing waits any more";
const CLOSED: &str = "the alert is closed";
const TAKEN: &str = "somebody took the alert";
const NOT_THEIRS: &str = "it is not its receiver's to know any more";
const RATED: &str = "the visit was rated";
const NO_COVER: &str = "the cover is over";

/// The sector and the person a message is about.
type Place = Option<(Uuid, Uuid)>;

/// What the message is about, or what to do with it because it was overtaken.
pub(super) async fn look(
    tx: &mut Tx,
    work: &Work,
    person: &Person,
    message: &Leased,
    facts: &Facts,
    now: DateTime<Utc>,
) -> StoreResult<Result<Place, Verdict>> {
    let federation = message.federation_id;
    let over = |why| Ok(Err(Verdict::End(DeliveryState::Expired, why)));
    match facts {
        Facts::AlertRaised(about) => alert(tx, person, message, about, false, now).await,
        Facts::Escalation(about) => alert(tx, person, message, about, true, now).await,
        Facts::UnratedVisit(about) if visits::is_rated(tx, federation, about.visit_id).await? => over(RATED),
        Facts::CoverBegins(about) => {
            let cover = covers::find(tx, federation, about.cover_id).await?;
            let is_over = cover.is_some_and(|cover| cover.ended_at.is_some() || cover.ends_at <= now);
            if is_over { over(NO_COVER) } else { Ok(Ok(None)) }
        }
        Facts::FollowUpDue(_) => {
            let today = work.calendar.day_of(now);
            let since = work.calendar.midnight(today);
            // That morning's digest has counted them.
            if message.channel == Channel::Push.as_str()
                && let Some(digest) = held::digest_since(tx, federation, person.id, since).await?
            {
                return Ok(Err(Verdict::Merge(digest)));
            }
            let viewer = Viewer { federation, user: person.id, role: person.listener.role.as_str(), now };
            let owed = follow_ups::owed(tx, viewer, &DayBounds::of(&work.calendar, today)).await?;
            if owed == 0 { over(NOTHING_WAITS) } else { Ok(Ok(None)) }
        }
        _ => Ok(Ok(None)),
    }
}

/// An alert that somebody took after the message was written, or that is closed, needs nobody else. One that became graver in
/// somebody's hands is news to the others all the same.
async fn alert(
    tx: &mut Tx,
    person: &Person,
    message: &Leased,
    about: &AboutAlert,
    is_escalation: bool,
    now: DateTime<Utc>,
) -> StoreResult<Result<Place, Verdict>> {
    let over = |why| Ok(Err(Verdict::End(DeliveryState::Expired, why)));
    let federation = message.federation_id;
    let Some(alert) = alerts::glance(tx, federation, about.alert_id).await? else { return Ok(Ok(None)) };
    if alert.state == StateKind::Closed.as_str() {
        return over(CLOSED);
    }
    let since = alert.taken_at.is_none_or(|at| at >= message.created_at);
    if alert.owner_id.is_some_and(|owner| is_escalation || (owner != person.id && since)) {
        return over(TAKEN);
    }
    let role = person.listener.role;
    if role.works_alerts() {
        let viewer = Viewer { federation, user: person.id, role: role.as_str(), now };
        if alerts::in_scope(tx, viewer, about.alert_id).await?.is_none() {
            return over(NOT_THEIRS);
        }
    }
    Ok(Ok(Some((alert.sector_id, alert.person_id))))
}
