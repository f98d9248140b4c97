//! The facts behind the figures: what they mean is recounted in `api/impact.rs`; here they are understood by both databases.

use chrono::TimeDelta;
use vigie_server::store::impact;
use vigie_server::store::visits::Span;
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn each_fact_is_read_for_one_federation_and_one_span(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let rating = world.rating(&world.person, now, [Some(1), None, None]);
        assert_eq!(app.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
        world.visit(app.app(), &world.person, &world.aide, now, "done").await;
        let (span, before) = (
            Span { from: now - TimeDelta::days(1), to: now + TimeDelta::days(1) },
            Span { from: now - TimeDelta::days(9), to: now - TimeDelta::days(1) },
        );
        let mut tx = begin(&app).await;
        let opened = impact::opened(&mut tx, world.federation, span).await.expect("alerts");
        assert_eq!(opened.len(), 1);
        assert_eq!((opened[0].sector_id, opened[0].person_id, opened[0].taken_at), (world.north, world.person.id, None));
        assert_eq!(impact::visits(&mut tx, world.federation, span).await.expect("visits"), [(world.north, 1, 0)]);
        assert_eq!(impact::coordinators(&mut tx, world.federation, span).await.expect("coordinators").len(), 3);
        assert!(impact::coordinators(&mut tx, world.federation, before).await.expect("coordinators").is_empty());
        for (federation, span) in [(world.federation, before), (app.elsewhere.federation, span)] {
            assert_eq!(impact::opened(&mut tx, federation, span).await.expect("alerts"), []);
            assert_eq!(impact::closed(&mut tx, federation, span).await.expect("alerts"), []);
            assert_eq!(impact::visits(&mut tx, federation, span).await.expect("visits"), []);
            assert_eq!(impact::needs(&mut tx, federation, span).await.expect("needs"), []);
            assert_eq!(impact::due(&mut tx, federation, ("2026-03-01", "2026-04-01"), "2026-03-02").await.expect("promises"), []);
            assert_eq!(impact::in_watch(&mut tx, federation, now).await.expect("persons"), []);
            assert_eq!(impact::in_reinforced(&mut tx, federation, now).await.expect("persons"), []);
        }
    }
}
