//! Both databases have the same schema, written twice; and nothing of a federation is found without its key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlx::{PgPool, SqlitePool};
use vigie_server::store::Store;
use vigie_server::store::scope::everywhere;
use vigie_tests::{Database, TestApp};

/// Tables that belong to no federation, or have no `federation_id` first in their key, and why.
const WITHOUT_TENANT: [(&str, &str); 2] =
    [("server_keys", "one installation has one set of keys"), ("_sqlx_migrations", "the migration tool's own")];

/// A column: name, type in words of both engines, whether it may be null, and its place in the primary key (0: none).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    name: String,
    kind: &'static str,
    not_null: bool,
    key: i64,
}

type Schema = BTreeMap<String, BTreeSet<Column>>;

/// What a type of PostgreSQL is in SQLite, where times and documents are texts and ids are bytes.
fn in_sqlite(postgres: &str) -> &'static str {
    match postgres {
        "uuid" => "BLOB",
        "text" | "timestamp with time zone" | "jsonb" | "date" => "TEXT",
        "integer" | "bigint" | "boolean" | "smallint" => "INTEGER",
        "double precision" | "real" => "REAL",
        other => panic!("say in tests/suite/store/parity.rs what `{other}` is in SQLite"),
    }
}

fn known(sqlite: &str) -> &'static str {
    ["BLOB", "TEXT", "INTEGER", "REAL"].into_iter().find(|kind| *kind == sqlite).expect("a type of a STRICT table")
}

async fn of_sqlite(pool: &SqlitePool) -> Schema {
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> '_sqlx_migrations'";
    let rows: Vec<(String, String, String, bool, i64)> = sqlx::query_as(sql).fetch_all(pool).await.expect("columns");
    let mut schema = Schema::new();
    for (table, name, kind, not_null, key) in rows {
        schema.entry(table).or_default().insert(Column { name, kind: known(&kind), not_null, key });
    }
    schema
}

async fn of_postgres(pool: &PgPool) -> Schema {
    let sql = "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'NO',
            COALESCE((SELECT k.ordinal_position::bigint FROM information_schema.table_constraints t
                JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
                WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_name = c.table_name AND k.column_name = c.column_name), 0)
        FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'";
    let rows: Vec<(String, String, String, bool, i64)> = sqlx::query_as(sql).fetch_all(pool).await.expect("columns");
    let mut schema = Schema::new();
    for (table, name, kind, not_null, key) in rows {
        schema.entry(table).or_default().insert(Column { name, kind: in_sqlite(&kind), not_null, key });
    }
    schema
}

async fn schema(database: Database) -> Schema {
    let app = TestApp::start(database).await;
    match app.store() {
        Store::Sqlite { read, .. } => of_sqlite(read).await,
        Store::Postgres(pool) => of_postgres(pool).await,
    }
}

fn files(engine: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn both_folders_have_the_same_migrations() {
    assert_eq!(files("sqlite"), files("postgres"));
    assert!(files("sqlite").len() >= 6);
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_types_and_keys() {
    everywhere(async {
        let (sqlite, postgres) = (schema(Database::Sqlite).await, schema(Database::Postgres).await);
        let tables = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
        assert_eq!(tables(&sqlite), tables(&postgres));
        assert!(sqlite.len() > 15);
        for (table, columns) in &sqlite {
            assert_eq!(columns, &postgres[table], "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_table_of_a_federation_has_it_first_in_its_key() {
    everywhere(async {
        for (table, columns) in schema(Database::Sqlite).await {
            let first =
                columns.iter().find(|column| column.key == 1).unwrap_or_else(|| panic!("{table} has no primary key"));
            let excused = WITHOUT_TENANT.iter().any(|(name, _)| *name == table);
            assert_eq!(first.name == "federation_id", !excused, "{table} begins its key with {}", first.name);
            assert!(
                excused || columns.iter().any(|column| column.name == "federation_id" && column.not_null),
                "{table}"
            );
        }
    })
    .await;
}

/// Names of the indices of both: a query plan that has one here has one there.
#[tokio::test]
async fn both_databases_have_the_same_indices() {
    everywhere(async {
        let mut found = Vec::new();
        for database in [Database::Sqlite, Database::Postgres] {
            let app = TestApp::start(database).await;
            let sql = match database {
                Database::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite_%'",
                Database::Postgres => {
                    "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'"
                }
            };
            let names: BTreeSet<String> = vigie_tests::rows::texts(app.store(), sql).await.into_iter().collect();
            found.push(names);
        }
        assert!(found[0].len() > 15);
        assert_eq!(found[0], found[1]);
    })
    .await;
}
