//! The second wall between federations: PostgreSQL shows and takes no row of another one, whatever a statement says.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::subscriptions::{self, Put, Subscription};
use vigie_server::store::{Scope, StoreError, Tx, federations, imported_aides, scope, users, walls};
use vigie_tests::{Database, TestApp, everywhere, on_both};

/// What a statement does is refused by a wall.
const REFUSED: &str = "42501";

on_both! {
    async fn who_does_not_say_for_whom_begins_nothing(app: TestApp) {
        let store = app.store().clone();
        let tried = tokio::spawn(async move { (store.begin().await.err(), store.read().await.err()) });
        let (begun, read) = tried.await.expect("no panic");
        assert!(matches!((begun, read), (Some(StoreError::NoScope), Some(StoreError::NoScope))));
        // Nor does a request whose caller is not known yet; afterwards it does.
        let request = scope::unknown(async {
            let before = app.store().begin().await.err();
            scope::narrow(app.world.federation);
            (before, app.store().begin().await.is_ok())
        });
        assert!(matches!(request.await, (Some(StoreError::NoScope), true)));
    }

    async fn a_question_without_a_federation_is_answered_for_ones_own(app: TestApp) {
        let own = Scope::Federation(app.world.federation);
        let seen = scope::within(own, async {
            let mut tx = app.store().read().await.expect("a transaction");
            let seen = federations::all(&mut tx).await.expect("all there are");
            let stranger = users::by_login(&mut tx, &app.elsewhere.aide.login).await.expect("a look");
            (seen.len(), stranger.is_some())
        });
        // The embedded database has no such wall.
        let expected = if app.database == Database::Postgres { (1, false) } else { (2, true) };
        assert_eq!(seen.await, expected);
        let mut tx = app.store().read().await.expect("a transaction");
        assert_eq!(federations::all(&mut tx).await.expect("all there are").len(), 2, "an operator sees them all");
    }

    async fn what_is_unique_in_the_installation_is_asked_of_all_of_it(app: TestApp) {
        let (login, endpoint) = (app.elsewhere.aide.login.clone(), "https://push.example.org/one");
        let mut tx = app.store().begin().await.expect("a transaction");
        let of = |world: &vigie_tests::World, user: Uuid| Subscription {
            federation_id: world.federation,
            id: ids::fresh(),
            user_id: user,
            session_id: None,
            endpoint: endpoint.to_owned(),
            p256dh: "k".to_owned(),
            auth: "a".to_owned(),
            vapid_key: None,
        };
        let theirs = of(&app.elsewhere, app.elsewhere.aide.id);
        assert_eq!(subscriptions::put(&mut tx, &theirs, None, app.now()).await.expect("put"), Put::Kept);
        tx.commit().await.expect("committed");
        scope::within(Scope::Federation(app.world.federation), async {
            let mut tx = app.store().begin().await.expect("a transaction");
            let ours = of(&app.world, app.world.aide.id);
            assert_eq!(subscriptions::put(&mut tx, &ours, None, app.now()).await.expect("put"), Put::Taken);
            let known = imported_aides::logins(&mut tx, std::slice::from_ref(&login)).await.expect("a look");
            assert_eq!(known.len(), 1);
            assert_eq!(vigie_server::store::accounts::logins_like(&mut tx, &login).await.expect("a look"), std::slice::from_ref(&login));
            if app.database == Database::Postgres {
                // Afterwards the wall stands as before.
                assert_eq!(federations::all(&mut tx).await.expect("all there are").len(), 1);
            }
        })
        .await;
    }
}

/// A column of a table: name and type.
type Column = (String, String);

/// Every table with a federation, and its columns.
async fn tables(superuser: &mut PgConnection) -> Vec<(String, Vec<Column>)> {
    const TABLES: &str = "SELECT table_name::text FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'federation_id' ORDER BY 1";
    const COLUMNS: &str = "SELECT column_name::text, data_type::text FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position";
    let names: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *superuser).await.expect("tables");
    let mut found = Vec::new();
    for name in names {
        let columns = sqlx::query_as(COLUMNS).bind(&name).fetch_all(&mut *superuser).await.expect("columns");
        found.push((name, columns));
    }
    found
}

/// A row of nothing in particular, of a federation.
fn row(table: &str, columns: &[Column], federation: Uuid) -> String {
    let value = |(name, kind): &Column| match (name.as_str(), kind.as_str()) {
        ("federation_id", _) => format!("'{federation}'"),
        (_, "uuid") => "gen_random_uuid()".to_owned(),
        (_, "timestamp with time zone") => "now()".to_owned(),
        (_, "jsonb") => "'{}'".to_owned(),
        (_, "boolean") => "false".to_owned(),
        (_, "date") => "current_date".to_owned(),
        (_, "text") => "gen_random_uuid()::text".to_owned(),
        _ => "1".to_owned(),
    };
    let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let values: Vec<String> = columns.iter().map(value).collect();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap_or_else(|why| panic!("{sql}: {why}"));
}

/// Takes away what a row of nothing in particular would break, so that each table can have one of each federation.
async fn fill(superuser: &mut PgConnection, tables: &[(String, Vec<Column>)], federations: [Uuid; 2]) {
    const CHECKS: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
    let checks: Vec<String> = sqlx::query_scalar(CHECKS).fetch_all(&mut *superuser).await.expect("constraints");
    for sql in checks {
        run(superuser, &sql).await;
    }
    // No references are followed and no triggers run.
    run(superuser, "SET session_replication_role = replica").await;
    for (table, columns) in tables {
        for federation in federations {
            // The federations themselves are there.
            if table != "federations" {
                let filled = format!("{} ON CONFLICT DO NOTHING", row(table, columns, federation));
                run(superuser, &filled).await;
            }
        }
    }
}

/// How many rows somebody sees who has said this, or nothing.
async fn seen(plain: &mut PgConnection, said: Option<&str>, table: &str) -> i64 {
    let mut tx = plain.begin().await.expect("a transaction");
    if let Some(said) = said {
        run(&mut tx, &format!("SET LOCAL vigie.federation = '{said}'")).await;
    }
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("a number")
}

/// What a wall says to a change by somebody of this federation.
async fn answer(plain: &mut PgConnection, own: Uuid, sql: &str) -> Result<u64, String> {
    let mut tx = plain.begin().await.expect("a transaction");
    run(&mut tx, &format!("SET LOCAL vigie.federation = '{own}'")).await;
    match sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(why) => Err(why.as_database_error().and_then(|why| why.code()).unwrap_or_default().into_owned()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_with_a_federation_stands_behind_a_wall() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let (own, other) = (app.world.federation, app.elsewhere.federation);
        let mut superuser = vigie_tests::superuser_of(app.database_url()).await;
        let tables = tables(&mut superuser).await;
        assert!(tables.len() > 60, "{}", tables.len());
        fill(&mut superuser, &tables, [own, other]).await;
        let mut plain = PgConnection::connect(app.database_url()).await.expect("a connection");
        for (table, columns) in &tables {
            assert_eq!(seen(&mut plain, None, table).await, 0, "{table}: shown to who says nothing");
            assert_eq!(seen(&mut plain, Some(""), table).await, 0, "{table}: shown to who says nothing");
            let nobody = Uuid::from_u128(1).to_string();
            assert_eq!(seen(&mut plain, Some(&nobody), table).await, 0, "{table}: shown to another federation");
            let (ours, all) =
                (seen(&mut plain, Some(&own.to_string()), table).await, seen(&mut plain, Some("*"), table).await);
            assert!(ours > 0 && all > ours, "{table}: one's own rows are seen, {ours} of {all}");
            let foreign = row(table, columns, other);
            assert_eq!(
                answer(&mut plain, own, &foreign).await,
                Err(REFUSED.to_owned()),
                "{table}: takes a foreign row"
            );
            let delete = format!("DELETE FROM {table} WHERE federation_id = '{other}'");
            assert_eq!(answer(&mut plain, own, &delete).await, Ok(0), "{table}: lets a foreign row go");
            let given_away = format!("UPDATE {table} SET federation_id = '{other}' WHERE federation_id = '{own}'");
            // The log of looks has a guard of its own, which is asked first.
            assert!(answer(&mut plain, own, &given_away).await.is_err(), "{table}: gives a row away");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_that_is_missing_or_passed_is_named() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let look = async |url: &str| {
            let store = vigie_server::store::Store::open(url).await.expect("opens");
            let mut tx = store.read().await.expect("a transaction");
            let found = walls::look(&mut tx).await.expect("a look").expect("there are walls");
            drop(tx);
            store.close().await;
            found
        };
        let sound = look(app.database_url()).await;
        assert_eq!((sound.passed, sound.lacking.len(), sound.encrypted), (false, 0, false), "{sound:?}");
        let mut superuser = vigie_tests::superuser_of(app.database_url()).await;
        run(&mut superuser, "DROP POLICY federation ON visits").await;
        run(&mut superuser, "ALTER TABLE persons NO FORCE ROW LEVEL SECURITY").await;
        run(&mut superuser, "CREATE TABLE novelties (federation_id UUID NOT NULL)").await;
        let broken = look(&vigie_tests::as_superuser(app.database_url())).await;
        assert!(broken.passed);
        assert_eq!(broken.lacking, ["novelties", "persons", "visits"]);
    })
    .await;
    let embedded = async {
        let app = TestApp::start(Database::Sqlite).await;
        let mut tx: Tx = app.store().read().await.expect("a transaction");
        walls::look(&mut tx).await.expect("a look")
    };
    assert_eq!(scope::everywhere(embedded).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_sees_every_federations_rows() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let mut superuser = vigie_tests::superuser_of(app.database_url()).await;
        // Written down with the migration, in its transaction: how much of the database it saw.
        for sql in [
            "CREATE TABLE seen (setting TEXT)",
            "CREATE FUNCTION note_setting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                INSERT INTO public.seen VALUES (current_setting('vigie.federation', true)); RETURN NEW; END $$",
            "CREATE TRIGGER note BEFORE INSERT ON _sqlx_migrations FOR EACH ROW EXECUTE FUNCTION note_setting()",
            // As if one had not been run yet.
            "DELETE FROM _sqlx_migrations WHERE version = 24",
            "DROP INDEX deliveries_at, outbox_made",
            "ALTER TABLE deliveries DROP COLUMN service",
        ] {
            run(&mut superuser, sql).await;
        }
        app.store().migrate().await.expect("migrated again");
        let seen = sqlx::query_scalar("SELECT setting FROM seen").fetch_all(&mut superuser);
        let seen: Vec<String> = seen.await.expect("seen");
        assert_eq!(seen, ["*"]);
    })
    .await;
}
