//! Somebody leaves: what they have in hand goes to those who stay. Nothing they did disappears, and their name stays where it is.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::follow_up::{FollowUpKind, Preset};
use vigie_shared::lang::Lang;
use vigie_shared::messages::fill;

use crate::alerts::case::handed_back;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::plan::{NewFollowUp, plan};
use crate::ids;
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::leavers::{self, Freed};
use crate::store::{StoreResult, Tx, covers, persons};

/// Who leaves, and who says so.
#[derive(Debug, Clone, Copy)]
pub struct Leaver<'a> {
    pub federation: Uuid,
    pub user: Uuid,
    pub name: &'a str,
    pub by: Uuid,
    /// Of the words left for those who stay.
    pub lang: Lang,
}

/// Gives back everything. Alerts go to the queue with a hand-over note and their people are told; follow-ups and watches are
/// nobody's, which is the referents'; covers end. Somebody followed closely needs a coordinator, whom only people choose: the
/// entry ends, and a promise that is nobody's asks for the next one. To be called once the account is closed: who has left is told nothing.
pub async fn hand_over(tx: &mut Tx, leaver: Leaver<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    let Leaver { federation, user, by, lang, .. } = leaver;
    let words = fill(lang, "handover.left", &[("name", leaver.name)]);
    for watch in leavers::free_watches(tx, federation, user).await? {
        note(tx, leaver, "watch", ("assigned", watch), &words, now).await?;
    }
    for follow_up in leavers::free_follow_ups(tx, federation, user).await? {
        note(tx, leaver, "follow_up", ("assigned", follow_up), &words, now).await?;
    }
    let agenda = Agenda::of(tx, federation, now).await?;
    for entry in leavers::end_caseload(tx, federation, user, &words, now).await? {
        note(tx, leaver, "caseload", ("ended", entry), &words, now).await?;
        let Some(person) = persons::find(tx, federation, entry.person_id).await? else { continue };
        let new = NewFollowUp {
            id: ids::fresh(),
            person: &person,
            alert: None,
            watch: None,
            kind: FollowUpKind::Other,
            text: Some(fill(lang, "handover.caseload", &[("name", leaver.name)])),
            owner: None,
            due: agenda.preset(Preset::Tomorrow),
            by,
        };
        plan(tx, federation, new, now).await?;
    }
    for cover in leavers::end_covers(tx, federation, user, now).await? {
        covers::note(tx, federation, (ids::fresh(), cover), Some(by), "ended", &json!({ "left": user }), now).await?;
    }
    // Last: events are numbered under a lock on the federation's counter.
    let alerts = leavers::alerts_of(tx, federation, user).await?;
    handed_back(tx, federation, &alerts, (by, &words), now).await
}

async fn note(
    tx: &mut Tx,
    leaver: Leaver<'_>,
    subject: &'static str,
    (what, freed): (&'static str, Freed),
    words: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let event = NewCaseEvent {
        person: freed.person_id,
        subject,
        subject_id: freed.id,
        what,
        actor: Some(leaver.by),
        alert: freed.alert_id,
        text: Some(words),
        data: json!({ "owner_id": null }),
    };
    case_events::append(tx, leaver.federation, &event, now).await
}
