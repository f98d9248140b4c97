//! What was done about alerts, for figures and for the file. The words stay in the timeline, under the same number.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, events, vault};

/// An action about to be stored. Its number is that of its line in the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAction {
    pub alert_id: Uuid,
    pub person_id: Uuid,
    pub actor_id: Uuid,
    pub kind: String,
    pub contact: &'static str,
    pub agreement: &'static str,
    pub agreed_by: Option<String>,
    pub agreed_on: Option<NaiveDate>,
    pub partner: Option<Uuid>,
    /// Those the person could choose from.
    pub proposed: Vec<Uuid>,
}

/// An action with who did it and the words of its line.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ActionRow {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub kind: String,
    pub contact: String,
    pub agreement: String,
    pub agreed_by: Option<String>,
    /// `YYYY-MM-DD`.
    pub agreed_on: Option<String>,
    pub text: Option<String>,
    pub retracted_at: Option<DateTime<Utc>>,
}

/// A partner who was proposed with an action, or chosen.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ActionPartner {
    pub seq: i64,
    pub id: Uuid,
    pub name: String,
    pub chosen: bool,
}

/// How often a partner was proposed and chosen.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Share {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub proposed: i64,
    pub chosen: i64,
}

/// Stores an action under the number of its line.
pub async fn insert(
    tx: &mut Tx,
    federation: Uuid,
    seq: i64,
    action: &NewAction,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO actions (federation_id, seq, alert_id, person_id, actor_id, at, kind, contact, agreement, agreed_by, agreed_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    const PARTNER: &str = "INSERT INTO action_partners (federation_id, seq, partner_id, chosen) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    let agreed_on = action.agreed_on.map(|day| day.to_string());
    on!(tx, c => {
        sqlx::query(SQL).bind(federation).bind(seq).bind(action.alert_id).bind(action.person_id).bind(action.actor_id).bind(now)
            .bind(&action.kind).bind(action.contact).bind(action.agreement).bind(&action.agreed_by).bind(agreed_on)
            .execute(&mut *c).await?;
        for id in action.partner.iter().chain(&action.proposed) {
            sqlx::query(PARTNER).bind(federation).bind(seq).bind(*id).bind(action.partner == Some(*id))
                .execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The actions of an alert, oldest first.
pub async fn of_alert(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<ActionRow>> {
    const SQL: &str =
        "SELECT a.seq, a.at, a.actor_id, u.name AS actor_name, a.kind, a.contact, a.agreement, a.agreed_by,
            a.agreed_on, e.text, a.retracted_at
        FROM actions a
        JOIN users u ON u.federation_id = a.federation_id AND u.id = a.actor_id
        JOIN alert_events e ON e.federation_id = a.federation_id AND e.seq = a.seq
        WHERE a.federation_id = $1 AND a.alert_id = $2 ORDER BY a.seq";
    let mut rows: Vec<ActionRow> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(alert).fetch_all(c).await?);
    for row in &mut rows {
        vault::open_in(events::TEXT, alert, &mut row.text)?;
    }
    Ok(rows)
}

/// The partners in an alert's actions, by name.
pub async fn partners_of(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<ActionPartner>> {
    const SQL: &str = "SELECT ap.seq, p.id, p.name, ap.chosen FROM actions a
        JOIN action_partners ap ON ap.federation_id = a.federation_id AND ap.seq = a.seq
        JOIN partners p ON p.federation_id = ap.federation_id AND p.id = ap.partner_id
        WHERE a.federation_id = $1 AND a.alert_id = $2 ORDER BY ap.seq, p.search_name, p.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(alert).fetch_all(c).await?))
}

/// Takes an action back: it counts no longer.
pub async fn retract(tx: &mut Tx, federation: Uuid, seq: i64, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE actions SET retracted_at = $3 WHERE federation_id = $1 AND seq = $2 AND retracted_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(seq).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// How many actions stand about a person.
pub async fn count_of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM actions WHERE federation_id = $1 AND person_id = $2 AND retracted_at IS NULL";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(person).fetch_one(c).await?))
}

/// The kinds that were ever used: words a catalogue must go on explaining.
pub async fn kinds(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<String>> {
    const SQL: &str = "SELECT DISTINCT kind FROM actions WHERE federation_id = $1 ORDER BY kind";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_all(c).await?))
}

/// Every partner that was proposed or chosen in actions that stand, from a moment to another. A coordinator counts nobody who
/// refuses coordination.
pub async fn shares(
    tx: &mut Tx,
    federation: Uuid,
    role: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> StoreResult<Vec<Share>> {
    const SQL: &str = "SELECT p.id, p.name, p.kind, COUNT(*) AS proposed,
            SUM(CASE WHEN ap.chosen THEN 1 ELSE 0 END) AS chosen
        FROM actions a
        JOIN action_partners ap ON ap.federation_id = a.federation_id AND ap.seq = a.seq
        JOIN partners p ON p.federation_id = ap.federation_id AND p.id = ap.partner_id
        JOIN persons person ON person.federation_id = a.federation_id AND person.id = a.person_id
        WHERE a.federation_id = $1 AND a.retracted_at IS NULL AND a.at >= $3 AND a.at < $4
          AND ($2 <> 'coordinator' OR person.coordination NOT IN ('refused', 'withdrawn'))
        GROUP BY p.id, p.name, p.kind, p.search_name ORDER BY p.kind, chosen DESC, p.search_name, p.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(role).bind(from).bind(to).fetch_all(c).await?))
}
