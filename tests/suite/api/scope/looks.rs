//! Whoever reads a person's file leaves one line in the access log, on every route that shows one: no look goes unlogged, and none
//! counts twice.

use vigie_tests::{Actor, TestApp, on_both, rows};

use super::places::{Place, Where};
use super::table::{ROUTES, Route, Thing, Who};
use super::walk::call;

/// Somebody who may.
fn reader<'a>(app: &'a TestApp, route: &Route) -> Option<&'a Actor> {
    let Who::Roles(roles) = route.who else { return None };
    let everybody = [&app.world.referent, &app.world.coordinator, &app.world.administrator, &app.world.aide];
    everybody.into_iter().find(|actor| roles.contains(&actor.role))
}

on_both! {
    async fn every_read_of_a_file_leaves_exactly_one_line(app: TestApp) {
        let places = Place::all(&app).await;
        let near = places.iter().find(|place| place.place == Where::North).expect("a place");
        let lines = || rows::count(app.store(), "SELECT COUNT(*) FROM access_log");
        let mut files = 0;
        for route in ROUTES.iter().filter(|route| route.method == "get") {
            let Some(actor) = reader(&app, route) else { continue };
            let client = app.client(actor).await;
            let before = lines().await;
            let answer = call(&client, route, near).await;
            let is_file = !matches!(route.thing, Thing::Nothing | Thing::Absence | Thing::Account) && answer.status == 200;
            files += usize::from(is_file);
            assert_eq!(lines().await - before, i64::from(is_file), "{} as {}: {}", route.path, actor.role, answer.status);
        }
        // File, timeline, alert, record, its looks.
        assert!(files >= 5, "only {files} routes were read");
    }
}
