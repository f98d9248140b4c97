//! What the queue is narrowed and counted by.

use vigie_server::store::persons::Viewer;
use vigie_server::store::{alerts, ratings};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn viewer<'a>(app: &TestApp, actor: &'a vigie_tests::Actor) -> Viewer<'a> {
    Viewer { federation: app.world.federation, user: actor.id, role: actor.role }
}

on_both! {
    async fn an_empty_queue_counts_nothing(app: TestApp) {
        let mut tx = begin(&app).await;
        let counts = alerts::counts(&mut tx, viewer(&app, &app.world.coordinator), app.now()).await.expect("counts");
        assert_eq!((counts.total, counts.mine, counts.overdue), (0, 0, 0));
        assert_eq!(ratings::last_rated(&mut tx, viewer(&app, &app.world.coordinator)).await.expect("a look"), None);
    }
}
