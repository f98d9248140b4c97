//! What the queue is narrowed and counted by.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::persons::{Person, Viewer};
use vigie_server::store::saved_views::{Owner, SavedView};
use vigie_server::store::{alerts, presence, queue, quiet, ratings, saved_views};
use vigie_tests::{TestApp, on_both};

use super::{begin, sorted};

/// An alert of a person, through the front door.
async fn opened(app: &TestApp, person: &Person) -> Uuid {
    let rating = app.world.rating(person, app.now(), [Some(1), None, None]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let mut tx = begin(app).await;
    alerts::open_of(&mut tx, app.world.federation, person.id).await.expect("a look").expect("an alert").id
}

fn viewer<'a>(app: &TestApp, actor: &'a vigie_tests::Actor) -> Viewer<'a> {
    Viewer { federation: app.world.federation, user: actor.id, role: actor.role, now: app.now() }
}

on_both! {
    async fn who_is_quiet_is_seen_through_somebodys_eyes(app: TestApp) {
        let now = app.now() + TimeDelta::days(20);
        let mut tx = begin(&app).await;
        let at = |actor| Viewer { now, ..viewer(&app, actor) };
        let quiet = quiet::persons(&mut tx, at(&app.world.referent), now - TimeDelta::days(14), 2).await.expect("persons");
        assert_eq!(quiet.len(), 2, "the limit holds");
        let seen = quiet::persons(&mut tx, at(&app.world.coordinator), now - TimeDelta::days(14), 10).await.expect("persons");
        assert_eq!(sorted(seen.iter().map(|one| one.id).collect()), sorted(vec![app.world.person.id, app.world.second_person.id]));
        assert!(seen.iter().all(|one| one.last_rated_at.is_none() && one.created_at == app.now()));
        assert_eq!(quiet::phones(&mut tx, at(&app.world.referent), now - TimeDelta::days(2)).await.expect("phones"), []);
        let days = (app.now() - TimeDelta::days(2), app.now(), app.now() + TimeDelta::days(7));
        let user = app.world.coordinator.id;
        let colleagues = quiet::colleagues(&mut tx, app.world.federation, user, days).await.expect("names");
        assert_eq!(colleagues.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Gil Essai", "Éloi Essai"]);
        assert!(colleagues.iter().all(|one| one.browsers == 0 && !one.has_email && one.push.is_none()));
    }

    async fn signals_are_an_aides_own_or_a_sectors(app: TestApp) {
        let (one, hidden) = (opened(&app, &app.world.person).await, opened(&app, &app.world.refusing).await);
        let mut tx = begin(&app).await;
        let from = app.now() - TimeDelta::days(1);
        let own = ratings::signals_of(&mut tx, app.world.federation, app.world.aide.id, from, 10).await.expect("signals");
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|signal| signal.aide_id == app.world.aide.id && signal.reply.is_none()));
        let seen = |rows: Vec<ratings::Signal>| rows.into_iter().map(|row| row.alert_id).collect::<Vec<_>>();
        let sector = ratings::signals_of_sectors(&mut tx, viewer(&app, &app.world.referent), from, 10).await.expect("signals");
        assert_eq!(sorted(seen(sector)), sorted(vec![one, hidden]));
        let south = ratings::signals_of_sectors(&mut tx, viewer(&app, &app.world.south_referent), from, 10).await;
        assert_eq!(seen(south.expect("signals")), Vec::<Uuid>::new());
        let eyes = viewer(&app, &app.world.coordinator);
        assert_eq!(seen(ratings::signals_of_sectors(&mut tx, eyes, from, 10).await.expect("signals")), [one]);
    }

    async fn views_are_kept_changed_and_forgotten_by_their_owner_alone(app: TestApp) {
        let own = Owner { federation: app.world.federation, user: app.world.coordinator.id };
        let other = Owner { user: app.world.referent.id, ..own };
        let view = |minutes: i64, name: &str| SavedView {
            id: ids::fresh(),
            name: name.to_owned(),
            query: "scope=mine&q=é".to_owned(),
            created_at: app.now() + TimeDelta::minutes(minutes),
        };
        let (first, second) = (view(0, "Mes é"), view(1, "Nord"));
        let mut tx = begin(&app).await;
        for kept in [&second, &first, &SavedView { name: "twice".to_owned(), ..first.clone() }] {
            saved_views::insert(&mut tx, own, kept).await.expect("kept");
        }
        assert_eq!(saved_views::of_user(&mut tx, own).await.expect("views"), [first.clone(), second.clone()]);
        assert_eq!(saved_views::of_user(&mut tx, other).await.expect("views"), []);
        assert_eq!(saved_views::change(&mut tx, other, first.id, "x", "").await.expect("a try"), None);
        let changed = saved_views::change(&mut tx, own, first.id, "Autre", "").await.expect("a try").expect("there");
        assert_eq!(changed, SavedView { name: "Autre".to_owned(), query: String::new(), ..first.clone() });
        assert!(!saved_views::remove(&mut tx, other, first.id).await.expect("a try"));
        assert!(saved_views::remove(&mut tx, own, first.id).await.expect("a try"));
        assert!(!saved_views::remove(&mut tx, own, first.id).await.expect("a try"));
    }

    async fn somebody_looks_at_one_alert_at_a_time(app: TestApp) {
        let federation = app.world.federation;
        let (one, two) = (opened(&app, &app.world.person).await, opened(&app, &app.world.second_person).await);
        let mut tx = begin(&app).await;
        presence::look(&mut tx, federation, app.world.referent.id, one, app.now()).await.expect("noted");
        presence::look(&mut tx, federation, app.world.referent.id, two, app.now()).await.expect("noted");
        let eyes = viewer(&app, &app.world.coordinator);
        let before = app.now() - TimeDelta::seconds(1);
        let looks = presence::others(&mut tx, eyes, before).await.expect("looks");
        assert_eq!(looks.iter().map(|look| (look.alert_id, look.user_name.as_str())).collect::<Vec<_>>(), [(two, "Gil Essai")]);
        assert_eq!(presence::others(&mut tx, eyes, app.now()).await.expect("looks"), [], "too long ago");
        assert_eq!(presence::others(&mut tx, viewer(&app, &app.world.referent), before).await.expect("looks"), [], "oneself");
        assert_eq!(presence::others(&mut tx, viewer(&app, &app.world.south_referent), before).await.expect("looks"), []);
        presence::leave(&mut tx, federation, app.world.referent.id).await.expect("left");
        assert_eq!(presence::others(&mut tx, eyes, before).await.expect("looks"), []);
    }

    async fn an_empty_queue_counts_nothing(app: TestApp) {
        let mut tx = begin(&app).await;
        let counts = queue::counts(&mut tx, viewer(&app, &app.world.coordinator), app.now()).await.expect("counts");
        assert_eq!((counts.total, counts.mine, counts.overdue), (0, 0, 0));
        assert_eq!(ratings::last_rated(&mut tx, viewer(&app, &app.world.coordinator)).await.expect("a look"), None);
    }
}
