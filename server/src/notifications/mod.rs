//! When somebody is told: the federation's hours, one's own wishes, and who is away, as the domain's [`Quiet`] and [`Duty`].
//!
//! [`endpoint`] shows and changes one's wishes; `outbox::decide` asks before each message leaves. To add a wish: a field of
//! `vigie_shared::delivery::wishes::Preferences` with its default, and its line in the endpoint.

pub mod endpoint;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::hours::{Duty, Quiet, Usual};
use vigie_shared::delivery::wishes::Preferences;
use vigie_shared::role::Role;

use crate::settings::Work;
use crate::store::covers::{self, Away};
use crate::store::preferences;
use crate::store::{StoreResult, Tx};

/// Somebody who is told things.
#[derive(Debug, Clone)]
pub struct Listener {
    pub role: Role,
    /// 0 while nothing was changed.
    pub version: i32,
    /// Whether they take pushes.
    pub push: bool,
    /// Whether they take mail.
    pub mail: bool,
    pub wishes: Preferences,
    away: Vec<Away>,
}

impl Listener {
    pub async fn of(tx: &mut Tx, federation: Uuid, user: Uuid, role: Role, now: DateTime<Utc>) -> StoreResult<Self> {
        let row = preferences::find(tx, federation, user).await?;
        let away = covers::absences_of(tx, federation, user, now).await?;
        let Some(row) = row else {
            return Ok(Self { role, version: 0, push: true, mail: true, wishes: Preferences::default(), away });
        };
        // What is stored was checked on the way in; a newer server may have stored what we cannot read.
        let wishes = serde_json::from_value(row.body).unwrap_or_else(|error| {
            tracing::error!(%error, user = %user, "the wishes of user {user} cannot be read; the built-in ones are used");
            Preferences::default()
        });
        Ok(Self { role, version: row.version, push: row.push, mail: row.mail, wishes, away })
    }

    /// When to leave them in peace.
    pub fn quiet(&self, work: &Work) -> Quiet {
        let set = &work.settings.notifications;
        Quiet {
            zone: work.calendar.zone(),
            federation: set.quiet(),
            own: self.wishes.quiet,
            critical_breaks: set.critical_breaks_quiet,
        }
    }

    /// When they work; away as far as a sector and a person in it go, or as far as everything goes.
    pub fn duty<'a>(&self, work: &'a Work, place: Option<(Uuid, Uuid)>) -> Duty<'a> {
        let (sector, person) = place.unzip();
        let touches = |away: &&Away| match (away.person_id, away.sector_id) {
            (None, None) => true,
            (Some(about), _) => Some(about) == person,
            (None, about) => about == sector,
        };
        let (from, to) = work.settings.notifications.aides();
        Duty {
            calendar: &work.calendar,
            usual: if self.role == Role::Aide { Usual::EveryDay(from, to) } else { Usual::Desk },
            days: self.wishes.days.clone(),
            hours: self.wishes.duty,
            away: self.away.iter().filter(touches).map(|away| (away.starts_at, away.ends_at)).collect(),
        }
    }
}
