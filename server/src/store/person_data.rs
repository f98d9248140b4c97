//! Everything that is kept about one person, table by table, for the person who asks.
//!
//! [`SECTIONS`] says it all: a table, how its rows are found from the person, its columns with their kinds. To add a table that is
//! about a person: a section here, its title and its columns' labels in `shared/messages/record.{fr,en}.json`, or a line with a
//! reason in the test `every_table_about_a_person_is_exported` (`tests/suite/store/person_data.rs`).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sqlx::Row as _;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, contacts, events, quarantine, ratings, vault};

/// What a column holds, which says how it is read and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something's key: in the JSON, not on the page.
    Id,
    /// An account; shown as its name and role.
    User,
    Sector,
    Partner,
    /// What somebody wrote.
    Text,
    /// One of a few words that a program wrote; shown in the reader's language.
    Word,
    /// A day of the federation's calendar.
    Day,
    Time,
    Flag,
    Number,
    Document,
}

/// A column under the name it is exported as.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// What is kept in one table.
#[derive(Debug)]
pub struct Section {
    pub name: &'static str,
    pub table: &'static str,
    pub columns: &'static [Column],
    sql: &'static str,
}

macro_rules! selected {
    (Number $column:ident) => {
        concat!("CAST(t.", stringify!($column), " AS BIGINT)")
    };
    ($kind:ident $column:ident) => {
        concat!("t.", stringify!($column))
    };
    ($kind:ident $column:ident $sql:literal) => {
        $sql
    };
}

/// A section: name, table, columns as `Kind name` or `Kind name = "expression"`, and from which rows, in which order.
macro_rules! section {
    ($name:literal, $table:literal, [$($kind:ident $column:ident $(= $sql:literal)?),+ $(,)?], $rest:literal) => {
        Section {
            name: $name,
            table: $table,
            columns: &[$(Column { name: stringify!($column), kind: Kind::$kind }),+],
            sql: concat!("SELECT t.federation_id", $(", ", selected!($kind $column $($sql)?)),+,
                " FROM ", $table, " t WHERE t.federation_id = $1 AND ", $rest),
        }
    };
}

/// In the order in which a person would read them.
pub const SECTIONS: &[Section] = &[
    section!("person", "persons", [
        Id id, Sector sector_id, Text ref, Text name, Word coordination, Text phone, Text address, Time created_at, Time archived_at,
        User archived_by, Text archive_reason, Time resumed_at, Time pseudonymised_at, Time erased_at, User erased_by, Number version,
    ], "t.id = $2"),
    section!("consents", "consents", [Id id, Time at, Word coordination, Text given_by, Word given_as, User recorded_by],
        "t.person_id = $2 ORDER BY t.at, t.id"),
    section!("contacts", "contacts", [
        Id id, Text name, Text relation, Text phone, Text email, Flag carer, Flag guardian, Text note, Time created_at,
    ], "t.person_id = $2 ORDER BY t.created_at, t.id"),
    section!("coordinators", "person_coordinators", [Number place, Word kind, Text name, Text phone],
        "t.person_id = $2 ORDER BY t.place"),
    section!("support_scheme", "dac_cases", [Id alert_id, Word state, Time since, Text text], "t.person_id = $2"),
    section!("absences", "absences", [
        Id id, Day from_day, Day to_day, Word kind, User recorded_by, Time recorded_at, Time removed_at, Text ref,
    ], "t.person_id = $2 ORDER BY t.from_day, t.id"),
    section!("place_codes", "place_codes", [Time made_at, User made_by], "t.person_id = $2"),
    section!("visits", "visits", [Id id, Text ref, User aide_id, Time starts_at, Time ends_at, Word status],
        "t.person_id = $2 ORDER BY t.starts_at, t.id"),
    section!("ratings", "ratings", [
        Id id, Time visited_at, User aide_id, Number intervention, Number health, Number mood, Number form, Document signs, Text note,
        Id visit_id, Id replaces, Time received_at, Word timeliness,
    ], "t.person_id = $2 ORDER BY t.visited_at, t.id"),
    section!("quarantined_ratings", "quarantined_ratings", [
        Id id, User aide_id, Time visited_at, Time received_at, Time until, Document body, Time decided_at, User decided_by,
        Word decision, Text reason,
    ], "t.person_id = $2 ORDER BY t.visited_at, t.id"),
    section!("alerts", "alerts", [
        Id id, Time opened_at, Number severity, Word state, Word audience, Sector sector_id, User owner_id, Time due_at, Time taken_at,
        Time act_due_at, Time acted_at, Time snoozed_until, Time closed_at, User closed_by, Word outcome, Text for_aide, Time seen_at,
        Time escalated_at, Number escalation_step, Time queued_at, Time updated_at, Time worked_at, Number version,
    ], "t.person_id = $2 ORDER BY t.opened_at, t.id"),
    section!("findings", "findings", [
        Id id, Id alert_id, Time at, Word rule, Word family, Number severity, Document body, Time found_at, Time lifted_at,
    ], "t.person_id = $2 ORDER BY t.at, t.key"),
    section!("finding_ratings", "finding_ratings", [Id finding_id, Id rating_id],
        "t.finding_id IN (SELECT id FROM findings WHERE federation_id = $1 AND person_id = $2) ORDER BY t.finding_id, t.rating_id"),
    section!("alert_events", "alert_events", [Id alert_id, Number seq, Time at, Word kind, User actor_id, Text text, Document data],
        "t.alert_id IN (SELECT id FROM alerts WHERE federation_id = $1 AND person_id = $2) ORDER BY t.seq"),
    section!("actions", "actions", [
        Number seq, Id alert_id, Time at, User actor_id, Word kind, Word contact, Word agreement, Text agreed_by, Day agreed_on,
        Time retracted_at,
    ], "t.person_id = $2 ORDER BY t.seq"),
    section!("action_partners", "action_partners", [
        Number seq, Time at = "(SELECT a.at FROM actions a WHERE a.federation_id = t.federation_id AND a.seq = t.seq)",
        Partner partner_id, Flag chosen,
    ], "t.seq IN (SELECT seq FROM actions WHERE federation_id = $1 AND person_id = $2) ORDER BY t.seq, t.partner_id"),
    section!("follow_ups", "follow_ups", [
        Id id, Id alert_id, Id watch_id, Word kind, Day due_on, Time due_at, Flag timed, Text text, User owner_id, Word state,
        Number postponed, Word result, Text result_text, Time closed_at, User closed_by, Time created_at, User created_by, Id next_id,
        Number version,
    ], "t.person_id = $2 ORDER BY t.due_at, t.id"),
    section!("watches", "watches", [
        Id id, Word cadence, Text why, Time since, User owner_id, User created_by, Time ended_at, Text end_reason, Number version,
    ], "t.person_id = $2 ORDER BY t.since, t.id"),
    section!("watch_steps", "watch_steps", [
        Id id, Id watch_id, Time at, Word from_cadence, Word to_cadence, Word cause, Text why, User by_user, Id follow_up_id, Id alert_id,
    ], "t.watch_id IN (SELECT id FROM watches WHERE federation_id = $1 AND person_id = $2) ORDER BY t.at, t.id"),
    section!("caseload", "caseload", [
        Id id, User coordinator_id, Word state, Time since, Text why, User requested_by, Time requested_at, User decided_by,
        Text decided_why, Time ended_at, Word end_cause, Text end_reason, Time reminded_at, Number version,
    ], "t.person_id = $2 ORDER BY t.requested_at, t.id"),
    section!("case_events", "case_events", [
        Id id, Time at, Word subject, Id subject_id, Word what, User actor_id, Id alert_id, Text text, Document data,
    ], "t.person_id = $2 ORDER BY t.at, t.id"),
    section!("covers", "covers", [
        Id id, Word kind, User absent_id, User cover_id, Time starts_at, Time ends_at, Text reason, Word origin, User created_by,
        Time created_at, Time ended_at, Number version,
    ], "t.person_id = $2 ORDER BY t.starts_at, t.id"),
    section!("rule_overrides", "rule_overrides", [
        Id id, Document body, Text reason, User created_by, Time created_at, Time removed_at,
    ], "t.person_id = $2 ORDER BY t.created_at, t.id"),
    section!("rebases", "rebases", [Id id, Id alert_id, Time at, Time removed_at], "t.person_id = $2 ORDER BY t.at, t.id"),
    section!("import_lines", "import_lines", [
        Id import_id, Number place, Time at = "(SELECT i.at FROM imports i WHERE i.federation_id = t.federation_id AND i.id = t.import_id)",
        Text ref, Document before, Document after,
    ], "(t.thing_id = $2 OR t.thing_id IN (SELECT id FROM visits WHERE federation_id = $1 AND person_id = $2)
        OR t.thing_id IN (SELECT id FROM absences WHERE federation_id = $1 AND person_id = $2)) ORDER BY t.import_id, t.place"),
    section!("access_log", "access_log", [Id id, Time at, User user_id, Word what], "t.person_id = $2 ORDER BY t.at, t.id"),
];

/// Reads one cell by its kind, as JSON.
macro_rules! cell {
    ($row:expr, $at:expr, $kind:expr) => {
        match $kind {
            Kind::Id | Kind::User | Kind::Sector | Kind::Partner => json!($row.try_get::<Option<Uuid>, _>($at)?),
            Kind::Text | Kind::Word | Kind::Day => json!($row.try_get::<Option<String>, _>($at)?),
            Kind::Time => json!($row.try_get::<Option<DateTime<Utc>>, _>($at)?),
            Kind::Flag => json!($row.try_get::<Option<bool>, _>($at)?),
            Kind::Number => json!($row.try_get::<Option<i64>, _>($at)?),
            Kind::Document => $row.try_get::<Option<Value>, _>($at)?.unwrap_or(Value::Null),
        }
    };
}

/// The rows of one section about a person.
pub async fn rows(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    section: &Section,
) -> StoreResult<Vec<Map<String, Value>>> {
    let mut rows = on!(tx, c => {
        let found = sqlx::query(section.sql).bind(federation).bind(person).fetch_all(c).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let mut object = Map::new();
            for (place, column) in section.columns.iter().enumerate() {
                // The first column is the federation, for expressions to stand behind a comma.
                object.insert(column.name.to_owned(), cell!(row, place + 1, column.kind));
            }
            rows.push(object);
        }
        rows
    });
    for row in &mut rows {
        open(section, row)?;
    }
    Ok(rows)
}

/// Columns that may be stored sealed: table, column, where it was sealed, and the column that says for which row.
const SEALED: &[(&str, &str, &str, &str)] = &[
    ("ratings", "note", ratings::NOTE, "id"),
    ("alert_events", "text", events::TEXT, "alert_id"),
    ("contacts", "name", contacts::NAME, "id"),
    ("contacts", "phone", contacts::PHONE, "id"),
    ("contacts", "email", contacts::EMAIL, "id"),
    ("contacts", "note", contacts::NOTE, "id"),
];

/// Opens what is stored sealed.
fn open(section: &Section, row: &mut Map<String, Value>) -> StoreResult<()> {
    let key = |row: &Map<String, Value>, name: &str| -> Uuid {
        row.get(name).and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default()
    };
    for (_, column, place, of) in SEALED.iter().filter(|(table, ..)| *table == section.table) {
        let opened = text(place, key(row, of), row.get(*column))?;
        row.insert((*column).to_owned(), opened);
    }
    if section.table == "quarantined_ratings" {
        let body = quarantine::opened(key(row, "id"), row.get("body").cloned().unwrap_or_default())?;
        row.insert("body".to_owned(), body);
    }
    Ok(())
}

fn text(place: &str, row: Uuid, stored: Option<&Value>) -> StoreResult<Value> {
    let mut stored = stored.and_then(Value::as_str).map(str::to_owned);
    vault::open_in(place, row, &mut stored)?;
    Ok(Value::from(stored))
}

/// Somebody or something that rows name: id, name, and the role of an account.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Name {
    pub id: Uuid,
    pub name: String,
    pub role: Option<String>,
}

/// Everybody and everything in a federation that rows may name: accounts, sectors, partners.
pub async fn names(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Name>> {
    const SQL: &str = "SELECT id, name, role FROM users WHERE federation_id = $1
        UNION ALL SELECT id, name, NULL AS role FROM sectors WHERE federation_id = $1
        UNION ALL SELECT id, name, NULL AS role FROM partners WHERE federation_id = $1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}
