//! Rows by the hundred thousand, written by the database itself: for what must not grow with what is stored.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;
use vigie_server::store::Store;

use crate::World;
use crate::rows::{change, ids, literal};

/// Something that gives numbers from 1 to `count` as `n.i`, and a fresh id for each.
fn numbers(store: &Store, count: usize) -> (String, &'static str) {
    match store {
        Store::Sqlite { .. } => (
            format!(
                "(WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < {count}) SELECT i FROM t) n"
            ),
            "randomblob(16)",
        ),
        Store::Postgres(_) => (format!("generate_series(1, {count}) AS n(i)"), "gen_random_uuid()"),
    }
}

/// A moment as a literal of either database.
pub fn moment(at: DateTime<Utc>) -> String {
    format!("'{}'", at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

/// Open promises about one person, due on the evening of a day and made long before.
pub async fn promises(store: &Store, world: &World, count: usize, day: NaiveDate) {
    promises_told(store, world, count, day, 0).await;
}

/// The same, of whose lateness so many steps were told.
pub async fn promises_told(store: &Store, world: &World, count: usize, day: NaiveDate, told: i32) {
    let (numbers, id) = numbers(store, count);
    let (federation, person) = (literal(store, world.federation), literal(store, world.person.id));
    let owner = literal(store, world.coordinator.id);
    let due_at = moment(day.and_hms_opt(16, 0, 0).expect("a time").and_utc());
    let sql = format!(
        "INSERT INTO follow_ups (federation_id, id, version, person_id, kind, owner_id, due_on, due_at, timed, state, postponed,
            created_at, created_by, escalation)
         SELECT {federation}, {id}, 1, {person}, 'call', {owner}, '{day}', {due_at}, {no}, 'open', 0,
            '2026-01-05T08:00:00+00:00', {owner}, {told} FROM {numbers}",
        no = if matches!(store, Store::Sqlite { .. }) { "0" } else { "false" },
    );
    assert_eq!(change(store, &sql).await, count as u64);
}

/// Open watches, each over a person of its own in the north; those that are planned wait for a follow-up.
pub async fn watches(store: &Store, world: &World, count: usize, planned: bool) {
    let name = format!("Veille {count} {planned}");
    let (numbers, id) = numbers(store, count);
    let (federation, sector) = (literal(store, world.federation), literal(store, world.north));
    let (owner, since) = (literal(store, world.coordinator.id), "'2026-01-05T08:00:00+00:00'");
    let cast = if matches!(store, Store::Sqlite { .. }) { ("", "0") } else { ("::timestamptz", "false") };
    let persons = format!(
        "INSERT INTO persons (federation_id, id, sector_id, name, search_name, coordination, created_at)
         SELECT {federation}, {id}, {sector}, '{name}', '{name}', 'accepted', {since}{time} FROM {numbers}",
        time = cast.0,
    );
    assert_eq!(change(store, &persons).await, count as u64);
    // A watch bears the id of its person: nobody else does among the watches.
    let watches = format!(
        "INSERT INTO watches (federation_id, id, version, person_id, cadence, why, since, created_by, planned)
         SELECT {federation}, id, 1, id, 'monthly', '', {since}{time}, {owner}, {planned}
         FROM persons WHERE federation_id = {federation} AND name = '{name}'",
        time = cast.0,
        planned =
            if matches!(store, Store::Sqlite { .. }) { i32::from(planned).to_string() } else { planned.to_string() },
    );
    assert_eq!(change(store, &watches).await, count as u64);
    if !planned {
        return;
    }
    let looks = format!(
        "INSERT INTO follow_ups (federation_id, id, version, person_id, watch_id, kind, owner_id, due_on, due_at, timed, state,
            postponed, created_at, created_by, escalation)
         SELECT {federation}, id, 1, person_id, id, 'call', {owner}, '2026-06-01', '2026-06-01T16:00:00+00:00'{time}, {no}, 'open',
            0, {since}{time}, {owner}, 0
         FROM watches WHERE federation_id = {federation} AND person_id IN (SELECT id FROM persons WHERE name = '{name}')",
        time = cast.0,
        no = cast.1,
    );
    assert_eq!(change(store, &looks).await, count as u64);
}

/// What alerts made by [`alerts`] have in common.
#[derive(Debug, Clone, Copy)]
pub struct Alike {
    /// `new`, `taken` or `snoozed`.
    pub state: &'static str,
    pub severity: i32,
    /// When they were opened and last touched.
    pub at: DateTime<Utc>,
    /// When they should be taken, or how long they rest.
    pub until: DateTime<Utc>,
}

/// Alerts, each about a person of its own in the north.
pub async fn alerts(store: &Store, world: &World, count: usize, alike: Alike) {
    alerts_in(store, world, world.north, count, alike).await;
}

/// Alerts, each about a person of its own in a sector.
pub async fn alerts_in(store: &Store, world: &World, sector: Uuid, count: usize, alike: Alike) {
    // A person has at most one open alert, and the persons are told apart by this name.
    let name = format!("Foule {}", Uuid::from_u128(u128::from(alike.at.timestamp().unsigned_abs())).simple());
    let name = format!("{name} {} {} {}", alike.state, alike.severity, sector.simple());
    let (numbers, id) = numbers(store, count);
    let (federation, sector) = (literal(store, world.federation), literal(store, sector));
    let (at, until) = (moment(alike.at), moment(alike.until));
    let persons = format!(
        "INSERT INTO persons (federation_id, id, sector_id, name, search_name, coordination, created_at)
         SELECT {federation}, {id}, {sector}, '{name}', '{name}', 'accepted', {at} FROM {numbers}"
    );
    assert_eq!(change(store, &persons).await, count as u64);
    let owner = if alike.state == "new" { "NULL".to_owned() } else { literal(store, world.coordinator.id) };
    let rest = if alike.state == "snoozed" { until.as_str() } else { "NULL" };
    let cast = if matches!(store, Store::Sqlite { .. }) { ("", "") } else { ("::timestamptz", "::uuid") };
    let sql = format!(
        "INSERT INTO alerts (federation_id, id, version, person_id, sector_id, state, severity, audience, owner_id, opened_at,
            updated_at, due_at, snoozed_until, escalation_step)
         SELECT {federation}, {id}, 1, id, sector_id, '{state}', {severity}, 'coordination', {owner}{uuid}, {at}{time}, {at}{time},
            {until}{time}, {rest}{time}, 0 FROM persons WHERE federation_id = {federation} AND name = '{name}'",
        state = alike.state,
        severity = alike.severity,
        time = cast.0,
        uuid = cast.1,
    );
    assert_eq!(change(store, &sql).await, count as u64);
}

/// A moment so many times a number of minutes before another one; the number of times is a column.
fn before(store: &Store, at: DateTime<Utc>, minutes: u32) -> String {
    let at = moment(at);
    match store {
        Store::Sqlite { .. } => {
            format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {at}, '-' || (n.i * {minutes}) || ' minutes')")
        }
        Store::Postgres(_) => format!("{at}::timestamptz - n.i * interval '{minutes} minutes'"),
    }
}

/// Ratings of one person by the north's aide, one each so many minutes, the last of them just before a moment.
pub async fn ratings_of(store: &Store, world: &World, person: Uuid, count: usize, minutes: u32, until: DateTime<Utc>) {
    let (numbers, id) = numbers(store, count);
    let (federation, person) = (literal(store, world.federation), literal(store, person));
    let (aide, at) = (literal(store, world.aide.id), before(store, until, minutes));
    let sql = format!(
        "INSERT INTO ratings (federation_id, id, person_id, aide_id, visited_at, received_at, intervention, health, mood, form, signs,
            content_hash, timeliness)
         SELECT {federation}, {id}, {person}, {aide}, {at}, {at}, 4, 3 + n.i % 3, 4, 4, '[]', '', 'folded' FROM {numbers}"
    );
    assert_eq!(change(store, &sql).await, count as u64);
}

/// Done visits of an aide with a person, one each so many minutes, the last of them just before a moment.
pub async fn visits(
    store: &Store,
    world: &World,
    (aide, person): (Uuid, Uuid),
    count: usize,
    minutes: u32,
    until: DateTime<Utc>,
) {
    let (numbers, id) = numbers(store, count);
    let (aide, person) = (literal(store, aide), literal(store, person));
    let (federation, at) = (literal(store, world.federation), before(store, until, minutes));
    let sql = format!(
        "INSERT INTO visits (federation_id, id, person_id, aide_id, starts_at, ends_at, status)
         SELECT {federation}, {id}, {person}, {aide}, {at}, {at}, 'done' FROM {numbers}"
    );
    assert_eq!(change(store, &sql).await, count as u64);
}

/// Lets the database look at what was written, as it does by itself in time.
pub async fn analyse(store: &Store) {
    change(store, "ANALYZE").await;
}

/// Persons of the north who accept coordination; their ids.
pub async fn persons(store: &Store, world: &World, count: usize) -> Vec<Uuid> {
    let (numbers, id) = numbers(store, count);
    let (federation, sector) = (literal(store, world.federation), literal(store, world.north));
    let time = if matches!(store, Store::Sqlite { .. }) { "" } else { "::timestamptz" };
    let sql = format!(
        "INSERT INTO persons (federation_id, id, sector_id, name, search_name, coordination, created_at)
         SELECT {federation}, {id}, {sector}, 'Multitude', 'multitude', 'accepted', '2026-01-05T08:00:00+00:00'{time}
         FROM {numbers}"
    );
    assert_eq!(change(store, &sql).await, count as u64);
    ids(store, "SELECT id FROM persons WHERE name = 'Multitude' ORDER BY id").await
}

/// Ratings of the north's persons from long before `now`, spread over all of them; nothing was folded of them.
pub async fn ratings(store: &Store, world: &World, count: usize, now: DateTime<Utc>) {
    let (federation, aide, at) =
        (literal(store, world.federation), literal(store, world.aide.id), moment(now - chrono::TimeDelta::days(400)));
    let per_person =
        count / usize::try_from(crate::rows::count(store, "SELECT COUNT(*) FROM persons").await).expect("a count") + 1;
    let (numbers, id) = numbers(store, per_person);
    let time = if matches!(store, Store::Sqlite { .. }) { ("", "") } else { ("::timestamptz", "::jsonb") };
    let sql = format!(
        "INSERT INTO ratings (federation_id, id, person_id, aide_id, visited_at, received_at, intervention, health, mood, form, signs,
            content_hash, timeliness)
         SELECT {federation}, {id}, p.id, {aide}, {at}{0}, {at}{0}, 4, 4, 4, 4, '[]'{1}, 'x', 'too_old'
         FROM persons p CROSS JOIN {numbers} WHERE p.federation_id = {federation} LIMIT {count}",
        time.0, time.1
    );
    change(store, &sql).await;
}

/// A number on the command line, as in `--alerts 1000`.
pub fn argument(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args();
    let found = arguments.by_ref().find(|argument| argument == name).and_then(|_| arguments.next());
    found.map_or(default, |text| text.parse().expect("a number"))
}
