//! What belongs to a person's record: nothing about a person is kept in a table, or a column, that the record does not know.

use std::collections::{BTreeMap, BTreeSet};

use vigie_server::store::person_data::{self, SECTIONS};
use vigie_server::store::register;
use vigie_server::store::{Store, persons::Viewer, saved_views};
use vigie_tests::{on_both, rows};

/// Tables with a person in them that are not handed out, each with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("person_states", "the rules' sums over the ratings, made again from them; the ratings are there"),
    ("person_checkpoints", "the same sums at earlier weeks"),
];

/// Columns that say nothing more about the person.
const INNER: &[&str] = &[
    "federation_id",
    "person_id",
    // The name once more, for searches.
    "persons.search_name",
    // What tells a second sending of the same from something new.
    "ratings.content_hash",
    "quarantined_ratings.content_hash",
    "findings.key",
    // By which a card is known again.
    "place_codes.code_hash",
    // What shows that a line was changed.
    "access_log.seal",
    // Where programs stand with a promise.
    "follow_ups.escalation",
    "watches.planned",
    // The sector's or the other software's key of a cover; a cover for one person has neither.
    "covers.person_id",
    "covers.sector_id",
    "covers.source",
    "rule_overrides.sector_id",
    "import_lines.thing_id",
];

/// Columns by table.
async fn schema(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let listed = match store {
        Store::Sqlite { .. } => {
            "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Store::Postgres(_) => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in rows::texts(store, listed).await {
        let (table, column) = line.split_once('.').expect("a table and a column");
        tables.entry(table.to_owned()).or_default().insert(column.to_owned());
    }
    tables
}

on_both! {
    async fn every_table_about_a_person_is_exported(app: TestApp) {
        let schema = schema(app.store()).await;
        let about: Vec<&String> = schema.iter().filter(|(_, columns)| columns.contains("person_id")).map(|(table, _)| table).collect();
        assert!(about.len() > 15, "{about:?}");
        for table in about {
            let exported = SECTIONS.iter().any(|section| section.table == table);
            let left_out = LEFT_OUT.iter().any(|(known, _)| known == table);
            assert!(exported != left_out, "{table}: a section in store/person_data.rs, or a line with a reason here");
        }
        for section in SECTIONS {
            let exported: BTreeSet<&str> = section.columns.iter().map(|column| column.name).collect();
            for column in &schema[section.table] {
                let place = format!("{}.{column}", section.table);
                let inner = INNER.contains(&column.as_str()) || INNER.contains(&place.as_str());
                assert!(inner || exported.contains(column.as_str()), "{place}: a column of the section, or a line here");
            }
        }
    }

    async fn every_section_is_read(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let mut tx = app.store().read().await.expect("a transaction");
        for section in SECTIONS {
            let rows = person_data::rows(&mut tx, federation, person, section).await;
            let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", section.name));
            assert!(rows.iter().all(|row| row.len() == section.columns.len()), "{}", section.name);
        }
        let names = person_data::names(&mut tx, federation).await.expect("names");
        assert!(names.iter().any(|one| one.id == app.world.aide.id && one.role.as_deref() == Some("aide")));
        assert!(names.iter().all(|one| one.id != app.elsewhere.aide.id));
    }

    async fn the_register_is_read_and_kept(app: TestApp) {
        let world = &app.world;
        let (federation, id, now) = (world.federation, world.person.id, app.now());
        let viewer = Viewer { federation, user: world.administrator.id, role: "administrator", now };
        let mut tx = app.store().begin().await.expect("a transaction");
        let all = register::page(&mut tx, viewer, "", None, None, 9).await.expect("lines");
        let after = Some(("", uuid::Uuid::nil()));
        assert_eq!(register::page(&mut tx, viewer, "", Some(false), after, 9).await.expect("lines"), all);
        assert_eq!(register::page(&mut tx, viewer, "", Some(true), None, 9).await.expect("lines"), []);
        let entry = register::find(&mut tx, viewer, id).await.expect("a look").expect("a line");
        assert!(all.contains(&entry));
        let by = world.administrator.id;
        assert!(!register::archive(&mut tx, federation, (id, 9), "parti", by, now).await.expect("a try"));
        assert!(register::archive(&mut tx, federation, (id, 1), "parti", by, now).await.expect("archived"));
        assert!(register::restore(&mut tx, federation, (id, 2), now).await.expect("restored"));
        assert!(!register::restore(&mut tx, federation, (id, 3), now).await.expect("nothing to restore"));
        assert!(register::erase(&mut tx, federation, (id, 3), "demande", by, now).await.expect("erased"));
        vigie_server::store::retention::end(&mut tx, federation, id, now).await.expect("ended");
        assert_eq!(saved_views::of_federation(&mut tx, federation).await.expect("views"), []);
    }
}
