//! What a feed would change: its events beside the visits that are there. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::planned::{Planned, Read};

use crate::auth::sha256_hex;
use crate::imports::kinds::{Fields, Wanted};
use crate::imports::plan::{self, Missing, Plan, Step};
use crate::imports::{Kind, Place};
use crate::store::calendars::{self, Calendar, Unused};
use crate::store::{StoreResult, Tx, imported_persons, imported_visits, users};

/// Characters of an event's hash in a visit's key.
const HASH: usize = 16;
/// Lines that are kept of what could not be used: nobody mends more before trying again.
pub const MOST_PROBLEMS: usize = 200;

/// What a feed changes, and what of it could not be used.
#[derive(Debug)]
pub struct Compared {
    pub plan: Plan,
    pub problems: Vec<Unused>,
    /// How many visits the feed plans.
    pub visits: i64,
}

/// A visit that is wanted, and when it begins.
type Coming = (DateTime<Utc>, Wanted);

/// Compares what was read with what is there.
pub async fn compare(tx: &mut Tx, place: &Place, calendar: &Calendar, read: &Read) -> anyhow::Result<Compared> {
    let known = Known::of(tx, place, calendar, &read.planned).await?;
    let mut problems: Vec<Unused> = Vec::new();
    // Visits whose event is there and cannot be used stay as they are.
    let mut left: BTreeSet<String> = BTreeSet::new();
    for mistake in &read.mistakes {
        left.extend(mistake.uid.as_deref().map(|uid| key_of(calendar.id, uid)));
        problems.push(Unused { line: mistake.line as u64, code: mistake.code.to_owned() });
    }
    // The same instance twice: the later one counts.
    let mut wanted: BTreeMap<String, Coming> = BTreeMap::new();
    for visit in &read.planned {
        match known.wanted(place, calendar, visit) {
            Ok(one) => {
                wanted.insert(one.reference.clone(), (visit.starts_at, one));
            }
            Err(code) => {
                left.insert(key_of(calendar.id, &visit.uid));
                problems.push(Unused { line: visit.line as u64, code: code.to_owned() });
            }
        }
    }
    problems.sort_by_key(|problem| problem.line);
    problems.dedup();
    problems.truncate(MOST_PROBLEMS);
    let visits = i64::try_from(wanted.len())?;
    let named: BTreeSet<String> = wanted.keys().cloned().collect();
    let (wanted, settled) = open(tx, place, wanted).await?;
    let mut plan = plan::of_wanted(Kind::Visits, tx, place, wanted, Missing::LeftAlone).await?;
    plan.unchanged += settled;
    let is_kept = |reference: &str| {
        named.contains(reference) || left.contains(reference.split_once('@').map_or(reference, |(event, _)| event))
    };
    plan.steps.extend(gone(tx, place, calendar.id, is_kept).await?);
    plan.steps.sort_by_key(|step| step.id);
    Ok(Compared { plan, problems, visits })
}

/// Ends what a calendar planned and is still to come, when the calendar itself goes.
pub async fn without(tx: &mut Tx, place: &Place, calendar: Uuid) -> anyhow::Result<Plan> {
    let mut plan = Plan { steps: gone(tx, place, calendar, |_| false).await?, ..Plan::default() };
    plan.steps.sort_by_key(|step| step.id);
    Ok(plan)
}

/// Makes whoever rates a visit that a plan changes wait for the end of the transaction. Whoever was faster has rated it: compare again.
pub async fn hold(tx: &mut Tx, place: &Place, plan: &Plan) -> StoreResult<()> {
    let there = plan.steps.iter().filter(|step| step.before.is_some());
    let ids: Vec<Uuid> = there.map(|step| step.id).collect();
    imported_visits::hold(tx, place.federation, &ids).await
}

/// Leaves out what the feed changes nothing about: a visit that was rated took place when it did, and one that is over stays what it was
/// unless it is yet to come. Says how many there are.
async fn open(tx: &mut Tx, place: &Place, mut wanted: BTreeMap<String, Coming>) -> anyhow::Result<(Vec<Wanted>, u64)> {
    let refs: Vec<String> = wanted.keys().cloned().collect();
    let mut settled = 0;
    for row in imported_visits::by_refs(tx, place.federation, &refs).await? {
        let Some(reference) = row.reference else { continue };
        let is_to_come = wanted.get(&reference).is_some_and(|(starts_at, _)| *starts_at > place.now);
        let is_over = row.ends_at <= place.now && !is_to_come;
        if (row.rated || is_over) && wanted.remove(&reference).is_some() {
            settled += 1;
        }
    }
    Ok((wanted.into_values().map(|(_, one)| one).collect(), settled))
}

/// Visits to come that the feed does not name any more.
async fn gone(tx: &mut Tx, place: &Place, calendar: Uuid, is_kept: impl Fn(&str) -> bool) -> anyhow::Result<Vec<Step>> {
    let coming = calendars::coming(tx, place.federation, &start_of(calendar), place.now).await?;
    let ids: Vec<Uuid> = coming.into_iter().filter(|visit| !is_kept(&visit.reference)).map(|visit| visit.id).collect();
    let status = |status: &str| Fields::from([("status".to_owned(), Some(status.to_owned()))]);
    let there = Kind::Visits.present_by_ids(tx, place, &ids).await?;
    let steps = there.into_values().map(|present| {
        let (before, after) = (status("planned"), status("cancelled"));
        let mut whole = present.fields;
        whole.extend(after.clone());
        Step { id: present.id, reference: present.reference, before: Some(before), after, whole, ends: true }
    });
    Ok(steps.collect())
}

/// What the keys of all visits of a calendar begin with.
fn start_of(calendar: Uuid) -> String {
    format!("cal:{}:", calendar.simple())
}

/// The key of an event: other software's own may say anything, such as a name.
fn key_of(calendar: Uuid, uid: &str) -> String {
    let hash = sha256_hex(uid.as_bytes());
    format!("{}{}", start_of(calendar), &hash[..HASH])
}

/// The key of a visit: its event, and for which day of a repetition it was meant. Not for which time: when a whole repetition moves by
/// an hour its visits do, and none has more than one a day.
fn reference(calendar: Uuid, place: &Place, visit: &Planned) -> String {
    let event = key_of(calendar, &visit.uid);
    let day = visit.instance.map(|instance| instance.with_timezone(&place.zone).format("@%Y%m%d").to_string());
    event + day.as_deref().unwrap_or_default()
}

/// Whom the feed names.
struct Known {
    /// By the planning software's key: id and sector; those who are helped.
    persons: BTreeMap<String, (Uuid, Uuid)>,
    /// By address; none where several have it.
    aides: BTreeMap<String, Option<Uuid>>,
    /// The calendar's own aide, as long as she works here.
    aide: Option<Uuid>,
}

impl Known {
    async fn of(tx: &mut Tx, place: &Place, calendar: &Calendar, planned: &[Planned]) -> anyhow::Result<Self> {
        let refs: BTreeSet<String> = planned.iter().filter_map(|visit| visit.person.clone()).collect();
        let refs: Vec<String> = refs.into_iter().collect();
        let rows = imported_persons::by_refs(tx, place.federation, &refs).await?;
        let helped = rows.into_iter().filter(|row| row.archived_at.is_none());
        let persons = helped.filter_map(|row| Some((row.reference?, (row.id, row.sector_id)))).collect();
        let addresses: BTreeSet<String> = planned.iter().flat_map(|visit| visit.addresses.clone()).collect();
        let addresses: Vec<String> = addresses.into_iter().collect();
        let found = match calendar.aide_id {
            Some(_) => Vec::new(),
            None => calendars::aides_at(tx, place.federation, &addresses).await?,
        };
        let mut aides: BTreeMap<String, Option<Uuid>> = BTreeMap::new();
        for row in found {
            aides.entry(row.email).and_modify(|id| *id = None).or_insert(Some(row.id));
        }
        let aide = match calendar.aide_id {
            Some(id) => users::find(tx, place.federation, id).await?.filter(|user| user.disabled_at.is_none()),
            None => None,
        };
        Ok(Self { persons, aides, aide: aide.map(|user| user.id) })
    }

    fn wanted(&self, place: &Place, calendar: &Calendar, visit: &Planned) -> Result<Wanted, &'static str> {
        let key = visit.person.as_ref().ok_or("no_reference")?;
        let (person, sector) = self.persons.get(key).copied().ok_or("unknown_person")?;
        if calendar.sector_id.is_some_and(|own| own != sector) {
            return Err("other_sector");
        }
        let aide = match calendar.aide_id {
            Some(_) => self.aide.ok_or("aide_left")?,
            None if visit.addresses.is_empty() => return Err("no_aide"),
            None => {
                let named = visit.addresses.iter().find_map(|address| self.aides.get(address).copied().flatten());
                named.ok_or("unknown_aide")?
            }
        };
        let fields = [
            ("person", person.to_string()),
            ("aide", aide.to_string()),
            ("start", visit.starts_at.to_rfc3339()),
            ("end", visit.ends_at.to_rfc3339()),
            ("status", "planned".to_owned()),
        ];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect();
        Ok(Wanted { line: visit.line as u64, reference: reference(calendar.id, place, visit), fields })
    }
}
