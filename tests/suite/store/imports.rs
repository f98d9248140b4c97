//! `imports`, `imported_persons`, `imported_aides`, `imported_visits`, `imported_absences`.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::imports::{self, Fields, Import, ImportLine};
use vigie_server::store::{absences, imported_absences, imported_aides, imported_persons, imported_visits, visits};
use vigie_tests::{TestApp, on_both, rows};

use super::begin;

fn import(app: &TestApp, minutes: i64) -> Import {
    Import {
        id: ids::fresh(),
        kind: "persons".to_owned(),
        origin: "page".to_owned(),
        file_name: Some("é.csv".to_owned()),
        imported_by: Some(app.world.administrator.id),
        at: app.now() + TimeDelta::minutes(minutes),
        added: 1,
        changed: 2,
        unchanged: 3,
        ended: 4,
        undone_at: None,
        undone_by: None,
    }
}

fn person(app: &TestApp, reference: &str) -> imported_persons::Row {
    imported_persons::Row {
        id: ids::fresh(),
        reference: Some(reference.to_owned()),
        sector_id: app.world.north,
        name: "Mme Été".to_owned(),
        phone: None,
        address: Some("ici\nlà".to_owned()),
        archived_at: None,
    }
}

on_both! {
    async fn an_import_reads_back_with_its_lines(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        imports::alone(&mut tx, federation).await.expect("alone");
        let (first, second) = (import(&app, 0), import(&app, 1));
        for one in [&first, &second] {
            imports::insert(&mut tx, federation, one).await.expect("stored");
        }
        let fields = Fields::from([("name".to_owned(), Some("\"é\" \\".to_owned())), ("phone".to_owned(), None)]);
        let line = |place, before| ImportLine { place, thing: ids::fresh(), reference: "P1".to_owned(), before, after: fields.clone() };
        let lines = [line(0, None), line(1, Some(Fields::from([("name".to_owned(), None)])))];
        for one in &lines {
            imports::insert_line(&mut tx, federation, first.id, one).await.expect("stored");
        }
        assert_eq!(imports::lines(&mut tx, federation, first.id).await.expect("lines"), lines);
        assert_eq!(imports::find(&mut tx, federation, first.id).await.expect("a look").as_ref(), Some(&first));
        assert!(imports::find(&mut tx, app.elsewhere.federation, first.id).await.expect("a look").is_none());
        let page = imports::list(&mut tx, federation, None, 1).await.expect("a page");
        assert_eq!(page, std::slice::from_ref(&second));
        let rest = imports::list(&mut tx, federation, Some((second.at, second.id)), 9).await.expect("a page");
        assert_eq!(rest, std::slice::from_ref(&first));
        let by = app.world.administrator.id;
        assert!(imports::mark_undone(&mut tx, federation, first.id, by, app.now()).await.expect("a try"));
        assert!(!imports::mark_undone(&mut tx, federation, first.id, by, app.now()).await.expect("a try"));
        assert_eq!(imports::forget_lines(&mut tx, federation, first.at).await.expect("forgotten"), 0);
        assert_eq!(imports::forget_lines(&mut tx, federation, second.at).await.expect("forgotten"), 2);
    }

    async fn persons_are_written_by_their_key(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        let mut row = person(&app, "P1");
        imported_persons::insert(&mut tx, federation, &row, app.now()).await.expect("stored");
        let refs = ["P1".to_owned(), "'P2".to_owned()];
        assert_eq!(imported_persons::by_refs(&mut tx, federation, &refs).await.expect("found"), std::slice::from_ref(&row));
        row.archived_at = Some(app.now());
        row.phone = Some("1".to_owned());
        assert_eq!(imported_persons::active(&mut tx, federation).await.expect("a list").len(), 1);
        imported_persons::write(&mut tx, federation, &row, app.now()).await.expect("written");
        assert!(imported_persons::active(&mut tx, federation).await.expect("a list").is_empty());
        let ids = [row.id, app.elsewhere.person.id];
        assert_eq!(imported_persons::by_ids(&mut tx, federation, &ids).await.expect("found"), std::slice::from_ref(&row));
        assert!(!imported_persons::remove(&mut tx, federation, app.world.person.id).await.expect("a try"), "a consent hangs on it");
        assert!(imported_persons::remove(&mut tx, federation, row.id).await.expect("a try"));
        assert!(imported_persons::by_refs(&mut tx, federation, &[]).await.expect("none").is_empty());
    }

    async fn aides_are_written_by_key_or_login(app: TestApp) {
        let (federation, world) = (app.world.federation, &app.world);
        let mut tx = begin(&app).await;
        let mut sectors = vec![world.north, world.south];
        sectors.sort_unstable();
        let mut row = imported_aides::Row {
            id: ids::fresh(), reference: Some("A1".to_owned()), login: "ana".to_owned(), name: "Ana".to_owned(), sectors,
        };
        imported_aides::insert(&mut tx, federation, &row, app.now()).await.expect("stored");
        let text = |text: &str| vec![text.to_owned()];
        let found = imported_aides::by_refs(&mut tx, federation, &text("A1"), &text(&world.aide.login)).await.expect("found");
        assert_eq!(found.len(), 2, "one by key, one by login");
        assert!(imported_aides::by_refs(&mut tx, federation, &text("x"), &text("ana")).await.expect("found").is_empty(), "who has a key is known by it");
        row.sectors.pop();
        row.name = "Ána".to_owned();
        imported_aides::write(&mut tx, federation, &row).await.expect("written");
        assert_eq!(imported_aides::by_ids(&mut tx, federation, &[row.id, world.referent.id]).await.expect("found"), std::slice::from_ref(&row));
        assert_eq!(imported_aides::named(&mut tx, federation, &[], &text("ana")).await.expect("found")[0].id, row.id);
        let logins = [world.referent.login.clone(), app.elsewhere.aide.login.clone(), "nobody".to_owned()];
        assert_eq!(imported_aides::logins(&mut tx, &logins).await.expect("found").len(), 2);
        assert!(imported_aides::remove(&mut tx, federation, row.id).await.expect("a try"));
        assert!(!imported_aides::remove(&mut tx, federation, row.id).await.expect("a try"));
    }

    async fn visits_and_absences_are_written_by_their_key(app: TestApp) {
        let (federation, world) = (app.world.federation, &app.world);
        let visit = world.visit(app.app(), &world.person, &world.aide, app.now(), "planned").await;
        rows::change(app.store(), "UPDATE visits SET ref = 'V1'").await;
        let mut tx = begin(&app).await;
        let mut row = imported_visits::by_refs(&mut tx, federation, &["V1".to_owned()]).await.expect("found").remove(0);
        assert!(!row.rated);
        (row.status, row.ends_at) = ("cancelled".to_owned(), row.ends_at + TimeDelta::hours(1));
        imported_visits::write(&mut tx, federation, &row).await.expect("written");
        assert_eq!(imported_visits::by_ids(&mut tx, federation, &[visit.id]).await.expect("found"), [row]);
        assert!(imported_visits::remove(&mut tx, federation, visit.id).await.expect("a try"));
        assert!(visits::find(&mut tx, federation, visit.id).await.expect("a look").is_none());
        let mut absence = imported_absences::Row {
            id: ids::fresh(), reference: Some("B1".to_owned()), person_id: world.person.id, from_day: "2026-03-02".to_owned(),
            to_day: None, kind: "other".to_owned(), removed_at: None,
        };
        imported_absences::insert(&mut tx, federation, &absence, None, app.now()).await.expect("stored");
        absence.to_day = Some("2026-03-09".to_owned());
        imported_absences::write(&mut tx, federation, &absence).await.expect("written");
        assert_eq!(imported_absences::by_refs(&mut tx, federation, &["B1".to_owned()]).await.expect("found"), std::slice::from_ref(&absence));
        imported_absences::let_go(&mut tx, federation, absence.id, app.now()).await.expect("let go");
        assert!(imported_absences::by_ids(&mut tx, federation, &[absence.id]).await.expect("found")[0].reference.is_none());
        assert!(absences::of_person(&mut tx, federation, world.person.id).await.expect("a list").is_empty());
    }

    async fn every_table_that_names_a_person_is_a_trace(app: TestApp) {
        let tables = match app.database {
            vigie_tests::Database::Sqlite => "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'person_id' ORDER BY m.name",
            vigie_tests::Database::Postgres => "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'person_id' ORDER BY 1",
        };
        let mut known: Vec<&str> = imported_persons::TRACES.to_vec();
        known.sort_unstable();
        assert_eq!(rows::texts(app.store(), tables).await, known, "add it to `traces!` in store/imported_persons.rs");
    }
}
