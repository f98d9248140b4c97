//! `place_codes`, and the visits they lead to.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::place_codes::{self, Home};
use vigie_server::store::visits::{self, Span};
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn a_person_has_one_code_and_it_ends(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let (federation, person, by) = (world.federation, world.person.id, world.referent.id);
        let mut tx = begin(&app).await;
        assert_eq!(place_codes::of_person(&mut tx, federation, person).await.expect("a look"), None);
        place_codes::put(&mut tx, federation, person, "first", by, now).await.expect("made");
        place_codes::put(&mut tx, federation, person, "second", by, now).await.expect("made again");
        let home = |name: &str| Some(Home { id: person, name: name.to_owned() });
        assert_eq!(place_codes::home(&mut tx, federation, "first").await.expect("a look"), None);
        assert_eq!(place_codes::home(&mut tx, federation, "second").await.expect("a look"), home("Mme Pommier"));
        assert_eq!(place_codes::home(&mut tx, app.elsewhere.federation, "second").await.expect("a look"), None);
        let kept = place_codes::of_person(&mut tx, federation, person).await.expect("a look").expect("a code");
        assert_eq!((kept.made_by, kept.made_by_name.as_deref()), (by, Some("Gil Essai")));
        assert!(place_codes::end(&mut tx, federation, person).await.expect("ended"));
        assert!(!place_codes::end(&mut tx, federation, person).await.expect("nothing left"));
    }

    async fn who_may_rate_is_what_capture_says(app: TestApp) {
        let world = &app.world;
        let mut tx = begin(&app).await;
        for (aide, person, expected) in [
            (&world.aide, &world.person, true),
            (&world.aide, &world.refusing, true),
            (&world.aide, &world.south_person, false),
            (&world.south_aide, &world.south_person, true),
            (&app.elsewhere.aide, &world.person, false),
        ] {
            let may = place_codes::may_rate(&mut tx, world.federation, aide.id, person.id).await.expect("a look");
            assert_eq!(may, expected, "{} {}", aide.name, person.name);
        }
    }

    async fn visits_of_the_day_are_those_that_overlap_it_and_stand(app: TestApp) {
        let (world, door, now) = (&app.world, app.app(), app.now());
        let at = |hours: i64, status| world.visit(door, &world.person, &world.aide, now + TimeDelta::hours(hours), status);
        let _before = at(-30, "planned").await;
        let night = at(-10, "planned").await;
        let morning = at(1, "done").await;
        let _called_off = at(2, "cancelled").await;
        let _after = at(20, "planned").await;
        let _others = world.visit(door, &world.second_person, &world.aide, now, "planned").await;
        let _colleague = world.visit(door, &world.person, &world.second_aide, now, "planned").await;
        let mut tx = begin(&app).await;
        // The night's visit ends a minute into the span.
        let span = Span { from: night.ends_at - TimeDelta::minutes(1), to: now + TimeDelta::hours(12) };
        let both = (world.aide.id, world.person.id);
        let found = visits::of_aide_with(&mut tx, world.federation, both, span).await.expect("visits");
        assert_eq!(found.iter().map(|visit| visit.id).collect::<Vec<_>>(), [night.id, morning.id]);
        assert_eq!(found[0].code_hash, None);
        let none = visits::of_aide_with(&mut tx, world.federation, (world.aide.id, ids::fresh()), span).await;
        assert_eq!(none.expect("visits"), []);
    }
}
