//! What a group of ratings writes, a statement for all of them: see [`super::sets`].

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ratings::{NOTE, RatingRow};
use super::sets::{Key, hexes, moment};
use super::states::StateRow;
use super::{StoreResult, Tx, vault};

/// Something of a federation.
pub type Of<T> = (Uuid, T);

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

/// Rows as JSON, a list each.
fn json<T: serde::Serialize>(rows: &[T]) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}

/// Appends ratings; says which are new. An id that is there already is left alone.
pub async fn append(tx: &mut Tx, rows: &[Of<&RatingRow>]) -> StoreResult<Vec<Key>> {
    macro_rules! insert {
        ($rows:literal) => {
            concat!(
                "INSERT INTO ratings (federation_id, id, person_id, aide_id, visit_id, visited_at, received_at,
                    intervention, health, mood, form, signs, note, replaces, content_hash, timeliness) ",
                $rows,
                " ON CONFLICT (federation_id, id) DO NOTHING RETURNING federation_id, id"
            )
        };
    }
    const POSTGRES: &str = insert!(
        "SELECT f, id, person, aide, visit, visited, received, intervention, health, mood, form, signs::jsonb, note, replaces,
            hash, timeliness
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::timestamptz[],
            $8::integer[], $9::integer[], $10::integer[], $11::integer[], $12::text[], $13::text[], $14::uuid[], $15::text[],
            $16::text[])
            AS w(f, id, person, aide, visit, visited, received, intervention, health, mood, form, signs, note, replaces, hash,
            timeliness)"
    );
    const SQLITE: &str = insert!(
        "SELECT unhex(value ->> 0), unhex(value ->> 1), unhex(value ->> 2), unhex(value ->> 3), unhex(value ->> 4), value ->> 5,
            value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, unhex(value ->> 13),
            value ->> 14, value ->> 15
         FROM json_each($1) WHERE true"
    );
    let signs: Vec<String> =
        rows.iter().map(|(_, row)| serde_json::Value::from(row.signs.as_slice()).to_string()).collect();
    let notes = rows.iter().map(|(_, row)| vault::seal_some(NOTE, row.id, row.note.as_deref()));
    let notes: Vec<Option<String>> = notes.collect::<StoreResult<_>>()?;
    Ok(match tx {
        Tx::Sqlite(t) => {
            let lines = as_json(rows, &signs, &notes);
            sqlx::query_as(SQLITE).bind(lines).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            let ids = |pick: fn(&RatingRow) -> Uuid| rows.iter().map(|(_, row)| pick(row)).collect::<Vec<_>>();
            let links =
                |pick: fn(&RatingRow) -> Option<Uuid>| rows.iter().map(|(_, row)| pick(row)).collect::<Vec<_>>();
            let times =
                |pick: fn(&RatingRow) -> DateTime<Utc>| rows.iter().map(|(_, row)| pick(row)).collect::<Vec<_>>();
            let scores =
                |pick: fn(&RatingRow) -> Option<i32>| rows.iter().map(|(_, row)| pick(row)).collect::<Vec<_>>();
            sqlx::query_as(POSTGRES)
                .bind(rows.iter().map(|(federation, _)| *federation).collect::<Vec<_>>())
                .bind(ids(|row| row.id))
                .bind(ids(|row| row.person_id))
                .bind(ids(|row| row.aide_id))
                .bind(links(|row| row.visit_id))
                .bind(times(|row| row.visited_at))
                .bind(times(|row| row.received_at))
                .bind(scores(|row| row.intervention))
                .bind(scores(|row| row.health))
                .bind(scores(|row| row.mood))
                .bind(scores(|row| row.form))
                .bind(signs)
                .bind(notes)
                .bind(links(|row| row.replaces))
                .bind(rows.iter().map(|(_, row)| row.content_hash.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|(_, row)| row.timeliness.as_str()).collect::<Vec<_>>())
                .fetch_all(&mut **t)
                .await?
        }
    })
}

/// The columns of `ratings` in their order, a list for each row.
fn as_json(rows: &[Of<&RatingRow>], signs: &[String], notes: &[Option<String>]) -> String {
    let lines = rows.iter().zip(signs).zip(notes).map(|(((federation, row), signs), note)| {
        (
            hex(*federation),
            hex(row.id),
            hex(row.person_id),
            hex(row.aide_id),
            row.visit_id.map(hex),
            moment(row.visited_at),
            moment(row.received_at),
            row.intervention,
            row.health,
            row.mood,
            row.form,
            signs,
            note,
            row.replaces.map(hex),
            &row.content_hash,
            &row.timeliness,
        )
    });
    json(&lines.collect::<Vec<_>>())
}

/// These visits took place. A cancelled one stays cancelled.
pub async fn mark_done(tx: &mut Tx, visits: &[Key]) -> StoreResult<()> {
    const POSTGRES: &str = "UPDATE visits v SET status = 'done' FROM unnest($1::uuid[], $2::uuid[]) AS w(f, i)
        WHERE v.federation_id = w.f AND v.id = w.i AND v.status = 'planned'";
    const SQLITE: &str = "UPDATE visits SET status = 'done' WHERE rowid IN (SELECT v.rowid FROM json_each($1) w
        CROSS JOIN visits v ON v.federation_id = unhex(substr(w.value, 1, 32)) AND v.id = unhex(substr(w.value, 33))
        WHERE v.status = 'planned')";
    if visits.is_empty() {
        return Ok(());
    }
    match tx {
        Tx::Sqlite(t) => {
            sqlx::query(SQLITE).bind(hexes(visits)).execute(&mut **t).await?;
        }
        Tx::Postgres(t) => {
            let (one, two): (Vec<Uuid>, Vec<Uuid>) = visits.iter().copied().unzip();
            sqlx::query(POSTGRES).bind(one).bind(two).execute(&mut **t).await?;
        }
    }
    Ok(())
}

/// Lists of states on either engine: `INSERT INTO` what, and what an id that is there already changes.
macro_rules! insert_states {
    ($table:literal, $conflict:literal) => {
        (
            concat!(
                "INSERT INTO ", $table, " (federation_id, person_id, rule_set_version, position_at, position_id, state)
                 SELECT f, person, version, at, id, state::jsonb
                 FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::timestamptz[], $5::uuid[], $6::text[])
                    AS w(f, person, version, at, id, state) ", $conflict
            ),
            concat!(
                "INSERT INTO ", $table, " (federation_id, person_id, rule_set_version, position_at, position_id, state)
                 SELECT unhex(value ->> 0), unhex(value ->> 1), value ->> 2, value ->> 3, unhex(value ->> 4), value ->> 5
                 FROM json_each($1) WHERE true ", $conflict
            ),
        )
    };
}

/// The latest states; one a person.
pub async fn save_heads(tx: &mut Tx, rows: &[Of<StateRow>]) -> StoreResult<()> {
    const SQL: (&str, &str) = insert_states!(
        "person_states",
        "ON CONFLICT (federation_id, person_id) DO UPDATE SET rule_set_version = excluded.rule_set_version,
            position_at = excluded.position_at, position_id = excluded.position_id, state = excluded.state"
    );
    insert_states(tx, SQL, rows).await
}

/// Checkpoints; each place once.
pub async fn add_checkpoints(tx: &mut Tx, rows: &[Of<StateRow>]) -> StoreResult<()> {
    const SQL: (&str, &str) = insert_states!(
        "person_checkpoints",
        "ON CONFLICT (federation_id, person_id, position_at, position_id)
         DO UPDATE SET rule_set_version = excluded.rule_set_version, state = excluded.state"
    );
    insert_states(tx, SQL, rows).await
}

async fn insert_states(
    tx: &mut Tx,
    (postgres, sqlite): (&'static str, &'static str),
    rows: &[Of<StateRow>],
) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let states: Vec<String> = rows.iter().map(|(_, row)| row.state.to_string()).collect();
    match tx {
        Tx::Sqlite(t) => {
            let lines = rows.iter().zip(&states).map(|((federation, row), state)| {
                let (at, id) = (moment(row.position_at), hex(row.position_id));
                (hex(*federation), hex(row.person_id), row.rule_set_version, at, id, state)
            });
            let lines: Vec<_> = lines.collect();
            sqlx::query(sqlite).bind(json(&lines)).execute(&mut **t).await?;
        }
        Tx::Postgres(t) => {
            sqlx::query(postgres)
                .bind(rows.iter().map(|(federation, _)| *federation).collect::<Vec<_>>())
                .bind(rows.iter().map(|(_, row)| row.person_id).collect::<Vec<_>>())
                .bind(rows.iter().map(|(_, row)| row.rule_set_version).collect::<Vec<_>>())
                .bind(rows.iter().map(|(_, row)| row.position_at).collect::<Vec<_>>())
                .bind(rows.iter().map(|(_, row)| row.position_id).collect::<Vec<_>>())
                .bind(states)
                .execute(&mut **t)
                .await?;
        }
    }
    Ok(())
}

/// Which checkpoints of a person to forget: see [`super::states::drop_checkpoints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    pub federation: Uuid,
    pub person: Uuid,
    /// Those at or after this place.
    pub from: (DateTime<Utc>, Uuid),
    /// Those older than the newest before this.
    pub keep_from: DateTime<Utc>,
}

pub async fn drop_checkpoints(tx: &mut Tx, stale: &[Stale]) -> StoreResult<()> {
    const POSTGRES: &str = "DELETE FROM person_checkpoints c
        USING unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::timestamptz[]) AS w(f, person, at, id, keep)
        WHERE c.federation_id = w.f AND c.person_id = w.person AND ((c.position_at, c.position_id) >= (w.at, w.id)
            OR c.position_at < (SELECT MAX(k.position_at) FROM person_checkpoints k
                WHERE k.federation_id = w.f AND k.person_id = w.person AND k.position_at < w.keep))";
    const SQLITE: &str = "DELETE FROM person_checkpoints WHERE rowid IN (SELECT c.rowid
        FROM (SELECT unhex(value ->> 0) AS f, unhex(value ->> 1) AS person, value ->> 2 AS at, unhex(value ->> 3) AS id,
            value ->> 4 AS keep FROM json_each($1)) w
        CROSS JOIN person_checkpoints c ON c.federation_id = w.f AND c.person_id = w.person
        WHERE (c.position_at, c.position_id) >= (w.at, w.id)
            OR c.position_at < (SELECT MAX(k.position_at) FROM person_checkpoints k
                WHERE k.federation_id = w.f AND k.person_id = w.person AND k.position_at < w.keep))";
    if stale.is_empty() {
        return Ok(());
    }
    match tx {
        Tx::Sqlite(t) => {
            let lines = stale.iter().map(|one| {
                (hex(one.federation), hex(one.person), moment(one.from.0), hex(one.from.1), moment(one.keep_from))
            });
            let lines: Vec<_> = lines.collect();
            sqlx::query(SQLITE).bind(json(&lines)).execute(&mut **t).await?;
        }
        Tx::Postgres(t) => {
            sqlx::query(POSTGRES)
                .bind(stale.iter().map(|one| one.federation).collect::<Vec<_>>())
                .bind(stale.iter().map(|one| one.person).collect::<Vec<_>>())
                .bind(stale.iter().map(|one| one.from.0).collect::<Vec<_>>())
                .bind(stale.iter().map(|one| one.from.1).collect::<Vec<_>>())
                .bind(stale.iter().map(|one| one.keep_from).collect::<Vec<_>>())
                .execute(&mut **t)
                .await?;
        }
    }
    Ok(())
}
