//! The access log is written once, and shows when somebody wrote past the program.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::access_log::{self, Look};
use vigie_server::store::log_seals::{self, Checked};
use vigie_server::store::{Store, retention};
use vigie_tests::{TestApp, command, on_both, rows};

/// A look on each of the last days, oldest first; their ids.
async fn a_week(app: &TestApp) -> Vec<uuid::Uuid> {
    let mut written = Vec::new();
    let mut tx = app.store().begin().await.expect("a transaction");
    for days in (0..7).rev() {
        let at = app.now() - TimeDelta::days(days);
        let (id, user_id, person_id) = (ids::fresh(), app.world.referent.id, app.world.person.id);
        let look = Look { id, at, user_id, person_id, what: "file".to_owned() };
        access_log::append(&mut tx, app.world.federation, &look).await.expect("written");
        written.push(id);
    }
    assert_eq!(
        log_seals::close_days(&mut tx, app.world.federation, app.now()).await.expect("closed"),
        6,
        "today is not over"
    );
    assert_eq!(log_seals::close_days(&mut tx, app.world.federation, app.now()).await.expect("closed"), 0);
    tx.commit().await.expect("committed");
    written
}

async fn checked(app: &TestApp) -> Checked {
    let mut tx = app.store().begin().await.expect("a transaction");
    let youngest = app.now() - TimeDelta::days(30);
    log_seals::check(&mut tx, app.world.federation, app.now(), youngest).await.expect("read")
}

/// What somebody does first who wants to write past the program.
async fn take_guards_away(app: &TestApp) {
    match app.store() {
        Store::Sqlite { .. } => {
            rows::change(app.store(), "DROP TRIGGER access_log_lines").await;
            rows::change(app.store(), "DROP TRIGGER access_log_whole").await;
        }
        Store::Postgres(_) => {
            rows::change(app.store(), "ALTER TABLE access_log DISABLE TRIGGER USER").await;
        }
    }
}

/// What the program says of it.
async fn verified(app: &TestApp) -> (bool, String) {
    let mut verify = command(&["verify", "access-log"]);
    verify.env("VIGIE_DATABASE_URL", app.database_url());
    let output = tokio::task::spawn_blocking(move || verify.output().expect("vigie runs")).await.expect("done");
    (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
}

on_both! {
    async fn nobody_changes_or_takes_away_a_line(app: TestApp) {
        a_week(&app).await;
        for sql in ["UPDATE access_log SET what = 'alert'", "DELETE FROM access_log", "UPDATE access_log SET user_id = person_id"] {
            let refused = rows::refused(app.store(), sql).await;
            assert!(refused.contains("the access log is written once"), "{sql}: {refused}");
        }
        if matches!(app.store(), Store::Postgres(_)) {
            assert!(rows::refused(app.store(), "TRUNCATE access_log").await.contains("written once"));
        }
        let whole = checked(&app).await;
        assert!(whole.is_whole() && whole.lines == 7 && whole.unsealed == 0, "{whole:?}");
        assert_eq!(checked(&app).await, whole);
    }

    async fn what_the_period_is_over_for_goes_and_the_rest_is_still_whole(app: TestApp) {
        a_week(&app).await;
        app.advance(TimeDelta::days(40));
        let mut tx = app.store().begin().await.expect("a transaction");
        let before = app.now() - TimeDelta::days(43);
        assert_eq!(retention::forget_looks(&mut tx, app.world.federation, before, 99).await.expect("forgotten"), 3);
        tx.commit().await.expect("committed");
        let rest = checked(&app).await;
        assert!(rest.is_whole() && rest.lines == 4, "{rest:?}");
        assert!(rows::refused(app.store(), "DELETE FROM access_log").await.contains("written once"), "the younger ones stay");
        let mut tx = app.store().begin().await.expect("a transaction");
        retention::forget_looks(&mut tx, app.world.federation, app.now(), 99).await.expect("forgotten");
        tx.commit().await.expect("committed");
        assert!(checked(&app).await.forgotten_too_early, "a month is the shortest period");
    }

    async fn a_line_that_was_changed_added_or_taken_away_is_named(app: TestApp) {
        let lines = a_week(&app).await;
        assert!(verified(&app).await.0);
        take_guards_away(&app).await;
        let literal = |id| rows::literal(app.store(), id);
        rows::change(app.store(), &format!("UPDATE access_log SET what = 'alert' WHERE id = {}", literal(lines[6]))).await;
        assert_eq!(checked(&app).await.changed, [lines[6]], "today's line, by its own seal");
        rows::change(app.store(), &format!("UPDATE access_log SET what = 'file' WHERE id = {}", literal(lines[6]))).await;
        assert!(checked(&app).await.is_whole(), "as it was");
        rows::change(app.store(), &format!("DELETE FROM access_log WHERE id = {}", literal(lines[2]))).await;
        let gone = checked(&app).await;
        let day = (app.now() - TimeDelta::days(4)).date_naive().to_string();
        assert_eq!((gone.changed.as_slice(), gone.days.as_slice()), (&[][..], &[day.clone()][..]));
        let forged = literal(ids::fresh());
        rows::change(app.store(), &format!("INSERT INTO access_log (federation_id, id, at, user_id, person_id, what)
            SELECT federation_id, {forged}, at, user_id, person_id, what FROM access_log WHERE id = {}", literal(lines[6]))).await;
        assert_eq!(checked(&app).await.changed.len(), 1, "a line without a seal is none of ours");
        let (good, said) = verified(&app).await;
        assert!(!good && said.contains(&format!("BAD   the lines of {day}")) && said.matches("BAD").count() == 2, "{said}");
        rows::change(app.store(), &format!("DELETE FROM access_log_days WHERE day = '{day}'")).await;
        let next = (app.now() - TimeDelta::days(3)).date_naive().to_string();
        assert_eq!(checked(&app).await.days, [next], "the chain has a gap");
    }
}
