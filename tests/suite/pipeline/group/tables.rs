//! Every row that capture writes, as text that two runs can be compared by: what was made up on the way is named after what it belongs to.

use sqlx::AssertSqlSafe;
use uuid::Uuid;
use vigie_server::store::Store;
use vigie_tests::{TestApp, rows};

/// What capture writes, in an order in which it can be emptied.
const TABLES: [&str; 10] = [
    "finding_ratings",
    "findings",
    "alert_events",
    "event_counters",
    "outbox",
    "alerts",
    "person_checkpoints",
    "person_states",
    "ratings",
    "visits",
];

/// Rows by table.
#[derive(Debug, PartialEq)]
pub struct Tables(Vec<(&'static str, Vec<String>)>);

/// Forgets everything that was captured.
pub async fn wipe(app: &TestApp) {
    for table in &TABLES[..9] {
        rows::change(app.store(), &format!("DELETE FROM {table}")).await;
    }
    rows::change(app.store(), "UPDATE visits SET status = 'planned' WHERE status = 'done'").await;
}

impl Tables {
    pub async fn read(app: &TestApp) -> Self {
        let names = names(app.store()).await;
        let mut tables = Vec::new();
        for table in TABLES {
            let mut lines = rows::texts(app.store(), &as_text(app.store(), table).await).await;
            for line in &mut lines {
                for (id, name) in &names {
                    *line = line.replace(id, name);
                }
            }
            lines.sort();
            tables.push((table, lines));
        }
        Self(tables)
    }

    pub fn assert_same(&self, other: &Self, when: &str) {
        for ((table, plain), (_, grouped)) in self.0.iter().zip(&other.0) {
            let missing: Vec<_> = plain.iter().filter(|row| !grouped.contains(row)).collect();
            let more: Vec<_> = grouped.iter().filter(|row| !plain.contains(row)).collect();
            assert!(
                missing.is_empty() && more.is_empty() && plain.len() == grouped.len(),
                "{table} after {when}: the plain path alone has {missing:#?}, the group alone {more:#?}"
            );
        }
    }
}

/// Names for ids that differ from run to run: an alert is known by its first event, a finding by its key, a message by its key.
async fn names(store: &Store) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let alerts = "SELECT alert_id FROM alert_events GROUP BY federation_id, alert_id ORDER BY federation_id, MIN(seq)";
    for (place, id) in rows::ids(store, alerts).await.into_iter().enumerate() {
        name(&mut names, id, &format!("alert {place}"));
    }
    for (table, order) in [("findings", "federation_id, person_id, key"), ("outbox", "federation_id, kind, user_id")] {
        let ids = rows::ids(store, &format!("SELECT id FROM {table} ORDER BY {order}, key")).await;
        let keys = rows::texts(store, &format!("SELECT key FROM {table} ORDER BY {order}, key")).await;
        for (id, mut key) in ids.into_iter().zip(keys) {
            for (id, name) in &names {
                key = key.replace(id, name);
            }
            name(&mut names, id, &format!("{table} {key}"));
        }
    }
    names
}

/// In all the ways in which an id is written in a row.
fn name(names: &mut Vec<(String, String)>, id: Uuid, name: &str) {
    names.push((id.to_string(), name.to_owned()));
    names.push((id.simple().to_string().to_uppercase(), name.to_owned()));
}

/// A statement that gives each row of a table as one text.
async fn as_text(store: &Store, table: &str) -> String {
    let Store::Sqlite { read, .. } = store else { return format!("SELECT to_jsonb(t)::text FROM {table} t") };
    let sql = AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')"));
    let columns: Vec<String> = sqlx::query_scalar(sql).fetch_all(read).await.expect("columns");
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    format!("SELECT {} FROM {table}", quoted.join(" || ' ' || "))
}
