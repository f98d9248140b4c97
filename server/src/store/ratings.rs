//! Ratings: appended, never changed. A correction is a new rating that names the one it replaces.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx, events, vault};

/// A rating as it is kept.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RatingRow {
    pub id: Uuid,
    pub person_id: Uuid,
    pub aide_id: Uuid,
    pub visit_id: Option<Uuid>,
    pub visited_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub intervention: Option<i32>,
    pub health: Option<i32>,
    pub mood: Option<i32>,
    pub form: Option<i32>,
    #[sqlx(json)]
    pub signs: Vec<String>,
    pub note: Option<String>,
    pub replaces: Option<Uuid>,
    pub content_hash: String,
    /// `folded`, `future` or `too_old`.
    pub timeliness: String,
}

/// A rating with whether a correction has replaced it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct HistoryRow {
    #[sqlx(flatten)]
    pub rating: RatingRow,
    pub replaced: bool,
}

/// Where a note is sealed; the rating's id is its row.
pub(super) const NOTE: &str = "ratings.note";

impl RatingRow {
    fn opened(mut self) -> StoreResult<Self> {
        vault::open_in(NOTE, self.id, &mut self.note)?;
        Ok(self)
    }
}

macro_rules! rating_columns {
    () => {
        "r.id, r.person_id, r.aide_id, r.visit_id, r.visited_at, r.received_at, r.intervention, r.health, r.mood, r.form,
            r.signs, r.note, r.replaces, r.content_hash, r.timeliness"
    };
}

/// True for a rating that no correction has replaced. A correction may come before what it corrects, when nobody can tell yet
/// whose that is: only the same aide's word about the same person counts.
macro_rules! standing {
    () => {
        "NOT EXISTS (SELECT 1 FROM ratings c WHERE c.federation_id = r.federation_id AND c.replaces = r.id
            AND c.person_id = r.person_id AND c.aide_id = r.aide_id)"
    };
}

/// Appends a rating; false when its id is there already.
pub async fn append(tx: &mut Tx, federation: Uuid, row: &RatingRow) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO ratings (federation_id, id, person_id, aide_id, visit_id, visited_at, received_at,
            intervention, health, mood, form, signs, note, replaces, content_hash, timeliness)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (federation_id, id) DO NOTHING";
    let note = vault::seal_some(NOTE, row.id, row.note.as_deref())?;
    let inserted = on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.person_id).bind(row.aide_id)
        .bind(row.visit_id).bind(row.visited_at).bind(row.received_at).bind(row.intervention).bind(row.health)
        .bind(row.mood).bind(row.form).bind(Json(&row.signs)).bind(&note).bind(row.replaces)
        .bind(&row.content_hash).bind(&row.timeliness).execute(c).await?.rows_affected());
    Ok(inserted == 1)
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<RatingRow>> {
    const SQL: &str = concat!("SELECT ", rating_columns!(), " FROM ratings r WHERE r.federation_id = $1 AND r.id = $2");
    let found: Option<RatingRow> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?);
    found.map(RatingRow::opened).transpose()
}

/// The folded, standing ratings of a person after a position, in visit order: what the rules fold again after a late one.
pub async fn after(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    position: Option<(DateTime<Utc>, Uuid)>,
) -> StoreResult<Vec<RatingRow>> {
    const SQL: &str = concat!(
        "SELECT ",
        rating_columns!(),
        " FROM ratings r WHERE r.federation_id = $1 AND r.person_id = $2 AND r.timeliness = 'folded'
           AND (r.visited_at, r.id) > ($3, $4) AND ",
        standing!(),
        " ORDER BY r.visited_at, r.id"
    );
    let (at, id) = position.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
    let rows: Vec<RatingRow> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(at).bind(id).fetch_all(c).await?);
    rows.into_iter().map(RatingRow::opened).collect()
}

/// Whether a correction of this rating has come in, perhaps before the rating itself.
pub async fn is_replaced(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str =
        concat!("SELECT COUNT(*) FROM ratings r WHERE r.federation_id = $1 AND r.id = $2 AND NOT ", standing!());
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(id).fetch_one(c).await?);
    Ok(count > 0)
}

/// Every rating of a person since `from`, in visit order, replaced and marked ones among them; a marked one shows as long as it
/// has arrived since.
pub async fn history(tx: &mut Tx, federation: Uuid, person: Uuid, from: DateTime<Utc>) -> StoreResult<Vec<HistoryRow>> {
    // Two parts, each along an index: one condition for both would read everything ever noted about the person.
    macro_rules! part {
        ($when:literal) => {
            concat!(
                "SELECT ",
                rating_columns!(),
                ", NOT ",
                standing!(),
                " AS replaced FROM ratings r WHERE r.federation_id = $1 AND r.person_id = $2 AND ",
                $when
            )
        };
    }
    const SQL: &str = concat!(
        part!("r.visited_at >= $3"),
        " UNION ALL ",
        part!("r.timeliness <> 'folded' AND r.received_at >= $3 AND r.visited_at < $3"),
        " ORDER BY visited_at, id"
    );
    let rows: Vec<HistoryRow> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(from).fetch_all(c).await?);
    rows.into_iter().map(|row| Ok(HistoryRow { rating: row.rating.opened()?, ..row })).collect()
}

/// A person's lowest of health, mood and form in one rating: a point of the small curve in the queue.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct LowPoint {
    pub person_id: Uuid,
    pub visited_at: DateTime<Utc>,
    pub health: Option<i32>,
    pub mood: Option<i32>,
    pub form: Option<i32>,
}

/// The low points of these persons since `from`.
pub async fn low_points(
    tx: &mut Tx,
    federation: Uuid,
    persons: &[Uuid],
    from: DateTime<Utc>,
) -> StoreResult<Vec<LowPoint>> {
    const POSTGRES: &str = concat!(
        "SELECT r.person_id, r.visited_at, r.health, r.mood, r.form FROM ratings r
         WHERE r.federation_id = $1 AND r.person_id = ANY($2) AND r.visited_at >= $3 AND r.timeliness = 'folded' AND ",
        standing!()
    );
    const SQLITE: &str = concat!(
        "SELECT r.person_id, r.visited_at, r.health, r.mood, r.form FROM ratings r
         WHERE r.federation_id = $1 AND r.person_id IN (SELECT unhex(value) FROM json_each($2)) AND r.visited_at >= $3
           AND r.timeliness = 'folded' AND ",
        standing!()
    );
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => {
            let ids = super::db::hex_list(persons);
            sqlx::query_as(SQLITE).bind(federation).bind(ids).bind(from).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES).bind(federation).bind(persons).bind(from).fetch_all(&mut **t).await?
        }
    })
}

/// When the last visit was that somebody rated, among the persons this viewer sees: an empty queue that is fed looks the same as
/// one that is not.
pub async fn last_rated(tx: &mut Tx, viewer: Viewer<'_>) -> StoreResult<Option<DateTime<Utc>>> {
    const SQL: &str = concat!(
        "SELECT MAX((SELECT MAX(r.visited_at) FROM ratings r
            WHERE r.federation_id = $1 AND r.person_id = p.id AND r.timeliness = 'folded'))
         FROM persons p WHERE p.federation_id = $1 AND ",
        visible!("$4")
    );
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(viewer.now).fetch_one(c).await?),
    )
}

/// What came of one of an aide's ratings.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Signal {
    pub alert_id: Uuid,
    pub rating_id: Uuid,
    pub person_id: Uuid,
    pub person_name: String,
    pub coordination: String,
    pub visited_at: DateTime<Utc>,
    pub state: String,
    pub owner_name: Option<String>,
    pub closed_by_name: Option<String>,
    pub outcome: Option<String>,
    pub for_aide: Option<String>,
    pub at: DateTime<Utc>,
    pub aide_id: Uuid,
    pub aide_name: String,
    /// What she answered, once.
    pub reply: Option<String>,
    pub replied_at: Option<DateTime<Utc>>,
}

impl Signal {
    fn opened(mut self) -> StoreResult<Self> {
        vault::open_in(events::TEXT, self.alert_id, &mut self.reply)?;
        Ok(self)
    }
}

macro_rules! signal_columns {
    () => {
        "SELECT a.id AS alert_id, r.id AS rating_id, p.id AS person_id, p.name AS person_name, p.coordination,
            r.visited_at, a.state, o.name AS owner_name, b.name AS closed_by_name, a.outcome, a.for_aide, a.updated_at AS at,
            r.aide_id, u.name AS aide_name, e.text AS reply, e.at AS replied_at
        FROM ratings r
        JOIN finding_ratings fr ON fr.federation_id = r.federation_id AND fr.rating_id = r.id
        JOIN findings f ON f.federation_id = fr.federation_id AND f.id = fr.finding_id AND f.lifted_at IS NULL
        JOIN alerts a ON a.federation_id = f.federation_id AND a.id = f.alert_id
        JOIN persons p ON p.federation_id = r.federation_id AND p.id = r.person_id
        JOIN users u ON u.federation_id = r.federation_id AND u.id = r.aide_id
        LEFT JOIN users o ON o.federation_id = a.federation_id AND o.id = a.owner_id
        LEFT JOIN users b ON b.federation_id = a.federation_id AND b.id = a.closed_by
        LEFT JOIN alert_events e ON e.federation_id = a.federation_id AND e.alert_id = a.id AND e.kind = 'aide_reply'
          AND e.actor_id = r.aide_id "
    };
}

/// What came of the ratings of an aide on which an alert stands, newest first.
pub async fn signals_of(
    tx: &mut Tx,
    federation: Uuid,
    aide: Uuid,
    from: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Signal>> {
    const SQL: &str = concat!(
        signal_columns!(),
        "WHERE r.federation_id = $1 AND r.aide_id = $2 AND r.visited_at >= $3
         ORDER BY r.visited_at DESC, r.id DESC, a.id DESC LIMIT $4"
    );
    let rows: Vec<Signal> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(aide).bind(from).bind(limit).fetch_all(c).await?);
    rows.into_iter().map(Signal::opened).collect()
}

/// The same for the sectors of a referent, whoever rated.
pub async fn signals_of_sectors(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    from: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Signal>> {
    const SQL: &str = concat!(
        signal_columns!(),
        "WHERE r.federation_id = $1 AND r.visited_at >= $4 AND ",
        visible!("$6"),
        "ORDER BY r.visited_at DESC, r.id DESC, a.id DESC LIMIT $5"
    );
    let rows: Vec<Signal> = on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role)
        .bind(from).bind(limit).bind(viewer.now).fetch_all(c).await?);
    rows.into_iter().map(Signal::opened).collect()
}
