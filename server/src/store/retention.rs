//! What the law lets nobody keep for ever: looks at files, files in use, and who somebody was.
//!
//! A person's figures stay (scores, dates, outcomes, durations); the name, the ways to reach them and every text that somebody
//! typed about them go. To add a column with words about a person: a line in [`STATEMENTS`].

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Forgets up to `limit` looks that are older, the oldest first. Found through `access_log_at`. That they may go is written down
/// first: without it the database refuses.
pub async fn forget_looks(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>, limit: i64) -> StoreResult<u64> {
    const MAY: &str = "INSERT INTO access_log_purges (federation_id, before) VALUES ($1, $2)
        ON CONFLICT (federation_id) DO UPDATE SET before = excluded.before WHERE excluded.before > access_log_purges.before";
    on!(tx, c => sqlx::query(MAY).bind(federation).bind(before).execute(c).await?.rows_affected());
    const SQL: &str = "DELETE FROM access_log WHERE federation_id = $1 AND id IN (
            SELECT id FROM access_log WHERE federation_id = $1 AND at < $2 ORDER BY at, id LIMIT $3)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).bind(limit).execute(c).await?.rows_affected()))
}

macro_rules! contacts {
    ($($table:literal $when:literal)+) => {
        /// Puts up to `limit` persons into the archive with whom nobody has had anything to do since before, and about whom nothing is
        /// open. Says who they are.
        pub async fn rest(
            tx: &mut Tx,
            federation: Uuid,
            before: DateTime<Utc>,
            now: DateTime<Utc>,
            limit: i64,
        ) -> StoreResult<Vec<Uuid>> {
            const SQL: &str = concat!(
                "UPDATE persons SET archived_at = $3, version = version + 1 WHERE federation_id = $1 AND id IN (
                    SELECT p.id FROM persons p WHERE p.federation_id = $1 AND p.archived_at IS NULL AND p.pseudonymised_at IS NULL
                    AND p.created_at < $2 AND (p.resumed_at IS NULL OR p.resumed_at < $2)",
                $(" AND NOT EXISTS (SELECT 1 FROM ", $table, " t WHERE t.federation_id = $1 AND t.person_id = p.id AND (", $when, "))",)+
                " ORDER BY p.id LIMIT $4) RETURNING id"
            );
            Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(before).bind(now).bind(limit).fetch_all(c).await?))
        }
    };
}

// What shows that a file is in use, by table, beside the person's own line.
contacts! {
    "visits" "t.starts_at >= $2"
    "ratings" "t.visited_at >= $2 OR t.received_at >= $2"
    "quarantined_ratings" "t.decided_at IS NULL"
    "alerts" "t.state <> 'closed' OR t.updated_at >= $2"
    "follow_ups" "t.state = 'open' OR t.due_at >= $2 OR t.closed_at >= $2"
    "watches" "t.ended_at IS NULL"
    "caseload" "t.state IN ('active', 'requested')"
    "case_events" "t.at >= $2"
    "consents" "t.at >= $2"
    "absences" "t.recorded_at >= $2"
}

/// Persons archived before who still have their name. Found through `persons_archived`. Whom an import since `undoable` has touched
/// keeps it for now: what a file said by mistake could not be taken back.
pub async fn archived_before(
    tx: &mut Tx,
    federation: Uuid,
    before: DateTime<Utc>,
    undoable: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT p.id FROM persons p
        WHERE p.federation_id = $1 AND p.archived_at < $2 AND p.pseudonymised_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM import_lines l
            JOIN imports i ON i.federation_id = l.federation_id AND i.id = l.import_id
            WHERE l.federation_id = $1 AND l.thing_id = p.id AND i.at > $3 AND i.undone_at IS NULL)
        ORDER BY p.archived_at, p.id LIMIT $4";
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(before).bind(undoable).bind(limit).fetch_all(c).await?),
    )
}

/// Everything typed about person `$2` of federation `$1`, by table.
const STATEMENTS: &[&str] = &[
    "UPDATE consents SET given_by = '' WHERE federation_id = $1 AND person_id = $2",
    "DELETE FROM contacts WHERE federation_id = $1 AND person_id = $2",
    "DELETE FROM place_codes WHERE federation_id = $1 AND person_id = $2",
    "DELETE FROM person_coordinators WHERE federation_id = $1 AND person_id = $2",
    "UPDATE visits SET ref = NULL WHERE federation_id = $1 AND person_id = $2 AND ref IS NOT NULL",
    "UPDATE ratings SET note = NULL WHERE federation_id = $1 AND person_id = $2 AND note IS NOT NULL",
    "UPDATE alerts SET for_aide = NULL WHERE federation_id = $1 AND person_id = $2 AND for_aide IS NOT NULL",
    "UPDATE alert_events SET text = NULL WHERE federation_id = $1 AND text IS NOT NULL
        AND alert_id IN (SELECT id FROM alerts WHERE federation_id = $1 AND person_id = $2)",
    "UPDATE actions SET agreed_by = NULL WHERE federation_id = $1 AND person_id = $2",
    "UPDATE dac_cases SET text = NULL WHERE federation_id = $1 AND person_id = $2",
    "UPDATE follow_ups SET text = NULL, result_text = NULL WHERE federation_id = $1 AND person_id = $2",
    "UPDATE watches SET why = '', end_reason = NULL WHERE federation_id = $1 AND person_id = $2",
    "UPDATE watch_steps SET why = NULL WHERE federation_id = $1
        AND watch_id IN (SELECT id FROM watches WHERE federation_id = $1 AND person_id = $2)",
    "UPDATE caseload SET why = '', decided_why = NULL, end_reason = NULL WHERE federation_id = $1 AND person_id = $2",
    "UPDATE case_events SET text = NULL WHERE federation_id = $1 AND person_id = $2 AND text IS NOT NULL",
    "UPDATE rule_overrides SET reason = '' WHERE federation_id = $1 AND person_id = $2",
    "UPDATE covers SET reason = NULL WHERE federation_id = $1 AND person_id = $2",
    "DELETE FROM quarantined_ratings WHERE federation_id = $1 AND person_id = $2",
    "UPDATE absences SET ref = NULL WHERE federation_id = $1 AND person_id = $2",
    // What an import changed may hold the name, and the keys of the planning software.
    "DELETE FROM import_lines WHERE federation_id = $1 AND (thing_id = $2
        OR thing_id IN (SELECT id FROM visits WHERE federation_id = $1 AND person_id = $2)
        OR thing_id IN (SELECT id FROM absences WHERE federation_id = $1 AND person_id = $2))",
];

/// The last back-test shows persons by name, and is made again in a minute.
const TRIALS: &str = "DELETE FROM rule_trials WHERE federation_id = $1 AND state <> 'running'";

/// Ends what is open about a person of whom nobody will know any more who it is: nobody could work it.
pub async fn end(tx: &mut Tx, federation: Uuid, person: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const OPEN: &[&str] = &[
        "UPDATE alerts SET state = 'closed', closed_at = $3, updated_at = $3, owner_id = NULL, snoozed_until = NULL, version = version + 1
            WHERE federation_id = $1 AND person_id = $2 AND state <> 'closed'",
        "UPDATE follow_ups SET state = 'cancelled', closed_at = $3, version = version + 1
            WHERE federation_id = $1 AND person_id = $2 AND state = 'open'",
        "UPDATE watches SET ended_at = $3, version = version + 1 WHERE federation_id = $1 AND person_id = $2 AND ended_at IS NULL",
        "UPDATE caseload SET state = 'ended', ended_at = $3, end_cause = 'decision', version = version + 1
            WHERE federation_id = $1 AND person_id = $2 AND state IN ('active', 'requested')",
        "UPDATE covers SET ended_at = $3, version = version + 1 WHERE federation_id = $1 AND person_id = $2 AND ended_at IS NULL AND ends_at > $3",
        "UPDATE visits SET status = 'cancelled' WHERE federation_id = $1 AND person_id = $2 AND status = 'planned' AND starts_at > $3",
    ];
    for sql in OPEN {
        on!(tx, c => sqlx::query(*sql).bind(federation).bind(person).bind(now).execute(c).await?.rows_affected());
    }
    Ok(())
}

/// Takes away who a person was. `pseudonym` stands where the name was.
pub async fn pseudonymise(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    pseudonym: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const PERSON: &str = "UPDATE persons SET name = $3, search_name = '', ref = NULL, phone = NULL, address = NULL,
            archive_reason = CASE WHEN erased_at IS NULL THEN NULL ELSE archive_reason END,
            pseudonymised_at = $4 WHERE federation_id = $1 AND id = $2";
    for sql in STATEMENTS {
        on!(tx, c => sqlx::query(*sql).bind(federation).bind(person).execute(c).await?.rows_affected());
    }
    on!(tx, c => sqlx::query(TRIALS).bind(federation).execute(c).await?.rows_affected());
    in_documents(tx, federation, person).await?;
    on!(tx, c => sqlx::query(PERSON).bind(federation).bind(person).bind(pseudonym).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// The words inside JSON: who agreed to an action, and the sentence of a need. The engines reach into JSON differently.
async fn in_documents(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<()> {
    const SQLITE: [&str; 2] = [
        "UPDATE alert_events SET data = json_remove(data, '$.agreed_by', '$.for_aide') WHERE federation_id = $1
            AND alert_id IN (SELECT id FROM alerts WHERE federation_id = $1 AND person_id = $2)",
        "UPDATE findings SET body = json_set(body, '$.evidence.sentence', '') WHERE federation_id = $1 AND person_id = $2
            AND family = 'need'",
    ];
    const POSTGRES: [&str; 2] = [
        "UPDATE alert_events SET data = data - 'agreed_by' - 'for_aide' WHERE federation_id = $1
            AND alert_id IN (SELECT id FROM alerts WHERE federation_id = $1 AND person_id = $2)",
        "UPDATE findings SET body = jsonb_set(body, '{evidence,sentence}', '\"\"') WHERE federation_id = $1
            AND person_id = $2 AND family = 'need'",
    ];
    match tx {
        Tx::Sqlite(t) => {
            for sql in SQLITE {
                sqlx::query(sql).bind(federation).bind(person).execute(&mut **t).await?;
            }
        }
        Tx::Postgres(t) => {
            for sql in POSTGRES {
                sqlx::query(sql).bind(federation).bind(person).execute(&mut **t).await?;
            }
        }
    }
    Ok(())
}
