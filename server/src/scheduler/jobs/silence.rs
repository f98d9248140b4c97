//! Asks each morning whose visits or ratings stay away. What began is laid into alerts, what late data contradicts is lifted.
//!
//! The question itself is the domain's (`vigie_shared::rules::silence`) and the same a back-test asks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::rules::silence::{Absence, AsOf, Planning, Presence, VisitFact};
use vigie_shared::rules::{Family, Finding};

use crate::alerts::log::Journal;
use crate::app::App;
use crate::rulebook::Rules;
use crate::store::findings::{self, FindingRow};
use crate::store::planning::{self, PlannedVisit};
use crate::store::{Tx, absences, persons};

/// How far back the planning of everybody is read.
const REACH: TimeDelta = TimeDelta::days(180);
/// A silence that began so near to the start of what was read may have begun earlier. A run cut off there would begin anew, and be said
/// anew, each morning: that person's planning is read as a whole.
const EDGE: TimeDelta = TimeDelta::days(90);

/// What is known of one person's planning.
#[derive(Default)]
struct Known {
    visits: Vec<VisitFact>,
    presences: Vec<Presence>,
    absences: Vec<Absence>,
}

impl Known {
    fn add(&mut self, row: &PlannedVisit) -> anyhow::Result<()> {
        self.visits.push(VisitFact {
            id: row.id.into(),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            aide: row.aide_id.into(),
            status: row.status.parse()?,
            rated_at: row.rated_at,
        });
        Ok(())
    }

    fn planning(&self) -> Planning {
        Planning::new(self.visits.clone(), self.presences.clone(), self.absences.clone())
    }
}

/// A silence that was said.
struct Stored {
    row: FindingRow,
    finding: Finding,
}

pub(super) async fn run(app: &App, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> anyhow::Result<String> {
    let federation_rules = app.rules.in_force(tx, federation, now).await?;
    let known = read(tx, federation, federation_rules.zone, now).await?;
    let mut journal = Journal::new(federation, now);
    let mut changed = 0;
    for (person, known) in known {
        let next_planned = known.visits.iter().map(|visit| visit.starts_at).filter(|at| *at > now).min();
        let rules = if federation_rules.has_changes() {
            let person = persons::find(tx, federation, person).await?;
            person.map_or_else(|| federation_rules.clone(), |person| federation_rules.of(&person))
        } else {
            federation_rules.clone()
        };
        let as_of = AsOf { next_planned, ..AsOf::at(now) };
        let mut planning = known.planning();
        let mut found = rules.engine.silence(&planning, as_of);
        let stored = stored_silences(tx, federation, person, now).await?;
        let standing = stored.iter().filter(|stored| stored.row.lifted_at.is_none()).map(|stored| &stored.finding);
        if found.iter().chain(standing).any(|finding| finding.since < now - REACH + EDGE) {
            planning = whole(tx, federation, person, known).await?;
            found = rules.engine.silence(&planning, as_of);
        }
        let ended = ended(&rules, &planning, &stored, &found, now);
        if found.iter().all(|finding| is_known(&stored, finding)) && ended.is_empty() {
            continue;
        }
        let Some(person) = persons::lock(tx, federation, person).await? else { continue };
        let stored: Vec<FindingRow> = stored.into_iter().map(|stored| stored.row).collect();
        journal.record_silence(tx, &rules, &person, &stored, &found, ended).await?;
        changed += 1;
    }
    journal.write(tx).await?;
    Ok(format!("persons with news: {changed}"))
}

/// All that was ever planned for a person.
async fn whole(tx: &mut Tx, federation: Uuid, person: Uuid, known: Known) -> anyhow::Result<Planning> {
    let mut all = Known { absences: known.absences, ..Known::default() };
    for row in planning::visits_of(tx, federation, person).await? {
        all.add(&row)?;
    }
    for row in planning::unplanned_of(tx, federation, person).await? {
        all.presences.push(Presence { at: row.visited_at, received_at: row.received_at });
    }
    Ok(all.planning())
}

async fn read(tx: &mut Tx, federation: Uuid, zone: Tz, now: DateTime<Utc>) -> anyhow::Result<BTreeMap<Uuid, Known>> {
    let from = now - REACH;
    let mut known: BTreeMap<Uuid, Known> = BTreeMap::new();
    for row in planning::visits(tx, federation, from).await? {
        known.entry(row.person_id).or_default().add(&row)?;
    }
    for row in planning::unplanned(tx, federation, from).await? {
        // Who has no planning cannot miss a visit.
        if let Some(known) = known.get_mut(&row.person_id) {
            known.presences.push(Presence { at: row.visited_at, received_at: row.received_at });
        }
    }
    for (person, absence) in absences::all(tx, federation).await? {
        if let Some(known) = known.get_mut(&person) {
            let until = absence.to_day.and_then(|day| day.succ_opt());
            known.absences.push(Absence {
                from: midnight(absence.from_day, zone),
                to: until.map_or(DateTime::<Utc>::MAX_UTC, |day| midnight(day, zone)),
                declared_at: DateTime::UNIX_EPOCH,
            });
        }
    }
    Ok(known)
}

/// The first moment of a day; where clocks go forward at midnight, the first there is.
fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = |hour| {
        NaiveTime::from_hms_opt(hour, 0, 0).and_then(|time| zone.from_local_datetime(&day.and_time(time)).earliest())
    };
    local(0).or_else(|| local(1)).map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |time| time.to_utc())
}

async fn stored_silences(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Stored>> {
    let rows = findings::since(tx, federation, person, now - REACH).await?;
    let silences = rows.into_iter().filter(|row| row.family == Family::Silence.as_str());
    silences.map(|row| Ok(Stored { finding: serde_json::from_value(row.body.clone())?, row })).collect()
}

fn is_known(stored: &[Stored], finding: &Finding) -> bool {
    stored.iter().any(|stored| stored.row.key == finding.key && stored.row.lifted_at.is_none())
}

/// The silences that were said and do not stand by what is known now: a late rating shows that somebody was there.
fn ended(rules: &Rules, planning: &Planning, stored: &[Stored], found: &[Finding], now: DateTime<Utc>) -> Vec<String> {
    let standing = stored.iter().filter(|stored| stored.row.lifted_at.is_none());
    let unsaid = standing.filter(|stored| found.iter().all(|finding| finding.key != stored.row.key));
    let ended = unsaid.filter(|stored| !rules.engine.silence_stands(planning, &stored.finding, now));
    ended.map(|stored| stored.row.key.clone()).collect()
}
